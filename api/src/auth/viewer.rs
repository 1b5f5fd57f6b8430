//! Who is calling.

use std::fmt;

/// What a person does for the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StaffRole {
    /// Answers citizens in the contact centre.
    Agent,
    /// Plans the work of departments; sees no personal data.
    Planner,
    /// Leads the contact centre.
    Supervisor,
    /// Runs the service.
    Administrator,
}

/// Who is calling: taken from a verified token, or nobody known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// No token was sent.
    Anonymous,
    /// A citizen, who sees what is theirs.
    Citizen {
        /// The citizen's key: of the record that stands for them, where theirs is merged into another.
        citizen_id: i64,
        /// The key of the record that their token names.
        record_id: i64,
    },
    /// A member of the city's staff.
    Staff {
        /// What they do.
        role: StaffRole,
        /// The token's subject.
        subject: String,
        /// Their name, as follow-ups show it.
        name: String,
        /// Codes of the departments they work for.
        departments: Vec<String>,
    },
}

impl Viewer {
    /// The staff role, where the caller has one.
    pub fn staff_role(&self) -> Option<StaffRole> {
        match self {
            Self::Staff { role, .. } => Some(*role),
            _ => None,
        }
    }

    /// The citizen's key, where the caller is a citizen.
    pub fn citizen_id(&self) -> Option<i64> {
        match self {
            Self::Citizen { citizen_id, .. } => Some(*citizen_id),
            _ => None,
        }
    }

    /// The key of the record that a citizen's token names: what they write is that one's own, whoever stands for it.
    pub fn record_id(&self) -> Option<i64> {
        match self {
            Self::Citizen { record_id, .. } => Some(*record_id),
            _ => None,
        }
    }

    /// The same caller, where a record stands for the one that their token names.
    #[must_use]
    pub fn standing_for(self, root_of: impl Fn(i64) -> i64) -> Self {
        match self {
            Self::Citizen { record_id, .. } => Self::Citizen { citizen_id: root_of(record_id), record_id },
            other => other,
        }
    }

    /// The caller's name, where they are of the staff.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Staff { name, .. } => Some(name.clone()),
            _ => None,
        }
    }

    /// Who the caller is, as records name them.
    pub fn subject(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::Citizen { record_id, .. } => format!("citizen:{record_id}"),
            Self::Staff { subject, .. } => subject.clone(),
        }
    }
}

impl fmt::Display for StaffRole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Agent => "agent",
            Self::Planner => "planner",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        })
    }
}
