//! A supervisor changes a situation that has not ended: what it is about, its texts, its end, its hours and orders. Promises
//! and opening hours follow at once, and what it said before is kept.

use chrono::{DateTime, Utc};
use riverain_entities::calendar_revisions::RevisionCause;
use riverain_entities::exceptional_situation_changes::ActiveModel as Change;
use riverain_entities::exceptional_situations::{ActiveModel, Model, ScopeKind};
use sea_orm::{NotSet, Set, Unchanged};
use serde_json::{Value, json};

use super::declaring::{MAXIMUM_TEXT, MAXIMUM_TITLE, Words, codes, overlap, scope, stored_scope, words};
use super::opening::{self, OpeningDay};
use super::transitions::{Author, MAXIMUM_NOTE};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::exceptional_situation::Situation;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults};
use crate::domain::text;
use crate::services::ServiceError;
use crate::store::connect::begin_write;
use crate::store::reference::Reference;
use crate::store::{calendar_revisions, exceptional_situations, reference};

/// What a situation is to be about.
#[derive(Debug, Clone)]
pub struct ScopeDemand {
    /// Of which kind.
    pub kind: ScopeKind,
    /// Codes of the boroughs, where it is about some.
    pub boroughs: Vec<String>,
    /// Codes of the products, where it is about some.
    pub products: Vec<String>,
}

/// What is to be changed of a situation; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct SituationChange {
    /// What it is about.
    pub scope: Option<ScopeDemand>,
    /// Its title.
    pub title: Option<Words>,
    /// What citizens are told.
    pub text: Option<Words>,
    /// Until when; within, none where it lasts until someone ends it.
    pub ends_at: Option<Option<DateTime<Utc>>>,
    /// The hours that it adds.
    pub opening: Option<Vec<OpeningDay>>,
    /// Codes of the products that come first.
    pub first_products: Option<Vec<String>>,
    /// Codes of the answers to the triage question that come first.
    pub first_answers: Option<Vec<String>>,
    /// Why, for the staff.
    pub note: Option<String>,
}

/// What came of a change.
#[derive(Debug)]
pub enum ChangeOutcome {
    /// The situation is changed.
    Changed(Box<Model>),
    /// It had ended already, and nothing is written.
    EndedBefore(Box<Model>),
    /// There is no such situation.
    NotFound,
}

/// Changes a situation. Banner, orders and hours are read from it and follow at once; where its hours, its scope or its end
/// change while it is in force, open promises are reckoned anew, and so are those that it leaves.
///
/// # Errors
/// A caller who may not, every fault of the change, or a database that fails.
pub async fn change(
    app: &App,
    viewer: &Viewer,
    key: i64,
    demand: SituationChange,
) -> Result<ChangeOutcome, ServiceError> {
    if !may(viewer, Action::DeclareExceptionalSituation) {
        return Err(ServiceError::refused(viewer));
    }
    let now = app.clock.now();
    let catalogue = app.reference.current().await?;
    let transaction = begin_write(&app.database).await?;
    // One at a time, as declarations are: of two that overlap, the second sees the first.
    reference::raise_revision(&transaction).await?;
    let Some(row) = exceptional_situations::by_key_locked(&transaction, key).await? else {
        return Ok(ChangeOutcome::NotFound);
    };
    let open = reference::open_situations(&transaction).await?;
    let (mut own, others): (Vec<Situation>, Vec<Situation>) = open.into_iter().partition(|other| other.id == key);
    let Some(own) = own.pop() else { return Ok(ChangeOutcome::EndedBefore(Box::new(row))) };
    let (change, note) = check(&catalogue, (&row, &own), &others, demand, now)?;
    let changed = exceptional_situations::update(&transaction, change).await?;
    if said(&changed) == said(&row) {
        return Ok(ChangeOutcome::Changed(Box::new(row)));
    }
    let author = Author::of(&transaction, viewer).await?;
    let kept = Change {
        id: NotSet,
        situation_id: Set(key),
        changed_at: Set(now),
        author_subject: Set(author.subject),
        author_name: Set(author.name),
        author_user_id: Set(author.user_id),
        note: Set(note),
        before: Set(said(&row)),
    };
    exceptional_situations::keep_change(&transaction, kept).await?;
    let adds_hours = row.opening.is_some() || changed.opening.is_some();
    if row.began_at.is_some() && adds_hours && hours_of(&row) != hours_of(&changed) {
        calendar_revisions::revise(&transaction, RevisionCause::SituationBegan, now).await?;
    }
    transaction.commit().await?;
    app.reference.look_again().await;
    Ok(ChangeOutcome::Changed(Box::new(changed)))
}

/// What is to be written, and the note.
fn check(
    reference: &Reference,
    (row, own): (&Model, &Situation),
    others: &[Situation],
    demand: SituationChange,
    now: DateTime<Utc>,
) -> Result<(ActiveModel, Option<String>), Faults> {
    let mut faults = FaultCollector::default();
    let mut change = ActiveModel { id: Unchanged(row.id), ..Default::default() };
    let wanted = demand.scope.map(|demand| scope(reference, demand.kind, (&demand.boroughs, &demand.products)));
    let about = faults.take(wanted.transpose()).flatten().unwrap_or_else(|| own.scope.clone());
    let (kind, scope_codes) = stored_scope(&about);
    (change.scope_kind, change.scope_codes) = (Set(kind), Set(json!(scope_codes)));
    if let Some((fr, en)) = demand.title.and_then(|title| faults.take(words("input.title", &title, MAXIMUM_TITLE))) {
        (change.title_fr, change.title_en) = (Set(fr), Set(en));
    }
    if let Some((fr, en)) = demand.text.and_then(|text| faults.take(words("input.text", &text, MAXIMUM_TEXT))) {
        (change.text_fr, change.text_en) = (Set(fr), Set(en));
    }
    if let Some(ends_at) = demand.ends_at {
        faults.take(check_end(row, ends_at, now));
        change.ends_at = Set(ends_at);
    }
    let ends_at = demand.ends_at.unwrap_or(row.ends_at);
    faults.take(overlap("input", others, &about, (row.starts_at, ends_at)));
    if let Some(days) = demand.opening {
        let week = faults.take(opening::week("input.openingHours", &days)).flatten();
        change.opening = Set(week.map(|week| json!(week)));
    }
    if let Some(wanted) = demand.first_products {
        let products: Vec<&str> = reference.products().iter().map(|row| row.code.as_str()).collect();
        faults.take(codes("input.firstProducts", &wanted, &products));
        change.first_products = Set(json!(wanted));
    }
    if let Some(wanted) = demand.first_answers {
        faults.take(codes("input.firstAnswers", &wanted, &reference.triage_answers()));
        change.first_answers = Set(json!(wanted));
    }
    let note = faults.take(text::optional("input.note", demand.note.as_deref(), MAXIMUM_NOTE)).flatten();
    faults.finish()?;
    Ok((change, note))
}

/// Checks another end: it has not passed, and the situation begins before it. To end one now is another thing.
fn check_end(row: &Model, ends_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Fault> {
    let Some(ends_at) = ends_at else { return Ok(()) };
    if ends_at <= now {
        let kind = FaultKind::InThePast { now: now.to_rfc3339() };
        return Err(Fault::new("input.endsAt", ends_at.to_rfc3339(), kind));
    }
    if ends_at <= row.starts_at {
        let kind = FaultKind::OutOfRange { minimum: row.starts_at.to_rfc3339(), maximum: "…".to_owned() };
        return Err(Fault::new("input.endsAt", ends_at.to_rfc3339(), kind));
    }
    Ok(())
}

/// What a situation says, as it is kept before a change.
fn said(row: &Model) -> Value {
    json!({
        "scopeKind": row.scope_kind,
        "scopeCodes": row.scope_codes,
        "titleFr": row.title_fr,
        "titleEn": row.title_en,
        "textFr": row.text_fr,
        "textEn": row.text_en,
        "endsAt": row.ends_at,
        "opening": row.opening,
        "firstProducts": row.first_products,
        "firstAnswers": row.first_answers,
    })
}

/// What promises depend on.
fn hours_of(row: &Model) -> (ScopeKind, &Value, Option<DateTime<Utc>>, Option<&Value>) {
    (row.scope_kind, &row.scope_codes, row.ends_at, row.opening.as_ref())
}
