//! Whoever watches a planning is told of each change until it ends, whichever process plans it. One task reads the rows
//! of a programme for all who watch it in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures::Stream;
use futures::stream::unfold;
use riverain_entities::programmes::{Model, PlanningState};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{MissedTickBehavior, interval};

use crate::app::{App, SharedApp};
use crate::auth::viewer::Viewer;
use crate::services::ServiceError;
use crate::services::programmes::{find, is_visible};
use crate::store::planning_jobs::{self, QueuedJob};
use crate::store::programmes;

/// The most that are watched at once in a process.
pub const MAXIMUM_WATCHES: usize = 1_000;

/// How often the rows of a watched programme are read.
const POLL: Duration = Duration::from_millis(500);

/// A programme and its planning at one moment.
#[derive(Debug, Clone)]
pub struct Observation {
    /// The programme.
    pub programme: Arc<Model>,
    /// Its job.
    pub job: Option<Arc<QueuedJob>>,
}

impl Observation {
    /// Whether nothing has changed that is told: a lease that was renewed is not.
    fn tells_the_same(&self, other: &Self) -> bool {
        let told = |queued: &QueuedJob| {
            let job = &queued.job;
            (queued.position, job.attempt, job.worker.clone(), job.objective, job.upper_bound)
        };
        self.programme == other.programme && self.job.as_deref().map(told) == other.job.as_deref().map(told)
    }
}

/// What came of asking to watch.
pub enum Watching<S> {
    /// Each change, from the present state to the end of the planning.
    Begun(S),
    /// There is no such programme that the caller may see.
    NotFound,
    /// As much is watched already as the process takes on.
    TooMany,
}

/// The programmes that are watched in this process.
#[derive(Debug)]
pub struct Watches {
    of_programmes: Mutex<HashMap<i64, Weak<Sender>>>,
    places: Arc<Semaphore>,
}

type Sender = watch::Sender<Option<Observation>>;

impl Default for Watches {
    fn default() -> Self {
        Self { of_programmes: Mutex::default(), places: Arc::new(Semaphore::new(MAXIMUM_WATCHES)) }
    }
}

impl Watches {
    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Weak<Sender>>> {
        self.of_programmes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Watches the planning of a programme that the caller may see: its present state at once, then each change, the last of
/// which is its end.
///
/// # Errors
/// A database that fails.
pub async fn watch(
    app: &SharedApp,
    viewer: &Viewer,
    key: i64,
) -> Result<Watching<impl Stream<Item = Observation> + use<>>, ServiceError> {
    if find(app, viewer, key).await?.is_none() {
        return Ok(Watching::NotFound);
    }
    let Ok(place) = Arc::clone(&app.planning.watches.places).try_acquire_owned() else { return Ok(Watching::TooMany) };
    let watcher = Watcher { changes: subscribe(app, key), viewer: viewer.clone(), _place: place };
    Ok(Watching::Begun(unfold(watcher, Watcher::next)))
}

/// The planning of a programme as it is now.
async fn observe(app: &App, key: i64) -> Result<Option<Observation>, ServiceError> {
    let Some(programme) = programmes::by_keys(&app.database, &[key]).await?.pop() else { return Ok(None) };
    let job = planning_jobs::by_keys(&app.database, &[key]).await?.pop();
    Ok(Some(Observation { programme: Arc::new(programme), job: job.map(Arc::new) }))
}

/// Whether a planning goes on, so that there is more to be told.
pub fn is_unended(state: PlanningState) -> bool {
    matches!(state, PlanningState::Queued | PlanningState::Planning)
}

/// One who watches.
struct Watcher {
    changes: watch::Receiver<Option<Observation>>,
    viewer: Viewer,
    _place: OwnedSemaphorePermit,
}

impl Watcher {
    async fn next(mut self) -> Option<(Observation, Self)> {
        self.changes.changed().await.ok()?;
        let observation = self.changes.borrow_and_update().clone()?;
        // What was published for all may have been set aside since.
        is_visible(&self.viewer, &observation.programme).then_some((observation, self))
    }
}

fn subscribe(app: &SharedApp, key: i64) -> watch::Receiver<Option<Observation>> {
    let mut watched = app.planning.watches.lock();
    if let Some(sender) = watched.get(&key).and_then(Weak::upgrade) {
        let mut changes = sender.subscribe();
        if changes.borrow().is_some() {
            changes.mark_changed();
        }
        return changes;
    }
    let (sender, changes) = watch::channel(None);
    let sender = Arc::new(sender);
    watched.insert(key, Arc::downgrade(&sender));
    tokio::spawn(tell(SharedApp::clone(app), key, sender));
    changes
}

/// Tells all who watch a programme, until it has ended or nobody does any more.
async fn tell(app: SharedApp, key: i64, sender: Arc<Sender>) {
    let mut ticks = interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let observation = match observe(&app, key).await {
            Ok(Some(observation)) => observation,
            Ok(None) => break,
            Err(error) => {
                tracing::warn!(programme_id = key, %error, "the progress of a planning could not be read");
                continue;
            }
        };
        let is_last = !is_unended(observation.programme.state);
        sender.send_if_modified(|told| {
            let is_new = !told.as_ref().is_some_and(|told| told.tells_the_same(&observation));
            *told = Some(observation);
            is_new
        });
        if is_last || sender.is_closed() {
            let mut watched = app.planning.watches.lock();
            // Whoever came in the meantime is told as well.
            if is_last || sender.is_closed() {
                watched.remove(&key);
                return;
            }
        }
    }
    app.planning.watches.lock().remove(&key);
}
