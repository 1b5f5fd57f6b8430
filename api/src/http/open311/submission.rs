//! A request that comes in: read into the demand that `submitRequest` takes, and answered with its number.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use riverain_entities::service_requests::RequestChannel;
use serde_json::{Map, Value};

use super::answer::Failure;
use super::document::{Document, Node};
use super::{Call, attributes};
use crate::auth::viewer::Viewer;
use crate::domain::citizen::RequesterFields;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults};
use crate::services::contacts::requests::OriginFields;
use crate::services::follow_up_summaries;
use crate::services::questionnaires::Questionnaire;
use crate::services::submission::{self, Submission, Submitted};

impl Call<'_> {
    /// Makes a request of what was posted, or refuses it whole.
    pub(super) async fn submission(&self) -> Result<Document, Failure> {
        let reference = self.reference().await?;
        let viewer = self.viewer(&reference)?;
        let code = self.parameters.get("service_code");
        let code = code.ok_or_else(|| self.invalid(Fault::required("service_code").into()))?;
        let questionnaire = self.questionnaire(&reference, code)?;
        let demand = self.demand(&viewer, &questionnaire).map_err(|faults| self.invalid(faults))?;
        let submitted = submission::submit(self.app, &viewer, self.locale, demand).await;
        let (request, notice) = match submitted.map_err(|error| self.failed(error))? {
            Submitted::Request(request) => {
                let input = follow_up_summaries::input(&reference, &request, None, self.app.clock.now());
                let notice = super::requests::notice(&input, self.locale, self.app.clock.now());
                (request, notice)
            }
            Submitted::Settled { request, advice } => (request, advice.in_language(self.locale).to_owned()),
            Submitted::Diverted(reason) => {
                return Err(Failure::emergency(self.locale.pick(&reason.text_fr, &reason.text_en).to_owned()));
            }
            Submitted::VersionNotAccepted { .. } => {
                return Err(Failure::worded(self.locale, StatusCode::BAD_REQUEST, "catalogue_changed", &[]));
            }
        };
        let made = Node::Fields(vec![
            ("service_request_id", Node::Text(request.number.clone())),
            ("service_notice", Node::Text(notice)),
            ("account_id", Node::Absent),
        ]);
        Ok(Document { root: "service_requests", content: Node::List("request", vec![made]) })
    }

    fn invalid(&self, faults: Faults) -> Failure {
        self.failed(faults)
    }

    /// The demand that the parameters make.
    fn demand(&self, viewer: &Viewer, questionnaire: &Questionnaire) -> Result<Submission, Faults> {
        let mut faults = FaultCollector::default();
        let place = faults.take(self.place()).flatten();
        if self.parameters.get("address_id").is_some() {
            let kind = FaultKind::Unknown { allowed: "lat, long, address_string".to_owned() };
            faults.push(Fault::new("address_id", self.parameters.get("address_id").unwrap_or_default(), kind));
        }
        faults.finish()?;
        let given = |name: &str| self.parameters.get(name).map(str::to_owned);
        // A picture elsewhere is not fetched: whoever reads the request may look at it.
        let parts: Vec<String> = given("description").into_iter().chain(given("media_url")).collect();
        Ok(Submission {
            product: questionnaire.product.code.clone(),
            precision: questionnaire.precision.code.clone(),
            channel: match given("device_id") {
                Some(_) => RequestChannel::MobileApp,
                None => RequestChannel::WebForm,
            },
            description: (!parts.is_empty()).then(|| parts.join("\n\n")),
            place,
            address: given("address_string"),
            answers: self.answers(questionnaire),
            attachments: Vec::new(),
            tree_version: None,
            requester: self.requester(viewer),
            opened_at: None,
            origin: OriginFields::default(),
        })
    }

    /// Longitude and latitude.
    fn place(&self) -> Result<Option<(f64, f64)>, Faults> {
        let mut faults = FaultCollector::default();
        let mut number = |name: &str, example: &str| {
            let text = self.parameters.get(name)?;
            let kind = FaultKind::Malformed { expected: example.to_owned() };
            faults.take(text.parse::<f64>().map_err(|_| Fault::new(name, text, kind)))
        };
        let (latitude, longitude) = (number("lat", "46.8139"), number("long", "-71.2256"));
        faults.finish()?;
        match (longitude, latitude) {
            (Some(longitude), Some(latitude)) => Ok(Some((longitude, latitude))),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(Fault::required("long").into()),
            (Some(_), None) => Err(Fault::required("lat").into()),
        }
    }

    /// The answers, by question: `attribute[code]=…`, or `attribute[code][]=…` for each of several.
    fn answers(&self, questionnaire: &Questionnaire) -> Option<Value> {
        let names = self.parameters.0.keys().filter_map(|name| {
            let inner = name.strip_prefix("attribute[")?;
            inner.strip_suffix("][]").or_else(|| inner.strip_suffix(']'))
        });
        let codes: BTreeSet<&str> = names.collect();
        let answers: Map<String, Value> = codes
            .into_iter()
            .map(|code| {
                let of = |name: String| self.parameters.0.get(&name).cloned().unwrap_or_default();
                let mut values = of(format!("attribute[{code}]"));
                values.extend(of(format!("attribute[{code}][]")));
                let question = questionnaire.questions().iter().find(|question| question.code == code);
                (code.to_owned(), attributes::answer(question, &values))
            })
            .collect();
        (!answers.is_empty()).then_some(Value::Object(answers))
    }

    /// Who asks, where they say so; a citizen with a key asks for themself.
    fn requester(&self, viewer: &Viewer) -> Option<RequesterFields> {
        let given = |name: &str| self.parameters.get(name).map(str::to_owned);
        let says_who = ["first_name", "last_name", "email", "phone"].iter().any(|name| given(name).is_some());
        (says_who && viewer.citizen_id().is_none()).then(|| RequesterFields {
            given_name: given("first_name").unwrap_or_default(),
            family_name: given("last_name").unwrap_or_default(),
            email: given("email"),
            phone: given("phone"),
            language: None,
            consent_to_contact: None,
        })
    }
}
