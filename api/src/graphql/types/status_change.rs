//! The history of a request.

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::follow_ups::AuthorKind;
use riverain_entities::request_status_changes;

use super::department::Department;
use super::life_step::StepReason;
use super::team::Team;
use crate::auth::policy::{Action, may};
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::{locale, reference, viewer};
use crate::graphql::enums::{FollowUpAuthorKind, RequestStatus};

/// Changes of a request, page by page.
pub type StatusChangeConnection = NodeConnection<StatusChange>;

/// A change in the life of a request.
#[derive(Debug, Clone)]
pub struct StatusChange(pub request_status_changes::Model);

/// A change in the life of a request: the status that it took, or the department and team that it was given to.
#[Object]
impl StatusChange {
    /// When it happened, UTC.
    async fn changed_at(&self) -> DateTime<Utc> {
        self.0.changed_at
    }

    /// The status that the request left; null where it came in, and the same as `to` where it was given to another
    /// department or team.
    async fn from(&self) -> Option<RequestStatus> {
        self.0.status_from.map(Into::into)
    }

    /// The status that the request took.
    async fn to(&self) -> RequestStatus {
        self.0.status_to.into()
    }

    /// The reason that was given, in the words that it had then; null where none was.
    async fn reason(&self, ctx: &Context<'_>) -> Result<Option<StepReason>> {
        let Some((cycle, code)) = self.0.life_cycle_id.zip(self.0.reason_code.as_ref()) else { return Ok(None) };
        let reason = reference(ctx)?.life.cycle_of(cycle).and_then(|cycle| cycle.reason(code));
        Ok(reason.map(|reason| StepReason::new(locale(ctx), reason)))
    }

    /// Who changed it.
    async fn author_kind(&self) -> FollowUpAuthorKind {
        self.0.author_kind.into()
    }

    /// The name of the member of the staff, or of the system, that changed it; for the staff alone, and null for a citizen.
    async fn author_name(&self, ctx: &Context<'_>) -> Option<&str> {
        let shown = self.0.author_kind != AuthorKind::Citizen && may(viewer(ctx), Action::ReadInternalFollowUps);
        Some(self.0.author_name.as_str()).filter(|name| shown && !name.is_empty())
    }

    /// The department that answered from then on.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        Ok(reference(ctx)?.department(self.0.department_id).cloned().map(Department))
    }

    /// The team that had it from then on; null where none was named.
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        let Some(key) = self.0.team_id else { return Ok(None) };
        Ok(reference(ctx)?.team(key).cloned().map(Team))
    }
}
