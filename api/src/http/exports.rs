//! Exports of programmes as files: `GET /programmes/{id}/export.{geojson,csv,xlsx,ics,html}`, for whoever may see the
//! programme. `year` and `department` narrow it, `lang` chooses the language.

mod parameters;
mod stream;

use std::sync::Arc;

use async_graphql::ID;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use riverain_entities::programmes::{Model, PlanningState, ProgrammeStatus};
use sha2::{Digest, Sha256};

use super::entity_tag;
use super::problem::Problem;
use super::router::HttpState;
use super::viewer;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::exports::format::ExportFormat;
use crate::exports::stored::{ExportScope, StoredSource};
use crate::graphql::global_id::{self, NodeKind};
use crate::locale::Locale;
use crate::services::{ServiceError, programmes};
use crate::store::reference::Reference;
use parameters::Parameters;

/// The exports that are written at one time: each takes a thread.
pub const MAXIMUM_AT_ONCE: usize = 16;

/// A report loads nothing and runs nothing.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'";

/// An export of a programme.
pub async fn get(
    State(state): State<HttpState>,
    Path((id, segment)): Path<(String, String)>,
    Query(given): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let parameters = Parameters::read(given);
    let locale = parameters.locale.unwrap_or_else(|| viewer::locale(&headers));
    let call = Call { state: &state, headers: &headers, locale };
    call.answer(&id, &segment, parameters).await.unwrap_or_else(|problem| problem.answer(locale))
}

struct Call<'a> {
    state: &'a HttpState,
    headers: &'a HeaderMap,
    locale: Locale,
}

impl Call<'_> {
    async fn answer(&self, id: &str, segment: &str, parameters: Parameters) -> Result<Response, Problem> {
        let app = &self.state.app;
        let viewer = viewer::viewer(app, self.headers)
            .map_err(|_| self.problem(StatusCode::UNAUTHORIZED, "unauthenticated", &[]))?;
        let viewer = viewer::known(app, viewer).await.map_err(|error| self.failure(&error.into()))?;
        let format = ExportFormat::of_segment(segment).ok_or_else(|| {
            let known: Vec<String> = ExportFormat::ALL.into_iter().map(ExportFormat::segment).collect();
            let values = [("segment", segment.to_owned()), ("known", known.join(", "))];
            self.problem(StatusCode::NOT_FOUND, "unknown_format", &values)
        })?;
        let row = self.programme(&viewer, id).await?;
        if row.state != PlanningState::Planned {
            return Err(self.problem(StatusCode::CONFLICT, "not_planned", &[("name", row.name)]));
        }
        let reference = app.reference.current().await.map_err(|error| self.failure(&error.into()))?;
        let planned = crate::store::programmes::departments_of(&app.database, &[row.id]).await;
        let planned = planned.map_err(|error| self.failure(&error.into()))?.into_iter().map(|(_, key)| key).collect();
        let (year, department_id) =
            parameters.check(&reference, &row, planned).map_err(|faults| Problem::of_faults(self.locale, &faults))?;
        let sees_requests = may(&viewer, Action::ListRequests);
        let scope = ExportScope {
            year,
            department_id,
            shows_analysis: may(&viewer, Action::ReadUnpublishedProgrammes) && format == ExportFormat::Report,
            shows_requests: sees_requests && format == ExportFormat::Workbook,
            lists_numbers: sees_requests && format == ExportFormat::Csv,
        };
        let head = Head { format, row: &row, scope, viewer: &viewer, locale: self.locale };
        let tag = head.tag(&reference);
        if let (Some(tag), Some(known)) = (&tag, self.headers.get(IF_NONE_MATCH))
            && entity_tag::knows(known, tag)
        {
            return Ok((StatusCode::NOT_MODIFIED, head.headers(Some(tag.clone()))).into_response());
        }
        let body = self.body(reference, &row, format, scope).await?;
        Ok((head.headers(tag), body).into_response())
    }

    async fn programme(&self, viewer: &Viewer, id: &str) -> Result<Model, Problem> {
        let absent =
            || self.problem(StatusCode::NOT_FOUND, "programme_not_found", &[("id", id.chars().take(80).collect())]);
        let key = global_id::parse_as("id", NodeKind::Programme, &ID(id.to_owned())).map_err(|_| absent())?;
        let found = programmes::find(&self.state.app, viewer, key).await.map_err(|error| self.failure(&error))?;
        found.ok_or_else(absent)
    }

    /// The body, once its first bytes are there: what fails before them is told as a problem.
    async fn body(
        &self,
        reference: Arc<Reference>,
        row: &Model,
        format: ExportFormat,
        scope: ExportScope,
    ) -> Result<Body, Problem> {
        let turn = Arc::clone(&self.state.exports).try_acquire_owned();
        let turn = turn.map_err(|_| self.problem(StatusCode::SERVICE_UNAVAILABLE, "busy", &[]))?;
        let source = StoredSource::open(self.state.app.clone(), reference, row, scope, self.locale).await;
        let source = source.map_err(|error| self.failure(&error))?;
        let started = stream::start(source, format, self.locale, turn).await;
        started.map_err(|_| self.problem(StatusCode::INTERNAL_SERVER_ERROR, "internal", &[]))
    }

    fn problem(&self, status: StatusCode, code: &'static str, values: &[(&str, String)]) -> Problem {
        Problem::new(self.locale, status, code, values)
    }

    fn failure(&self, error: &ServiceError) -> Problem {
        tracing::error!(%error, "an export failed");
        self.problem(StatusCode::INTERNAL_SERVER_ERROR, "internal", &[])
    }
}

/// What is told of an export before its content.
struct Head<'a> {
    format: ExportFormat,
    row: &'a Model,
    scope: ExportScope,
    viewer: &'a Viewer,
    locale: Locale,
}

impl Head<'_> {
    /// The tag of the content; none where it holds requests, whose state changes from one moment to the next.
    fn tag(&self, reference: &Reference) -> Option<String> {
        if self.scope.shows_requests {
            return None;
        }
        let content = format!(
            "{} {} {:?} {} {:?} {:?} {:?} {} {} {}",
            env!("CARGO_PKG_VERSION"),
            self.row.id,
            self.row.planned_at,
            self.row.name,
            self.row.status,
            self.scope,
            self.format,
            self.locale.tag(),
            reference.city.revision,
            self.row.years,
        );
        // Weak: on the way, bytes are compressed as the caller accepts.
        Some(format!("W/\"{}\"", &hex::encode(Sha256::digest(content))[..32]))
    }

    fn headers(&self, tag: Option<String>) -> HeaderMap {
        let is_public = self.row.status == ProgrammeStatus::Published && matches!(self.viewer, Viewer::Anonymous);
        let caching = match (&tag, is_public) {
            (None, _) => "no-store",
            (Some(_), true) => "public, max-age=60, must-revalidate",
            (Some(_), false) => "private, no-cache",
        };
        let disposition = match self.format {
            ExportFormat::Report => "inline",
            _ => "attachment",
        };
        let mut headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static(self.format.media_type())),
            (CONTENT_LANGUAGE, HeaderValue::from_static(self.locale.tag())),
            (VARY, HeaderValue::from_static("accept-language, authorization")),
            (CACHE_CONTROL, HeaderValue::from_static(caching)),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ]);
        if self.format == ExportFormat::Report {
            headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        }
        // What the name is made of is safe in a header.
        if let Ok(value) = HeaderValue::from_str(&format!("{disposition}; filename=\"{}\"", self.file_name())) {
            headers.insert(CONTENT_DISPOSITION, value);
        }
        if let Some(value) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
            headers.insert(ETAG, value);
        }
        headers
    }

    /// Such as `programme-12-2027-2031.xlsx`, in the caller's language and narrowed as the export is.
    fn file_name(&self) -> String {
        let last = self.row.first_year.saturating_add(self.row.years).saturating_sub(1);
        let years = match self.scope.year {
            Some(year) => year.to_string(),
            None => format!("{}-{last}", self.row.first_year),
        };
        let department = self.scope.department_id.map(|key| format!("-{key}")).unwrap_or_default();
        format!("programme-{}-{years}{department}.{}", self.row.id, self.format.extension())
    }
}
