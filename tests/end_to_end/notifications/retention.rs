//! What was delivered is kept for a while; dead letters stay until they are handled.

use chrono::TimeDelta;
use riverain::services::notifications::retention::remove_old;
use riverain_entities::notification_deliveries::{self as rows, DeliveryState};
use riverain_entities::{delivery_attempts, notification_events};
use riverain_tests::now;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, submit};
use riverain_tests::smtp_sink::Answer;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::emails::consenting;
use super::{deliveries, hasty, mailing, settled};

#[tokio::test]
async fn what_was_delivered_is_removed_after_its_time_and_dead_letters_stay() {
    for (app, sink) in mailing(&hasty()).await {
        submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Ada", "FRENCH"))).await;
        settled(&app).await;
        sink.answer(Answer::Later);
        submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Bea", "FRENCH"))).await;
        settled(&app).await;
        sink.answer(Answer::Take);
        // More than a batch: the same delivery, many times.
        let first = deliveries(&app).await.remove(0);
        let copies: Vec<rows::ActiveModel> = (1..=1_200)
            .map(|rank| rows::Model { id: 1_000 + rank, ..first.clone() }.into())
            .map(sea_orm::ActiveModelTrait::reset_all)
            .collect();
        for chunk in copies.chunks(400) {
            rows::Entity::insert_many(chunk.to_vec()).exec_without_returning(app.database()).await.unwrap();
        }
        let kept_until = now() + TimeDelta::days(90);
        assert_eq!(remove_old(&app.app, kept_until).await.unwrap(), 0, "to the day");
        assert_eq!(remove_old(&app.app, kept_until + TimeDelta::seconds(1)).await.unwrap(), 1_201);
        let left = deliveries(&app).await;
        assert_eq!(left.iter().map(|row| row.state).collect::<Vec<_>>(), [DeliveryState::Dead]);
        let events = notification_events::Entity::find().all(app.database()).await.unwrap();
        assert_eq!(events.iter().map(|event| event.id).collect::<Vec<_>>(), [left[0].event_id]);
        assert_eq!(
            delivery_attempts::Entity::find().count(app.database()).await.unwrap(),
            3,
            "those of the dead letter"
        );
    }
}
