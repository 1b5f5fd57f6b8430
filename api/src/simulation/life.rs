//! The life of a simulated problem: the statuses it goes through and when, up to now.

use chrono::{DateTime, Duration, Utc};
use rand::{Rng, SeedableRng};
use riverain_entities::products::RequestKind;
use riverain_entities::service_requests::RequestStatus;

use super::SimulationRng;
use crate::domain::calendar::BusinessCalendar;
use crate::domain::life_cycle::{LifeCycle, StepRole};
use crate::domain::request_status::is_open;

/// How much the durations of like matters differ: the spread of a log-normal law.
const SPREAD: f64 = 0.9;

/// Share of the matters that drag on, and how much longer they take.
const LAGGARDS: (f64, f64) = (0.03, 15.0);

/// What the life of a problem depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matter {
    pub(super) kind: RequestKind,
    /// Whether it belongs to the planned-intervention programme.
    pub(super) planned: bool,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) due_at: Option<DateTime<Utc>>,
}

/// The statuses of a problem after its reception, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Life {
    pub(super) steps: Vec<Step>,
    pub(super) settled_at_first_contact: bool,
}

/// A status that a problem takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) at: DateTime<Utc>,
    pub(super) to: RequestStatus,
    /// Whether the main course of the life goes without it: what is drawn for it leaves all other draws as they are.
    pub(super) aside: bool,
}

/// Share of the problems that the centre triages by hand, of those that a team puts into its calendar, and of those that
/// turn out not to be settled.
const TRIAGED: f64 = 0.6;
const SCHEDULED: f64 = 0.15;
const REOPENED: f64 = 0.03;

impl Life {
    /// A life up to `now`.
    pub(super) fn draw(
        matter: Matter,
        now: DateTime<Utc>,
        calendar: &BusinessCalendar,
        rng: &mut SimulationRng,
    ) -> Self {
        let settled = match matter.kind {
            RequestKind::Information => 0.85,
            RequestKind::CommentOrComplaint => 0.3,
            RequestKind::ServiceRequest | RequestKind::RapidIntervention => 0.0,
        };
        if !matter.planned && rng.random_bool(settled) {
            let closed_at = matter.opened_at + Duration::seconds(rng.random_range(90..900));
            let done = Step { at: closed_at, to: RequestStatus::Done, aside: false };
            let steps = if closed_at < now { vec![done] } else { Vec::new() };
            return Self { steps, settled_at_first_contact: true };
        }
        let (end, path) = if matter.planned { planned(matter, now, rng) } else { usual(matter, calendar, rng) };
        let at = |share: f64| matter.opened_at + share_of(end - matter.opened_at, share);
        let mut steps: Vec<Step> =
            path.into_iter().map(|(share, to)| Step { at: at(share), to, aside: false }).collect();
        steps.extend(asides(matter, end, steps.last().map(|step| step.to)));
        steps.retain(|step| step.at < now);
        steps.sort_by_key(|step| step.at);
        Self { steps, settled_at_first_contact: false }
    }

    /// The same life as someone sees it who reports the problem at a moment: the later steps that the life cycle lets the
    /// staff take, by way of an assignment where they are not to be taken at once.
    pub(super) fn since(&self, moment: DateTime<Utc>, cycle: &LifeCycle) -> Self {
        let may =
            |from, to| [StepRole::Agent, StepRole::Planner].iter().any(|role| cycle.step(from, to, *role).is_some());
        let mut from = RequestStatus::Received;
        let mut steps = Vec::new();
        for step in self.steps.iter().copied().filter(|step| step.at > moment) {
            let assigned = Step { at: step.at, to: RequestStatus::Assigned, aside: true };
            let bridged = !step.aside && may(from, assigned.to) && may(assigned.to, step.to);
            match may(from, step.to) {
                true => steps.push(step),
                false if bridged => steps.extend([assigned, step]),
                false => continue,
            }
            from = step.to;
        }
        Self { steps, ..*self }
    }

    /// Where it stands now.
    pub(super) fn status(&self) -> RequestStatus {
        self.steps.last().map_or(RequestStatus::Received, |step| step.to)
    }

    /// When it was closed; none where it is open.
    pub(super) fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.steps.last().filter(|step| !is_open(step.to)).map(|step| step.at)
    }

    /// When it was closed for the first time.
    pub(super) fn first_closed_at(&self) -> Option<DateTime<Utc>> {
        self.steps.iter().find(|step| !is_open(step.to)).map(|step| step.at)
    }
}

/// What happens beside the main course of a life, drawn from a stream of its own: a triage by hand, a place in a team's
/// calendar, a reopening that leads to a second end.
fn asides(matter: Matter, end: DateTime<Utc>, last: Option<RequestStatus>) -> Vec<Step> {
    let mut rng = SimulationRng::seed_from_u64(matter.opened_at.timestamp_micros().unsigned_abs());
    let span = end - matter.opened_at;
    let mut steps = Vec::new();
    let mut add = |at: DateTime<Utc>, to: RequestStatus| steps.push(Step { at, to, aside: true });
    if rng.random_bool(TRIAGED) {
        add(matter.opened_at + share_of(span, rng.random_range(0.002..0.018)), RequestStatus::Triaged);
    }
    if last == Some(RequestStatus::Done) && (matter.planned || rng.random_bool(SCHEDULED)) {
        add(matter.opened_at + share_of(span, rng.random_range(0.255..0.295)), RequestStatus::Planned);
    }
    if last == Some(RequestStatus::Done) && !matter.planned && rng.random_bool(REOPENED) {
        let reopened_at = end + Duration::hours(rng.random_range(4..24 * 12));
        let taken_up_at = reopened_at + Duration::hours(rng.random_range(2..48));
        add(reopened_at, RequestStatus::Reopened);
        add(taken_up_at, RequestStatus::InProgress);
        add(taken_up_at + Duration::hours(rng.random_range(3..96)), RequestStatus::Done);
    }
    steps
}

/// When a life ends, and the statuses on the way by the share of it that has passed.
type Course = (DateTime<Utc>, Vec<(f64, RequestStatus)>);

/// Planned work waits for years; part of it was done in the programmes of the past.
fn planned(matter: Matter, now: DateTime<Utc>, rng: &mut SimulationRng) -> Course {
    let age = now - matter.opened_at;
    let years = age.as_seconds_f64() / (365.0 * 86_400.0);
    if rng.random_bool((0.03 + 0.09 * years).clamp(0.0, 0.5)) {
        let end = matter.opened_at + share_of(age, rng.random_range(0.4..0.98));
        let path = vec![
            (rng.random_range(0.02..0.2), RequestStatus::Assigned),
            (rng.random_range(0.85..0.95), RequestStatus::InProgress),
            (1.0, RequestStatus::Done),
        ];
        return (end, path);
    }
    // Still waiting: at most, a department has it.
    let assigned_at = matter.opened_at + Duration::hours(rng.random_range(4..24 * 30));
    let path = if rng.random_bool(0.55) { vec![(1.0, RequestStatus::Assigned)] } else { Vec::new() };
    (assigned_at, path)
}

fn usual(matter: Matter, calendar: &BusinessCalendar, rng: &mut SimulationRng) -> Course {
    let median = match (matter.due_at, matter.kind) {
        (Some(due), _) => (due - matter.opened_at).as_seconds_f64() / 3_600.0 * 0.55,
        (None, RequestKind::RapidIntervention) => 20.0,
        (None, RequestKind::ServiceRequest) => 110.0,
        (None, RequestKind::Information | RequestKind::CommentOrComplaint) => 36.0,
    };
    let (share, longer) = LAGGARDS;
    let slowness = if rng.random_bool(share) { longer } else { 1.0 };
    let hours = median * (SPREAD * standard_normal(rng)).exp() * slowness;
    let end = matter.opened_at + seconds(hours * 3_600.0).max(Duration::minutes(20));
    let end = match matter.kind {
        RequestKind::RapidIntervention => end,
        _ => calendar.add_business_minutes(end, rng.random_range(1..120)).unwrap_or(end),
    };
    let mut path = vec![(rng.random_range(0.02..0.25), RequestStatus::Assigned)];
    match rng.random_range(0..100) {
        0..9 => path.push((rng.random_range(0.3..0.45), RequestStatus::WaitingForCitizen)),
        9..16 => path.push((rng.random_range(0.3..0.45), RequestStatus::WaitingForThirdParty)),
        _ => {}
    }
    path.push((rng.random_range(0.5..0.85), RequestStatus::InProgress));
    let last = match rng.random_range(0..100) {
        0..90 => RequestStatus::Done,
        90..97 => RequestStatus::ClosedWithoutWork,
        _ => RequestStatus::Cancelled,
    };
    path.push((1.0, last));
    (end, path)
}

/// A draw of the standard normal law, by the transform of G. E. P. Box and M. E. Muller, "A Note on the Generation of
/// Random Normal Deviates", 1958.
pub(super) fn standard_normal(rng: &mut SimulationRng) -> f64 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}

/// A draw of the exponential law of this mean.
pub(super) fn exponential(mean: f64, rng: &mut SimulationRng) -> f64 {
    -mean * (1.0 - rng.random::<f64>()).ln()
}

/// Whole seconds, at most ten years of them.
pub(super) fn seconds(seconds: f64) -> Duration {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to ten years of seconds")]
    let whole = seconds.clamp(0.0, 315_360_000.0) as i64;
    Duration::seconds(whole)
}

fn share_of(span: Duration, share: f64) -> Duration {
    seconds(span.as_seconds_f64() * share)
}
