//! Causes in English.

use super::Reason;
use crate::Locale;
use crate::shadow_price::TOLD_CENTS;

impl Reason {
    pub(super) fn english(&self) -> String {
        match self {
            Self::Pinned { request, year: None, .. } => format!("the year is pinned for request {request}"),
            Self::Pinned { request, year: Some(year), project: None } => {
                format!("request {request} is pinned to {year}")
            }
            Self::Pinned { request, year: Some(year), project: Some(project) } => {
                format!("request {request} of project {project}, which must come before it, is pinned to {year}")
            }
            Self::RequiredByPin => "a pinned project of the same site requires it".into(),
            Self::FirstYear => "the first year is the one in which it is worth the most".into(),
            Self::BestValue { year: Some(year), gained: Some(gained), lost: Some(lost) } => format!(
                "it is the best choice for the programme as a whole; nothing stands against {year}, where it would bring in \
                 {} points more and cost about {} elsewhere",
                Locale::English.number(*gained),
                Locale::English.number(*lost)
            ),
            Self::BestValue { .. } => "it is the best choice for the programme as a whole".into(),
            Self::Announced { year, price } => {
                format!("{year} was announced, and keeping it counts for {} points", Locale::English.number(*price))
            }
            Self::EarliestYear { .. } | Self::GroundMoratorium { .. } | Self::SiteMoratorium { .. } => {
                self.closed_in_english()
            }
            Self::Order { year, project, project_year: Some(done) } => {
                format!("in {year}, the order of work forbids it: project {project} of the same site is done in {done}")
            }
            Self::Order { project, project_year: None, .. } => {
                format!("project {project} of the same site must come before it and waits")
            }
            Self::Budget { .. }
            | Self::Hours { .. }
            | Self::MinimumShare { .. }
            | Self::ExceedsBudget { .. }
            | Self::ExceedsHours { .. } => self.scarce_in_english(),
        }
    }

    /// Windows and moratoria.
    fn closed_in_english(&self) -> String {
        match self {
            Self::EarliestYear { year, request, project } => {
                let request = match request {
                    Some(request) => format!("request {request}"),
                    None => "one of its requests".into(),
                };
                let project = project
                    .as_ref()
                    .map(|p| format!(" of project {p}, which must come before it,"))
                    .unwrap_or_default();
                format!("{request}{project} may not be done before {year}")
            }
            Self::GroundMoratorium { year, project: None } => {
                format!("a moratorium forbids breaking the ground at this place before {year}")
            }
            Self::GroundMoratorium { year, project: Some(project) } => format!(
                "a moratorium forbids breaking the ground before {year} at the place of project {project}, which must come \
                 before it"
            ),
            Self::SiteMoratorium { year, project, project_year, moved: Some(moved) } => format!(
                "project {moved}, which must come before it, is kept out of {year} by a moratorium between it and project \
                 {project}, done in {project_year}"
            ),
            Self::SiteMoratorium { year, project, project_year, .. } if project_year > year => format!(
                "done in {year}, its own moratorium would reach project {project} of the same site, done in {project_year}"
            ),
            Self::SiteMoratorium { year, project, project_year, .. } => format!(
                "in {year}, a moratorium of the site forbids it because of project {project}, done in {project_year}"
            ),
            _ => String::new(),
        }
    }

    /// Money, hours and shares.
    fn scarce_in_english(&self) -> String {
        let (money, hours) = (|cents: &i64| Locale::English.money(*cents), |hours: &f64| Locale::English.hours(*hours));
        match self {
            Self::Budget { year, department, missing, price } => {
                let worth = price.map(|price| {
                    let (amount, value) = (money(&TOLD_CENTS), Locale::English.number(price));
                    format!(" (another {amount} would bring in about {value} points there)")
                });
                let missing = money(missing);
                format!("in {year}, the budget of department {department} lacks {missing}{}", worth.unwrap_or_default())
            }
            Self::Hours { year, crew, missing, price } => {
                let worth = price.map(|price| {
                    format!(" (another hour would bring in about {} points there)", Locale::English.number(price))
                });
                format!("in {year}, crew {crew} lacks {}{}", hours(missing), worth.unwrap_or_default())
            }
            Self::MinimumShare { year, department, area, missing } => format!(
                "done in {year}, the minimum share of {area} in what department {department} spends would lack {}",
                money(missing)
            ),
            Self::ExceedsBudget { year, department, missing } => format!(
                "no year can pay for it: even alone, it would lack {} of the budget of department {department} in {year}, the \
                 year that comes closest",
                money(missing)
            ),
            Self::ExceedsHours { year, crew, missing } => format!(
                "no year has enough hours: even alone, it would lack {} of crew {crew} in {year}, the year that comes closest",
                hours(missing)
            ),
            _ => String::new(),
        }
    }
}
