//! Validation of an instance, whether it was read from JSON or built by code: every fault at once.

mod decisions;
mod minimum_shares;

use std::collections::HashMap;
use std::fmt::Display;

use crate::error::InstanceError;
use crate::fault::{Fault, FaultKind, FaultTally};
use crate::instance::{DistanceKind, Instance, Moratorium, Request, WorkType, pointer_segment};
use crate::precedence::find_cycles;
use crate::reading::Gaps;
use crate::streets::MAX_STREET_REACH_M;

/// The longest horizon, in years.
pub const MAX_YEARS: u32 = 100;

/// The last calendar year that a horizon may begin in.
pub(crate) const LAST_YEAR: i32 = 9999;

/// The largest priority, hours or distance: far above any real one, and sums stay finite.
const MAX_QUANTITY: f64 = 1e12;

impl Instance {
    /// Checks every rule of the format that the types do not hold by themselves.
    ///
    /// # Errors
    /// [`InstanceError`] with all the faults found, in the order of the format.
    pub fn validate(&self) -> Result<(), InstanceError> {
        let mut faults = FaultTally::default();
        self.find_faults(&Gaps::default(), &mut faults);
        InstanceError::check(faults)
    }

    /// Adds the values that break a rule, where that can be told without those that could not be read.
    pub(crate) fn find_faults(&self, gaps: &Gaps, faults: &mut FaultTally) {
        let mut validator = Validator::new(self, gaps, faults);
        validator.ids();
        validator.horizon();
        validator.departments();
        validator.crews();
        validator.work_types();
        validator.sites();
        validator.streets();
        validator.requests();
        validator.moratoria();
        validator.pins();
        validator.announced();
        validator.minimum_shares();
    }
}

struct Validator<'a> {
    instance: &'a Instance,
    departments: HashMap<&'a str, usize>,
    crews: HashMap<&'a str, usize>,
    work_types: HashMap<&'a str, usize>,
    requests: HashMap<&'a str, usize>,
    gaps: &'a Gaps,
    /// The lists of which some id could not be read: any other id may be that one.
    unread_ids: Vec<&'static str>,
    faults: &'a mut FaultTally,
}

impl<'a> Validator<'a> {
    fn new(instance: &'a Instance, gaps: &'a Gaps, faults: &'a mut FaultTally) -> Self {
        let lists = ["departments", "crews", "work_types", "requests"];
        Self {
            departments: index(instance.departments.iter().map(|d| d.id.as_str())),
            crews: index(instance.crews.iter().map(|c| c.id.as_str())),
            work_types: index(instance.work_types.iter().map(|w| w.id.as_str())),
            requests: index(instance.requests.iter().map(|r| r.id.as_str())),
            instance,
            gaps,
            unread_ids: lists.into_iter().filter(|list| gaps.hide(list, "id")).collect(),
            faults,
        }
    }

    fn ids(&mut self) {
        let Instance { departments, crews, work_types, requests, .. } = self.instance;
        self.unique("departments", departments.iter().map(|d| d.id.as_str()));
        self.unique("crews", crews.iter().map(|c| c.id.as_str()));
        self.unique("work_types", work_types.iter().map(|w| w.id.as_str()));
        self.unique("requests", requests.iter().map(|r| r.id.as_str()));
    }

    fn horizon(&mut self) {
        let horizon = self.instance.horizon;
        self.range("/horizon/first_year".into(), f64::from(horizon.first_year), 1.0, f64::from(LAST_YEAR));
        self.range("/horizon/years".into(), f64::from(horizon.years), 1.0, f64::from(MAX_YEARS));
        self.range("/horizon/discount_rate".into(), horizon.discount_rate, 0.0, 1.0);
    }

    /// The number of years, where it is one.
    fn years(&self) -> Option<u32> {
        let years = self.instance.horizon.years;
        ((1..=MAX_YEARS).contains(&years) && !self.gaps.cover("/horizon/years")).then_some(years)
    }

    /// The first and the last calendar year, where both are known.
    fn calendar_years(&self) -> Option<(f64, f64)> {
        let first = self.instance.horizon.first_year;
        let is_known = (1..=LAST_YEAR).contains(&first) && !self.gaps.cover("/horizon/first_year");
        let years = self.years().filter(|_| is_known)?;
        Some((f64::from(first), f64::from(first) + f64::from(years) - 1.0))
    }

    fn departments(&mut self) {
        for (d, department) in self.instance.departments.iter().enumerate() {
            self.length(format!("/departments/{d}/budget"), department.budget.len());
            for (t, budget) in department.budget.iter().enumerate() {
                self.cents(|| format!("/departments/{d}/budget/{t}"), budget.unwrap_or(0));
            }
        }
    }

    fn crews(&mut self) {
        for (c, crew) in self.instance.crews.iter().enumerate() {
            if !self.departments.contains_key(crew.department.as_str()) {
                self.unknown(format!("/crews/{c}/department"), &crew.department, "departments");
            }
            self.length(format!("/crews/{c}/hours"), crew.hours.len());
            for (t, hours) in crew.hours.iter().enumerate() {
                self.range(format!("/crews/{c}/hours/{t}"), hours.unwrap_or(0.0), 0.0, MAX_QUANTITY);
            }
        }
    }

    fn work_types(&mut self) {
        for (w, work_type) in self.instance.work_types.iter().enumerate() {
            self.work_type(&format!("/work_types/{w}"), work_type);
        }
        for cycle in find_cycles(&self.instance.work_types) {
            let (work_type, position) = cycle.edge;
            let path = format!("/work_types/{work_type}/after/{position}");
            let value = &self.instance.work_types[work_type].after[position];
            self.tell(path, value, FaultKind::Cycle { work_types: cycle.ids });
        }
    }

    fn work_type(&mut self, path: &str, work_type: &WorkType) {
        if !self.departments.contains_key(work_type.department.as_str()) {
            self.unknown(format!("{path}/department"), &work_type.department, "departments");
        }
        let grouping = work_type.grouping;
        let farthest = farthest(work_type.distance);
        self.range(format!("{path}/grouping/radius_m"), grouping.radius_m, 0.0, farthest);
        self.range(format!("{path}/grouping/max_span_m"), grouping.max_span_m.unwrap_or(0.0), 0.0, farthest);
        let most = f64::from(grouping.max_requests.unwrap_or(1));
        self.range(format!("{path}/grouping/max_requests"), most, 1.0, MAX_QUANTITY);
        self.cents(|| format!("{path}/grouping/max_cost"), grouping.max_cost.unwrap_or(0));
        self.cents(|| format!("{path}/mobilization/cost"), work_type.mobilization.cost);
        self.cents(|| format!("{path}/mobilization/shared_cost"), work_type.mobilization.shared_cost);
        for (a, before) in work_type.after.iter().enumerate() {
            if !self.work_types.contains_key(before.as_str()) {
                self.unknown(format!("{path}/after/{a}"), before, "work_types");
            }
        }
    }

    fn sites(&mut self) {
        let sites = self.instance.sites;
        let farthest = farthest(sites.distance);
        self.range("/sites/radius_m".into(), sites.radius_m, 0.0, farthest);
        self.range("/sites/max_span_m".into(), sites.max_span_m.unwrap_or(0.0), 0.0, farthest);
    }

    fn streets(&mut self) {
        for (s, street) in self.instance.streets.iter().enumerate() {
            if street.coordinates.len() < 2 {
                self.tell(format!("/streets/{s}/coordinates"), "", FaultKind::TooFewPlaces);
            }
            for (c, place) in street.coordinates.iter().enumerate() {
                for (axis, (&degrees, most)) in place.iter().zip([180.0, 90.0]).enumerate() {
                    if !(-most..=most).contains(&degrees) {
                        self.range(format!("/streets/{s}/coordinates/{c}/{axis}"), degrees, -most, most);
                    }
                }
            }
        }
    }

    fn requests(&mut self) {
        let mut total: i128 = 0;
        for (r, request) in self.instance.requests.iter().enumerate() {
            self.request(r, request);
            // Each request may become a project of its own, with its mobilization.
            let work_type = self.work_types.get(request.work_type.as_str()).map(|&w| &self.instance.work_types[w]);
            let mobilization = work_type.map_or(0, |w| w.mobilization.cost.max(w.mobilization.shared_cost));
            let before = total;
            total += i128::from(request.cost.max(0)) + i128::from(mobilization.max(0));
            if total > i128::from(i64::MAX) && before <= i128::from(i64::MAX) {
                self.tell(format!("/requests/{r}/cost"), request.cost, FaultKind::TotalTooLarge);
            }
        }
    }

    fn request(&mut self, r: usize, request: &Request) {
        if !self.work_types.contains_key(request.work_type.as_str()) {
            self.unknown(format!("/requests/{r}/work_type"), &request.work_type, "work_types");
        }
        self.position(|| format!("/requests/{r}"), request.lon, request.lat);
        self.cents(|| format!("/requests/{r}/cost"), request.cost);
        for (crew, &hours) in &request.hours {
            if !self.crews.contains_key(crew.as_str()) {
                self.unknown(format!("/requests/{r}/hours{}", pointer_segment(crew)), crew, "crews");
            }
            if !(0.0..=MAX_QUANTITY).contains(&hours) {
                self.range(format!("/requests/{r}/hours{}", pointer_segment(crew)), hours, 0.0, MAX_QUANTITY);
            }
        }
        if request.area.as_ref().is_some_and(String::is_empty) {
            self.tell(format!("/requests/{r}/area"), "", FaultKind::Empty);
        }
        if !(0.0..=MAX_QUANTITY).contains(&request.priority) {
            self.range(format!("/requests/{r}/priority"), request.priority, 0.0, MAX_QUANTITY);
        }
    }

    fn moratoria(&mut self) {
        for (m, &Moratorium { lon, lat, radius_m, .. }) in self.instance.moratoria.iter().enumerate() {
            self.position(|| format!("/moratoria/{m}"), lon, lat);
            self.range(format!("/moratoria/{m}/radius_m"), radius_m, 0.0, MAX_QUANTITY);
        }
    }

    fn position(&mut self, path: impl Fn() -> String, lon: f64, lat: f64) {
        if !(-180.0..=180.0).contains(&lon) {
            self.range(format!("{}/lon", path()), lon, -180.0, 180.0);
        }
        if !(-90.0..=90.0).contains(&lat) {
            self.range(format!("{}/lat", path()), lat, -90.0, 90.0);
        }
    }

    fn cents(&mut self, path: impl Fn() -> String, cents: i64) {
        if cents < 0 {
            self.tell(path(), cents, FaultKind::OutOfRange { minimum: Some(0.0), maximum: None });
        }
    }

    fn range(&mut self, path: String, value: f64, minimum: f64, maximum: f64) {
        if !(minimum..=maximum).contains(&value) {
            let maximum = (maximum < MAX_QUANTITY || value >= MAX_QUANTITY).then_some(maximum);
            self.tell(path, value, FaultKind::OutOfRange { minimum: Some(minimum), maximum });
        }
    }

    fn length(&mut self, path: String, found: usize) {
        if let Some(expected) = self.years().filter(|&years| u32::try_from(found) != Ok(years)) {
            self.tell(path, "", FaultKind::WrongLength { found, expected });
        }
    }

    /// An id that the list does not have, as far as that is known.
    fn unknown(&mut self, path: String, value: impl Display, list: &'static str) {
        if !self.unread_ids.contains(&list) {
            self.tell(path, value, FaultKind::Unknown { list });
        }
    }

    fn unique(&mut self, list: &str, ids: impl Iterator<Item = &'a str>) {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (position, id) in ids.enumerate() {
            let path = || format!("/{list}/{position}/id");
            if id.is_empty() {
                self.tell(path(), "", FaultKind::Empty);
            } else if let Some(first) = seen.get(id) {
                self.tell(path(), id, FaultKind::Duplicate { first: format!("/{list}/{first}") });
            } else {
                seen.insert(id, position);
            }
        }
    }

    /// Notes a fault, unless its value is not what was written.
    fn tell(&mut self, path: String, value: impl Display, kind: FaultKind) {
        if !self.gaps.cover(&path) {
            self.faults.push(Fault::new(path, value, kind));
        }
    }
}

/// The largest radius or span of a kind of distance.
fn farthest(distance: DistanceKind) -> f64 {
    match distance {
        DistanceKind::GreatCircle => MAX_QUANTITY,
        DistanceKind::StreetNetwork => MAX_STREET_REACH_M,
    }
}

/// The first position of each id.
fn index<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut found = HashMap::new();
    for (position, id) in ids.enumerate() {
        found.entry(id).or_insert(position);
    }
    found
}
