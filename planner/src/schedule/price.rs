//! What a project would use, at the prices of the scarce resources.

use super::state::State;
use crate::model::as_float;

/// The price of what doing a waiting project in a year would use: money, hours, and what it takes of minimum shares or makes
/// of them. `prices` are by resource: departments and crews a year, then minimum shares.
pub(crate) fn price_of(state: &State<'_>, prices: &[f64], project: usize, year: usize) -> f64 {
    let input = state.input;
    let yearly = |row: usize| prices[row * input.years + year];
    let crews = input.budgets.len();
    let first_share = (crews + input.crew_hours.len()) * input.years;
    let hours = input.projects[project].hours.iter().map(|&(crew, hours)| yearly(crews + crew) * hours);
    let changes = state.project_cost_changes(project, year).into_iter().flatten();
    let money = changes.map(|(changed, cents)| {
        let shares = input.shares_of(changed).map(|(share, is_in_area)| {
            prices[first_share + share] * (input.shares[share].share - if is_in_area { 1.0 } else { 0.0 })
        });
        as_float(cents) * shares.fold(yearly(input.projects[changed].department), |a, b| a + b)
    });
    hours.chain(money).fold(0.0, |a, b| a + b)
}
