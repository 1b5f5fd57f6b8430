//! What a minimum share came to, and what it costs.

use crate::Locale;
use crate::areas::area_of;
use crate::instance::Instance;
use crate::model::as_float;
use crate::programme::Plan;

/// What a department spends in an area that has a minimum share, and what the share costs the programme.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareOutcome {
    /// The id of the department.
    pub department: String,
    /// The area.
    pub area: String,
    /// The minimum share, 0 to 1.
    pub share: f64,
    /// Cents that the department spends over the horizon.
    pub spent: i64,
    /// Cents that it spends on projects of the area.
    pub spent_in_area: i64,
    /// Value that the programme loses by a percentage point of the share, to first order; 0 where the share asks for
    /// nothing that would not be done without it.
    pub lost_by_a_point: f64,
}

impl ShareOutcome {
    /// The outcome in a sentence, with the names of the department and of the area.
    pub fn text(&self, department: &str, area: &str, locale: Locale) -> String {
        let part = if self.spent == 0 { 0.0 } else { as_float(self.spent_in_area) / as_float(self.spent) };
        let percentage = |share: f64| locale.percentage(share);
        let (minimum, part) = (percentage(self.share), percentage(part));
        let lost = locale.number(self.lost_by_a_point);
        match (locale, self.lost_by_a_point > 0.0) {
            (Locale::French, true) => format!(
                "{area} reçoit {part} des dépenses du service {department}, pour une part minimale de {minimum}\u{a0}: chaque \
                 point de pourcentage de cette part coûte environ {lost} points de valeur."
            ),
            (Locale::French, false) => format!(
                "{area} reçoit {part} des dépenses du service {department}, pour une part minimale de {minimum}\u{a0}: un point \
                 de pourcentage de plus ou de moins ne coûterait à peu près rien."
            ),
            (Locale::English, true) => format!(
                "{area} gets {part} of what department {department} spends, for a minimum share of {minimum}: each percentage \
                 point of this share costs about {lost} points of value."
            ),
            (Locale::English, false) => format!(
                "{area} gets {part} of what department {department} spends, for a minimum share of {minimum}: a percentage \
                 point more or less would cost about nothing."
            ),
        }
    }
}

/// The outcomes of the minimum shares, in the order of the instance; `prices` are the value of a cent of each.
pub(crate) fn outcomes(instance: &Instance, plan: &Plan, prices: &[f64]) -> Vec<ShareOutcome> {
    let shares = instance.minimum_shares.iter().zip(prices);
    let mut outcomes: Vec<ShareOutcome> = shares
        .map(|(minimum, _)| ShareOutcome {
            department: minimum.department.clone(),
            area: minimum.area.clone(),
            share: minimum.share,
            spent: 0,
            spent_in_area: 0,
            lost_by_a_point: 0.0,
        })
        .collect();
    if outcomes.is_empty() {
        return outcomes;
    }
    let done =
        plan.grouping.projects.iter().zip(&plan.programme.projects).filter(|(_, written)| written.year.is_some());
    for (grouped, written) in done {
        let area = area_of(instance, grouped);
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.department == written.department) {
            outcome.spent += written.cost;
            outcome.spent_in_area += if area == Some(&outcome.area) { written.cost } else { 0 };
        }
    }
    for (outcome, price) in outcomes.iter_mut().zip(prices) {
        outcome.lost_by_a_point = price * as_float(outcome.spent) * 0.01;
    }
    outcomes
}
