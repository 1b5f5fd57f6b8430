//! The transport: routes, tokens, the GraphQL endpoint, health.

pub mod answer;
pub mod body;
pub mod graphiql;
pub mod graphql;
pub mod guard;
pub mod health;
pub mod router;
pub mod subscriptions;
pub mod viewer;
