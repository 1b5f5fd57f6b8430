//! Questionnaires: where a caller stands in the question tree of a product.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use serde_json::Value;

use super::answered_question::AnsweredQuestion;
use super::department::Department;
use super::emergency::EmergencyReason;
use super::product::{Precision, Product};
use super::question::Question;
use super::work_type::WorkType;
use crate::domain::question_tree::{Outcome, Walk};
use crate::graphql::context::{locale, reference};
use crate::graphql::enums::RequestKind;
use crate::graphql::problems::InputFault;
use crate::graphql::{budget, cost};
use crate::services::questionnaires::{self, Consequence};

/// Where a caller stands in a tree.
#[derive(Debug)]
pub struct Questionnaire {
    /// What is asked about.
    pub asked: questionnaires::Questionnaire,
    /// Where the answers lead.
    pub walk: Walk,
    /// The answers as they were given.
    pub answers: Value,
    /// The day of the demand in the city's time zone.
    pub today: NaiveDate,
}

/// The conditional question tree (*arbre de questions conditionnel*) of a product, with the answers so far: what can be
/// asked now, and where the answers lead. Ask again with each answer more until it is complete.
#[Object]
impl Questionnaire {
    /// The version of the tree, which `submitRequest` takes; null where the product asks nothing and leads to nothing.
    async fn tree_version(&self) -> Option<i32> {
        self.asked.tree.as_ref().map(|tree| tree.version)
    }

    /// The version of the product that it asks about.
    async fn product(&self) -> Product {
        Product(self.asked.product.clone())
    }

    /// The precision that it asks about.
    async fn precision(&self) -> Precision {
        Precision(self.asked.precision.clone())
    }

    /// The questions that can be asked now, in order; none once 9-1-1 or a piece of advice answers. A question whose answer
    /// is faulty is among them.
    #[graphql(complexity = "cost::list(cost::QUESTIONS, child_complexity)")]
    async fn next_questions(&self, ctx: &Context<'_>) -> Result<Vec<Question>> {
        let locale = locale(ctx);
        let next = self.walk.next.iter().filter_map(|rank| self.asked.questions().get(*rank));
        let reference = reference(ctx)?;
        let asked = next.map(|question| self.asked.presented(reference, question));
        budget::within(ctx, asked.map(|question| Question::new(&question, locale, self.today)).collect())
    }

    /// The questions that are answered, in order.
    #[graphql(complexity = "cost::list(cost::QUESTIONS, child_complexity)")]
    async fn answered_questions(&self, ctx: &Context<'_>) -> Result<Vec<AnsweredQuestion>> {
        let locale = locale(ctx);
        let answered = self.walk.answered.iter().filter_map(|(rank, answer)| {
            let question = self.asked.questions().get(*rank)?;
            let value = self.answers.get(&question.code).cloned().unwrap_or_default();
            Some(AnsweredQuestion::new(question, answer, value, locale))
        });
        budget::within(ctx, answered.collect())
    }

    /// What is wrong with the answers: those that `submitRequest` would refuse, but for the missing ones.
    #[graphql(complexity = "cost::list(cost::QUESTIONS, child_complexity)")]
    async fn faults(&self, ctx: &Context<'_>) -> Result<Vec<InputFault>> {
        let locale = locale(ctx);
        budget::within(ctx, self.walk.faults.iter().map(|fault| InputFault::new(locale, fault)).collect())
    }

    /// Whether `submitRequest` accepts these answers: no fault, and nothing missing. Optional questions may remain.
    async fn is_complete(&self) -> bool {
        self.walk.is_complete()
    }

    /// How far the walk is.
    async fn progress(&self) -> QuestionnaireProgress {
        let (answered, next) = (self.walk.answered.len(), self.walk.next.len());
        QuestionnaireProgress {
            answered_count: answered,
            missing_count: self.walk.missing.len(),
            question_count: answered + next,
            most_questions: answered + next + self.walk.still_possible,
        }
    }

    /// Where the answers lead so far.
    async fn outcome(&self) -> QuestionnaireOutcome<'_> {
        QuestionnaireOutcome { asked: &self.asked, outcome: &self.walk.outcome }
    }
}

/// How far a walk through a question tree is.
#[derive(Debug, SimpleObject)]
pub struct QuestionnaireProgress {
    /// Questions that are answered.
    answered_count: usize,
    /// Questions that must still be answered.
    missing_count: usize,
    /// Questions that are answered or can be asked now.
    question_count: usize,
    /// The most questions that there may be with the answers so far.
    most_questions: usize,
}

/// What the answers lead to.
#[derive(Debug)]
pub struct QuestionnaireOutcome<'a> {
    asked: &'a questionnaires::Questionnaire,
    outcome: &'a Outcome,
}

/// What becomes of a demand with the answers so far.
#[Object]
impl QuestionnaireOutcome<'_> {
    /// Severity of the request, 0 to 100.
    async fn severity(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.consequence(ctx)?.severity)
    }

    /// The kind of demand.
    async fn kind(&self, ctx: &Context<'_>) -> Result<RequestKind> {
        Ok(self.consequence(ctx)?.kind.into())
    }

    /// The department that would answer.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        let key = self.consequence(ctx)?.department_id;
        Ok(reference(ctx)?.department(key).cloned().map(Department))
    }

    /// The planned work type that it would feed; null where it would be answered by itself.
    async fn work_type(&self, ctx: &Context<'_>) -> Result<Option<WorkType>> {
        Ok(self.consequence(ctx)?.work_type.map(WorkType))
    }

    /// Why 9-1-1 answers, where it does: show its text at once. `submitRequest` records the diversion and nothing else.
    async fn emergency(&self, ctx: &Context<'_>) -> Result<Option<EmergencyReason>> {
        let reason = self.outcome.emergency.as_deref();
        let reference = reference(ctx)?;
        Ok(reason.and_then(|code| reference.emergency_reason_of_code(code)).cloned().map(EmergencyReason))
    }

    /// Information that answers the demand at once, in the caller's language, where there is some. `submitRequest` then
    /// keeps a request that is done.
    async fn advice(&self, ctx: &Context<'_>) -> Option<&str> {
        self.outcome.advice.as_ref().map(|advice| advice.in_language(locale(ctx)))
    }
}

impl QuestionnaireOutcome<'_> {
    fn consequence(&self, ctx: &Context<'_>) -> Result<Consequence> {
        Ok(Consequence::of(reference(ctx)?, &self.asked.precision, self.outcome))
    }
}
