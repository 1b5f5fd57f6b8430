//! The transport: routes, tokens, the GraphQL endpoint, health.

pub mod answer;
pub mod attachments;
pub mod body;
pub mod entity_tag;
pub mod exports;
pub mod graphiql;
pub mod graphql;
pub mod guard;
pub mod health;
pub mod inbound_email;
pub mod multipart;
pub mod open311;
pub mod problem;
pub mod router;
pub mod subscriptions;
pub mod viewer;
