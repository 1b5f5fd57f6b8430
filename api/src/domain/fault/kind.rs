//! What can be wrong with a value.

use crate::domain::bilingual::Bilingual;
use crate::domain::calendar::{LONGEST_CLOSING_DAYS, NoDueDate};
use crate::locale::Locale;

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
    /// The moment lies in the past.
    InThePast {
        /// The present moment, RFC 3339.
        now: String,
    },
    /// Another one holds at the same time.
    Overlaps {
        /// When the other one holds.
        other: String,
    },
    /// No promise can be reckoned: the calendar is closed.
    CalendarClosed {
        /// What about it.
        reason: NoDueDate,
    },
    /// The address is not one of the public Internet.
    PrivateAddress,
    /// The template says something that the request does not have.
    NoValue {
        /// What it says: the name of its placeholder.
        placeholder: &'static str,
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
            Self::InThePast { .. } => "IN_THE_PAST",
            Self::Overlaps { .. } => "OVERLAPS",
            Self::CalendarClosed { .. } => "CALENDAR_CLOSED",
            Self::PrivateAddress => "PRIVATE_ADDRESS",
            Self::NoValue { .. } => "NO_VALUE",
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

    pub(super) fn parameters(&self, locale: Locale) -> Vec<(&'static str, String)> {
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
            | Self::PrivateAddress
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
            Self::NoValue { placeholder } => vec![("placeholder", (*placeholder).to_owned())],
            Self::More { count } => vec![("count", count.to_string())],
            Self::InTheFuture { now } | Self::InThePast { now } => vec![("now", now.clone())],
            Self::CalendarClosed { reason } => vec![("reason", reason_in_words(*reason, locale))],
            Self::OutsideCity { city } => vec![("city", city.clone())],
            Self::Malformed { expected } => vec![("expected", expected.clone())],
            Self::SelfIntersecting { at } => vec![("at", at.clone())],
            Self::Reversed { earlier_field } => vec![("earlier_field", earlier_field.clone())],
            Self::Contradiction { other } | Self::Overlaps { other } => vec![("other", other.clone())],
            Self::Infeasible { detail } => vec![("detail", detail.clone())],
        }
    }
}

/// Why a calendar gives no due date.
fn reason_in_words(reason: NoDueDate, locale: Locale) -> String {
    let days = ("days", LONGEST_CLOSING_DAYS.to_string());
    match reason {
        NoDueDate::NeverOpens => locale.wording("no_due_date.never_opens", &[]),
        NoDueDate::ClosedTooLong { after } => {
            locale.wording("no_due_date.closed_too_long", &[days, ("after", after.to_string())])
        }
        NoDueDate::TooFar => locale.wording("no_due_date.too_far", &[]),
    }
}
