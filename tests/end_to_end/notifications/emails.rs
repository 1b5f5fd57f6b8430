//! E-mails to citizens, through a real SMTP server.

use mail_parser::{Message, MessageParser};
use riverain_entities::delivery_attempts::{self, AttemptOutcome};
use riverain_entities::notification_deliveries::{self as rows, DeliveryState, DroppedReason};
use riverain_entities::{citizens, service_requests};
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, requester, submit, submit_input};
use riverain_tests::smtp_sink::Answer;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::{deliver_once, deliveries, follow_up, hasty, mailing, settled, step};

pub(super) fn consenting(given_name: &str, language: &str) -> Value {
    let mut requester = requester(given_name, "Côté-Test");
    let plain: String = given_name.to_lowercase().chars().filter(char::is_ascii).collect();
    requester["email"] = json!(format!("{plain}@exemple.ca"));
    requester["language"] = json!(language);
    requester["consentToContact"] = json!(true);
    requester
}

pub(super) fn read(raw: &str) -> Message<'_> {
    MessageParser::default().parse(raw.as_bytes()).unwrap()
}

#[tokio::test]
async fn a_citizen_is_written_to_in_their_language_at_each_turn_of_their_request() {
    for (app, sink) in mailing(&hasty()).await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Zoé-Anne", "FRENCH"))).await;
        settled(&app).await;
        step(&app, &number, "IN_PROGRESS", Some("L’émondeur passera mardi.")).await;
        settled(&app).await;
        follow_up(&app, &number, "PUBLIC", "Prévoir <b>deux</b> heures.\nMerci & à bientôt.").await;
        follow_up(&app, &number, "INTERNAL", "Clé au poste de garde.").await;
        let sent = settled(&app).await;
        assert_eq!(sent.len(), 3, "{sent:#?}");
        let messages = sink.messages();
        assert_eq!(messages.len(), 3);
        let subjects = [
            format!("[{number}] Votre demande est reçue"),
            format!("[{number}] Votre demande a changé d’état : En cours"),
            format!("[{number}] Un suivi s’ajoute à votre demande"),
        ];
        for ((message, subject), delivery) in messages.iter().zip(&subjects).zip(&sent) {
            let mail = read(&message.raw);
            assert_eq!(mail.subject(), Some(subject.as_str()));
            assert_eq!(message.recipients, ["zo-anne@exemple.ca"]);
            let id = format!("msg_{}_{}@ville.test", delivery.created_at.timestamp_millis(), delivery.id);
            assert_eq!(mail.message_id(), Some(id.as_str()));
            assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
            let text = mail.body_text(0).unwrap();
            assert!(text.contains("Bonjour Zoé-Anne,") && text.contains(&number), "{text}");
            assert!(text.contains("au plus tard le 2026-10-14"), "the promise: {text}");
            assert!(text.contains("répondez à ce courriel"), "{text}");
        }
        let texts: Vec<String> = messages.iter().map(|m| read(&m.raw).body_text(0).unwrap().into_owned()).collect();
        assert!(texts[0].contains("« Arbre – ") && texts[0].contains("Votre demande est reçue."), "{}", texts[0]);
        assert!(texts[1].contains("> L’émondeur passera mardi."), "{}", texts[1]);
        assert!(texts[2].contains("> Prévoir <b>deux</b> heures.") && !texts[2].contains("Clé"), "{}", texts[2]);
        let mail = read(&messages[2].raw);
        let html = mail.body_html(0).unwrap().replace("\r\n", "\n");
        assert!(html.contains("Prévoir &lt;b&gt;deux&lt;/b&gt; heures.\nMerci &amp; à bientôt."), "{html}");
        assert!(html.contains("lang=\"fr\""), "{html}");
    }
}

#[tokio::test]
async fn english_is_written_to_those_who_chose_it_and_an_answer_finds_its_request() {
    for (app, sink) in mailing(&hasty()).await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Ann", "ENGLISH"))).await;
        settled(&app).await;
        let message = &sink.messages()[0];
        let mail = read(&message.raw);
        assert_eq!(mail.subject(), Some(format!("[{number}] Your request has been received").as_str()));
        let text = mail.body_text(0).unwrap();
        assert!(text.contains("Hello Ann,") && text.contains("“Tree – Felling”"), "{text}");
        let answer = format!(
            "From: Ann <ann@exemple.ca>\r\nTo: 311@ville.test\r\nSubject: Re: {}\r\nMessage-ID: <a@exemple.ca>\r\n\r\nThe birch, not the maple.\r\n",
            mail.subject().unwrap()
        );
        let taken = app.post_email(answer.into_bytes(), riverain_tests::EMAIL_SECRET).await;
        let taken: Value = taken.json().await.unwrap();
        assert_eq!((&taken["outcome"], &taken["requestNumber"]), (&json!("FOLLOWED_UP"), &json!(number)), "{taken}");
        settled(&app).await;
        assert_eq!(sink.messages().len(), 1, "nobody is written to about what they wrote");
    }
}

#[tokio::test]
async fn nothing_is_written_to_the_anonymous_to_those_who_did_not_agree_nor_on_planned_work() {
    for (app, sink) in mailing(&hasty()).await {
        let silent = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Luc", "Roy"))).await;
        let anonymous = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let planned = submit(&app, SIDEWALK, SAINT_ROCH, Some(consenting("Guy", "FRENCH"))).await;
        for number in [&silent, &anonymous] {
            follow_up(&app, number, "PUBLIC", "Un suivi.").await;
            step(&app, number, "IN_PROGRESS", None).await;
        }
        step(&app, &planned, "IN_PROGRESS", None).await;
        assert_eq!(deliveries(&app).await.len(), 0, "nothing is even written");
        assert_eq!(sink.sent(), 0);
    }
}

#[tokio::test]
async fn what_changed_since_is_looked_at_before_an_e_mail_goes() {
    let mut settings = hasty();
    settings.at_once = 0;
    for (app, _) in mailing(&settings).await {
        // Written by a service that hands nothing over, delivered by the next one over the same database.
        for name in ["Ada", "Bea", "Cléo"] {
            submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting(name, "FRENCH"))).await;
        }
        let requests = service_requests::Entity::find()
            .order_by_asc(service_requests::Column::Id)
            .all(app.database())
            .await
            .unwrap();
        let planned = submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        let planned = riverain::store::requests::by_number(app.database(), &planned).await.unwrap().unwrap();
        let becomes_planned = service_requests::ActiveModel {
            id: Unchanged(requests[0].id),
            work_type_id: Set(planned.work_type_id),
            work_type_code: Set(planned.work_type_code),
            due_at: Set(None),
            ..Default::default()
        };
        becomes_planned.update(app.database()).await.unwrap();
        for (request, consents) in [(&requests[1], false), (&requests[2], true)] {
            let change = citizens::ActiveModel {
                id: Unchanged(request.citizen_id.unwrap()),
                consent_to_contact: Set(consents),
                email: Set((!consents).then(|| "bea@exemple.ca".to_owned())),
                ..Default::default()
            };
            change.update(app.database()).await.unwrap();
        }
        let sink = riverain_tests::smtp_sink::SmtpSink::start().await;
        deliver_once(&app, &sink.url()).await;
        let rows = settled(&app).await;
        let dropped: Vec<_> = rows.iter().map(|row| row.dropped_reason).collect();
        let reasons = [DroppedReason::PlannedIntervention, DroppedReason::NoConsent, DroppedReason::NoAddress];
        assert_eq!(dropped, reasons.map(Some));
        assert_eq!(sink.sent(), 0);
    }
}

#[tokio::test]
async fn an_e_mail_is_tried_again_given_up_after_its_attempts_and_queued_anew() {
    for (app, sink) in mailing(&hasty()).await {
        sink.answer(Answer::Later);
        submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Ida", "FRENCH"))).await;
        let dead = settled(&app).await.remove(0);
        assert_eq!((dead.state, dead.attempt, sink.sent()), (DeliveryState::Dead, 3, 3));
        let tried = attempts(&app).await;
        assert!(tried.iter().all(|row| row.outcome == Some(AttemptOutcome::Refused) && row.status_code == Some(451)));
        sink.answer(Answer::Take);
        let list =
            "{ notificationDeliveries(state: DEAD, channel: EMAIL) { totalCount nodes { id state messageId attemptCount
          attempts { attempt outcome statusCode } event { type request { number } } citizen { givenName } } } }";
        let token = app.token(riverain::auth::token::TokenRole::Supervisor);
        let shown = app.data(&token, list, json!({})).await["notificationDeliveries"].clone();
        assert_eq!(shown["totalCount"], 1, "{shown:#}");
        assert_eq!(shown["nodes"][0]["attempts"][2], json!({ "attempt": 3, "outcome": "REFUSED", "statusCode": 451 }));
        assert_eq!(shown["nodes"][0]["citizen"]["givenName"], "Ida");
        let redeliver = "mutation($id: ID!) { redeliver(input: { delivery: $id }) { __typename
          ... on RedeliverSuccess { delivery { state } } ... on RedeliveryNotAllowed { message } } }";
        let id = json!({ "id": shown["nodes"][0]["id"] });
        let queued = app.data(&token, redeliver, id.clone()).await;
        assert_eq!(queued["redeliver"]["delivery"]["state"], "PENDING", "{queued:#}");
        let sent = settled(&app).await.remove(0);
        assert_eq!((sent.state, sent.attempt), (DeliveryState::Delivered, 4));
        let mail = sink.messages().remove(0);
        let message_id = shown["nodes"][0]["messageId"].as_str().unwrap();
        assert_eq!(read(&mail.raw).message_id(), Some(format!("{message_id}@ville.test").as_str()));
        let refused = app.data(&token, redeliver, id).await;
        assert_eq!(refused["redeliver"]["__typename"], "RedeliveryNotAllowed", "{refused:#}");
        let agent = app.token(riverain::auth::token::TokenRole::Agent);
        let answer = app.graphql(Some(&agent), list, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
    }
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_is_not_tried_twice_and_a_server_that_hangs_is_cut_off() {
    for (app, sink) in mailing(&hasty()).await {
        sink.answer(Answer::Never);
        submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Eve", "FRENCH"))).await;
        let dead = settled(&app).await.remove(0);
        assert_eq!((dead.state, dead.attempt), (DeliveryState::Dead, 1));
        sink.answer(Answer::Hang);
        submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Max", "FRENCH"))).await;
        let hung = settled(&app).await.remove(1);
        assert_eq!((hung.state, hung.attempt), (DeliveryState::Dead, 3));
        let outcomes: Vec<_> = attempts(&app).await.iter().filter_map(|row| row.outcome).collect();
        assert_eq!(outcomes[1..], [AttemptOutcome::TimedOut; 3], "{outcomes:?}");
    }
}

#[tokio::test]
async fn the_pause_after_an_attempt_that_failed_is_as_long_as_told() {
    let mut settings = hasty();
    settings.back_off.first = std::time::Duration::from_secs(100);
    for (app, sink) in mailing(&settings).await {
        sink.answer(Answer::Later);
        submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Léa", "FRENCH"))).await;
        let waiting = super::once(|| async {
            let row = deliveries(&app).await.remove(0);
            (row.attempt == 1 && row.worker.is_none()).then_some(row)
        })
        .await;
        let ended = attempts(&app).await.remove(0);
        let pause = settings.back_off.pause(waiting.id, 1).as_millis();
        let now = match ConnectionTrait::get_database_backend(app.database()) {
            #[expect(
                clippy::disallowed_methods,
                reason = "PostgreSQL measures by its own clock, which is the machine's"
            )]
            sea_orm::DbBackend::Postgres => chrono::DateTime::from(std::time::SystemTime::now()),
            _ => ended.ended_at.unwrap(),
        };
        let rest = u128::from((waiting.available_at - now).num_milliseconds().unsigned_abs());
        assert!(rest.abs_diff(pause) < 20_000 && pause > 50_000, "{rest} ms of {pause} ms");
        assert_eq!(waiting.state, rows::DeliveryState::Pending);
    }
}

#[tokio::test]
async fn who_made_a_request_for_another_is_written_to_as_they_chose() {
    for (app, sink) in mailing(&hasty()).await {
        let input = json!({ "product": TREE_FELLING.0, "precision": TREE_FELLING.1, "channel": "TELEPHONE",
            "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 },
            "requester": consenting("Mere", "FRENCH"), "onBehalf": { "representative": consenting("Fils", "ENGLISH"), "followUpsTo": "BOTH" } });
        let made = submit_input(&app, input).await;
        assert_eq!(made["__typename"], "SubmitRequestSuccess", "{made:#}");
        settled(&app).await;
        let mut told: Vec<_> = sink.messages().iter().map(|message| message.recipients[0].clone()).collect();
        told.sort();
        assert_eq!(told, ["fils@exemple.ca", "mere@exemple.ca"]);
        let messages = sink.messages();
        let to_son = messages.iter().find(|message| message.recipients[0].starts_with("fils")).unwrap();
        assert!(read(&to_son.raw).body_text(0).unwrap().contains("You made this request for another person"));
    }
}

async fn attempts(app: &TestApp) -> Vec<delivery_attempts::Model> {
    use delivery_attempts::{Column, Entity};
    Entity::find().order_by_asc(Column::DeliveryId).order_by_asc(Column::Attempt).all(app.database()).await.unwrap()
}
