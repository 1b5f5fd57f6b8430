//! A supervisor declares an exceptional situation; all its faults are told at once.

use chrono::{DateTime, Utc};
use riverain_entities::exceptional_situation_events::SituationEventKind;
use riverain_entities::exceptional_situations::{ActiveModel, Model, ScopeKind};
use sea_orm::{NotSet, Set};
use serde_json::json;

use super::opening::{self, OpeningDay};
use super::transitions::{self, Author};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::calendar::OpeningWeek;
use crate::domain::exceptional_situation::{Scope, Situation};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults, check_length};
use crate::domain::text;
use crate::services::ServiceError;
use crate::store::connect::begin_write;
use crate::store::reference::Reference;
use crate::store::{exceptional_situations, reference};

/// The longest title, in characters.
pub(super) const MAXIMUM_TITLE: usize = 120;

/// The longest text, in characters.
pub(super) const MAXIMUM_TEXT: usize = 2_000;

/// The most situations that have not ended.
const MAXIMUM_OPEN: usize = 20;

/// The most codes of a list.
const MAXIMUM_CODES: usize = 100;

/// A text as the caller wrote it, in both languages.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// French.
    pub fr: Option<String>,
    /// English.
    pub en: Option<String>,
}

/// An exceptional situation as the caller declares it.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// What it is about.
    pub scope: ScopeKind,
    /// Codes of the boroughs, where it is about some.
    pub boroughs: Vec<String>,
    /// Codes of the products, where it is about some.
    pub products: Vec<String>,
    /// Its title.
    pub title: Words,
    /// What citizens are told.
    pub text: Words,
    /// From when; now where absent.
    pub starts_at: Option<DateTime<Utc>>,
    /// Until when; until someone ends it where absent.
    pub ends_at: Option<DateTime<Utc>>,
    /// The hours that it adds.
    pub opening: Vec<OpeningDay>,
    /// Codes of the products that come first.
    pub first_products: Vec<String>,
    /// Codes of the answers to the triage question that come first.
    pub first_answers: Vec<String>,
}

/// A declaration without faults.
struct Checked {
    scope: Scope,
    title: (String, String),
    text: (String, String),
    opening: Option<OpeningWeek>,
}

/// Declares a situation: in force at once, or from when it says. Everything that it changes is its own content, and nothing
/// else is written over: its end undoes all of it.
///
/// # Errors
/// A caller who may not, every fault of the declaration, or a database that fails.
pub async fn declare(app: &App, viewer: &Viewer, declaration: Declaration) -> Result<Model, ServiceError> {
    if !may(viewer, Action::DeclareExceptionalSituation) {
        return Err(ServiceError::refused(viewer));
    }
    let now = app.clock.now();
    let catalogue = app.reference.current().await?;
    let transaction = begin_write(&app.database).await?;
    // One at a time: of two that overlap, the second sees the first.
    reference::raise_revision(&transaction).await?;
    let open = reference::open_situations(&transaction).await?;
    let checked = check(&catalogue, &open, &declaration, now)?;
    let starts_at = declaration.starts_at.unwrap_or(now);
    let (kind, codes) = stored_scope(&checked.scope);
    let row = ActiveModel {
        id: NotSet,
        scope_kind: Set(kind),
        scope_codes: Set(json!(codes)),
        title_fr: Set(checked.title.0),
        title_en: Set(checked.title.1),
        text_fr: Set(checked.text.0),
        text_en: Set(checked.text.1),
        starts_at: Set(starts_at),
        ends_at: Set(declaration.ends_at),
        opening: Set(checked.opening.map(|opening| json!(opening))),
        first_products: Set(json!(declaration.first_products)),
        first_answers: Set(json!(declaration.first_answers)),
        declared_at: Set(now),
        began_at: Set(None),
        ended_at: Set(None),
    };
    let mut row = exceptional_situations::insert(&transaction, row).await?;
    let author = Author::of(&transaction, viewer).await?;
    transitions::record(&transaction, &row, SituationEventKind::Declared, &author, None, now).await?;
    if starts_at <= now {
        row = transitions::begin(&transaction, row, &author, now).await?;
    }
    transaction.commit().await?;
    app.reference.look_again().await;
    Ok(row)
}

fn check(
    reference: &Reference,
    open: &[Situation],
    declaration: &Declaration,
    now: DateTime<Utc>,
) -> Result<Checked, Faults> {
    let mut faults = FaultCollector::default();
    let scope = faults.take(scope(reference, declaration.scope, (&declaration.boroughs, &declaration.products)));
    let title = faults.take(words("input.title", &declaration.title, MAXIMUM_TITLE));
    let text = faults.take(words("input.text", &declaration.text, MAXIMUM_TEXT));
    faults.take(times(declaration, now));
    let opening = faults.take(opening::week("input.openingHours", &declaration.opening));
    let products: Vec<&str> = reference.products().iter().map(|row| row.code.as_str()).collect();
    faults.take(codes("input.firstProducts", &declaration.first_products, &products));
    let answers = reference.triage_answers();
    faults.take(codes("input.firstAnswers", &declaration.first_answers, &answers));
    if open.len() >= MAXIMUM_OPEN {
        let kind = FaultKind::TooMany { maximum: MAXIMUM_OPEN, length: open.len() + 1 };
        faults.push(Fault::new("input", open.len() + 1, kind));
    }
    if let Some(scope) = &scope {
        let starts_at = declaration.starts_at.unwrap_or(now);
        faults.take(overlap("input.startsAt", open, scope, (starts_at, declaration.ends_at)));
    }
    faults.finish()?;
    let required = || Faults::from(Fault::required("input"));
    Ok(Checked {
        scope: scope.ok_or_else(required)?,
        title: title.ok_or_else(required)?,
        text: text.ok_or_else(required)?,
        opening: opening.flatten(),
    })
}

/// Checks that no other situation has a part of a scope at the same time; `field` is what the caller can change.
pub(super) fn overlap(
    field: &str,
    others: &[Situation],
    scope: &Scope,
    (from, until): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<(), Fault> {
    let mut during = others.iter().filter(|other| other.is_during(from, until));
    let Some(other) = during.find(|other| other.scope.overlaps(scope)) else { return Ok(()) };
    let end = other.ends_at.map_or_else(|| "…".to_owned(), |end| end.to_rfc3339());
    let other = format!("{} – {end}", other.starts_at.to_rfc3339());
    Err(Fault::new(field, from.to_rfc3339(), FaultKind::Overlaps { other }))
}

/// How a scope is stored: its kind, and its codes.
pub(super) fn stored_scope(scope: &Scope) -> (ScopeKind, &[String]) {
    match scope {
        Scope::City => (ScopeKind::City, &[]),
        Scope::Boroughs(codes) => (ScopeKind::Boroughs, codes),
        Scope::Products(codes) => (ScopeKind::Products, codes),
    }
}

/// What the situation is about: the codes that its kind needs, and no others.
pub(super) fn scope(
    reference: &Reference,
    kind: ScopeKind,
    (named_boroughs, named_products): (&[String], &[String]),
) -> Result<Scope, Faults> {
    let mut faults = FaultCollector::default();
    let lists = [
        ("input.boroughs", named_boroughs, kind == ScopeKind::Boroughs),
        ("input.products", named_products, kind == ScopeKind::Products),
    ];
    for (field, codes, is_needed) in lists {
        match (is_needed, codes.is_empty()) {
            (true, true) => faults.push(Fault::required(field)),
            (false, false) => {
                let kind = FaultKind::Contradiction { other: "input.scope".to_owned() };
                faults.push(Fault::new(field, codes.join(", "), kind));
            }
            _ => {}
        }
    }
    let boroughs: Vec<&str> = reference.boroughs().iter().map(|row| row.code.as_str()).collect();
    faults.take(codes("input.boroughs", named_boroughs, &boroughs));
    let products: Vec<&str> = reference.products().iter().map(|row| row.code.as_str()).collect();
    faults.take(codes("input.products", named_products, &products));
    faults.finish()?;
    Ok(match kind {
        ScopeKind::City => Scope::City,
        ScopeKind::Boroughs => Scope::Boroughs(named_boroughs.to_vec()),
        ScopeKind::Products => Scope::Products(named_products.to_vec()),
    })
}

/// A text in both languages, which the caller named `field`.
pub(super) fn words(field: &str, words: &Words, maximum: usize) -> Result<(String, String), Faults> {
    let mut faults = FaultCollector::default();
    let one = |name: &str, text: &Option<String>| {
        text::required(&format!("{field}.{name}"), text.as_deref().unwrap_or_default(), maximum)
    };
    let fr = faults.take(one("fr", &words.fr));
    let en = faults.take(one("en", &words.en));
    faults.finish()?;
    Ok((fr.unwrap_or_default(), en.unwrap_or_default()))
}

fn times(declaration: &Declaration, now: DateTime<Utc>) -> Result<(), Faults> {
    let mut faults = FaultCollector::default();
    if let Some(starts_at) = declaration.starts_at.filter(|starts_at| *starts_at < now) {
        let kind = FaultKind::InThePast { now: now.to_rfc3339() };
        faults.push(Fault::new("input.startsAt", starts_at.to_rfc3339(), kind));
    }
    let starts_at = declaration.starts_at.unwrap_or(now);
    if let Some(ends_at) = declaration.ends_at.filter(|ends_at| *ends_at <= starts_at) {
        let kind = FaultKind::Reversed { earlier_field: "input.startsAt".to_owned() };
        faults.push(Fault::new("input.endsAt", ends_at.to_rfc3339(), kind));
    }
    faults.finish()
}

/// Checks codes, which the caller named `field`: each known and given once.
pub(super) fn codes(field: &str, codes: &[String], known: &[&str]) -> Result<(), Faults> {
    let mut faults = FaultCollector::default();
    faults.take(check_length(field, codes.len(), MAXIMUM_CODES));
    for (rank, code) in codes.iter().enumerate() {
        let field = format!("{field}.{rank}");
        if !known.contains(&code.as_str()) {
            faults.push(Fault::new(field, code, FaultKind::Unknown { allowed: known.join(", ") }));
        } else if codes[..rank].contains(code) {
            faults.push(Fault::new(field, code, FaultKind::Duplicate));
        }
    }
    faults.finish()
}
