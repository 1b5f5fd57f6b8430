//! Pins that cannot hold, in words.

use crate::Locale;
use crate::model::count_as_float;

/// Why the pins of an instance cannot hold, whatever else is planned, or that it was not found out whether they can
/// ([`NotFound`](Self::NotFound)). Requests, departments and crews are ids, years
/// are calendar years.
#[derive(Debug, Clone, PartialEq)]
pub enum PinFault {
    /// The project of the request may not be done so early.
    NotReady {
        /// The pinned request.
        request: String,
        /// The year of its pin.
        year: i32,
        /// The first year in which its project may be done; `None` where the horizon has none.
        first_possible_year: Option<i32>,
        /// Whether a moratorium on the place is what forbids it, rather than an earliest year.
        is_moratorium: bool,
    },
    /// Two pins contradict the order of work on their site.
    Order {
        /// The pinned request that comes first.
        request: String,
        /// The year of its pin.
        year: i32,
        /// The pinned request whose work must come before it.
        before: String,
        /// The year of that pin, later.
        before_year: i32,
    },
    /// Two pins contradict the moratorium that one of them starts on their site.
    Moratorium {
        /// The pinned request that breaks the ground.
        request: String,
        /// The year of its pin.
        year: i32,
        /// The pinned request whose work the moratorium protects.
        other: String,
        /// The year of that pin.
        other_year: i32,
    },
    /// The pinned projects cost more than a budget.
    Budget {
        /// The department.
        department: String,
        /// The year.
        year: i32,
        /// Cents beyond the budget.
        missing: i64,
        /// The pinned requests that spend it.
        requests: Vec<String>,
    },
    /// The pinned projects need more hours than a crew has.
    Hours {
        /// The crew.
        crew: String,
        /// The year.
        year: i32,
        /// Hours beyond what it has.
        missing: f64,
        /// The pinned requests that need it.
        requests: Vec<String>,
    },
    /// Work that must come before a pinned project on its site cannot be done in time.
    Prerequisite {
        /// The pinned request.
        request: String,
        /// The year of its pin.
        year: i32,
        /// A request of the project that must come before it.
        before: String,
        /// The work type of that project.
        work_type: String,
        /// What keeps it out of the year of the pin, in both languages: French, English.
        obstacle: Option<(String, String)>,
    },
    /// No years were found for what must come before the pinned projects, nor is it proven that there are none.
    NotFound {
        /// A pinned request for which the search found no way on.
        request: String,
        /// The year of its pin.
        year: i32,
        /// Dead ends after which the search gave up.
        dead_ends: usize,
    },
    /// The pinned projects spend so much outside an area that its minimum share cannot be reached, with all the work of
    /// the area that fits beside them.
    MinimumShare {
        /// The department.
        department: String,
        /// The area.
        area: String,
        /// The share, 0 to 1.
        share: f64,
        /// Cents that the area lacks.
        missing: i64,
        /// The pinned requests of the department.
        requests: Vec<String>,
    },
}

impl PinFault {
    /// Whether it is proven that the pins cannot hold.
    pub fn is_proven(&self) -> bool {
        !matches!(self, Self::NotFound { .. })
    }

    /// Which pins cannot hold and by how much, in one sentence.
    pub fn message(&self, locale: Locale) -> String {
        let (french, english) = match self {
            Self::NotReady { request, year, first_possible_year, is_moratorium } => {
                let cause = if *is_moratorium {
                    ("un moratoire", "a moratorium")
                } else {
                    ("l’année au plus tôt", "the earliest year")
                };
                let (when, when_en) = first_possible_year.map_or_else(
                    || ("l’interdit sur tout l’horizon".to_owned(), "forbids it in the whole horizon".to_owned()),
                    |first| allowed_from(first, first - year),
                );
                (
                    format!(
                        "La demande {request} ne peut pas être épinglée à {year}\u{a0}: {} de son projet {when}.",
                        cause.0
                    ),
                    format!("Request {request} cannot be pinned to {year}: {} of its project {when_en}.", cause.1),
                )
            }
            Self::Order { request, year, before, before_year } => (
                format!(
                    "La demande {request}, épinglée à {year}, doit suivre sur son chantier la demande {before}, épinglée à \
                     {before_year}, {} an(s) plus tard.",
                    before_year - year
                ),
                format!(
                    "Request {request}, pinned to {year}, must follow request {before} on its site, which is pinned to \
                     {before_year}, {} year(s) later.",
                    before_year - year
                ),
            ),
            Self::Moratorium { request, year, other, other_year } => (
                format!(
                    "La demande {request}, épinglée à {year}, ouvrirait le sol sous le moratoire que commencent les travaux \
                     de la demande {other}, épinglée à {other_year}."
                ),
                format!(
                    "Request {request}, pinned to {year}, would break the ground under the moratorium that the work of \
                     request {other}, pinned to {other_year}, starts."
                ),
            ),
            Self::Budget { department, year, missing, requests } => (
                format!(
                    "Les demandes épinglées à {year} ({}) dépassent le budget du service {department} de {}.",
                    clipped(requests),
                    Locale::French.money(*missing)
                ),
                format!(
                    "The requests pinned to {year} ({}) exceed the budget of department {department} by {}.",
                    clipped(requests),
                    Locale::English.money(*missing)
                ),
            ),
            Self::Hours { crew, year, missing, requests } => (
                format!(
                    "Les demandes épinglées à {year} ({}) dépassent les heures de l’équipe {crew} de {}.",
                    clipped(requests),
                    Locale::French.hours(*missing)
                ),
                format!(
                    "The requests pinned to {year} ({}) exceed the hours of crew {crew} by {}.",
                    clipped(requests),
                    Locale::English.hours(*missing)
                ),
            ),
            Self::Prerequisite { request, year, before, work_type, obstacle } => {
                let (french, english) = obstacle
                    .as_ref()
                    .map_or_else(Default::default, |(f, e)| (format!("\u{a0}: {f}"), format!(": {e}")));
                (
                    format!(
                        "La demande {request} ne peut pas être épinglée à {year}\u{a0}: les travaux {work_type} de la demande \
                         {before}, qui doivent la précéder, ne peuvent pas être faits à temps{french}."
                    ),
                    format!(
                        "Request {request} cannot be pinned to {year}: the {work_type} work of request {before}, which must \
                         come before it, cannot be done in time{english}."
                    ),
                )
            }
            Self::NotFound { request, year, dead_ends } => not_found(request, *year, *dead_ends),
            Self::MinimumShare { department, area, share, missing, requests } => {
                missed_share(department, area, *share, *missing, requests)
            }
        };
        locale.pick(french, english)
    }
}

/// French, English.
fn allowed_from(first: i32, late: i32) -> (String, String) {
    (
        format!("ne le permet qu’à partir de {first}, soit {late} an(s) plus tard"),
        format!("allows it only from {first} on, {late} year(s) later"),
    )
}

/// French, English.
fn not_found(request: &str, year: i32, dead_ends: usize) -> (String, String) {
    let limit = |locale: Locale| locale.number(count_as_float(dead_ends));
    (
        format!(
            "Aucune façon de tenir toutes les épingles n’a été trouvée dans la limite de {} impasses, entre autres pour la \
             demande {request}, épinglée à {year}; il n’est pas prouvé qu’il n’y en a pas. Épinglez moins de demandes, ou \
             épinglez aussi les travaux qui doivent les précéder.",
            limit(Locale::French)
        ),
        format!(
            "No way to hold all the pins was found within the limit of {} dead ends, among others for request {request}, \
             pinned to {year}; it is not proven that there is none. Pin fewer requests, or pin the work that must come \
             before them too.",
            limit(Locale::English)
        ),
    )
}

/// French, English.
fn missed_share(department: &str, area: &str, share: f64, missing: i64, requests: &[String]) -> (String, String) {
    let requests = clipped(requests);
    let (share_fr, missing_fr) = (Locale::French.percentage(share), Locale::French.money(missing));
    let (share_en, missing_en) = (Locale::English.percentage(share), Locale::English.money(missing));
    (
        format!(
            "La part minimale de {area} ({share_fr}) dans les dépenses du service {department} ne peut pas être atteinte avec \
             les demandes épinglées ({requests})\u{a0}: avec tout ce qui peut y être fait, il y manque {missing_fr}."
        ),
        format!(
            "The minimum share of {area} ({share_en}) in what department {department} spends cannot be reached with the pinned \
             requests ({requests}): with all that can be done there, it lacks {missing_en}."
        ),
    )
}

fn clipped(ids: &[String]) -> String {
    const SHOWN: usize = 10;
    let text = ids.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if ids.len() > SHOWN { format!("{text}, … +{}", ids.len() - SHOWN) } else { text }
}
