//! Relay's global identifiers: which table's row, as one opaque text.

use async_graphql::ID;

use crate::domain::fault::{Fault, FaultKind};
use crate::domain::node_id;
use crate::services::contacts::Named;

/// The types that `node(id)` finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// An attachment.
    Attachment,
    /// A borough.
    Borough,
    /// A citizen.
    Citizen,
    /// A contact with the centre.
    Contact,
    /// A department.
    Department,
    /// A draft of a request.
    DraftRequest,
    /// An exceptional situation.
    ExceptionalSituation,
    /// A follow-up.
    FollowUp,
    /// A lot of a programme.
    Lot,
    /// A neighbourhood.
    Neighbourhood,
    /// A message to one recipient.
    NotificationDelivery,
    /// A product.
    Product,
    /// A work programme.
    Programme,
    /// A project of a programme.
    Project,
    /// A service request.
    Request,
    /// A team of a department.
    Team,
    /// An endpoint of a subscriber.
    WebhookEndpoint,
    /// A planned work type.
    WorkType,
}

impl NodeKind {
    const ALL: [Self; 18] = [
        Self::Attachment,
        Self::Borough,
        Self::Citizen,
        Self::Contact,
        Self::Department,
        Self::DraftRequest,
        Self::ExceptionalSituation,
        Self::FollowUp,
        Self::Lot,
        Self::Neighbourhood,
        Self::NotificationDelivery,
        Self::Product,
        Self::Programme,
        Self::Project,
        Self::Request,
        Self::Team,
        Self::WebhookEndpoint,
        Self::WorkType,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Attachment => "Attachment",
            Self::Borough => "Borough",
            Self::Citizen => "Citizen",
            Self::Contact => "Contact",
            Self::Department => "Department",
            Self::DraftRequest => "DraftRequest",
            Self::ExceptionalSituation => "ExceptionalSituation",
            Self::FollowUp => "FollowUp",
            Self::Lot => "Lot",
            Self::Neighbourhood => "Neighbourhood",
            Self::NotificationDelivery => "NotificationDelivery",
            Self::Product => "Product",
            Self::Programme => "Programme",
            Self::Project => "Project",
            Self::Request => "Request",
            Self::Team => "Team",
            Self::WebhookEndpoint => "WebhookEndpoint",
            Self::WorkType => "WorkType",
        }
    }

    /// The identifier of the row of this key.
    pub fn id(self, key: i64) -> ID {
        ID(node_id::encode(self.name(), key))
    }
}

/// The type and the key that an identifier names.
///
/// # Errors
/// A text, named `field`, that no field of this service gave out.
pub fn parse(field: &str, id: &ID) -> Result<(NodeKind, i64), Fault> {
    decode(id).ok_or_else(|| Fault::new(field, &id.0, FaultKind::MalformedId { type_name: "Node" }))
}

/// The key that an identifier of one type names.
///
/// # Errors
/// A text, named `field`, that names nothing of this type.
pub fn parse_as(field: &str, kind: NodeKind, id: &ID) -> Result<i64, Fault> {
    match decode(id) {
        Some((named, key)) if named == kind => Ok(key),
        _ => Err(Fault::new(field, &id.0, FaultKind::MalformedId { type_name: kind.name() })),
    }
}

/// The same, with the identifier as it was written, for whoever looks for its row.
///
/// # Errors
/// A text, named `field`, that names nothing of this type.
pub fn named(field: &str, kind: NodeKind, id: &ID) -> Result<Named, Fault> {
    Ok(Named { key: parse_as(field, kind, id)?, given: id.0.clone() })
}

fn decode(id: &ID) -> Option<(NodeKind, i64)> {
    let (name, key) = node_id::decode(id.as_str())?;
    let kind = NodeKind::ALL.into_iter().find(|kind| kind.name() == name)?;
    Some((kind, key))
}
