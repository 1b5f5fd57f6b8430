//! The life of a request: the steps that are taken, the department and team that have it, and the history of both.

pub mod assigning;
pub mod history;
pub mod publication;
pub mod reopening;
pub mod steps;
