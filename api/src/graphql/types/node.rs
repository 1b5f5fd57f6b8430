//! Relay's `Node`.

use async_graphql::{ID, Interface};

use super::attachment::Attachment;
use super::borough::Borough;
use super::citizen::Citizen;
use super::contact::Contact;
use super::department::Department;
use super::draft_request::DraftRequest;
use super::exceptional_situation::ExceptionalSituation;
use super::follow_up::FollowUp;
use super::lot::Lot;
use super::neighbourhood::Neighbourhood;
use super::notification_delivery::NotificationDelivery;
use super::product::Product;
use super::programme::Programme;
use super::project::Project;
use super::request::Request;
use super::team::Team;
use super::webhook_endpoint::WebhookEndpoint;
use super::work_type::WorkType;

/// Anything with a global identifier.
#[derive(Debug, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Global identifier."))]
pub enum Node {
    /// An attachment.
    Attachment(Attachment),
    /// A borough.
    Borough(Borough),
    /// A citizen.
    Citizen(Citizen),
    /// A contact with the centre.
    Contact(Contact),
    /// A department.
    Department(Department),
    /// A draft of a request.
    DraftRequest(DraftRequest),
    /// An exceptional situation.
    ExceptionalSituation(ExceptionalSituation),
    /// A follow-up.
    FollowUp(FollowUp),
    /// A lot of a programme.
    Lot(Lot),
    /// A neighbourhood.
    Neighbourhood(Neighbourhood),
    /// A message to one recipient.
    NotificationDelivery(NotificationDelivery),
    /// A product.
    Product(Product),
    /// A work programme.
    Programme(Programme),
    /// A project of a programme.
    Project(Project),
    /// A request.
    Request(Request),
    /// A team of a department.
    Team(Team),
    /// An endpoint of a subscriber.
    WebhookEndpoint(WebhookEndpoint),
    /// A planned work type.
    WorkType(WorkType),
}
