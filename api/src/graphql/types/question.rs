//! The questions of a questionnaire, one type for each kind of answer.

use async_graphql::{ComplexObject, Context, Interface, Result, SimpleObject};
use chrono::NaiveDate;

use crate::domain::question_tree::{self, QuestionKind};
use crate::graphql::{budget, cost};
use crate::locale::Locale;

/// A question to the citizen; its type says what answers it.
#[derive(Debug, Interface)]
#[expect(clippy::duplicated_attributes, reason = "each field of the interface states its own type")]
#[graphql(
    field(name = "code", ty = "&String", desc = "Stable code, under which `answers` holds the answer."),
    field(name = "text", ty = "&String", desc = "The question in the caller's language."),
    field(name = "help", ty = "&Option<String>", desc = "What helps to answer it, in the caller's language."),
    field(name = "required", ty = "&bool", desc = "Whether a demand needs its answer.")
)]
pub enum Question {
    /// Answered by one option.
    Choice(ChoiceQuestion),
    /// Answered by options.
    MultipleChoice(MultipleChoiceQuestion),
    /// Answered in words.
    Text(TextQuestion),
    /// Answered by a number.
    Number(NumberQuestion),
    /// Answered by a day.
    Date(DateQuestion),
    /// Answered by a position.
    Place(PlaceQuestion),
    /// Answered by pictures.
    Photo(PhotoQuestion),
}

/// An answer to choose.
#[derive(Debug, Clone, SimpleObject)]
pub struct QuestionOption {
    /// Stable code: the answer.
    code: String,
    /// The option in the caller's language.
    text: String,
}

macro_rules! questions {
    ($($(#[$attribute:meta])+ $name:ident { $($(#[$field_attribute:meta])+ $field:ident: $type:ty,)* })+) => {
        $(
            $(#[$attribute])+
            pub struct $name {
                /// Stable code, under which `answers` holds the answer.
                code: String,
                /// The question in the caller's language.
                text: String,
                /// What helps to answer it, in the caller's language.
                help: Option<String>,
                /// Whether a demand needs its answer.
                required: bool,
                $($(#[$field_attribute])+ $field: $type,)*
            }
        )+
    };
}

questions! {
    /// A question that one option answers: its code.
    #[derive(Debug, SimpleObject)]
    #[graphql(complex)]
    ChoiceQuestion {
        /// The options to choose from.
        #[graphql(skip)]
        options: Vec<QuestionOption>,
    }

    /// A question that one option or several answer: a list of their codes.
    #[derive(Debug, SimpleObject)]
    #[graphql(complex)]
    MultipleChoiceQuestion {
        /// The options to choose from.
        #[graphql(skip)]
        options: Vec<QuestionOption>,
    }

    /// A question that is answered in words.
    #[derive(Debug, SimpleObject)]
    TextQuestion {
        /// The most characters of the answer.
        maximum_length: usize,
    }

    /// A question that a number answers.
    #[derive(Debug, SimpleObject)]
    NumberQuestion {
        /// What the number counts, such as cm; null where the question says it.
        unit: Option<String>,
        /// The least answer; null where there is none.
        minimum: Option<f64>,
        /// The greatest answer; null where there is none.
        maximum: Option<f64>,
        /// Whether the answer is a whole number.
        is_whole: bool,
    }

    /// A question that a day answers, such as 2026-09-15.
    #[derive(Debug, SimpleObject)]
    DateQuestion {
        /// The earliest day; null where there is none.
        earliest: Option<NaiveDate>,
        /// The latest day; null where there is none.
        latest: Option<NaiveDate>,
    }

    /// A question that a position in the city answers: an object of `longitude` and `latitude`, WGS 84 degrees.
    #[derive(Debug, SimpleObject)]
    PlaceQuestion {}

    /// A question that pictures answer: a list of the identifiers of attachments, each passed on as an upload gave it.
    #[derive(Debug, SimpleObject)]
    PhotoQuestion {
        /// The most pictures.
        maximum_count: usize,
    }
}

#[ComplexObject]
impl ChoiceQuestion {
    /// The options to choose from, in the catalogue's order.
    #[graphql(complexity = "cost::list(cost::OPTIONS, child_complexity)")]
    async fn options(&self, ctx: &Context<'_>) -> Result<Vec<QuestionOption>> {
        budget::within(ctx, self.options.clone())
    }
}

#[ComplexObject]
impl MultipleChoiceQuestion {
    /// The options to choose from, in the catalogue's order.
    #[graphql(complexity = "cost::list(cost::OPTIONS, child_complexity)")]
    async fn options(&self, ctx: &Context<'_>) -> Result<Vec<QuestionOption>> {
        budget::within(ctx, self.options.clone())
    }
}

impl Question {
    /// The question as it is asked in a language on a day.
    pub fn new(question: &question_tree::Question, locale: Locale, today: NaiveDate) -> Self {
        let code = question.code.clone();
        let text = question.text.in_language(locale).to_owned();
        let help = question.help.as_ref().map(|help| help.in_language(locale).to_owned());
        let required = question.required;
        match &question.kind {
            QuestionKind::Choice { options } => {
                Self::Choice(ChoiceQuestion { code, text, help, required, options: told(options, locale) })
            }
            QuestionKind::Choices { options } => {
                let options = told(options, locale);
                Self::MultipleChoice(MultipleChoiceQuestion { code, text, help, required, options })
            }
            QuestionKind::Text { maximum_length } => {
                Self::Text(TextQuestion { code, text, help, required, maximum_length: *maximum_length })
            }
            QuestionKind::Number { unit, minimum, maximum, whole } => Self::Number(NumberQuestion {
                code,
                text,
                help,
                required,
                unit: unit.clone(),
                minimum: *minimum,
                maximum: *maximum,
                is_whole: *whole,
            }),
            QuestionKind::Date { earliest, latest } => {
                let day = |days: Option<i32>| days.map(|days| question_tree::day_after(today, days));
                let (earliest, latest) = (day(*earliest), day(*latest));
                Self::Date(DateQuestion { code, text, help, required, earliest, latest })
            }
            QuestionKind::Place => Self::Place(PlaceQuestion { code, text, help, required }),
            QuestionKind::Photo { maximum_count } => {
                Self::Photo(PhotoQuestion { code, text, help, required, maximum_count: *maximum_count })
            }
        }
    }
}

fn told(options: &[question_tree::QuestionOption], locale: Locale) -> Vec<QuestionOption> {
    let option = |option: &question_tree::QuestionOption| QuestionOption {
        code: option.code.clone(),
        text: option.text.in_language(locale).to_owned(),
    };
    options.iter().map(option).collect()
}
