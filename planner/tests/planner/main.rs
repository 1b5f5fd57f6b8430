//! Tests of the planner through its public door.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod analysis;
mod bad_input;
mod brute_force;
mod builders;
mod city;
mod dbscan;
mod earlier_years;
mod grouping;
mod hard_cases;
mod hostile;
mod large_sites;
mod lots;
mod minimum_shares;
mod pins;
mod reading;
mod reasons;
mod replanning;
mod streets;
