//! A fault of a file, as the person who wrote the file is told of it.

use std::fmt;

use crate::locale::Locale;

/// The most characters of a faulty value that are repeated.
const LONGEST_VALUE: usize = 120;

/// What is wrong at one place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The file, as its path was given or relative to the folder that was given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The field, such as `precisions[raised_slab].work_type`; empty for the file itself.
    pub field: String,
    /// What kind of fault it is.
    pub code: FileFaultCode,
    /// The faulty value as the file holds it, at most 120 characters; absent where the fault is an absence.
    pub value: Option<String>,
    /// What the wording needs besides, by name.
    pub parameters: Vec<(&'static str, String)>,
}

macro_rules! fault_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $wording:literal,)+) => {
        /// The kinds of faults of a file; each has its wording in `api/locales/file_faults.yml`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum FileFaultCode {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl FileFaultCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code as it is written: `unknown_reference`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $wording,)+
                }
            }
        }
    };
}

fault_codes! {
    /// The file is not there.
    MissingFile = "missing_file",
    /// The file cannot be read, or is not UTF-8.
    UnreadableFile = "unreadable_file",
    /// The folder holds a TOML file of a name that means nothing.
    UnexpectedFile = "unexpected_file",
    /// The file's name is not that of the code it holds.
    WrongFileName = "wrong_file_name",
    /// It is not TOML.
    Syntax = "syntax",
    /// A key that the format does not know.
    UnknownField = "unknown_field",
    /// A key that the format requires is absent.
    MissingField = "missing_field",
    /// A text lacks one of its two languages.
    MissingText = "missing_text",
    /// A text is empty or blank.
    BlankText = "blank_text",
    /// A value of another type than the format's.
    WrongType = "wrong_type",
    /// A word that is none of those allowed.
    UnknownWord = "unknown_word",
    /// A number below or above its bounds.
    OutOfRange = "out_of_range",
    /// A text that does not have the form required.
    WrongForm = "wrong_form",
    /// A list with too few elements.
    TooFew = "too_few",
    /// A value that the format cannot hold for another reason.
    InvalidValue = "invalid_value",
    /// A code that is given twice.
    DuplicateCode = "duplicate_code",
    /// A code that names nothing.
    UnknownReference = "unknown_reference",
    /// A column that the file to be imported does not have.
    UnknownColumn = "unknown_column",
    /// Not the name of a time zone.
    UnknownTimeZone = "unknown_time_zone",
    /// A least value above the greatest one.
    BoundsReversed = "bounds_reversed",
    /// A value that must be above another and is not.
    NotAbove = "not_above",
    /// A shared mobilization that costs more than a mobilization alone.
    SharedCostAboveCost = "shared_cost_above_cost",
    /// Work types that come after one another in a circle.
    OrderCycle = "order_cycle",
    /// A key that only has meaning beside another one that is absent.
    RequiresField = "requires_field",
    /// A key that has no meaning beside what the file says elsewhere.
    NotApplicable = "not_applicable",
    /// A planned precision that another department answers than the one that does the work.
    DepartmentMismatch = "department_mismatch",
    /// A commitment on channels given to a product.
    CommitmentNotForProducts = "commitment_not_for_products",
    /// A commitment on a channel has the code of none.
    CommitmentOfNoChannel = "commitment_of_no_channel",
    /// A commitment on a channel counts in a unit that answers are not measured in.
    ChannelInBusinessMinutes = "channel_in_business_minutes",
    /// A condition on a question that is asked later.
    ConditionOnLaterQuestion = "condition_on_later_question",
    /// A condition on a question that none of the same precisions is asked.
    UnreachableQuestion = "unreachable_question",
    /// Questions that wait for one another in a circle.
    QuestionCycle = "question_cycle",
    /// Conditions that can never all hold.
    ConditionsNeverHold = "conditions_never_hold",
    /// A question that is never asked, for an outcome ends the tree before.
    QuestionAfterEnd = "question_after_end",
    /// A picture that must be given, which nobody can by telephone.
    RequiredPhoto = "required_photo",
    /// A question that no answer could let pass.
    NoAnswerPossible = "no_answer_possible",
    /// Two keys that exclude each other.
    Contradiction = "contradiction",
    /// A step from a status to itself.
    StepToItself = "step_to_itself",
    /// A step out of a final status that does not reopen the request.
    StepOutOfFinal = "step_out_of_final",
    /// A step that reopens a request that is open.
    ReopenedWhileOpen = "reopened_while_open",
    /// A step that an earlier entry lets the same role take.
    DuplicateStep = "duplicate_step",
    /// A status that no way leads to from reception.
    UnreachableStatus = "unreachable_status",
    /// A status from which no way leads to a final one.
    EndlessStatus = "endless_status",
    /// A reason that no step may be given.
    UnusedReason = "unused_reason",
    /// A team that is not of the department that a rule names.
    TeamOfOtherDepartment = "team_of_other_department",
    /// A rule about nothing but planned interventions of other departments.
    InapplicableRule = "inapplicable_rule",
    /// A rule whose requests earlier rules decide of.
    HiddenRule = "hidden_rule",
    /// A placeholder that nothing fills in.
    UnknownPlaceholder = "unknown_placeholder",
    /// A brace of a placeholder without the other.
    LoneBrace = "lone_brace",
    /// A text that is longer than what it is for.
    TextTooLong = "text_too_long",
    /// An opening that is not before its closing.
    HoursReversed = "hours_reversed",
    /// A calendar that stays closed for longer than promises are reckoned over.
    ClosedTooLong = "closed_too_long",
}

impl FileFault {
    /// A fault of a file as a whole.
    pub fn of_file(file: &str, code: FileFaultCode, parameters: Vec<(&'static str, String)>) -> Self {
        Self { file: file.to_owned(), line: 1, column: 1, field: String::new(), code, value: None, parameters }
    }

    /// What is wrong.
    pub fn message(&self, locale: Locale) -> String {
        self.wording("message", locale)
    }

    /// What would be right.
    pub fn remedy(&self, locale: Locale) -> String {
        self.wording("remedy", locale)
    }

    /// The whole fault on one line: `file:line:column: field: message Remedy.`
    pub fn describe(&self, locale: Locale) -> String {
        let place = format!("{}:{}:{}", self.file, self.line, self.column);
        let field = if self.field.is_empty() { String::new() } else { format!(" {}:", self.field) };
        format!("{place}:{field} {} {}", self.message(locale), self.remedy(locale))
    }

    fn wording(&self, part: &str, locale: Locale) -> String {
        let mut values = self.parameters.clone();
        values.push(("field", self.field.clone()));
        values.push(("value", self.value.clone().unwrap_or_default()));
        locale.wording(&format!("file_fault.{}.{part}", self.code.as_str()), &values)
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.describe(Locale::default()))
    }
}

/// A value cut to the length that a fault repeats.
pub(super) fn clipped(value: &str) -> String {
    match value.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
