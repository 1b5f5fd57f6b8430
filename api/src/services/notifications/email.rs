//! Hands e-mails over by SMTP: written when they are sent, in the language that the citizen has then, with a text for those
//! who read no HTML.

use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use maud::{DOCTYPE, html};
use riverain_entities::delivery_attempts::AttemptOutcome;
use riverain_entities::follow_ups::Audience;
use riverain_entities::notification_deliveries::{DroppedReason, Model};
use riverain_entities::{citizens, notification_events, service_requests};

use super::attempt::{Outcome, message_id};
use super::recipients::{refusal, relation};
use crate::app::App;
use crate::domain::notification::email::{self, Email, Paragraph, Relation, Told};
use crate::locale::Locale;
use crate::services::{ServiceError, follow_up_summaries};
use crate::store;

/// Hands e-mails over.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
}

/// Why no e-mails can be handed over as told.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// The address of the server does not hold.
    #[error(
        "the address of the SMTP server does not hold: give smtp://host:25, smtp://host:587?tls=required or smtps://host"
    )]
    Server,
    /// The sender is no mailbox.
    #[error("the sender of e-mails does not hold: give a mailbox such as “Service 311 <311@ville.example>”")]
    Sender,
}

impl Mailer {
    /// A mailer that speaks to the server of an `smtp://…` or `smtps://…` address, as a sender.
    ///
    /// # Errors
    /// An address or a sender that does not hold.
    pub fn new(server: &str, sender: &str, time_limit: Duration) -> Result<Self, MailerError> {
        // What is wrong with the address may hold its password.
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(server).map_err(|_| MailerError::Server)?;
        let transport = builder.timeout(Some(time_limit)).build();
        Ok(Self { transport, sender: sender.parse().map_err(|_| MailerError::Sender)? })
    }

    fn write(&self, to: Mailbox, id: &str, email: &Email, locale: Locale, sent_at: SystemTime) -> Option<Message> {
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let language = HeaderName::new_from_ascii_str("Content-Language");
        Message::builder()
            .from(self.sender.clone())
            .to(to)
            .subject(email.subject.as_str())
            .date(sent_at)
            .message_id(Some(format!("<{id}@{}>", self.sender.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .raw_header(HeaderValue::new(language, locale.tag().to_owned()))
            .multipart(MultiPart::alternative_plain_html(email.plain_text(), html(email, locale)))
            .ok()
    }
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Mailer").field("sender", &self.sender).finish_non_exhaustive()
    }
}

/// Sends the e-mail of a delivery, where it is still to be sent.
///
/// # Errors
/// A database that fails.
pub(super) async fn send(
    app: &App,
    delivery: &Model,
    event: &notification_events::Model,
    request: &service_requests::Model,
) -> Result<Outcome, ServiceError> {
    let Some(mailer) = &app.notifications.mailer else { return Ok(Outcome::dropped(DroppedReason::EmailNotSetUp)) };
    let Some(key) = delivery.citizen_id else { return Ok(Outcome::dropped(DroppedReason::NoAddress)) };
    let Some(citizen) = store::citizens::roots(&app.database, &[key]).await?.remove(&key) else {
        return Ok(Outcome::dropped(DroppedReason::NoAddress));
    };
    // Merged since: the person is told once, by the record that stands for them.
    if citizen.id != key && store::notifications::is_told(&app.database, event.id, citizen.id).await? {
        return Ok(Outcome::dropped(DroppedReason::NoConsent));
    }
    if let Some(reason) = refusal(&citizen) {
        return Ok(Outcome::dropped(reason));
    }
    let Some(relation) = relation(&app.database, request, citizen.id).await? else {
        return Ok(Outcome::dropped(DroppedReason::NoConsent));
    };
    let Some(to) = mailbox(&citizen) else { return Ok(Outcome::dropped(DroppedReason::NoAddress)) };
    let locale = Locale::from(citizen.language);
    let email = written(app, event, request, (&citizen, relation), locale).await?;
    let sent_at = SystemTime::from(delivery.created_at);
    let Some(message) = mailer.write(to, &message_id(delivery), &email, locale, sent_at) else {
        return Ok(Outcome::last(AttemptOutcome::Refused, None));
    };
    Ok(match mailer.transport.send(message).await {
        Ok(answer) => Outcome::last(AttemptOutcome::Accepted, Some(i32::from(u16::from(answer.code())))),
        Err(error) => failed(&error),
    })
}

fn failed(error: &SmtpError) -> Outcome {
    let code = error.status().map(|code| i32::from(u16::from(code)));
    match error {
        error if error.is_permanent() => Outcome::last(AttemptOutcome::Refused, code),
        error if error.is_transient() => Outcome::passing(AttemptOutcome::Refused, code),
        error if error.is_timeout() => Outcome::passing(AttemptOutcome::TimedOut, None),
        error => {
            tracing::warn!(%error, "the SMTP server was not reached");
            Outcome::passing(AttemptOutcome::Unreachable, None)
        }
    }
}

fn mailbox(citizen: &citizens::Model) -> Option<Mailbox> {
    let address = citizen.email.as_deref()?.parse().ok()?;
    Some(Mailbox::new(Some(format!("{} {}", citizen.given_name, citizen.family_name)), address))
}

/// What the e-mail of an event says to a citizen.
async fn written(
    app: &App,
    event: &notification_events::Model,
    request: &service_requests::Model,
    (citizen, relation): (&citizens::Model, Relation),
    locale: Locale,
) -> Result<Email, ServiceError> {
    let reference = app.reference.current().await?;
    let now = app.clock.now();
    let said = match event.follow_up_id {
        Some(key) => store::follow_ups::by_keys(&app.database, &[key]).await?.pop(),
        None => None,
    };
    let said = match said.filter(|row| row.audience == Audience::Public) {
        // What was written on a master is read by those of a request as long as it is merged into it.
        Some(row) if row.request_id != request.id => {
            let is_shared = store::follow_ups::is_shared_with(&app.database, row.id, request.id).await?;
            is_shared.then_some(row)
        }
        said => said,
    };
    let mut stands = follow_up_summaries::input(&reference, request, None, now);
    (stands.status, stands.promise.due_at) = (event.status, event.due_at);
    let product = reference.product(request.product_id);
    let precision = reference.precision(request.precision_id);
    let told = Told {
        event_type: event.event_type,
        number: &request.number,
        given_name: &citizen.given_name,
        relation,
        subject: (
            product.map_or("", |row| locale.pick(&row.name_fr, &row.name_en)),
            precision.map_or("", |row| locale.pick(&row.name_fr, &row.name_en)),
        ),
        said: said.as_ref().map(|row| row.text.as_str()),
        request: &stands,
        answers_are_read: app.notifications.settings.answers_are_read,
        city: &reference.city.name,
    };
    Ok(email::write(&told, locale, now))
}

fn html(email: &Email, locale: Locale) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(locale.tag()) {
            head { meta charset="utf-8"; title { (email.subject) } }
            body style="font-family: sans-serif; line-height: 1.5; max-width: 40em" {
                @for paragraph in &email.paragraphs {
                    @match paragraph {
                        Paragraph::Plain(text) => p { (text) },
                        Paragraph::Quoted(text) => blockquote style="white-space: pre-wrap" { (text) },
                        Paragraph::Small(text) => p style="font-size: small; color: #555" { (text) },
                    }
                }
            }
        }
    };
    page.into_string()
}
