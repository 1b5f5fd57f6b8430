//! What simulated citizens and staff write.

use rand::seq::IndexedRandom;
use riverain_entities::citizens::Language;
use riverain_entities::products::RequestKind;
use riverain_entities::service_requests::RequestStatus;

use super::SimulationRng;
use super::categories::Category;
use super::material::{StatusTexts, Texts, Wording};
use super::streets::Placed;

impl Wording {
    /// What a citizen writes of a matter, at a place; none where no text fits.
    pub(super) fn description(
        &self,
        category: &Category,
        language: Language,
        placed: Option<&Placed>,
        rng: &mut SimulationRng,
    ) -> Option<String> {
        let descriptions = &self.descriptions;
        let own = category.work_type().and_then(|work_type| descriptions.work_types.get(work_type));
        let texts = own.unwrap_or(match category.precision.kind {
            RequestKind::Information => &descriptions.information,
            RequestKind::CommentOrComplaint => &descriptions.comment_or_complaint,
            RequestKind::ServiceRequest | RequestKind::RapidIntervention => &descriptions.generic,
        });
        let address = placed.filter(|placed| placed.has_number).map(|placed| address(&placed.address, language));
        let text = pick_where(texts, language, rng, |text| address.is_some() || !text.contains("{address}"))
            .or_else(|| pick_where(&descriptions.generic, language, rng, |text| !text.contains("{address}")))?;
        let precision = match language {
            Language::French => &category.precision.name_fr,
            Language::English => &category.precision.name_en,
        };
        let precision = if text.starts_with("{precision}") { precision.clone() } else { lower_first(precision) };
        Some(text.replace("{precision}", &precision).replace("{address}", address.as_deref().unwrap_or_default()))
    }
}

impl StatusTexts {
    /// What the citizen reads when their request takes this status; none when it is received.
    pub(super) fn of(&self, status: RequestStatus) -> Option<&Texts> {
        Some(match status {
            RequestStatus::Received => return None,
            RequestStatus::Triaged => &self.triaged,
            RequestStatus::Assigned => &self.assigned,
            RequestStatus::InProgress => &self.in_progress,
            RequestStatus::WaitingForCitizen => &self.waiting_for_citizen,
            RequestStatus::WaitingForThirdParty => &self.waiting_for_third_party,
            RequestStatus::Planned => &self.planned,
            RequestStatus::Reopened => &self.reopened,
            RequestStatus::Done => &self.done,
            RequestStatus::ClosedWithoutWork => &self.closed_without_work,
            RequestStatus::Cancelled => &self.cancelled,
        })
    }
}

impl Texts {
    /// One of the texts of a language.
    pub(super) fn pick(&self, language: Language, rng: &mut SimulationRng) -> Option<String> {
        pick_where(self, language, rng, |_| true).cloned()
    }
}

fn pick_where<'a>(
    texts: &'a Texts,
    language: Language,
    rng: &mut SimulationRng,
    fits: impl Fn(&str) -> bool,
) -> Option<&'a String> {
    let texts = match language {
        Language::French => &texts.fr,
        Language::English => &texts.en,
    };
    let fitting: Vec<&String> = texts.iter().filter(|text| fits(text)).collect();
    fitting.choose(rng).copied()
}

/// `123, rue Saint-Jean` in French, `123 rue Saint-Jean` in English.
fn address(address: &str, language: Language) -> String {
    match language {
        Language::French => address.to_owned(),
        Language::English => address.replacen(", ", " ", 1),
    }
}

/// The text as it stands within a sentence.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
