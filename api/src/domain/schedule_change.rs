//! What becomes of work between two programmes, A and B, and the figures of it.

use std::collections::BTreeMap;

/// What becomes of a request or of a project from A to B, by the years that they give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScheduleChange {
    /// The same year in both.
    Stayed,
    /// A year in both, another one in B.
    Moved,
    /// A year in B alone: in A it waits, or is not there.
    Entered,
    /// A year in A alone: in B it waits, or is not there.
    Left,
    /// A year in neither.
    Waiting,
}

impl ScheduleChange {
    /// The change from a year to another; none where it has no year.
    pub fn between(year_a: Option<i32>, year_b: Option<i32>) -> Self {
        match (year_a, year_b) {
            (Some(a), Some(b)) if a == b => Self::Stayed,
            (Some(_), Some(_)) => Self::Moved,
            (None, Some(_)) => Self::Entered,
            (Some(_), None) => Self::Left,
            (None, None) => Self::Waiting,
        }
    }
}

/// What figures are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparisonDimension {
    /// The year.
    Year,
    /// The department.
    Department,
    /// The borough.
    Borough,
}

/// What figures are about; what they are not told apart by is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComparisonKey {
    /// The year; also absent for what waits.
    pub year: Option<i32>,
    /// The department's key.
    pub department_id: Option<i64>,
    /// The borough's key; also absent where no borough is known.
    pub borough_id: Option<i64>,
}

impl ComparisonKey {
    fn kept(self, dimensions: &[ComparisonDimension]) -> Self {
        let has = |dimension| dimensions.contains(&dimension);
        Self {
            year: self.year.filter(|_| has(ComparisonDimension::Year)),
            department_id: self.department_id.filter(|_| has(ComparisonDimension::Department)),
            borough_id: self.borough_id.filter(|_| has(ComparisonDimension::Borough)),
        }
    }
}

/// Figures of projects.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PlanFigures {
    /// How many projects.
    pub project_count: i64,
    /// How many requests they hold.
    pub request_count: i64,
    /// What they cost, cents.
    pub cost_cents: i64,
    /// Sum of their values.
    pub value: f64,
}

impl PlanFigures {
    fn add(&mut self, other: Self) {
        self.project_count += other.project_count;
        self.request_count += other.request_count;
        self.cost_cents += other.cost_cents;
        self.value += other.value;
    }
}

/// Figures of a part of a programme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanPart {
    /// The programme's key.
    pub programme_id: i64,
    /// The part.
    pub key: ComparisonKey,
    /// Its figures.
    pub figures: PlanFigures,
}

/// The same figures of A and of B, by what they are told apart by, in order.
pub fn side_by_side(
    parts: &[PlanPart],
    (a, b): (i64, i64),
    dimensions: &[ComparisonDimension],
) -> BTreeMap<ComparisonKey, [PlanFigures; 2]> {
    let mut groups: BTreeMap<ComparisonKey, [PlanFigures; 2]> = BTreeMap::new();
    for part in parts {
        let sides = groups.entry(part.key.kept(dimensions)).or_default();
        for (side, programme_id) in sides.iter_mut().zip([a, b]) {
            if part.programme_id == programme_id {
                side.add(part.figures);
            }
        }
    }
    groups
}

/// From where to where work goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// Whether A plans it.
    pub in_a: bool,
    /// Its year in A; absent where it waits.
    pub year_a: Option<i32>,
    /// Whether B plans it.
    pub in_b: bool,
    /// Its year in B; absent where it waits.
    pub year_b: Option<i32>,
}

impl Route {
    /// What becomes of it.
    pub fn change(self) -> ScheduleChange {
        ScheduleChange::between(self.year_a, self.year_b)
    }
}

/// Work that goes the same way: A's department, borough, cost and value where A plans it, else B's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flow {
    /// From where to where.
    pub route: Route,
    /// Its department and borough.
    pub key: ComparisonKey,
    /// Its figures.
    pub figures: PlanFigures,
}

/// Flows, told apart by their route and by dimensions, in order.
pub fn flows(flows: &[Flow], dimensions: &[ComparisonDimension]) -> Vec<Flow> {
    let mut groups: BTreeMap<(Route, ComparisonKey), PlanFigures> = BTreeMap::new();
    for flow in flows {
        groups.entry((flow.route, flow.key.kept(dimensions))).or_default().add(flow.figures);
    }
    groups.into_iter().map(|((route, key), figures)| Flow { route, key, figures }).collect()
}

/// How much of what A had given a year, and B still plans, has another year in B or waits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Churn {
    /// What A had given a year, and B still plans.
    pub kept: PlanFigures,
    /// What of it has another year in B, or waits.
    pub moved: PlanFigures,
    /// What A had given a year, and B does not plan any more.
    pub departed: PlanFigures,
}

/// The churn of flows by A's year, department and borough, as far as they are told apart, in order.
pub fn churn(flows: &[Flow], dimensions: &[ComparisonDimension]) -> BTreeMap<ComparisonKey, Churn> {
    let mut groups: BTreeMap<ComparisonKey, Churn> = BTreeMap::new();
    for flow in flows.iter().filter(|flow| flow.route.year_a.is_some()) {
        let key = ComparisonKey { year: flow.route.year_a, ..flow.key }.kept(dimensions);
        let churn = groups.entry(key).or_default();
        match (flow.route.in_b, flow.route.change()) {
            (false, _) => churn.departed.add(flow.figures),
            (true, ScheduleChange::Stayed) => churn.kept.add(flow.figures),
            (true, _) => {
                churn.kept.add(flow.figures);
                churn.moved.add(flow.figures);
            }
        }
    }
    groups
}
