//! Programmes are planned in the background, as jobs that every process on the database shares. A worker takes the job
//! that has waited longest and holds it while it renews its lease; where it does not, because its process was killed, any
//! other takes the job over. Only who still holds a job may write what came of it.

mod attempt;
mod failure;
mod plan_thread;
mod policy;
pub mod queue;
pub mod watching;
mod worker;

use std::time::Duration;

use tokio::sync::Notify;

pub use policy::policy;
use watching::Watches;
pub use worker::work;

/// The most programmes that wait for their turn or are being planned.
pub const MAXIMUM_QUEUE: usize = 50;

/// The longest search that may be asked for, seconds.
pub const MAXIMUM_TIME_LIMIT_SECONDS: f64 = 3_600.0;

/// How often a planning is begun before it is given up: one that stops its process each time would stop them all.
const MAXIMUM_ATTEMPTS: i32 = 3;

/// How a process plans.
#[derive(Debug, Clone)]
pub struct PlanningSettings {
    /// How many programmes it plans at once: each takes the processors in turn and the memory of a city's backlog.
    pub workers: usize,
    /// Seconds after which a search ends, where a planner asks for no other; by the size of the backlog where absent.
    pub time_limit_seconds: Option<f64>,
    /// How long a job stays with a process that is not heard of.
    pub lease: Duration,
}

impl Default for PlanningSettings {
    fn default() -> Self {
        Self { workers: 1, time_limit_seconds: None, lease: Duration::from_secs(15) }
    }
}

/// The planning of this process.
#[derive(Debug)]
pub struct PlanningJobs {
    /// How it plans.
    pub settings: PlanningSettings,
    /// Its name in the jobs that it holds.
    worker: String,
    /// Wakes a worker of this process for a job that came in through it.
    queued: Notify,
    /// The programmes whose planning is watched.
    watches: Watches,
}

impl PlanningJobs {
    /// The planning of this process, which is named after its host and its number there.
    pub fn new(settings: PlanningSettings) -> Self {
        let worker = format!("{}:{}", gethostname::gethostname().to_string_lossy(), std::process::id());
        Self { settings, worker, queued: Notify::new(), watches: Watches::default() }
    }
}
