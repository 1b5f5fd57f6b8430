//! The content of attachments: `GET /attachments/{id}` and `GET /attachments/{id}/thumbnail`, for whoever has a link of the
//! API, or a token with which they may see it.

use async_graphql::ID;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use riverain_entities::attachments::{MediaType, Model};
use serde::Deserialize;

use super::entity_tag;
use super::problem::Problem;
use super::router::HttpState;
use super::viewer;
use crate::domain::attached_file;
use crate::graphql::global_id::{self, NodeKind};
use crate::locale::Locale;
use crate::services::ServiceError;
use crate::services::attachments::{self, Part};

/// A file loads nothing and runs nothing, whatever a browser takes it for.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// What a link carries.
#[derive(Debug, Deserialize)]
pub struct LinkParameters {
    /// The token of the link.
    token: Option<String>,
}

/// The photo or document.
pub async fn original(
    State(state): State<HttpState>,
    Path(id): Path<String>,
    Query(link): Query<LinkParameters>,
    headers: HeaderMap,
) -> Response {
    get(&state, &headers, id, link, Part::Original).await
}

/// The small photo.
pub async fn thumbnail(
    State(state): State<HttpState>,
    Path(id): Path<String>,
    Query(link): Query<LinkParameters>,
    headers: HeaderMap,
) -> Response {
    get(&state, &headers, id, link, Part::Thumbnail).await
}

async fn get(state: &HttpState, headers: &HeaderMap, id: String, link: LinkParameters, part: Part) -> Response {
    let locale = viewer::locale(headers);
    let answer = Call { state, headers, locale }.answer(id, link, part).await;
    answer.unwrap_or_else(|problem| problem.answer(locale))
}

struct Call<'a> {
    state: &'a HttpState,
    headers: &'a HeaderMap,
    locale: Locale,
}

impl Call<'_> {
    async fn answer(&self, id: String, link: LinkParameters, part: Part) -> Result<Response, Problem> {
        let attachment = self.find(id, link).await?;
        if part == Part::Thumbnail && attachment.media_type == MediaType::Pdf {
            return Err(self.problem(StatusCode::NOT_FOUND, "attachment_not_found"));
        }
        let tag = tag(&attachment, part);
        if self.headers.get(IF_NONE_MATCH).is_some_and(|known| entity_tag::knows(known, &tag)) {
            return Ok((StatusCode::NOT_MODIFIED, head(&attachment, part, &tag)).into_response());
        }
        let content = attachments::content(&self.state.app, &attachment, part).await;
        let Some((size, content)) = content.map_err(|error| self.failure(&error))? else {
            return Err(self.failure(&ServiceError::Internal(format!("attachment {} has no content", attachment.id))));
        };
        let mut headers = head(&attachment, part, &tag);
        headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
        Ok((headers, Body::from_stream(content)).into_response())
    }

    /// The attachment, where the link or the token opens it.
    async fn find(&self, id: String, link: LinkParameters) -> Result<Model, Problem> {
        let app = &self.state.app;
        let absent = || self.problem(StatusCode::NOT_FOUND, "attachment_not_found");
        let key = global_id::parse_as("id", NodeKind::Attachment, &ID(id)).map_err(|_| absent())?;
        let found = match link.token {
            Some(token) => {
                let opened = app.keyring.verify_link(&token, key, app.clock.now());
                opened.map_err(|_| self.problem(StatusCode::FORBIDDEN, "link_out_of_time"))?;
                attachments::linked(app, key).await
            }
            None => {
                let viewer = viewer::viewer(app, self.headers);
                let viewer = viewer.map_err(|_| self.problem(StatusCode::UNAUTHORIZED, "unauthenticated"))?;
                let viewer = viewer::known(app, viewer).await.map_err(|error| self.failure(&error.into()))?;
                attachments::find(app, &viewer, key).await
            }
        };
        found.map_err(|error| self.failure(&error))?.ok_or_else(absent)
    }

    fn problem(&self, status: StatusCode, code: &'static str) -> Problem {
        Problem::new(self.locale, status, code, &[])
    }

    fn failure(&self, error: &ServiceError) -> Problem {
        tracing::error!(%error, "an attachment could not be given");
        self.problem(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }
}

/// The tag of a part: its content never changes.
fn tag(attachment: &Model, part: Part) -> String {
    let digest = attachment.digest.get(..32).unwrap_or(&attachment.digest);
    match part {
        Part::Original => format!("\"{digest}\""),
        Part::Thumbnail => format!("\"{digest}-thumbnail\""),
    }
}

/// What is told of a file before its content. What was fetched may be shown again while its link holds, by whoever
/// fetched it.
fn head(attachment: &Model, part: Part, tag: &str) -> HeaderMap {
    let media_type = match part {
        Part::Original => attached_file::name(attachment.media_type),
        Part::Thumbnail => "image/jpeg",
    };
    let mut headers = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (CACHE_CONTROL, HeaderValue::from_static("private, max-age=600")),
        (VARY, HeaderValue::from_static("authorization")),
    ]);
    // A document may hold programs: it is for whoever saves it. RFC 8187.
    let shown = if attachment.media_type == MediaType::Pdf { "attachment" } else { "inline" };
    let disposition =
        format!("{shown}; filename*=UTF-8''{}", utf8_percent_encode(&attachment.file_name, NON_ALPHANUMERIC));
    for (name, value) in [(CONTENT_DISPOSITION, disposition.as_str()), (ETAG, tag)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    headers
}
