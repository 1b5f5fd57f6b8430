//! The GraphQL contract: resolvers parse and shape; services decide.

pub mod budget;
pub mod connection;
pub mod context;
pub mod cost;
pub mod cursor;
pub mod document;
pub mod enums;
pub mod error;
pub mod first_page;
pub mod global_id;
pub mod library_fault;
pub mod loaders;
pub mod look_ahead;
pub mod mutation;
pub mod paging;
pub mod prefetch;
pub mod prefetch_citizens;
pub mod prefetch_programmes;
pub mod prefetch_projects;
pub mod problems;
pub mod programme_loaders;
pub mod programme_problems;
pub mod query;
pub mod scalars;
pub mod schema;
pub mod types;
