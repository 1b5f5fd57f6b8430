//! The best years for the projects of one site when resources have prices: exact, by branch and bound.
//!
//! The relaxation lets each member take its best year, or none, as if mobilizations were shared everywhere and neither
//! order nor moratoria existed. What it breaks is branched on, one rule at a time: a kind is complete by a year or its
//! followers come later; the ground stays closed in a year or no moratorium reaches it; a member that would be alone in a
//! year leaves it, gets company or pays its full mobilization (Land and Doig 1960; the branches partition the choices).

use super::offers::{Choice, Company, Offers, YearSet, bit, each_year, years_between};
use super::site::Site;

/// The best choice found, what it is worth, and a bound on what any choice is worth.
pub(crate) struct Best {
    pub(crate) choice: Choice,
    pub(crate) worth: f64,
    pub(crate) bound: f64,
}

/// The best choice; `start` is a known one that keeps the rules. After `most_nodes` the search ends with the best so far.
/// `None` where no choice was found: what is required cannot be done.
pub(crate) fn best_choice(site: &Site, offers: &Offers, start: Option<&Choice>, most_nodes: usize) -> Option<Best> {
    if site.projects.len() == 1 {
        return best_of_one(offers);
    }
    let mut search = Search { site, offers, best: None, pool: Vec::new() };
    if let Some(start) = start {
        search.offer(start);
    }
    search.run(most_nodes)
}

fn best_of_one(offers: &Offers) -> Option<Best> {
    let (mut worth, mut choice) = if offers.required[0] { (f64::NEG_INFINITY, None) } else { (0.0, None) };
    for year in each_year(offers.allowed[0]) {
        let paid = offers.worth_of(0, year) - offers.loss_alone(0, year).max(0.0);
        if paid > worth {
            (worth, choice) = (paid, u8::try_from(year).ok());
        }
    }
    (worth > f64::NEG_INFINITY).then(|| Best { choice: vec![choice], worth, bound: worth })
}

/// A part of the choices, and the best of its relaxation.
#[derive(Default)]
struct Node {
    allowed: Vec<YearSet>,
    required: Vec<bool>,
    choice: Choice,
    bound: f64,
    /// Where a member is alone: member, year.
    alone: Option<(usize, usize)>,
}

impl Node {
    fn is_held(&self, member: usize, year: usize) -> bool {
        self.required[member] && self.allowed[member] == bit(year)
    }

    /// Whether a member is held in a year with another one.
    fn is_settled(&self, member: usize, year: usize) -> bool {
        let mut others = (0..self.choice.len()).filter(|&other| other != member);
        self.is_held(member, year) && others.any(|other| self.is_held(other, year))
    }
}

struct Search<'a> {
    site: &'a Site,
    offers: &'a Offers,
    best: Option<(f64, Choice)>,
    pool: Vec<Node>,
}

impl Search<'_> {
    fn run(mut self, most_nodes: usize) -> Option<Best> {
        let mut root =
            Node { allowed: self.offers.allowed.clone(), required: self.offers.required.clone(), ..Node::default() };
        let mut open = Vec::new();
        let mut unexplored = f64::NEG_INFINITY;
        if self.relax(&mut root) {
            open.push(root);
        }
        let mut visited = 0;
        while let Some(node) = open.pop() {
            if !self.is_promising(node.bound) {
                self.pool.push(node);
                continue;
            }
            visited += 1;
            if visited > most_nodes {
                unexplored = unexplored.max(node.bound);
                continue;
            }
            let Some([first, second]) = self.branch(&node) else {
                self.pool.push(node);
                continue;
            };
            self.pool.push(node);
            let mut children: Vec<Node> = [first, second].into_iter().flatten().collect();
            children.sort_by(|a, b| a.bound.total_cmp(&b.bound));
            open.extend(children);
        }
        let (worth, choice) = self.best?;
        Some(Best { choice, worth, bound: unexplored.max(worth) })
    }

    fn is_promising(&self, bound: f64) -> bool {
        self.best.as_ref().is_none_or(|(worth, _)| bound > worth + worth.abs() * 1e-12)
    }

    fn offer(&mut self, choice: &Choice) {
        let worth = self.offers.worth_of_choice(choice);
        if worth > f64::NEG_INFINITY && self.is_promising(worth) {
            self.best = Some((worth, choice.clone()));
        }
    }

    /// The two parts of a node that breaks a rule; a node that breaks none is a choice, and `None` where it is exact.
    fn branch(&mut self, node: &Node) -> Option<[Option<Node>; 2]> {
        if let Some((kind, year)) = self.broken_order(node) {
            let site = self.site;
            let so_far = years_between(0, year + 1);
            let complete = self.child(node, |child| {
                for member in site.kinds[kind].members.clone() {
                    child.allowed[member] &= so_far;
                    child.required[member] = true;
                }
            });
            let later = self.child(node, |child| {
                let followers = site.kinds[kind].followers.iter();
                for member in followers.flat_map(|&follower| site.kinds[follower].members.clone()) {
                    child.allowed[member] &= !so_far;
                }
            });
            return Some([complete, later]);
        }
        if let Some(year) = self.broken_moratorium(node) {
            let site = self.site;
            let closed = self.child(node, |child| {
                let kinds = site.kinds.iter().filter(|kind| kind.breaks_ground);
                for member in kinds.flat_map(|kind| kind.members.clone()) {
                    child.allowed[member] &= !bit(year);
                }
            });
            let open = self.child(node, |child| {
                for kind in &site.kinds {
                    let reaching = years_between(year.saturating_sub(kind.moratorium_years), year);
                    for member in kind.members.clone() {
                        child.allowed[member] &= !reaching;
                    }
                }
            });
            return Some([closed, open]);
        }
        self.offer(&node.choice);
        if !self.is_promising(node.bound) {
            return None;
        }
        let Some((member, year)) = node.alone else {
            let (member, year) = self.unwanted_company(node)?;
            return Some(self.held_or_away(node, member, year));
        };
        // Whoever is already held in the year gets company or not; anyone else is held in it or leaves it.
        let who = if node.is_held(member, year) { self.best_companion(node, member, year)?.1 } else { member };
        Some(self.held_or_away(node, who, year))
    }

    fn held_or_away(&mut self, node: &Node, member: usize, year: usize) -> [Option<Node>; 2] {
        let stays = self.child(node, |child| {
            child.allowed[member] = bit(year);
            child.required[member] = true;
        });
        [stays, self.child(node, |child| child.allowed[member] &= !bit(year))]
    }

    /// Of a year in which some member loses by company, a member that is not held in it: once all are held, or but one is
    /// left, the relaxation knows what is lost.
    fn unwanted_company(&self, node: &Node) -> Option<(usize, usize)> {
        if !self.offers.has_losses_in_company {
            return None;
        }
        let Company { crowded, .. } = Company::of(&node.choice);
        let done = |member: usize| node.choice[member].map(usize::from);
        let members = || (0..node.choice.len()).filter_map(|member| Some((member, done(member)?)));
        let (_, year) = members().find(|&(member, year)| {
            crowded & bit(year) != 0 && self.offers.loss_alone(member, year) < 0.0 && !node.is_settled(member, year)
        })?;
        members().find(|&(member, at)| at == year && !node.is_held(member, year))
    }

    fn child(&mut self, node: &Node, change: impl FnOnce(&mut Node)) -> Option<Node> {
        let mut child = self.pool.pop().unwrap_or_default();
        child.allowed.clone_from(&node.allowed);
        child.required.clone_from(&node.required);
        change(&mut child);
        if self.relax(&mut child) && self.is_promising(child.bound) {
            return Some(child);
        }
        self.pool.push(child);
        None
    }

    /// Each member takes its best year; says whether what is required can be done.
    fn relax(&self, node: &mut Node) -> bool {
        let mut total = 0.0;
        node.choice.clear();
        for member in 0..node.allowed.len() {
            let (mut worth, mut choice) = if node.required[member] { (f64::NEG_INFINITY, None) } else { (0.0, None) };
            for year in each_year(node.allowed[member]) {
                let offered = self.offers.worth_of(member, year);
                if offered > worth {
                    (worth, choice) = (offered, Some(year));
                }
            }
            if worth.is_infinite() {
                return false;
            }
            total += worth;
            node.choice.push(choice.and_then(|year| u8::try_from(year).ok()));
        }
        node.bound = total;
        self.pay_for_solitude(node);
        true
    }

    /// Lowers the bound by the least that members alone in their years cost. A member with neither another year nor a
    /// possible companion pays in full. Any other way out (pay, leave, be joined) touches at most two such years, so
    /// half the sum of the cheapest ways out is lost at least, and no less than the dearest of them.
    fn pay_for_solitude(&self, node: &mut Node) {
        let (mut settled, mut sum, mut most) = (0.0, 0.0, 0.0);
        node.alone = None;
        if self.offers.has_losses_in_company {
            node.bound -= self.certain_losses_in_company(node);
        }
        let Company { used, crowded } = Company::of(&node.choice);
        if used & !crowded == 0 {
            return;
        }
        for member in 0..node.choice.len() {
            let Some(year) = node.choice[member].map(usize::from) else { continue };
            let full = self.offers.loss_alone(member, year);
            if crowded & bit(year) != 0 || full <= 0.0 {
                continue;
            }
            let leave = self.loss_without(node, member, year);
            let joined = self.best_companion(node, member, year).map_or(f64::INFINITY, |(loss, _)| loss);
            let cheapest = leave.min(joined);
            if cheapest.is_infinite() {
                settled += full;
                continue;
            }
            let penalty = full.min(cheapest);
            sum += penalty;
            if penalty > most || node.alone.is_none() {
                (most, node.alone) = (penalty.max(most), Some((member, year)));
            }
        }
        node.bound -= settled + (sum / 2.0_f64).max(most);
    }

    /// What members lose that are held in a year in which another is held too.
    fn certain_losses_in_company(&self, node: &Node) -> f64 {
        let held = (0..node.choice.len()).filter_map(|member| {
            let year = usize::from(node.choice[member]?);
            node.is_settled(member, year).then(|| (-self.offers.loss_alone(member, year)).max(0.0))
        });
        held.fold(0.0, |a, b| a + b)
    }

    /// What a member loses where it may not be done in its year.
    fn loss_without(&self, node: &Node, member: usize, year: usize) -> f64 {
        let idle = if node.required[member] { f64::NEG_INFINITY } else { 0.0 };
        let others = each_year(node.allowed[member] & !bit(year)).map(|other| self.offers.worth_of(member, other));
        self.offers.worth_of(member, year) - others.fold(idle, f64::max)
    }

    /// The member that loses the least by coming to a year, with its loss.
    fn best_companion(&self, node: &Node, member: usize, year: usize) -> Option<(f64, usize)> {
        let mut best: Option<(f64, usize)> = None;
        for other in (0..node.choice.len()).filter(|&other| other != member && node.allowed[other] & bit(year) != 0) {
            let now = node.choice[other].map_or(0.0, |now| self.offers.worth_of(other, usize::from(now)));
            let loss = now - self.offers.worth_of(other, year);
            if best.is_none_or(|(least, _)| loss < least) {
                best = Some((loss, other));
            }
        }
        best
    }

    /// A kind and a year in which followers begin though the kind is not complete.
    fn broken_order(&self, node: &Node) -> Option<(usize, usize)> {
        self.site.kinds.iter().enumerate().find_map(|(index, kind)| {
            let followers =
                kind.followers.iter().flat_map(|&follower| &node.choice[self.site.kinds[follower].members.clone()]);
            let begun = followers.flatten().min()?;
            let is_complete =
                node.choice[kind.members.clone()].iter().all(|year| year.is_some_and(|year| year <= *begun));
            (!is_complete).then_some((index, usize::from(*begun)))
        })
    }

    /// A year in which the ground is broken under a moratorium.
    fn broken_moratorium(&self, node: &Node) -> Option<usize> {
        if !self.site.has_moratoria {
            return None;
        }
        let done = |members: std::ops::Range<usize>| {
            node.choice[members].iter().flatten().fold(0, |set: YearSet, year| set | bit(usize::from(*year)))
        };
        let ground = self.site.kinds.iter().filter(|kind| kind.breaks_ground);
        let broken: YearSet = ground.fold(0, |set, kind| set | done(kind.members.clone()));
        self.site.kinds.iter().filter(|kind| kind.moratorium_years > 0).find_map(|kind| {
            let reach =
                |year: usize| years_between(year + 1, (year + 1 + kind.moratorium_years).min(self.offers.years));
            let under = each_year(done(kind.members.clone())).fold(0, |set, year| set | reach(year)) & broken;
            (under != 0).then(|| under.trailing_zeros() as usize)
        })
    }
}
