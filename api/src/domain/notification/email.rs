//! What an e-mail to a citizen says of a request, in their language.

use chrono::{DateTime, Utc};
use riverain_entities::notification_events::EventType;

use crate::domain::follow_up_summary::{SummaryInput, next_step, state_in_words};
use crate::domain::request_status;
use crate::locale::Locale;

/// What is told.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// What happened.
    pub event_type: EventType,
    /// The number of the request.
    pub number: &'a str,
    /// The given name of whom it is told to.
    pub given_name: &'a str,
    /// What the request is to them.
    pub relation: Relation,
    /// The product and the precision, in their language.
    pub subject: (&'a str, &'a str),
    /// The text of the public follow-up that says more of it.
    pub said: Option<&'a str>,
    /// The request as it was from then on.
    pub request: &'a SummaryInput,
    /// Whether the city reads what is answered to the e-mail.
    pub answers_are_read: bool,
    /// The name of the city.
    pub city: &'a str,
}

/// What a request is to whom it is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Their own.
    Own,
    /// One that they made for another.
    ForAnother,
    /// One of another that they follow.
    Follower,
}

/// An e-mail: its subject, and its text by paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// The subject, which names the request: an answer finds its way back by it.
    pub subject: String,
    /// The paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    /// What the service says.
    Plain(String),
    /// What somebody wrote.
    Quoted(String),
    /// What is said of the e-mail itself.
    Small(String),
}

impl Email {
    /// The text of an e-mail for those who read no HTML.
    pub fn plain_text(&self) -> String {
        let paragraphs = self.paragraphs.iter().map(|paragraph| match paragraph {
            Paragraph::Plain(text) => text.clone(),
            Paragraph::Quoted(text) => text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"),
            Paragraph::Small(text) => format!("-- \n{text}"),
        });
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }
}

/// The e-mail that tells of an event, as it stands at a moment.
pub fn write(told: &Told<'_>, locale: Locale, now: DateTime<Utc>) -> Email {
    let say = |key: &str, values: &[(&str, String)]| locale.wording(&format!("notification.email.{key}"), values);
    let key = match told.event_type {
        EventType::RequestReceived => "received",
        EventType::StatusChanged => "status_changed",
        EventType::FollowUpAdded => "follow_up_added",
        EventType::PromiseChanged => "promise_changed",
    };
    let values = [
        ("number", told.number.to_owned()),
        ("product", told.subject.0.to_owned()),
        ("precision", told.subject.1.to_owned()),
        ("status", request_status::label(told.request.status, locale)),
        ("city", told.city.to_owned()),
    ];
    let follows = told.relation == Relation::Follower;
    let key = if follows { format!("follower.{key}") } else { key.to_owned() };
    let mut paragraphs = vec![
        Paragraph::Plain(say("greeting", &[("name", told.given_name.to_owned())])),
        Paragraph::Plain(say(&format!("{key}.opening"), &values)),
    ];
    if told.relation == Relation::ForAnother {
        paragraphs.push(Paragraph::Plain(say("for_another", &[])));
    }
    paragraphs.extend(told.said.filter(|said| !said.is_empty()).map(|said| Paragraph::Quoted(said.to_owned())));
    paragraphs.push(Paragraph::Plain(match follows {
        true => stands_for_followers(told.request, locale, now),
        false => format!("{} {}", state_in_words(told.request, locale), next_step(told.request, locale, now)),
    }));
    let answer = if told.answers_are_read && !follows { "answer" } else { "no_answer" };
    paragraphs.push(Paragraph::Plain(say(answer, &values)));
    paragraphs.push(Paragraph::Small(say(if follows { "follower.why" } else { "why" }, &values)));
    Email { subject: say(&format!("{key}.subject"), &values), paragraphs }
}

/// Where the request of another stands: what everyone may see of it, and until when it is promised.
fn stands_for_followers(request: &SummaryInput, locale: Locale, now: DateTime<Utc>) -> String {
    let state = locale.wording(&format!("public_state.{}", request_status::code(request.status)), &[]);
    let due = request.promise.shown_due_at(now).filter(|_| request_status::is_open(request.status));
    let Some(due) = due.map(|due| due.with_timezone(&request.zone).format("%Y-%m-%d").to_string()) else {
        return state;
    };
    format!("{state} {}", locale.wording("notification.email.follower.due", &[("due", due)]))
}
