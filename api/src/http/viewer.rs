//! Who calls, and in which language, out of a request's headers.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION};

use sea_orm::DbErr;

use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::locale::Locale;

/// The token that was sent does not hold.
#[derive(Debug, Clone, Copy)]
pub struct RefusedToken;

/// Whose token came with the call: nobody known without one.
///
/// # Errors
/// An `Authorization` header that is not a bearer token of this service, in time.
pub fn viewer(app: &App, headers: &HeaderMap) -> Result<Viewer, RefusedToken> {
    authorization(headers)?.map_or(Ok(Viewer::Anonymous), |value| holder(app, value))
}

/// The caller as the city knows them: a citizen whose record is merged into another is the person whom that one stands for.
///
/// # Errors
/// A database that fails.
pub async fn known(app: &App, viewer: Viewer) -> Result<Viewer, DbErr> {
    match viewer {
        Viewer::Citizen { .. } => {
            let reference = app.reference.current().await?;
            Ok(viewer.standing_for(|key| reference.root_of_citizen(key)))
        }
        other => Ok(other),
    }
}

/// The value of the `Authorization` header, where there is one.
///
/// # Errors
/// A value that is no text.
pub fn authorization(headers: &HeaderMap) -> Result<Option<&str>, RefusedToken> {
    headers.get(AUTHORIZATION).map(|header| header.to_str().map_err(|_| RefusedToken)).transpose()
}

/// Who holds the token of an `Authorization` header's value.
///
/// # Errors
/// A value that is not a bearer token of this service, in time.
pub fn holder(app: &App, authorization: &str) -> Result<Viewer, RefusedToken> {
    let token = bearer_token(authorization).ok_or(RefusedToken)?;
    app.keyring.verify(token, app.clock.now()).map_err(|error| {
        tracing::info!(%error, "a token was refused");
        RefusedToken
    })
}

/// The caller's language, French where they do not say.
pub fn locale(headers: &HeaderMap) -> Locale {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    header.map(Locale::from_accept_language).unwrap_or_default()
}

/// The token of an `Authorization` header's value.
pub fn bearer_token(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
