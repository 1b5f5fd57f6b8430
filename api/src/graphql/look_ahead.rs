//! Reads the selection below a field, so that only what is asked is loaded, and loaded at once.

use async_graphql::parser::types::ConstDirective;
use async_graphql::{Context, SelectionField, Value};

use super::paging::PageArguments;

/// The fields that the resolver's own field selects.
pub fn selected<'a>(ctx: &'a Context<'_>) -> Vec<SelectionField<'a>> {
    ctx.field().selection_set().filter(is_included).collect()
}

/// The fields selected below every field of this name.
pub fn below<'a>(selected: &[SelectionField<'a>], name: &str) -> Vec<SelectionField<'a>> {
    let named = selected.iter().filter(|field| field.name() == name);
    named.flat_map(SelectionField::selection_set).filter(is_included).collect()
}

/// The fields selected of the nodes of a connection, out of the connection's own.
pub fn nodes<'a>(selected: &[SelectionField<'a>]) -> Vec<SelectionField<'a>> {
    let mut nodes = below(selected, "nodes");
    nodes.extend(below(&below(selected, "edges"), "node"));
    nodes
}

/// Whether one of these fields is selected.
pub fn selects(selected: &[SelectionField<'_>], names: &[&str]) -> bool {
    selected.iter().any(|field| names.contains(&field.name()))
}

/// How many nodes the largest selection of the connection `name` asks for, among those that ask for its first page: what
/// is read ahead for it serves the smaller ones too.
pub fn first_page_size(selected: &[SelectionField<'_>], name: &str) -> Option<u64> {
    let sizes = selected.iter().filter(|field| field.name() == name).filter_map(|field| {
        let page = page_arguments(field)?.check::<i64>("").ok()?;
        (page.after.is_none() && page.before.is_none() && !page.from_end).then_some(page.size)
    });
    sizes.max()
}

/// Whether no `@skip` or `@include` leaves the field out.
fn is_included(field: &SelectionField<'_>) -> bool {
    let wanted = |directive: ConstDirective| {
        let condition = directive.get_argument("if").is_some_and(|value| value.node == Value::Boolean(true));
        match directive.name.node.as_str() {
            "skip" => !condition,
            "include" => condition,
            _ => true,
        }
    };
    field.directives().is_ok_and(|directives| directives.into_iter().all(wanted))
}

/// The sizes that a selection of a connection asks for; none where it starts at a cursor.
pub fn page_arguments(field: &SelectionField<'_>) -> Option<PageArguments> {
    let mut arguments = PageArguments::default();
    for (name, value) in field.arguments().ok()? {
        match (name.as_str(), value) {
            (_, Value::Null) => {}
            ("first", Value::Number(size)) => arguments.first = Some(i32::try_from(size.as_i64()?).ok()?),
            ("last", Value::Number(size)) => arguments.last = Some(i32::try_from(size.as_i64()?).ok()?),
            _ => return None,
        }
    }
    Some(arguments)
}
