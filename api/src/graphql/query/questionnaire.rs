//! Questions about what to ask a citizen: open to everyone.

use async_graphql::{Context, Object, Result};
use serde_json::{Map, Value};

use crate::domain::fault::{Fault, FaultKind};
use crate::graphql::context::{Told, app, reference};
use crate::graphql::cost;
use crate::graphql::scalars::Json;
use crate::graphql::types::questionnaire::Questionnaire;
use crate::services::ServiceError;
use crate::services::questionnaires::{self, NoQuestionnaire, Subject};

/// Questions about what to ask a citizen.
#[derive(Debug, Default)]
pub struct QuestionnaireQueries;

#[Object]
impl QuestionnaireQueries {
    /// What to ask about a product and a precision, by what was answered so far.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the product, from `products`.")] product: String,
        #[graphql(desc = "Code of the precision, from the product's `precisions`.")] precision: String,
        #[graphql(desc = "Answers by question code, in the form that `submitRequest` takes; none where absent.")]
        answers: Option<Json>,
        #[graphql(desc = "Version of the tree that the walk began with; the present one where absent.")]
        tree_version: Option<i32>,
    ) -> Result<Questionnaire> {
        let reference = reference(ctx)?;
        let now = app(ctx)?.clock.now();
        let subject = Subject { product: &product, precision: &precision, tree_version };
        let asked = questionnaires::find(reference, "", subject, now).map_err(refusal).told(ctx)?;
        let answers = answers.map_or_else(|| Value::Object(Map::new()), |answers| answers.0);
        let walk = asked.walk(reference, "answers", &answers, now).told(ctx)?;
        Ok(Questionnaire { asked, walk, answers, today: reference.local_date(now) })
    }
}

fn refusal(refusal: NoQuestionnaire) -> ServiceError {
    match refusal {
        NoQuestionnaire::Faults(faults) => faults.into(),
        NoQuestionnaire::VersionNotAccepted { version, current } => {
            let allowed = current.map_or_else(|| "null".to_owned(), |current| current.to_string());
            Fault::new("treeVersion", version, FaultKind::Unknown { allowed }).into()
        }
    }
}
