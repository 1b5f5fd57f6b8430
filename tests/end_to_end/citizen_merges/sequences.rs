//! Whatever records are merged and unmerged, in whatever order: each row stands under the record that stands for its own, and in
//! the end every record has exactly the rows that it began with.

use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use riverain_entities::request_representatives::FollowUpRecipient;
use riverain_entities::{request_followers, request_representatives};
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, submit};
use riverain_tests::{EMAIL_SECRET, TestApp, now};
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, NotSet};
use serde_json::json;

use super::{Everything, everything, id, merge, record, unmerge};
use crate::contacts::call;

const PEOPLE: usize = 6;

/// A step: a record is merged into another, or unmerged.
#[derive(Debug, Clone, Copy)]
enum Step {
    Merge { into: usize, record: usize },
    Unmerge(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..PEOPLE, 0..PEOPLE).prop_map(|(into, record)| Step::Merge { into, record }),
        2 => (0..PEOPLE, Just(())).prop_map(|(record, ())| Step::Unmerge(record)),
    ]
}

/// What each record is merged into, as the test itself keeps it.
struct Forest([Option<usize>; PEOPLE]);

impl Forest {
    fn root(&self, record: usize) -> usize {
        self.0[record].map_or(record, |into| self.root(into))
    }

    /// What the service should answer, once the step is taken.
    fn take(&mut self, step: Step) -> &'static str {
        match step {
            Step::Merge { into, record } if into == record => "CitizenMergedIntoItself",
            Step::Merge { into, record } if self.root(into) == record => "CitizensMergedInARing",
            Step::Merge { record, .. } if self.0[record].is_some() => "CitizenIsMerged",
            Step::Merge { into, record } => {
                self.0[record] = Some(self.root(into));
                "MergeCitizensSuccess"
            }
            Step::Unmerge(record) => match self.0[record].take() {
                Some(_) => "UnmergeCitizenSuccess",
                None => "CitizenNotMerged",
            },
        }
    }
}

/// Records of six citizens, each with a request, a contact of their own, one that somebody else made for them, a draft, a
/// request that they made for another, and three requests of strangers of which they follow two.
async fn people(app: &TestApp) -> Vec<i64> {
    let (mut people, mut strangers) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let number = submit(app, TREE_FELLING, SAINT_ROCH, None).await;
        strangers.push(riverain::store::requests::by_number(app.database(), &number).await.unwrap().unwrap().id);
    }
    let (friend, _) = record(app, "Denis", 0.05).await;
    for (rank, name) in ["Alice", "Alicia", "Ally", "Alix", "Aline", "Alma"].into_iter().enumerate() {
        let (key, _) = record(app, name, 0.0).await;
        call(app, json!({ "caller": { "citizen": id(key) } })).await;
        call(app, json!({ "caller": { "citizen": id(friend) }, "onBehalfOf": { "citizen": id(key) } })).await;
        let raw = format!(
            "From: {name} Tremblay <{}@exemple.ca>\r\nTo: 311@ville.example\r\nSubject: Bonjour\r\n\
             Message-ID: <{name}@mail>\r\nContent-Type: text/plain\r\n\r\nUn arbre est mort.\r\n",
            name.to_lowercase()
        );
        assert!(app.post_email(raw.into_bytes(), EMAIL_SECRET).await.status().is_success());
        let made = submit(app, TREE_FELLING, SAINT_ROCH, None).await;
        let made = riverain::store::requests::by_number(app.database(), &made).await.unwrap().unwrap();
        let row = request_representatives::ActiveModel {
            request_id: Set(made.id),
            citizen_id: Set(key),
            follow_ups_to: Set(FollowUpRecipient::Representative),
        };
        request_representatives::Entity::insert(row).exec_without_returning(app.database()).await.unwrap();
        for stranger in [rank % 3, (rank + 1) % 3] {
            let row = request_followers::ActiveModel {
                id: NotSet,
                request_id: Set(strangers[stranger]),
                citizen_id: Set(key),
                followed_at: Set(now()),
            };
            request_followers::Entity::insert(row).exec_without_returning(app.database()).await.unwrap();
        }
        people.push(key);
    }
    people
}

/// Checks that each row stands under the record that stands for its own.
fn check(before: &Everything, after: &Everything, root_of: impl Fn(i64) -> i64) {
    let some = |key: Option<i64>| key.map(&root_of);
    let mut expected = before.clone();
    for row in &mut expected.citizens {
        row.master_id = Some(root_of(row.id)).filter(|root| *root != row.id);
    }
    for row in &mut expected.requests {
        row.citizen_id = some(row.citizen_id);
    }
    for row in &mut expected.contacts {
        (row.citizen_id, row.on_behalf_of_id) = (some(row.citizen_id), some(row.on_behalf_of_id));
    }
    for row in &mut expected.representatives {
        row.citizen_id = root_of(row.citizen_id);
    }
    for row in &mut expected.drafts {
        row.citizen_id = some(row.citizen_id);
    }
    expected.kept.clone_from(&after.kept);
    assert_eq!(*after, expected);
}

#[tokio::test]
async fn any_merges_and_unmerges_end_with_exactly_the_rows_they_began_with() {
    let config = Config { failure_persistence: None, ..Config::default() };
    for (seed, app) in TestApp::each().await.into_iter().enumerate() {
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[u8::try_from(seed).unwrap() + 7; 32]);
        let mut runner = TestRunner::new_with_rng(config.clone(), random);
        let people = people(&app).await;
        let before = everything(&app).await;
        assert_eq!((before.followers.len(), before.kept.len()), (12, 0));
        let rank = |key: i64| people.iter().position(|person| *person == key);
        let mut forest = Forest([None; PEOPLE]);
        let mut steps: Vec<Step> = (0..40).map(|_| step().new_tree(&mut runner).unwrap().current()).collect();
        steps.extend((0..PEOPLE).map(Step::Unmerge));
        // The last are taken in any order.
        let turn = any::<usize>().new_tree(&mut runner).unwrap().current() % PEOPLE;
        steps[40..].rotate_left(turn);
        for step in steps {
            let expected = forest.take(step);
            let answer = match step {
                Step::Merge { into, record } => merge(&app, people[into], &[people[record]]).await,
                Step::Unmerge(record) => unmerge(&app, people[record]).await,
            };
            assert_eq!(answer["__typename"], expected, "{step:?} {answer:#}");
            let root_of = |key: i64| rank(key).map_or(key, |rank| people[forest.root(rank)]);
            check(&before, &everything(&app).await, root_of);
        }
        assert_eq!(everything(&app).await, before, "nothing lost, nothing doubled, nothing left");
    }
}
