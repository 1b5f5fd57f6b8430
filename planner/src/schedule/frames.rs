//! What large sites keep to once it is decided which kinds of work are complete by which year: within that frame, order and
//! moratoria hold whatever the single projects do.

use super::offers::{Choice, YearSet, bit, years_between};
use super::site::{Kind, Site};

/// The years that each project may be done in, and which must be done.
#[derive(Clone)]
pub(crate) struct Frames {
    pub(crate) window: Vec<YearSet>,
    pub(crate) required: Vec<bool>,
}

impl Frames {
    /// Keeps a site to what its choice does: kinds that others wait for are complete by the year in which these begin, and
    /// the ground stays closed when it is.
    pub(crate) fn hold(&mut self, site: &Site, choice: &Choice, years: usize) {
        let done = |kind: &Kind| choice[kind.members.clone()].iter().flatten().map(|&year| usize::from(year));
        let closed = closed_years(site, choice, years);
        for kind in &site.kinds {
            if kind.breaks_ground {
                self.keep(site, kind, !closed);
            }
            if kind.moratorium_years > 0 {
                let reach = |year: usize| years_between(year + 1, (year + 1 + kind.moratorium_years).min(years));
                let may = (0..years).filter(|&year| reach(year) & !closed == 0);
                self.keep(site, kind, may.fold(0, |set, year| set | bit(year)));
            }
            if kind.followers.is_empty() {
                continue;
            }
            let followers = || kind.followers.iter().map(|&follower| &site.kinds[follower]);
            let begun = followers().flat_map(done).min();
            for follower in followers() {
                self.keep(site, follower, begun.map_or(0, |begun| years_between(begun, years)));
            }
            if let Some(begun) = begun {
                self.keep(site, kind, years_between(0, begun + 1));
                for member in kind.members.clone() {
                    self.required[site.projects[member]] = true;
                }
            }
        }
    }

    /// Keeps the projects of a kind to some years.
    pub(crate) fn keep(&mut self, site: &Site, kind: &Kind, years: YearSet) {
        for member in kind.members.clone() {
            self.window[site.projects[member]] &= years;
        }
    }
}

/// The years in which the ground of a site is under a moratorium of what is done.
fn closed_years(site: &Site, choice: &Choice, years: usize) -> YearSet {
    let of_kind = |kind: &Kind| {
        let reach = kind.moratorium_years;
        let done = choice[kind.members.clone()].iter().flatten().map(|&year| usize::from(year));
        done.fold(0, |set, year| set | years_between(year + 1, (year + 1 + reach).min(years)))
    };
    site.kinds.iter().filter(|kind| kind.moratorium_years > 0).map(of_kind).fold(0, |a, b| a | b)
}
