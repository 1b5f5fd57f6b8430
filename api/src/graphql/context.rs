//! What a resolver knows of the call: the service, who calls, in which language.

use std::sync::Arc;

use async_graphql::{Context, Result};

use super::error;
use crate::app::{App, SharedApp};
use crate::auth::viewer::Viewer;
use crate::locale::Locale;
use crate::services::ServiceError;
use crate::store::reference::Reference;

/// The running service.
///
/// # Errors
/// None in practice: the schema is built with it.
pub fn app<'a>(ctx: &Context<'a>) -> Result<&'a App> {
    Ok(ctx.data::<SharedApp>()?.as_ref())
}

/// Who calls; nobody known where the transport did not say.
pub fn viewer<'a>(ctx: &Context<'a>) -> &'a Viewer {
    ctx.data_opt::<Viewer>().unwrap_or(&Viewer::Anonymous)
}

/// The caller's language.
pub fn locale(ctx: &Context<'_>) -> Locale {
    ctx.data_opt::<Locale>().copied().unwrap_or_default()
}

/// The catalogue, the areas and the city, the same for the whole call.
///
/// # Errors
/// A database that holds no catalogue yet.
pub fn reference<'a>(ctx: &Context<'a>) -> Result<&'a Arc<Reference>> {
    ctx.data_opt::<Arc<Reference>>().ok_or_else(|| error::coded(locale(ctx), error::NOT_READY))
}

/// Turns what a service says into what the caller is told.
pub trait Told<T> {
    /// The value, or the error in the caller's language.
    ///
    /// # Errors
    /// The service's error, as the contract words it.
    fn told(self, ctx: &Context<'_>) -> Result<T>;
}

impl<T, E: Into<ServiceError>> Told<T> for Result<T, E> {
    fn told(self, ctx: &Context<'_>) -> Result<T> {
        self.map_err(|failure| error::from_service(locale(ctx), failure.into()))
    }
}
