//! Who is calling, and what they may do.

pub mod download;
pub mod policy;
pub mod token;
pub mod viewer;
