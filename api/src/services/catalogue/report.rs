//! What applying a catalogue changed.

/// What applying a catalogue changed, part by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedCatalogue {
    /// The parts of the catalogue, in the order they were applied.
    pub parts: Vec<(CataloguePart, Changes)>,
}

/// A part of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CataloguePart {
    /// The city and its settings.
    City,
    /// The boroughs.
    Boroughs,
    /// The departments.
    Departments,
    /// The teams.
    Teams,
    /// The crews.
    Crews,
    /// The calendar.
    Calendar,
    /// The reasons for which 9-1-1 answers.
    EmergencyReasons,
    /// The commitments of the service declaration.
    Commitments,
    /// The priority policy.
    PriorityPolicy,
    /// The life cycle of requests.
    LifeCycle,
    /// The rules of assignment.
    Assignment,
    /// The templates of follow-ups.
    FollowUpTemplates,
    /// The types of planned work.
    WorkTypes,
    /// The products, with their precisions.
    Products,
    /// The question trees; one gets a new version with its product too.
    QuestionTrees,
}

/// What happened to the codes of a part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Codes that are new, or came back.
    pub added: Vec<String>,
    /// Codes whose content is new.
    pub changed: Vec<String>,
    /// Codes that the files no longer hold: superseded, kept for what was made with them.
    pub retired: Vec<String>,
    /// Codes that the files no longer hold but that stay in use, for they have no versions.
    pub left: Vec<String>,
    /// Codes of the same content as before.
    pub unchanged: Vec<String>,
}

impl AppliedCatalogue {
    /// Whether the database already held all of it.
    pub fn is_unchanged(&self) -> bool {
        self.parts.iter().all(|(_, changes)| changes.is_empty())
    }

    /// The changes of a part.
    pub fn changes(&self, part: CataloguePart) -> Option<&Changes> {
        self.parts.iter().find(|(name, _)| *name == part).map(|(_, changes)| changes)
    }
}

impl CataloguePart {
    /// The part's name, under which its wording is filed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::Boroughs => "boroughs",
            Self::Departments => "departments",
            Self::Teams => "teams",
            Self::Crews => "crews",
            Self::Calendar => "calendar",
            Self::EmergencyReasons => "emergency_reasons",
            Self::Commitments => "commitments",
            Self::PriorityPolicy => "priority_policy",
            Self::LifeCycle => "life_cycle",
            Self::Assignment => "assignment",
            Self::FollowUpTemplates => "follow_up_templates",
            Self::WorkTypes => "work_types",
            Self::Products => "products",
            Self::QuestionTrees => "question_trees",
        }
    }
}

impl Changes {
    /// Whether nothing was added, changed or retired.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.retired.is_empty()
    }

    /// Notes that a code was written where `is_new`, or else changed.
    pub(super) fn note(&mut self, code: &str, is_new: bool) {
        let list = if is_new { &mut self.added } else { &mut self.changed };
        list.push(code.to_owned());
    }
}
