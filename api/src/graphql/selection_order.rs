//! The order of an answer's keys: that of the selection, as the specification has it (GraphQL, October 2021, section 7.2.2).
//! The library writes each key as its field is resolved, so that the same call would answer in another order each time.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Value};

/// Puts the keys of what an operation answers in the order of its selection.
pub fn arrange(document: &ExecutableDocument, operation_name: Option<&str>, data: &mut Value) {
    if *data == Value::Null {
        // Nothing was answered: the document may be one that the rules refuse, such as a fragment within itself.
        return;
    }
    let is_meant = |name: Option<&Name>| operation_name.is_none() || name.map(Name::as_str) == operation_name;
    if let Some((_, operation)) = document.operations.iter().find(|(name, _)| is_meant(*name)) {
        let mut order = Order::default();
        order.add(document, &operation.node.selection_set.node);
        order.arrange(data);
    }
}

/// The keys of an object, in order, each with those of the objects below it.
#[derive(Default)]
struct Order(Vec<(Name, Order)>);

impl Order {
    /// Adds what a selection asks for, fragments unfolded; a key that is selected again keeps its place.
    fn add(&mut self, document: &ExecutableDocument, set: &SelectionSet) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    self.below(&field.node.response_key().node).add(document, &field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => self.add(document, &inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        self.add(document, &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    fn below(&mut self, key: &Name) -> &mut Self {
        let place = self.0.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
            self.0.push((key.clone(), Self::default()));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }

    fn arrange(&self, value: &mut Value) {
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.arrange(item)),
            Value::Object(fields) => {
                let mut resolved = std::mem::take(fields);
                for (key, below) in &self.0 {
                    if let Some(mut value) = resolved.swap_remove(key) {
                        below.arrange(&mut value);
                        fields.insert(key.clone(), value);
                    }
                }
                // A scalar that is an object, such as GeoJSON, selects nothing of it.
                fields.extend(resolved);
            }
            _ => {}
        }
    }
}
