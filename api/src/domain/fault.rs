//! What is wrong with an input: which field, which value, why, and what would be right, in the caller's language.

use super::bilingual::Bilingual;
use crate::locale::Locale;

/// The longest part of a faulty value that is given back to the caller, in characters.
const VALUE_EXCERPT: usize = 120;

/// The most faults of an input that are told.
const MAXIMUM_TOLD: usize = 100;

/// What can be wrong with a value.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// The field must be given.
    Required,
    /// The text has more characters than the field holds.
    TooLong {
        /// The most characters the field holds.
        maximum: usize,
        /// The characters that were given.
        length: usize,
    },
    /// The body has more bytes than the service reads.
    TooLarge {
        /// The most bytes that are read.
        maximum: usize,
    },
    /// The file has more bytes than are kept.
    FileTooLarge {
        /// The most bytes of a file.
        maximum: usize,
    },
    /// The content of the file is of no type that is taken.
    UnsupportedFile {
        /// The media types that are taken.
        allowed: String,
    },
    /// The content of the file is of another type than its sender said.
    FileTypeMismatch {
        /// What the sender said: a media type, or a name with its ending.
        declared: String,
        /// The media type of the content.
        found: String,
    },
    /// The picture is damaged.
    UnreadableImage,
    /// The picture has more pixels than are decoded.
    TooManyPixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
        /// The most pixels.
        maximum: u64,
    },
    /// The attachment belongs to a request already.
    AlreadyAttached,
    /// The list has more entries than the field holds.
    TooMany {
        /// The most entries the field holds.
        maximum: usize,
        /// The entries that were given.
        length: usize,
    },
    /// The number lies outside its range.
    OutOfRange {
        /// The least value allowed.
        minimum: String,
        /// The greatest value allowed.
        maximum: String,
    },
    /// The code or identifier names nothing that exists.
    Unknown {
        /// Some of the values that exist, or where to find them.
        allowed: String,
    },
    /// The text is no identifier that this service gave out for such a thing.
    MalformedId {
        /// The type of what it should name, as the schema calls it.
        type_name: &'static str,
    },
    /// The identifier names nothing that the caller may see.
    Absent,
    /// What is named was completed or set aside already.
    Closed,
    /// The product asks no question.
    NoQuestions,
    /// The question must be answered and is not.
    Unanswered {
        /// The question.
        question: Bilingual,
    },
    /// The question is not asked where the others are answered as they are.
    Superfluous,
    /// The city's staff alone may give the field.
    ReservedForStaff,
    /// Further faults, which are not told one by one.
    More {
        /// How many.
        count: usize,
    },
    /// The moment lies in the future.
    InTheFuture {
        /// The present moment, RFC 3339.
        now: String,
    },
    /// The point lies outside the city.
    OutsideCity {
        /// The city's name.
        city: String,
    },
    /// The row has more or fewer values than its file has columns.
    WrongWidth {
        /// The columns of the file.
        expected: usize,
        /// The values of the row.
        found: usize,
    },
    /// The text holds the character U+0000, which no database keeps.
    NulCharacter,
    /// The text does not have the form it must have.
    Malformed {
        /// The form that is expected, with an example.
        expected: String,
    },
    /// The cursor was not given out by this field with this order.
    MalformedCursor,
    /// `first` and `last`, or a page's two ends, were given together.
    PageAmbiguous,
    /// A polygon's ring crosses or touches itself.
    SelfIntersecting {
        /// Longitude and latitude near the crossing.
        at: String,
    },
    /// The later end of a span comes before its beginning.
    Reversed {
        /// The field that must come first.
        earlier_field: String,
    },
    /// The same thing is given twice.
    Duplicate,
    /// The request is not one that the programme plans.
    NotPlannable,
    /// The parent has no plan to keep to.
    ParentNotPlanned,
    /// As much already waits for its turn as the service takes on.
    QueueFull {
        /// The most that may wait.
        maximum: usize,
    },
    /// Two entries exclude each other.
    Contradiction {
        /// The other field.
        other: String,
    },
    /// The pins of a programme cannot hold together with its limits.
    Infeasible {
        /// What cannot hold and by how much.
        detail: String,
    },
}

impl FaultKind {
    /// The stable code that clients may rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "REQUIRED",
            Self::TooLong { .. } => "TOO_LONG",
            Self::TooMany { .. } => "TOO_MANY",
            Self::TooLarge { .. } => "TOO_LARGE",
            Self::FileTooLarge { .. } => "FILE_TOO_LARGE",
            Self::UnsupportedFile { .. } => "UNSUPPORTED_FILE",
            Self::FileTypeMismatch { .. } => "FILE_TYPE_MISMATCH",
            Self::UnreadableImage => "UNREADABLE_IMAGE",
            Self::TooManyPixels { .. } => "TOO_MANY_PIXELS",
            Self::AlreadyAttached => "ALREADY_ATTACHED",
            Self::OutOfRange { .. } => "OUT_OF_RANGE",
            Self::Unknown { .. } => "UNKNOWN",
            Self::MalformedId { .. } => "MALFORMED_ID",
            Self::Absent => "ABSENT",
            Self::Closed => "CLOSED",
            Self::NoQuestions => "NO_QUESTIONS",
            Self::Unanswered { .. } => "UNANSWERED",
            Self::Superfluous => "SUPERFLUOUS",
            Self::ReservedForStaff => "RESERVED_FOR_STAFF",
            Self::More { .. } => "MORE",
            Self::InTheFuture { .. } => "IN_THE_FUTURE",
            Self::OutsideCity { .. } => "OUTSIDE_CITY",
            Self::WrongWidth { .. } => "WRONG_WIDTH",
            Self::NulCharacter => "NUL_CHARACTER",
            Self::Malformed { .. } => "MALFORMED",
            Self::MalformedCursor => "MALFORMED_CURSOR",
            Self::PageAmbiguous => "PAGE_AMBIGUOUS",
            Self::SelfIntersecting { .. } => "SELF_INTERSECTING",
            Self::Reversed { .. } => "REVERSED",
            Self::Duplicate => "DUPLICATE",
            Self::NotPlannable => "NOT_PLANNABLE",
            Self::ParentNotPlanned => "PARENT_NOT_PLANNED",
            Self::QueueFull { .. } => "QUEUE_FULL",
            Self::Contradiction { .. } => "CONTRADICTION",
            Self::Infeasible { .. } => "INFEASIBLE",
        }
    }

    fn parameters(&self, locale: Locale) -> Vec<(&'static str, String)> {
        match self {
            Self::Required
            | Self::Absent
            | Self::Closed
            | Self::NoQuestions
            | Self::Superfluous
            | Self::ReservedForStaff
            | Self::NulCharacter
            | Self::MalformedCursor
            | Self::PageAmbiguous
            | Self::Duplicate
            | Self::UnreadableImage
            | Self::AlreadyAttached
            | Self::NotPlannable
            | Self::ParentNotPlanned => Vec::new(),
            Self::TooLong { maximum, length } | Self::TooMany { maximum, length } => {
                vec![("maximum", maximum.to_string()), ("length", length.to_string())]
            }
            Self::TooLarge { maximum } | Self::FileTooLarge { maximum } | Self::QueueFull { maximum } => {
                vec![("maximum", maximum.to_string())]
            }
            Self::FileTypeMismatch { declared, found } => {
                vec![("declared", declared.clone()), ("found", found.clone())]
            }
            Self::TooManyPixels { width, height, maximum } => {
                let values = [("width", width.to_string()), ("height", height.to_string())];
                values.into_iter().chain([("maximum", maximum.to_string())]).collect()
            }
            Self::OutOfRange { minimum, maximum } => {
                vec![("minimum", minimum.clone()), ("maximum", maximum.clone())]
            }
            Self::WrongWidth { expected, found } => {
                vec![("expected", expected.to_string()), ("found", found.to_string())]
            }
            Self::Unknown { allowed } | Self::UnsupportedFile { allowed } => vec![("allowed", allowed.clone())],
            Self::Unanswered { question } => vec![("question", question.in_language(locale).to_owned())],
            Self::MalformedId { type_name } => vec![("type", (*type_name).to_owned())],
            Self::More { count } => vec![("count", count.to_string())],
            Self::InTheFuture { now } => vec![("now", now.clone())],
            Self::OutsideCity { city } => vec![("city", city.clone())],
            Self::Malformed { expected } => vec![("expected", expected.clone())],
            Self::SelfIntersecting { at } => vec![("at", at.clone())],
            Self::Reversed { earlier_field } => vec![("earlier_field", earlier_field.clone())],
            Self::Contradiction { other } => vec![("other", other.clone())],
            Self::Infeasible { detail } => vec![("detail", detail.clone())],
        }
    }
}

/// One fault of an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The field as the caller wrote it, such as `input.place.longitude`; cut to a readable length.
    pub field: String,
    /// The value that was given, cut to a readable length; none where nothing was given.
    pub value: Option<String>,
    /// What is wrong with it.
    pub kind: FaultKind,
}

impl Fault {
    /// A fault of `field`, which held `value`.
    pub fn new(field: impl Into<String>, value: impl ToString, kind: FaultKind) -> Self {
        Self { field: excerpt(&field.into()), value: Some(excerpt(&value.to_string())), kind }
    }

    /// The fault of a field that must be given and was not.
    pub fn required(field: impl Into<String>) -> Self {
        Self { field: field.into(), value: None, kind: FaultKind::Required }
    }

    /// The fault of a question that must be answered in `field` and is not.
    pub fn unanswered(field: impl Into<String>, question: Bilingual) -> Self {
        Self { field: field.into(), value: None, kind: FaultKind::Unanswered { question } }
    }

    /// What is wrong, for a person.
    pub fn message(&self, locale: Locale) -> String {
        self.wording(locale, "message")
    }

    /// What would be right, for a person.
    pub fn remedy(&self, locale: Locale) -> String {
        self.wording(locale, "remedy")
    }

    fn wording(&self, locale: Locale, part: &str) -> String {
        let mut values = self.kind.parameters(locale);
        values.push(("field", self.field.clone()));
        values.push(("value", self.value.clone().unwrap_or_default()));
        locale.wording(&format!("fault.{}.{part}", self.kind.code().to_lowercase()), &values)
    }
}

/// All faults of an input: never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// The faults, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

/// Gathers faults while an input is read, so that the caller learns of all of them at once: of the first hundred one by
/// one, of how many more there are.
#[derive(Debug, Default)]
pub struct FaultCollector {
    told: Vec<Fault>,
    untold: usize,
}

impl FaultCollector {
    /// Notes one fault.
    pub fn push(&mut self, fault: Fault) {
        match self.told.len() < MAXIMUM_TOLD {
            true => self.told.push(fault),
            false => self.untold += 1,
        }
    }

    /// The value, or none after noting its faults.
    pub fn take<T>(&mut self, result: Result<T, impl Into<Faults>>) -> Option<T> {
        result.map_err(|faults| faults.into().0.into_iter().for_each(|fault| self.push(fault))).ok()
    }

    /// Nothing where no fault was noted.
    ///
    /// # Errors
    /// All the faults that were noted.
    pub fn finish(self) -> Result<(), Faults> {
        let Self { mut told, untold } = self;
        if untold > 0 {
            let field = told.last().map_or_else(String::new, |fault| fault.field.clone());
            told.push(Fault::new(field, untold, FaultKind::More { count: untold }));
        }
        if told.is_empty() { Ok(()) } else { Err(Faults(told)) }
    }
}

/// Checks that a list, named `field`, has at most `maximum` entries.
///
/// # Errors
/// A longer list.
pub fn check_length(field: impl Into<String>, length: usize, maximum: usize) -> Result<(), Fault> {
    match length > maximum {
        true => Err(Fault::new(field, length, FaultKind::TooMany { maximum, length })),
        false => Ok(()),
    }
}

/// The beginning of a text, in which U+0000 can be seen.
fn excerpt(text: &str) -> String {
    match text.char_indices().nth(VALUE_EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
    .replace('\0', "␀")
}
