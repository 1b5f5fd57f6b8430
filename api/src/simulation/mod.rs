//! Simulated requests, for a demonstration or a load, or a whole year of a contact centre: on a city's real streets, at the
//! hours, by the channels and about the matters of real ones. Everything made here says that it is simulated.
//!
//! The same seed, instant, catalogue and streets give the same requests: they are drawn in memory, purely, then written in
//! batches.

mod agents;
mod answers;
mod categories;
mod contacts;
mod diversions;
mod follow_ups;
mod generation;
mod hotspots;
mod life;
mod material;
mod moments;
mod people;
mod placement;
mod records;
mod run;
mod scope;
mod storms;
mod streets;
mod wording;
mod world;
mod year;

pub use material::{Material, MaterialError, MaterialFiles};
pub use run::{Simulation, SimulationError, SimulationSummary, run};
pub use scope::Scope;

/// The generator of every draw: `ChaCha` with 8 rounds gives the same numbers on every machine.
type SimulationRng = rand_chacha::ChaCha8Rng;
