//! Relay connections out of pages.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, ObjectType, OutputType, Result};
use serde::Serialize;

use super::budget;
use super::cursor::{self, Cursor};
use crate::store::page::Page;

/// A connection of nodes whose own fields, such as `totalCount`, are `F`.
pub type NodeConnection<N, F = EmptyFields> = Connection<Cursor, N, F>;

/// The connection of a page of the list named `list`; each node comes with its position.
///
/// # Errors
/// A call whose answer holds too many rows already.
pub fn connection<N, F, P>(ctx: &Context<'_>, list: &str, page: Page<(P, N)>, fields: F) -> Result<NodeConnection<N, F>>
where
    N: OutputType,
    F: ObjectType,
    P: Serialize,
{
    let mut connection = Connection::with_additional_fields(page.has_previous, page.has_next, fields);
    connection.edges = budget::within(ctx, page.rows)?
        .into_iter()
        .map(|(position, node)| Edge::new(cursor::encode(list, &position), node))
        .collect();
    Ok(connection)
}
