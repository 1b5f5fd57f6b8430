//! Why each project is done in its year, or waits.

use serde::{Deserialize, Serialize};

use crate::Locale;

/// What decided. Projects, departments and crews are ids, years are calendar years, money is cents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// A person pinned one of its requests to the year.
    Pinned {
        /// A pinned request.
        request: String,
    },
    /// It must come before a pinned project, or shares its mobilization so that the pin holds.
    RequiredByPin,
    /// It is done in the first year, where it is worth the most.
    FirstYear,
    /// It is done in the best year for the programme as a whole.
    BestValue,
    /// One of its requests may not be done earlier (scheduled), or within the horizon (waiting).
    EarliestYear {
        /// The first year allowed.
        year: i32,
    },
    /// The ground may not be broken on its place before a year.
    GroundMoratorium {
        /// The first year allowed.
        year: i32,
    },
    /// A moratorium that work on its site starts keeps it out of a year: that of an earlier project, or its own, which
    /// would reach a later one.
    SiteMoratorium {
        /// The year it is kept out of.
        year: i32,
        /// The other project.
        project: String,
        /// The year of the other project.
        project_year: i32,
    },
    /// The order of work on its site keeps it out of a year.
    Order {
        /// The year it is kept out of.
        year: i32,
        /// The project of the site that must be done first.
        project: String,
        /// The year of that project; `None` where it waits.
        project_year: Option<i32>,
    },
    /// A department's budget keeps it out of a year.
    Budget {
        /// The year it is kept out of.
        year: i32,
        /// The department.
        department: String,
        /// Cents missing.
        missing: i64,
    },
    /// A crew's hours keep it out of a year.
    Hours {
        /// The year it is kept out of.
        year: i32,
        /// The crew.
        crew: String,
        /// Hours missing.
        missing: f64,
    },
    /// The minimum share of an area in what its department spends keeps it out of a year.
    MinimumShare {
        /// The year it is kept out of.
        year: i32,
        /// The department.
        department: String,
        /// The area.
        area: String,
        /// Cents that the area would lack.
        missing: i64,
    },
}

impl Reason {
    /// The stable code of the reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pinned { .. } => "PINNED",
            Self::RequiredByPin => "REQUIRED_BY_PIN",
            Self::FirstYear => "FIRST_YEAR",
            Self::BestValue => "BEST_VALUE",
            Self::EarliestYear { .. } => "EARLIEST_YEAR",
            Self::GroundMoratorium { .. } => "GROUND_MORATORIUM",
            Self::SiteMoratorium { .. } => "SITE_MORATORIUM",
            Self::Order { .. } => "ORDER",
            Self::Budget { .. } => "BUDGET",
            Self::Hours { .. } => "HOURS",
            Self::MinimumShare { .. } => "MINIMUM_SHARE",
        }
    }

    /// The reason in one sentence; `scheduled_year` is the project's year, `None` where it waits.
    pub fn text(&self, scheduled_year: Option<i32>, locale: Locale) -> String {
        let cause = self.cause(locale);
        match (locale, scheduled_year) {
            (Locale::French, Some(year)) => format!("Prévu en {year}\u{a0}: {cause}."),
            (Locale::French, None) => format!("En attente au-delà de l’horizon\u{a0}: {cause}."),
            (Locale::English, Some(year)) => format!("Scheduled in {year}: {cause}."),
            (Locale::English, None) => format!("Waiting beyond the horizon: {cause}."),
        }
    }

    /// The reason as a sentence by itself: what keeps a project out of a year.
    pub fn obstacle(&self, locale: Locale) -> String {
        let cause = self.cause(locale);
        let mut letters = cause.chars();
        letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
    }

    /// The cause alone, without a capital or a full stop.
    pub(crate) fn cause(&self, locale: Locale) -> String {
        match locale {
            Locale::French => self.french(),
            Locale::English => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Pinned { request } => format!("année épinglée pour la demande {request}"),
            Self::RequiredByPin => "un projet épinglé du même chantier l’exige".into(),
            Self::FirstYear => "la première année est celle où il vaut le plus".into(),
            Self::BestValue => "c’est le meilleur choix pour l’ensemble du programme".into(),
            Self::EarliestYear { year } => format!("une de ses demandes ne peut être faite avant {year}"),
            Self::GroundMoratorium { year } => {
                format!("un moratoire interdit d’ouvrir le sol à cet endroit avant {year}")
            }
            Self::SiteMoratorium { year, project, project_year } if project_year > year => format!(
                "fait en {year}, son propre moratoire atteindrait le projet {project} du même chantier, prévu en {project_year}"
            ),
            Self::SiteMoratorium { year, project, project_year } => format!(
                "en {year}, un moratoire du chantier s’y oppose en raison du projet {project}, prévu en {project_year}"
            ),
            Self::Order { year, project, project_year: Some(done) } => {
                format!(
                    "en {year}, l’ordre des travaux s’y oppose\u{a0}: le projet {project} du même chantier est prévu en {done}"
                )
            }
            Self::Order { project, project_year: None, .. } => {
                format!("le projet {project} du même chantier doit le précéder et est en attente")
            }
            Self::Budget { year, department, missing } => {
                format!("en {year}, il manque {} au budget du service {department}", Locale::French.money(*missing))
            }
            Self::Hours { year, crew, missing } => {
                format!("en {year}, il manque {} à l’équipe {crew}", Locale::French.hours(*missing))
            }
            Self::MinimumShare { year, department, area, missing } => format!(
                "fait en {year}, il manquerait {} à la part minimale de {area} dans les dépenses du service {department}",
                Locale::French.money(*missing)
            ),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Pinned { request } => format!("the year is pinned for request {request}"),
            Self::RequiredByPin => "a pinned project of the same site requires it".into(),
            Self::FirstYear => "the first year is the one in which it is worth the most".into(),
            Self::BestValue => "it is the best choice for the programme as a whole".into(),
            Self::EarliestYear { year } => format!("one of its requests may not be done before {year}"),
            Self::GroundMoratorium { year } => {
                format!("a moratorium forbids breaking the ground at this place before {year}")
            }
            Self::SiteMoratorium { year, project, project_year } if project_year > year => format!(
                "done in {year}, its own moratorium would reach project {project} of the same site, done in {project_year}"
            ),
            Self::SiteMoratorium { year, project, project_year } => {
                format!(
                    "in {year}, a moratorium of the site forbids it because of project {project}, done in {project_year}"
                )
            }
            Self::Order { year, project, project_year: Some(done) } => {
                format!("in {year}, the order of work forbids it: project {project} of the same site is done in {done}")
            }
            Self::Order { project, project_year: None, .. } => {
                format!("project {project} of the same site must come before it and waits")
            }
            Self::Budget { year, department, missing } => {
                format!("in {year}, the budget of department {department} lacks {}", Locale::English.money(*missing))
            }
            Self::Hours { year, crew, missing } => {
                format!("in {year}, crew {crew} lacks {}", Locale::English.hours(*missing))
            }
            Self::MinimumShare { year, department, area, missing } => format!(
                "done in {year}, the minimum share of {area} in what department {department} spends would lack {}",
                Locale::English.money(*missing)
            ),
        }
    }
}
