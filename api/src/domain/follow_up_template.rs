//! Templates of follow-ups: texts with placeholders, which the request fills in.

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// The number of the request.
    Number,
    /// The name of its product.
    Product,
    /// The name of its precision.
    Precision,
    /// The name of its status.
    Status,
    /// The name of the department that answers.
    Department,
    /// The day by which it is promised.
    DueDate,
    /// The present day.
    Today,
}

impl Placeholder {
    /// Every placeholder.
    pub const ALL: [Self; 7] =
        [Self::Number, Self::Product, Self::Precision, Self::Status, Self::Department, Self::DueDate, Self::Today];

    /// Its name between the braces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Product => "product",
            Self::Precision => "precision",
            Self::Status => "status",
            Self::Department => "department",
            Self::DueDate => "due_date",
            Self::Today => "today",
        }
    }
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words that stay as they are.
    Words(&'t str),
    /// What the request fills in.
    Placeholder(Placeholder),
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateFault {
    /// A placeholder that nothing fills in.
    Unknown(String),
    /// A brace without the other.
    LoneBrace,
}

/// The pieces of a template.
///
/// # Errors
/// The first placeholder that nothing fills in, or brace without the other.
pub fn read(text: &str) -> Result<Vec<Piece<'_>>, TemplateFault> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(opening) = rest.find(['{', '}']) {
        let (words, placeholder) = rest.split_at(opening);
        let inner = placeholder.strip_prefix('{').ok_or(TemplateFault::LoneBrace)?;
        let (name, after) = inner.split_once('}').ok_or(TemplateFault::LoneBrace)?;
        let known = Placeholder::ALL.into_iter().find(|placeholder| placeholder.name() == name);
        let placeholder = known.ok_or_else(|| TemplateFault::Unknown(name.to_owned()))?;
        pieces.push(Piece::Words(words));
        pieces.push(Piece::Placeholder(placeholder));
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    Ok(pieces)
}

/// A template, filled in.
///
/// # Errors
/// A placeholder for which there is no value, such as the promised day of a request that has none.
pub fn fill(pieces: &[Piece<'_>], value: impl Fn(Placeholder) -> Option<String>) -> Result<String, Placeholder> {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Words(words) => text.push_str(words),
            Piece::Placeholder(placeholder) => text.push_str(&value(*placeholder).ok_or(*placeholder)?),
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn what_is_between_braces_is_filled_in_or_faulted() {
        let pieces = read("Demande {number} : d’ici le {due_date}.").unwrap();
        let filled = fill(&pieces, |placeholder| Some(format!("<{}>", placeholder.name())));
        assert_eq!(filled.unwrap(), "Demande <number> : d’ici le <due_date>.");
        let without = fill(&pieces, |placeholder| (placeholder != Placeholder::DueDate).then(String::new));
        assert_eq!(without, Err(Placeholder::DueDate));
        assert_eq!(read("{numero}"), Err(TemplateFault::Unknown("numero".to_owned())));
        for lone in ["{number", "number}", "a } b", "{", "{{number}}"] {
            assert!(read(lone).is_err(), "{lone}");
        }
    }
}
