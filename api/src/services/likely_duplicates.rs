//! Likely duplicates: the requests that may report what a demand reports, before it is submitted or after.

use chrono::{DateTime, TimeDelta, Utc};
use geo::{Distance, Haversine};
use riverain_entities::service_requests::{Column, Model};
use riverain_entities::{precisions, products};
use sea_orm::{ColumnTrait, Condition};

use super::ServiceError;
use super::questionnaires::{self, NoQuestionnaire};
use super::submission::{MAXIMUM_DESCRIPTION, checked_place};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::FaultCollector;
use crate::domain::likely_duplicates::{self, CommonSubject, Comparison, DuplicateRules, Recency, ScoredPart};
use crate::domain::place::{Circle, Point};
use crate::domain::request_filter::RequestFilter;
use crate::domain::text_similarity::Trigrams;
use crate::domain::{request_status, text};
use crate::store::reference::Reference;
use crate::store::request_conditions::paged;
use crate::store::request_places::Access;
use crate::store::requests;

/// The most requests that a demand is compared with: those made last of the ones that are near.
const MOST_COMPARED: u64 = 300;

/// The step in which distances are told to those who may not see the exact place, metres.
const ROUGH_M: f64 = 10.0;

/// A demand that is about to be made.
#[derive(Debug, Clone)]
pub struct Demand {
    /// The code of the product.
    pub product: String,
    /// The code of the precision.
    pub precision: String,
    /// Longitude and latitude, WGS 84 degrees.
    pub place: (f64, f64),
    /// What the citizen says.
    pub description: Option<String>,
}

/// A request that is likely to report the same problem.
#[derive(Debug, Clone)]
pub struct LikelyDuplicate {
    /// The request: it stands for those that are merged into it.
    pub request: Model,
    /// How far it is, metres; to the nearest ten for those who may not see its exact place.
    pub distance_m: f64,
    /// How likely it is, 0 to 1.
    pub score: f64,
    /// What the score is made of.
    pub parts: Vec<ScoredPart>,
}

/// The likely duplicates of a demand, the likeliest first.
///
/// # Errors
/// Every fault of the demand at once, a caller who may see nothing, or a database that fails.
pub async fn of_demand(
    app: &App,
    viewer: &Viewer,
    demand: &Demand,
    size: usize,
) -> Result<Vec<LikelyDuplicate>, ServiceError> {
    let reference = app.reference.current().await?;
    let now = app.clock.now();
    let asked = questionnaires::Subject { product: &demand.product, precision: &demand.precision, tree_version: None };
    let mut faults = FaultCollector::default();
    let questionnaire = match questionnaires::find(&reference, "", asked, now) {
        Ok(questionnaire) => Some(questionnaire),
        Err(NoQuestionnaire::Faults(found)) => faults.take(Err(found)),
        Err(NoQuestionnaire::VersionNotAccepted { .. }) => None,
    };
    let place = faults.take(checked_place("place", &reference, demand.place));
    let description = text::optional("description", demand.description.as_deref(), MAXIMUM_DESCRIPTION);
    let description = faults.take(description).flatten();
    faults.finish()?;
    let (Some(questionnaire), Some(place)) = (questionnaire, place) else { return Ok(Vec::new()) };
    let subject = Subject {
        product: &questionnaire.product,
        precision: &questionnaire.precision,
        place,
        description: description.as_deref(),
        itself: None,
    };
    find(app, viewer, &reference, &subject, size).await
}

/// The likely duplicates of a request that the caller may see, the likeliest first; none where its place is not known.
///
/// # Errors
/// A database that fails.
pub async fn of_request(
    app: &App,
    viewer: &Viewer,
    request: &Model,
    size: usize,
) -> Result<Vec<LikelyDuplicate>, ServiceError> {
    let reference = app.reference.current().await?;
    let place = request.lon.zip(request.lat).and_then(|(lon, lat)| Point::new("place", lon, lat).ok());
    let about = reference.product(request.product_id).zip(reference.precision(request.precision_id));
    let (Some(place), Some((product, precision))) = (place, about) else { return Ok(Vec::new()) };
    let description = request.description.as_deref();
    let subject = Subject { product, precision, place, description, itself: Some(request) };
    find(app, viewer, &reference, &subject, size).await
}

/// What is compared.
struct Subject<'a> {
    product: &'a products::Model,
    precision: &'a precisions::Model,
    place: Point,
    description: Option<&'a str>,
    /// The request, where it is one.
    itself: Option<&'a Model>,
}

async fn find(
    app: &App,
    viewer: &Viewer,
    reference: &Reference,
    subject: &Subject<'_>,
    size: usize,
) -> Result<Vec<LikelyDuplicate>, ServiceError> {
    if !may(viewer, Action::ReadPublicRequests) {
        return Err(ServiceError::refused(viewer));
    }
    let rules = rules(reference, subject.product);
    let now = app.clock.now();
    let Ok(circle) = Circle::new("place", subject.place, rules.radius_m) else { return Ok(Vec::new()) };
    let family: Vec<_> = reference.products().iter().filter(|other| is_of_family(other, subject.product)).collect();
    let codes = |seen: &dyn Fn(&products::Model) -> bool| -> Vec<String> {
        family.iter().filter(|product| seen(product)).map(|product| product.code.clone()).collect()
    };
    let filter = RequestFilter {
        products: codes(&|_| true),
        circle: Some(circle),
        merged: Some(false),
        ..RequestFilter::default()
    };
    let lately = now - TimeDelta::days(i64::from(rules.closed_days));
    let near = paged(&filter, reference, app.database.get_database_backend(), Access::ByPlace)
        .add(Condition::any().add(Column::ClosedAt.is_null()).add(Column::ClosedAt.gte(lately)))
        .add_option(subject.itself.map(|itself| Column::Id.ne(itself.master_id.unwrap_or(itself.id))))
        .add_option(subject.itself.map(|itself| Column::Id.ne(itself.id)))
        .add_option((!may(viewer, Action::ListRequests)).then(|| {
            let public = reference.product_keys(&codes(&|product| product.reports_are_public));
            let own = viewer.citizen_id().map(|own| Column::CitizenId.eq(own));
            Condition::any().add(Column::ProductId.is_in(public)).add_option(own)
        }));
    let candidates = requests::latest_recorded(&app.database, near, MOST_COMPARED).await?;
    let comparer = Comparer {
        reference,
        subject,
        rules,
        now,
        exactly: may(viewer, Action::ListRequests),
        // To be told how alike words are is to learn what they are, guess by guess.
        words: subject.description.filter(|_| may(viewer, Action::SearchDescriptions)).and_then(Trigrams::of),
    };
    let mut found: Vec<LikelyDuplicate> = candidates.into_iter().filter_map(|row| comparer.compare(row)).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| b.request.id.cmp(&a.request.id)));
    found.truncate(size);
    Ok(found)
}

struct Comparer<'a> {
    reference: &'a Reference,
    subject: &'a Subject<'a>,
    rules: DuplicateRules,
    now: DateTime<Utc>,
    exactly: bool,
    words: Option<Trigrams>,
}

impl Comparer<'_> {
    /// The request, where it is likely enough to report the same.
    fn compare(&self, request: Model) -> Option<LikelyDuplicate> {
        let here = geo::Point::new(self.subject.place.longitude(), self.subject.place.latitude());
        let metres = Haversine.distance(here, geo::Point::new(request.lon?, request.lat?));
        let distance_m = if self.exactly { metres } else { (metres / ROUGH_M).round() * ROUGH_M };
        let recency = match request.closed_at {
            Some(closed_at) if !request_status::is_open(request.status) => {
                Recency::Closed((self.now - closed_at).num_days())
            }
            _ => Recency::Open((self.now - request.opened_at).num_days()),
        };
        let theirs = self.words.as_ref().zip(request.description.as_deref().and_then(Trigrams::of));
        let comparison = Comparison {
            distance_m,
            recency,
            subject: self.common_subject(&request),
            words: theirs.map(|(ours, theirs)| ours.similarity(&theirs)),
        };
        let parts = likely_duplicates::parts(&comparison, &self.rules);
        let score = likely_duplicates::score(&parts);
        (score >= self.rules.least_score).then_some(LikelyDuplicate { request, distance_m, score, parts })
    }

    fn common_subject(&self, request: &Model) -> CommonSubject {
        let product =
            self.reference.product(request.product_id).is_some_and(|row| row.code == self.subject.product.code);
        let precision =
            self.reference.precision(request.precision_id).is_some_and(|row| row.code == self.subject.precision.code);
        match (product, precision) {
            (true, true) => CommonSubject::Precision,
            (true, false) => CommonSubject::Product,
            (false, _) => CommonSubject::Family,
        }
    }
}

/// The rules of a product: its own, else those of the city's life cycle, else the usual ones.
fn rules(reference: &Reference, product: &products::Model) -> DuplicateRules {
    let city = reference.life.cycle().duplicates();
    DuplicateRules {
        radius_m: product.duplicate_radius_m.unwrap_or(city.radius_m),
        closed_days: product.duplicate_closed_days.unwrap_or(city.closed_days),
        least_score: city.least_score,
    }
}

/// Whether two products may be asked for about one problem.
fn is_of_family(one: &products::Model, other: &products::Model) -> bool {
    let family = |product: &products::Model| product.family.clone().unwrap_or_else(|| product.code.clone());
    family(one) == family(other)
}
