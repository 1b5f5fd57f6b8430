//! The size of a document, taken before the library looks at it: the library unfolds fragments wherever they are spread,
//! so that twenty fragments, each spread twice by the one before, would keep a processor busy for minutes; and nothing in
//! it bounds a walk around the introspection types.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};

/// The most fields of a document, fragments unfolded.
pub const MAXIMUM_FIELDS: usize = 10_000;

/// The most that the introspection of a document may cost: the common tools' costs about 165,000.
pub const MAXIMUM_INTROSPECTION: usize = 300_000;

/// Lists of the introspection types, with about as many entries as this schema gives them.
const INTROSPECTION_LISTS: [(&str, usize); 7] = [
    ("types", 120),
    ("fields", 10),
    ("inputFields", 5),
    ("possibleTypes", 3),
    ("interfaces", 1),
    ("enumValues", 2),
    ("args", 2),
];

/// How large a selection is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Size {
    /// Its fields, fragments unfolded.
    fields: usize,
    /// The fields that it answers, were it a selection of the introspection types.
    answered: usize,
    /// The same, of what it selects of the introspection types alone.
    introspection: usize,
}

/// Whether a document is small enough to be looked at.
pub fn is_bounded(document: &ExecutableDocument) -> bool {
    let mut measure = Measure { document, fragments: HashMap::new() };
    let sizes = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let whole = sizes.fold(Size::default(), |sum, set| sum.and(measure.selection(set)));
    whole.fields <= MAXIMUM_FIELDS && whole.introspection <= MAXIMUM_INTROSPECTION
}

/// Measures each fragment once; a fragment that is met within itself counts as nothing, and is refused by the rules.
struct Measure<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a str, Size>,
}

impl<'a> Measure<'a> {
    fn selection(&mut self, set: &'a SelectionSet) -> Size {
        set.items.iter().fold(Size::default(), |sum, item| {
            sum.and(match &item.node {
                Selection::Field(field) => self.field(&field.node),
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
                Selection::InlineFragment(inline) => self.selection(&inline.node.selection_set.node),
            })
        })
    }

    fn field(&mut self, field: &'a Field) -> Size {
        let name = field.name.node.as_str();
        let below = self.selection(&field.selection_set.node);
        let entries = INTROSPECTION_LISTS.iter().find(|(list, _)| *list == name).map_or(1, |(_, entries)| *entries);
        let answered = below.answered.saturating_mul(entries).saturating_add(1);
        let introspects = matches!(name, "__schema" | "__type");
        Size {
            fields: below.fields.saturating_add(1),
            answered,
            introspection: if introspects { answered } else { below.introspection },
        }
    }

    fn fragment(&mut self, name: &'a str) -> Size {
        if let Some(known) = self.fragments.get(name) {
            return *known;
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Size::default() };
        self.fragments.insert(name, Size::default());
        let size = self.selection(&fragment.node.selection_set.node);
        self.fragments.insert(name, size);
        size
    }
}

impl Size {
    fn and(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            answered: self.answered.saturating_add(other.answered),
            introspection: self.introspection.saturating_add(other.introspection),
        }
    }
}
