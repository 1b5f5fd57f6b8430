//! Causes in French.

use super::Reason;
use crate::Locale;
use crate::shadow_price::TOLD_CENTS;

impl Reason {
    pub(super) fn french(&self) -> String {
        match self {
            Self::Pinned { request, year: None, .. } => format!("année épinglée pour la demande {request}"),
            Self::Pinned { request, year: Some(year), project: None } => {
                format!("la demande {request} est épinglée à {year}")
            }
            Self::Pinned { request, year: Some(year), project: Some(project) } => {
                format!("la demande {request} du projet {project}, qui doit le précéder, est épinglée à {year}")
            }
            Self::RequiredByPin => "un projet épinglé du même chantier l’exige".into(),
            Self::FirstYear => "la première année est celle où il vaut le plus".into(),
            Self::BestValue { year: Some(year), gained: Some(gained), lost: Some(lost) } => format!(
                "c’est le meilleur choix pour l’ensemble du programme; rien ne s’oppose à {year}, où il apporterait {} \
                 points de plus et en coûterait environ {} ailleurs",
                Locale::French.number(*gained),
                Locale::French.number(*lost)
            ),
            Self::BestValue { .. } => "c’est le meilleur choix pour l’ensemble du programme".into(),
            Self::Announced { year, price } => format!(
                "l’année {year} a été annoncée, et la garder compte pour {} points",
                Locale::French.number(*price)
            ),
            Self::EarliestYear { .. } | Self::GroundMoratorium { .. } | Self::SiteMoratorium { .. } => {
                self.closed_in_french()
            }
            Self::Order { year, project, project_year: Some(done) } => format!(
                "en {year}, l’ordre des travaux s’y oppose\u{a0}: le projet {project} du même chantier est prévu en {done}"
            ),
            Self::Order { project, project_year: None, .. } => {
                format!("le projet {project} du même chantier doit le précéder et est en attente")
            }
            Self::Budget { .. }
            | Self::Hours { .. }
            | Self::MinimumShare { .. }
            | Self::ExceedsBudget { .. }
            | Self::ExceedsHours { .. } => self.scarce_in_french(),
        }
    }

    /// Windows and moratoria.
    fn closed_in_french(&self) -> String {
        match self {
            Self::EarliestYear { year, request, project } => {
                let request = match request {
                    Some(request) => format!("la demande {request}"),
                    None => "une de ses demandes".into(),
                };
                let project =
                    project.as_ref().map(|p| format!(" du projet {p}, qui doit le précéder,")).unwrap_or_default();
                format!("{request}{project} ne peut être faite avant {year}")
            }
            Self::GroundMoratorium { year, project: None } => {
                format!("un moratoire interdit d’ouvrir le sol à cet endroit avant {year}")
            }
            Self::GroundMoratorium { year, project: Some(project) } => format!(
                "un moratoire interdit d’ouvrir le sol avant {year} à l’endroit du projet {project}, qui doit le précéder"
            ),
            Self::SiteMoratorium { year, project, project_year, moved: Some(moved) } => format!(
                "le projet {moved}, qui doit le précéder, est tenu hors de {year} par un moratoire entre lui et le projet \
                 {project}, prévu en {project_year}"
            ),
            Self::SiteMoratorium { year, project, project_year, .. } if project_year > year => format!(
                "fait en {year}, son propre moratoire atteindrait le projet {project} du même chantier, prévu en {project_year}"
            ),
            Self::SiteMoratorium { year, project, project_year, .. } => format!(
                "en {year}, un moratoire du chantier s’y oppose en raison du projet {project}, prévu en {project_year}"
            ),
            _ => String::new(),
        }
    }

    /// Money, hours and shares.
    fn scarce_in_french(&self) -> String {
        let (money, hours) = (|cents: &i64| Locale::French.money(*cents), |hours: &f64| Locale::French.hours(*hours));
        match self {
            Self::Budget { year, department, missing, price } => {
                let worth = price.map(|price| {
                    let (amount, value) = (money(&TOLD_CENTS), Locale::French.number(price));
                    format!(" ({amount} de plus y rapporteraient environ {value} points)")
                });
                let missing = money(missing);
                format!("en {year}, il manque {missing} au budget du service {department}{}", worth.unwrap_or_default())
            }
            Self::Hours { year, crew, missing, price } => {
                let worth = price.map(|price| {
                    format!(" (une heure de plus y rapporterait environ {} points)", Locale::French.number(price))
                });
                format!("en {year}, il manque {} à l’équipe {crew}{}", hours(missing), worth.unwrap_or_default())
            }
            Self::MinimumShare { year, department, area, missing } => format!(
                "fait en {year}, il manquerait {} à la part minimale de {area} dans les dépenses du service {department}",
                money(missing)
            ),
            Self::ExceedsBudget { year, department, missing } => format!(
                "aucune année ne peut le payer\u{a0}: même s’il était seul, il manquerait {} au budget du service \
                 {department} en {year}, l’année qui s’en approche le plus",
                money(missing)
            ),
            Self::ExceedsHours { year, crew, missing } => format!(
                "aucune année n’a assez d’heures\u{a0}: même s’il était seul, il manquerait {} à l’équipe {crew} en {year}, \
                 l’année qui s’en approche le plus",
                hours(missing)
            ),
            _ => String::new(),
        }
    }
}
