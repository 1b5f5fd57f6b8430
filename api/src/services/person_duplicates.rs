//! Records that are likely to be of one person, for the contact centre.

use std::collections::HashMap;

use geo::{Distance, Haversine, Point};
use riverain_entities::citizens::Model;

use super::citizens::Person;
use super::{ServiceError, person_search};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::person_duplicates::{Comparison, LEAST, ScoredPart, name_likeness, parts, score};
use crate::domain::person_search::PersonSearch;
use crate::store::citizens::{self, CitizenFilter};
use crate::store::requests;

/// The most records that are compared for what they share of each: a number, an address, a name.
const COMPARED: u64 = 50;

/// The latest requests of each record whose places are compared.
const REQUESTS: u64 = 10;

/// A record that is likely to be of the same person.
#[derive(Debug, Clone)]
pub struct PersonDuplicate {
    /// The record.
    pub citizen: Model,
    /// How likely it is, 0 to 1.
    pub score: f64,
    /// What the score is made of.
    pub parts: Vec<ScoredPart>,
}

/// The records that are likely to be of the same person as one that the caller may see, the likeliest first: those of the same
/// telephone number or e-mail address, and those of a similar name near by. Candidates come by index, at most fifty of each.
///
/// # Errors
/// A caller who may not search citizens, or a database that fails.
pub async fn of_citizen(
    app: &App,
    viewer: &Viewer,
    citizen: &Model,
    most: usize,
) -> Result<Vec<PersonDuplicate>, ServiceError> {
    if !may(viewer, Action::SearchCitizens) {
        return Err(ServiceError::refused(viewer));
    }
    let candidates = candidates(app, citizen).await?;
    let own = Person::from(citizen).citizen_id;
    let people = candidates.iter().map(|row| Person::from(row).citizen_id);
    let keys: Vec<i64> = std::iter::once(own).chain(people).collect();
    let places = places(app, &keys).await?;
    let name = full_name(citizen);
    let found: Vec<PersonDuplicate> = candidates
        .into_iter()
        .filter_map(|row| {
            let person = Person::from(&row).citizen_id;
            let parts = parts(&Comparison {
                same_phone: row.phone.is_some() && row.phone == citizen.phone,
                same_email: row.email.is_some() && row.email == citizen.email,
                names: name_likeness(&name, &full_name(&row)),
                distance_m: nearest(places.get(&own), places.get(&person)),
            });
            let score = score(&parts);
            (score >= LEAST).then_some(PersonDuplicate { citizen: row, score, parts })
        })
        .collect();
    let mut found = by_person(app, found).await?;
    found.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.citizen.id.cmp(&other.citizen.id)));
    found.truncate(most);
    Ok(found)
}

/// Each person once, by the record that stands for them, with the best score of their records.
async fn by_person(app: &App, found: Vec<PersonDuplicate>) -> Result<Vec<PersonDuplicate>, ServiceError> {
    let merged = found.iter().filter(|found| found.citizen.master_id.is_some()).map(|found| found.citizen.id);
    let roots = citizens::roots(&app.database, &merged.collect::<Vec<_>>()).await?;
    let mut best: HashMap<i64, PersonDuplicate> = HashMap::new();
    for mut duplicate in found {
        if let Some(root) = roots.get(&duplicate.citizen.id) {
            duplicate.citizen = root.clone();
        }
        let known = best.get(&duplicate.citizen.id);
        if known.is_none_or(|known| known.score < duplicate.score) {
            best.insert(duplicate.citizen.id, duplicate);
        }
    }
    Ok(best.into_values().collect())
}

/// The records of others that share a number, an address or nearly a name, each once.
async fn candidates(app: &App, citizen: &Model) -> Result<Vec<Model>, ServiceError> {
    let mut found: HashMap<i64, Model> = HashMap::new();
    let of_phone = citizen.phone.clone().map(|phone| CitizenFilter { phone: Some(phone), ..CitizenFilter::default() });
    let of_email = citizen.email.clone().map(|email| CitizenFilter { email: Some(email), ..CitizenFilter::default() });
    for filter in [of_phone, of_email].into_iter().flatten() {
        let records = citizens::records(&app.database, &filter, COMPARED).await?;
        found.extend(records.into_iter().map(|row| (row.id, row)));
    }
    // A name of more words than a search takes is compared by number and address alone.
    if let Ok(Some(search)) = PersonSearch::checked("name", &full_name(citizen)) {
        let most = usize::try_from(COMPARED).unwrap_or(usize::MAX);
        let ranked = person_search::records(app, &search).await?;
        found.extend(ranked.into_iter().take(most).map(|(_, row)| (row.id, row)));
    }
    let own = Person::from(citizen).citizen_id;
    Ok(found.into_values().filter(|row| Person::from(row).citizen_id != own).collect())
}

/// Where the latest requests of each record are.
async fn places(app: &App, keys: &[i64]) -> Result<HashMap<i64, Vec<Point>>, ServiceError> {
    let latest = requests::latest_of_citizens(&app.database, keys, REQUESTS).await?;
    let of = |(key, page): (i64, crate::store::page::Page<_>)| {
        let point = |row: &riverain_entities::service_requests::Model| Some(Point::new(row.lon?, row.lat?));
        (key, page.rows.iter().filter_map(point).collect())
    };
    Ok(latest.into_iter().map(of).collect())
}

/// How far the nearest places of two records are apart, metres.
fn nearest(one: Option<&Vec<Point>>, other: Option<&Vec<Point>>) -> Option<f64> {
    let (one, other) = (one?, other?);
    let all = one.iter().flat_map(|here| other.iter().map(|there| Haversine.distance(*here, *there)));
    all.min_by(f64::total_cmp)
}

fn full_name(citizen: &Model) -> String {
    format!("{} {}", citizen.given_name, citizen.family_name)
}
