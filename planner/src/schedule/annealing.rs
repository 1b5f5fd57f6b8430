//! How the improvement of a programme is spread over time and threads. The result depends on the seed and the number of
//! moves alone, whatever the number of threads.

use rayon::prelude::*;

use super::draws::Draws;
use super::earnings::Earnings;
use super::exchange::Exchange;
use super::is_as_good;
use super::resources::{Prices, Resources};
use super::site::Site;
use super::state::State;
use super::whole_sites::WholeSites;
use crate::control::Control;
use crate::error::PlanError;
use crate::model::{ScheduleInput, count_as_float};
use crate::progress::Phase;

/// First temperatures that are tried, as shares of the mean worth of a project that is done, the coldest first: what suits
/// many small projects freezes few large ones.
const TEMPERATURES: [f64; 4] = [0.003, 0.02, 0.1, 1.0];

/// Share of the moves that trying the temperatures makes up.
const TRIAL_SHARE: f64 = 0.25;

/// Stretches after the trials. In each, searches go on side by side from the best programme so far, at the temperature
/// that found it and at another one, the hottest first.
const ROUNDS: u16 = 4;
const RACERS: usize = 2;

/// With more projects than this, the lowest temperature is known to suit best.
const MOST_TRIED: usize = 50_000;

/// What a search works with.
pub(crate) struct Annealing<'a> {
    pub(crate) input: &'a ScheduleInput,
    pub(crate) sites: &'a [Site],
    pub(crate) resources: &'a Resources<'a>,
    pub(crate) prices: &'a Prices,
    pub(crate) earnings: &'a Earnings,
    pub(crate) upper_bound: f64,
    pub(crate) is_fixed: &'a [bool],
    pub(crate) seed: u64,
}

/// A programme and what it is worth to the search.
#[derive(Clone)]
struct Found {
    year: Vec<Option<usize>>,
    objective: f64,
}

/// A stretch of the whole search: its share of the moves and of the time.
#[derive(Clone, Copy)]
struct Stretch {
    from: f64,
    to: f64,
    moves: u64,
}

impl Annealing<'_> {
    /// Improves a programme until the moves or the time are over, or it is as good as the bound.
    pub(crate) fn improve(
        &self,
        year: Vec<Option<usize>>,
        most_moves: u64,
        control: &mut Control<'_>,
    ) -> Result<Vec<Option<usize>>, PlanError> {
        let done = year.iter().flatten().count();
        let objective = self.input.merit(&year);
        let unit = objective / count_as_float(done.max(1));
        let start = Found { year, objective };
        let mut clock = Clock { started: control.now(), control };
        if self.input.projects.len() > MOST_TRIED {
            let whole = Stretch { from: 0.0, to: 1.0, moves: most_moves };
            let racers = vec![(TEMPERATURES[0] * unit, start); RACERS];
            return Ok(self.side_by_side(racers, 0, whole, &mut clock)?.1.year);
        }
        let trial = Stretch { from: 0.0, to: TRIAL_SHARE, moves: share_of(most_moves, TRIAL_SHARE) };
        let trials: Vec<(f64, Found)> = TEMPERATURES.iter().map(|share| (share * unit, start.clone())).collect();
        let (mut rank, mut best) = self.side_by_side(trials, 0, trial, &mut clock)?;
        let moves = most_moves.saturating_sub(trial.moves) / u64::from(ROUNDS);
        for round in 0..ROUNDS {
            let end = |rounds: u16| TRIAL_SHARE + (1.0 - TRIAL_SHARE) * f64::from(rounds) / f64::from(ROUNDS);
            let stretch = Stretch { from: end(round), to: end(round + 1), moves };
            let ranks = [rank, TEMPERATURES.len() - 1 - usize::from(round) % TEMPERATURES.len()];
            let racers = ranks.map(|rank| (TEMPERATURES[rank] * unit, best.clone())).to_vec();
            let first_stream = TEMPERATURES.len() + RACERS * usize::from(round);
            let (winner, found) = self.side_by_side(racers, first_stream, stretch, &mut clock)?;
            if found.objective > best.objective {
                (rank, best) = (ranks[winner], found);
            }
        }
        Ok(best.year)
    }

    /// Several searches, each with a first temperature and a programme to begin with; gives the best of them and its position.
    fn side_by_side(
        &self,
        starts: Vec<(f64, Found)>,
        first_stream: usize,
        stretch: Stretch,
        clock: &mut Clock<'_, '_>,
    ) -> Result<(usize, Found), PlanError> {
        /// Moves between two looks at the clock.
        const LOOK: u64 = 4096;
        let known = starts.iter().map(|(_, start)| start.objective).fold(f64::NEG_INFINITY, f64::max);
        let may_change: Vec<bool> = self.is_fixed.iter().map(|is_fixed| !is_fixed).collect();
        let count = starts.len() as u64;
        let mut searches: Vec<(f64, Exchange<'_>)> = starts
            .into_iter()
            .enumerate()
            .map(|(index, (temperature, start))| {
                let state = State::with_years(self.input, &start.year);
                let draws = self.draws(first_stream + index);
                (
                    temperature,
                    Exchange::new(
                        state,
                        self.earnings,
                        WholeSites::new(self.sites, self.resources, self.prices),
                        &may_change,
                        draws,
                    ),
                )
            })
            .collect();
        let mut moves = 0;
        while moves < stretch.moves {
            let best = searches.iter().map(|(_, search)| search.best_objective()).fold(known, f64::max);
            let Some(share) = clock.look(stretch, moves, best, self.upper_bound)? else { break };
            let each = LOOK.min((stretch.moves - moves).div_ceil(count));
            searches.par_iter_mut().for_each(|(temperature, search)| search.run(each, *temperature * cooled(share)));
            moves += each * count;
        }
        let mut best: Option<(usize, Exchange<'_>)> = None;
        for (index, (_, search)) in searches.into_iter().enumerate() {
            if best.as_ref().is_none_or(|(_, known)| search.best_objective() > known.best_objective()) {
                best = Some((index, search));
            }
        }
        let (index, search) = best.ok_or(PlanError::Cancelled)?;
        Ok((index, Found { objective: search.best_objective(), year: search.into_years() }))
    }

    fn draws(&self, stream: usize) -> Draws {
        /// The dives draw from the streams below.
        const FIRST_STREAM: u64 = 1 << 20;
        Draws::new(self.seed, FIRST_STREAM + stream as u64)
    }
}

/// Progress out, time in.
struct Clock<'a, 'b> {
    started: f64,
    control: &'a mut Control<'b>,
}

impl Clock<'_, '_> {
    /// Tells where the search is; gives the share of a stretch that is over, or nothing where it must end.
    fn look(&mut self, stretch: Stretch, moves: u64, best: f64, upper_bound: f64) -> Result<Option<f64>, PlanError> {
        let by_moves = ratio(moves, stretch.moves);
        let by_time = self.control.share_of_time_since(self.started);
        let by_time = by_time.map_or(0.0, |share| (share - stretch.from) / (stretch.to - stretch.from));
        let share = by_moves.max(by_time);
        let of_all = stretch.from + (stretch.to - stretch.from) * share;
        self.control.report(Phase::Improving, of_all, Some(best), Some(upper_bound))?;
        let is_over = share >= 1.0 || self.control.is_late() || is_as_good(best, upper_bound);
        Ok((!is_over).then_some(share))
    }
}

/// How much of the first temperature is left.
fn cooled(share: f64) -> f64 {
    (1.0 - share).max(0.0).powi(2)
}

fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
fn share_of(count: u64, share: f64) -> u64 {
    (count as f64 * share) as u64
}
