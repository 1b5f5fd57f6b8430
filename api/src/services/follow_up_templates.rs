//! Templates of follow-ups: filled in for a request, in the language of whoever reads them.

use riverain_entities::follow_up_templates;
use riverain_entities::service_requests::Model;
use sea_orm::ConnectionTrait;

use super::request_life::steps::language_of;
use super::{ServiceError, promises};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::follow_up_template::{Placeholder, fill, read};
use crate::domain::request_status;
use crate::locale::Locale;
use crate::store::reference::Reference;

/// Where the code of the template is in the input.
pub const TEMPLATE: &str = "input.template";

/// Checks that a caller writes follow-ups to citizens: the templates are for them.
///
/// # Errors
/// Any other caller.
pub fn check_writer(viewer: &Viewer) -> Result<(), ServiceError> {
    let may_write = may(viewer, Action::HandleContacts);
    if may_write { Ok(()) } else { Err(ServiceError::refused(viewer)) }
}

/// The text of a template in the language of a request's requester.
///
/// # Errors
/// A code of no template, a template that says something that the request does not have, a caller who may not use
/// templates, or a database that fails.
pub async fn text(
    app: &App,
    viewer: &Viewer,
    connection: &impl ConnectionTrait,
    request: &Model,
    code: &str,
) -> Result<String, ServiceError> {
    check_writer(viewer)?;
    let reference = app.reference.current().await?;
    let template = reference.follow_up_template_of_code(code).ok_or_else(|| {
        let known = reference.follow_up_templates().iter().map(|row| row.code.as_str());
        Fault::new(TEMPLATE, code, FaultKind::Unknown { allowed: known.collect::<Vec<_>>().join(", ") })
    })?;
    let locale = language_of(connection, request).await?;
    filled(app, &reference, template, request, locale)
}

fn filled(
    app: &App,
    reference: &Reference,
    template: &follow_up_templates::Model,
    request: &Model,
    locale: Locale,
) -> Result<String, ServiceError> {
    let broken = |fault| ServiceError::Internal(format!("the template {} does not hold: {fault:?}", template.code));
    let pieces = read(locale.pick(&template.text_fr, &template.text_en)).map_err(broken)?;
    let name = |fr: &str, en: &str| locale.pick(fr, en).to_owned();
    let value = |placeholder| match placeholder {
        Placeholder::Number => Some(request.number.clone()),
        Placeholder::Product => reference.product(request.product_id).map(|row| name(&row.name_fr, &row.name_en)),
        Placeholder::Precision => reference.precision(request.precision_id).map(|row| name(&row.name_fr, &row.name_en)),
        Placeholder::Status => Some(request_status::label(request.status, locale)),
        Placeholder::Department => {
            reference.department(request.department_id).map(|row| name(&row.name_fr, &row.name_en))
        }
        Placeholder::DueDate => {
            let due_at = promises::facts(request).shown_due_at(app.clock.now());
            due_at.map(|due| reference.local_date(due).to_string())
        }
        Placeholder::Today => Some(reference.local_date(app.clock.now()).to_string()),
    };
    fill(&pieces, value).map_err(|placeholder| {
        Fault::new(TEMPLATE, &template.code, FaultKind::NoValue { placeholder: placeholder.name() }).into()
    })
}
