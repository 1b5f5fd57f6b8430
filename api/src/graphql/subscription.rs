//! What can be watched.

use std::future::ready;

use async_graphql::{Context, ID, Result, Subscription};
use futures::{Stream, StreamExt};

use super::context::{Told, locale, viewer};
use super::cost;
use super::error;
use super::global_id::{self, NodeKind};
use super::types::programme::Programme;
use crate::app::SharedApp;
use crate::domain::fault::{Fault, FaultKind};
use crate::locale::Locale;
use crate::services::ServiceError;
use crate::services::planning_jobs::watching::{self, Watching};

/// The token that the caller of a subscription showed, if any: it may run out while they watch.
#[derive(Debug, Clone)]
pub struct CallerToken(pub String);

/// What can be watched.
#[derive(Debug, Default)]
pub struct Subscription;

#[Subscription]
impl Subscription {
    /// The planning of a programme: the programme as it is now, then at each change, at most twice a second, until it is
    /// PLANNED, FAILED or CANCELLED. Whoever may read the programme may watch it.
    #[graphql(complexity = "cost::list(cost::EVENTS, cost::STATEMENT + child_complexity)")]
    async fn programme_progress(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Result<impl Stream<Item = Result<Programme>> + use<>> {
        let key = global_id::parse_as("id", NodeKind::Programme, &id).told(ctx)?;
        let app = ctx.data::<SharedApp>()?;
        let changes = match watching::watch(app, viewer(ctx), key).await.told(ctx)? {
            Watching::Begun(changes) => changes,
            Watching::NotFound => {
                return Err(ServiceError::from(Fault::new("id", id.as_str(), FaultKind::Absent))).told(ctx);
            }
            Watching::TooMany => return Err(error::coded(locale(ctx), error::TOO_MANY_SUBSCRIPTIONS)),
        };
        let session = Session { app: app.clone(), token: ctx.data_opt().cloned(), locale: locale(ctx) };
        let told = changes.map(move |observation| session.check().map(|()| Programme::from(observation)));
        Ok(told.scan(true, |is_open, told| {
            let told = is_open.then_some(told);
            *is_open = told.as_ref().is_some_and(Result::is_ok);
            ready(told)
        }))
    }
}

/// Whose eyes the changes are for.
struct Session {
    app: SharedApp,
    token: Option<CallerToken>,
    locale: Locale,
}

impl Session {
    /// Nothing while the caller's token holds.
    fn check(&self) -> Result<()> {
        let Some(CallerToken(token)) = &self.token else { return Ok(()) };
        let refused = |_| error::coded(self.locale, error::UNAUTHENTICATED);
        self.app.keyring.verify(token, self.app.clock.now()).map(|_| ()).map_err(refused)
    }
}
