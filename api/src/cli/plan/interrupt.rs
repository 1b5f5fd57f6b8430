//! Ctrl+C while a planning goes on: the first keeps the best programme so far, the second ends the command.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

/// What a shell takes for a command that Ctrl+C ended (POSIX, 2.8.2): 128 and the number of the signal.
const ENDED_BY_INTERRUPT: i32 = 130;

/// Whether the person at the terminal wants the planning to end.
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on.
    ///
    /// # Errors
    /// A system that lets nobody listen.
    pub(super) fn listen() -> io::Result<Self> {
        let came = Arc::new(AtomicBool::new(false));
        // In the order of registration: the first signal finds the flag down, and raises it.
        flag::register_conditional_shutdown(SIGINT, ENDED_BY_INTERRUPT, Arc::clone(&came))?;
        flag::register(SIGINT, Arc::clone(&came))?;
        Ok(Self(came))
    }

    pub(super) fn came(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
