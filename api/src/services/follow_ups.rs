//! Follow-ups (*suivis*) and the summary that the 311 app shows of them.

use riverain_entities::follow_ups::{ActiveModel, Audience, AuthorKind, FollowUpKind, Model};
use riverain_entities::service_requests;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, NotSet};

use super::notifications::outbox::{self, News};
use super::{ServiceError, attachments, follow_up_templates, requests};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::{StaffRole, Viewer};
use crate::domain::fault::{Fault, FaultCollector, FaultKind};
use crate::domain::text;
use crate::store::attachments::Holder;
use crate::store::connect::begin_write;
use crate::store::follow_ups::{self, Reader};
use crate::store::page::{MomentPosition, Page, PageRequest};
use crate::store::users;

/// The longest follow-up, in characters.
pub const MAXIMUM_TEXT: usize = 5_000;

/// Who a follow-up is signed by.
#[derive(Debug, Clone)]
pub struct Author {
    /// What they are.
    pub kind: AuthorKind,
    /// The key of the city's user that they are.
    pub user_id: Option<i64>,
    /// Their name as the follow-up shows it.
    pub name: String,
}

impl Author {
    /// The author that a caller is, and the user where their token names one.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn of(connection: &impl ConnectionTrait, viewer: &Viewer) -> Result<Self, ServiceError> {
        let Viewer::Staff { role, subject, name, .. } = viewer else {
            return Ok(Self { kind: AuthorKind::Citizen, user_id: None, name: String::new() });
        };
        let kind = if *role == StaffRole::Planner { AuthorKind::Planner } else { AuthorKind::Agent };
        let user_id = users::key_of_subject(connection, subject).await?;
        Ok(Self { kind, user_id, name: name.clone() })
    }
}

/// Whether the caller may read follow-ups of a request: those of a planned intervention are for the staff alone, even
/// the public ones of a request that became one.
pub fn are_shown(viewer: &Viewer, request: &service_requests::Model) -> bool {
    request.work_type_id.is_none() || may(viewer, Action::ReadInternalFollowUps)
}

/// A follow-up as the caller wrote it.
#[derive(Debug, Clone)]
pub struct NewFollowUp {
    /// The number of the request.
    pub request_number: String,
    /// Who may read it.
    pub audience: Audience,
    /// What it is.
    pub kind: FollowUpKind,
    /// Its text, where it is not that of a template.
    pub text: Option<String>,
    /// The code of the template that it is written by.
    pub template: Option<String>,
    /// Global identifiers of the photos that come with it.
    pub attachments: Vec<String>,
}

/// What came of a follow-up.
#[derive(Debug)]
pub enum Addition {
    /// It is written.
    Added(Box<Model>),
    /// The request feeds the planned-intervention programme, which gives the citizen no follow-up.
    PublicOnPlanned,
    /// No request that the caller may see has this number.
    NotFound,
}

/// Writes a follow-up on a request.
///
/// # Errors
/// A faulty text, a caller who may not write it, or a database that fails.
pub async fn add(app: &App, viewer: &Viewer, new: NewFollowUp) -> Result<Addition, ServiceError> {
    let mut faults = FaultCollector::default();
    let written = match (&new.text, &new.template) {
        (Some(_), Some(_)) => {
            let kind = FaultKind::Contradiction { other: "input.text".to_owned() };
            Err(Fault::new(follow_up_templates::TEMPLATE, "=", kind))
        }
        (None, Some(_)) => Ok(None),
        (text, None) => text::required("input.text", text.as_deref().unwrap_or_default(), MAXIMUM_TEXT).map(Some),
    };
    let written = faults.take(written);
    let attachments = match attachments::named("input.attachments", &new.attachments) {
        Ok(named) => attachments::check(app, viewer, &named, None).await?,
        Err(fault) => Err(fault.into()),
    };
    let attachments = faults.take(attachments);
    faults.finish()?;
    let (Some(written), Some(attachments)) = (written, attachments) else {
        return Err(Fault::required("input").into());
    };
    let Some(request) = requests::find_by_number(app, viewer, "input.requestNumber", &new.request_number).await? else {
        return Ok(Addition::NotFound);
    };
    let internal = new.audience == Audience::Internal;
    if request.work_type_id.is_some() && !internal {
        return Ok(Addition::PublicOnPlanned);
    }
    if !may(viewer, Action::AddFollowUp { citizen_id: request.citizen_id, internal }) {
        return Err(ServiceError::refused(viewer));
    }
    let text = match (written, &new.template) {
        (Some(text), _) => text,
        (None, code) => {
            let code = code.as_deref().unwrap_or_default();
            follow_up_templates::text(app, viewer, &app.database, &request, code).await?
        }
    };
    let now = app.clock.now();
    let transaction = begin_write(&app.database).await?;
    let author = Author::of(&transaction, viewer).await?;
    let follow_up = ActiveModel {
        id: NotSet,
        request_id: Set(request.id),
        author_kind: Set(author.kind),
        author_user_id: Set(author.user_id),
        author_name: Set(author.name),
        audience: Set(new.audience),
        kind: Set(new.kind),
        text: Set(text),
        status_from: Set(None),
        status_to: Set(None),
        created_at: Set(now),
    };
    let written = follow_ups::insert(&transaction, follow_up).await?;
    let holder = Holder { request_id: request.id, follow_up_id: Some(written.id) };
    attachments::claim(&transaction, &attachments, holder, now).await?;
    if !internal {
        outbox::announce(app, &transaction, &request, News::FollowUpAdded(&written), now).await?;
    }
    transaction.commit().await?;
    Ok(Addition::Added(Box::new(written)))
}

/// The follow-up of this key, where there is one and the caller may see it.
///
/// # Errors
/// A database that fails.
pub async fn find(app: &App, viewer: &Viewer, follow_up_id: i64) -> Result<Option<Model>, ServiceError> {
    let Some(follow_up) = follow_ups::by_keys(&app.database, &[follow_up_id]).await?.pop() else { return Ok(None) };
    let readable = follow_up.audience == Audience::Public || may(viewer, Action::ReadInternalFollowUps);
    let mut request = requests::find(app, viewer, follow_up.request_id).await?;
    // What the city wrote to a master reached the citizens of the requests that are merged into it, too.
    if let (None, Some(own)) = (&request, viewer.citizen_id())
        && let Some(reader) = follow_ups::reader_of(&app.database, follow_up.id, own).await?
    {
        request = requests::find(app, viewer, reader).await?;
    }
    let shown = request.filter(|request| readable && are_shown(viewer, request));
    Ok(shown.map(|request| Model { request_id: request.id, ..follow_up }))
}

/// One page of the history of a request that the caller may see.
///
/// # Errors
/// A database that fails.
pub async fn history(
    app: &App,
    reader: Reader,
    with_internal: bool,
    page: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, ServiceError> {
    Ok(follow_ups::page(&app.database, reader, with_internal, page).await?)
}
