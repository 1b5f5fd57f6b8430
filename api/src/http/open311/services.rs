//! The services that can be asked for: each precision of a product, with what is asked of it.

use std::sync::Arc;

use axum::http::StatusCode;
use riverain_entities::{precisions, products};

use super::answer::Failure;
use super::document::{Document, Node};
use super::{Call, attributes};
use crate::services::ServiceError;
use crate::services::questionnaires::{self, NoQuestionnaire, Questionnaire, Subject};
use crate::store::reference::Reference;

/// The code of a service: the codes of a product and of its precision.
pub(super) fn code(product: &str, precision: &str) -> String {
    format!("{product}.{precision}")
}

/// The codes of the product and of the precision of a service.
pub(super) fn parts(code: &str) -> Option<(&str, &str)> {
    code.split_once('.')
}

impl Call<'_> {
    /// The catalogue, once the call is known to be for this city.
    ///
    /// # Errors
    /// Another jurisdiction than this city's, or a database that fails.
    pub(super) async fn reference(&self) -> Result<Arc<Reference>, Failure> {
        let reference = self.app.reference.current().await;
        let reference = reference.map_err(|error| Failure::of_service(self.locale, error.into()))?;
        match self.parameters.get("jurisdiction_id") {
            Some(id) if reference.city.code.as_deref() != Some(id) => {
                let values = [("id", id.to_owned())];
                Err(Failure::worded(self.locale, StatusCode::NOT_FOUND, "jurisdiction", &values))
            }
            _ => Ok(reference),
        }
    }

    /// Every service, in the order of the catalogue.
    pub(super) async fn services(&self) -> Result<Document, Failure> {
        let reference = self.reference().await?;
        let mut services = Vec::new();
        for product in reference.products() {
            for precision in reference.precisions_of(product.id) {
                services.push(self.described(&reference, product, precision));
            }
        }
        Ok(Document { root: "services", content: Node::List("service", services) })
    }

    /// What is asked of whoever asks for a service.
    pub(super) async fn service(&self, code: &str) -> Result<Document, Failure> {
        let reference = self.reference().await?;
        let questionnaire = self.questionnaire(&reference, code)?;
        let now = self.app.clock.now();
        let attributes = attributes::of(&questionnaire, self.locale, reference.local_date(now));
        let content = Node::Fields(vec![
            ("service_code", Node::Text(code.to_owned())),
            ("attributes", Node::List("attribute", attributes)),
        ]);
        Ok(Document { root: "service_definition", content })
    }

    /// The questionnaire of a service.
    ///
    /// # Errors
    /// A code of no service.
    pub(super) fn questionnaire(&self, reference: &Reference, code: &str) -> Result<Questionnaire, Failure> {
        let absent = || {
            let values = [("code", code.chars().take(120).collect())];
            Failure::worded(self.locale, StatusCode::NOT_FOUND, "service_code", &values)
        };
        let (product, precision) = parts(code).ok_or_else(absent)?;
        let subject = Subject { product, precision, tree_version: None };
        match questionnaires::find(reference, "", subject, self.app.clock.now()) {
            Ok(questionnaire) => Ok(questionnaire),
            Err(NoQuestionnaire::Faults(_) | NoQuestionnaire::VersionNotAccepted { .. }) => Err(absent()),
        }
    }

    fn described(&self, reference: &Reference, product: &products::Model, precision: &precisions::Model) -> Node {
        let locale = self.locale;
        let group = locale.pick(&product.name_fr, &product.name_en);
        let name = locale.pick(&precision.name_fr, &precision.name_en);
        let tree = reference.question_trees().current_of(product.id);
        let asks = tree.is_some_and(|tree| tree.tree.questions.iter().any(|asked| asked.is_asked_for(&precision.code)));
        let department = reference.department(precision.department_id);
        let department = department.map_or("", |row| locale.pick(&row.name_fr, &row.name_en));
        let values =
            [("product", group.to_owned()), ("precision", name.to_owned()), ("department", department.to_owned())];
        Node::Fields(vec![
            ("service_code", Node::Text(code(&product.code, &precision.code))),
            ("service_name", Node::Text(format!("{group} – {name}"))),
            ("description", Node::Text(locale.wording("open311.service", &values))),
            ("metadata", Node::Flag(asks)),
            ("type", Node::Text("realtime".to_owned())),
            ("keywords", Node::Text(format!("{group},{name}"))),
            ("group", Node::Text(group.to_owned())),
        ])
    }

    /// What is told of a failure of a service.
    pub(super) fn failed(&self, error: impl Into<ServiceError>) -> Failure {
        Failure::of_service(self.locale, error.into())
    }
}
