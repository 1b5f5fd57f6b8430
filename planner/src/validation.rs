//! Validation of an instance, whether it was read from JSON or built by code: every fault at once.

mod minimum_shares;

use std::collections::HashMap;
use std::fmt::Display;

use crate::error::{Fault, FaultKind, InstanceError};
use crate::instance::{DistanceKind, Instance, Moratorium, Pin, Request, WorkType, pointer_segment};
use crate::precedence::find_cycle;
use crate::streets::MAX_STREET_REACH_M;

/// The longest horizon, in years.
pub const MAX_YEARS: u32 = 100;

/// The largest priority, hours or distance: far above any real one, and sums stay finite.
const MAX_QUANTITY: f64 = 1e12;

impl Instance {
    /// Checks every rule of the format that the types do not hold by themselves.
    ///
    /// # Errors
    /// [`InstanceError`] with all the faults found, in the order of the format.
    pub fn validate(&self) -> Result<(), InstanceError> {
        let mut validator = Validator::new(self);
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
        InstanceError::check(validator.faults)
    }
}

struct Validator<'a> {
    instance: &'a Instance,
    departments: HashMap<&'a str, usize>,
    crews: HashMap<&'a str, usize>,
    work_types: HashMap<&'a str, usize>,
    requests: HashMap<&'a str, usize>,
    faults: Vec<Fault>,
}

impl<'a> Validator<'a> {
    fn new(instance: &'a Instance) -> Self {
        let mut faults = Vec::new();
        Self {
            departments: index("departments", instance.departments.iter().map(|d| d.id.as_str()), &mut faults),
            crews: index("crews", instance.crews.iter().map(|c| c.id.as_str()), &mut faults),
            work_types: index("work_types", instance.work_types.iter().map(|w| w.id.as_str()), &mut faults),
            requests: index("requests", instance.requests.iter().map(|r| r.id.as_str()), &mut faults),
            instance,
            faults,
        }
    }

    fn horizon(&mut self) {
        let horizon = self.instance.horizon;
        self.range("/horizon/first_year".into(), f64::from(horizon.first_year), 1.0, 9999.0);
        self.range("/horizon/years".into(), f64::from(horizon.years), 1.0, f64::from(MAX_YEARS));
        self.range("/horizon/discount_rate".into(), horizon.discount_rate, 0.0, 1.0);
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
        if let Some(cycle) = find_cycle(&self.instance.work_types) {
            let (work_type, position) = cycle.edge;
            let path = format!("/work_types/{work_type}/after/{position}");
            let value = &self.instance.work_types[work_type].after[position];
            self.faults.push(Fault::new(path, value, FaultKind::Cycle { work_types: cycle.ids }));
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
        let most = f64::from(u32::MAX);
        self.range(format!("{path}/grouping/max_requests"), f64::from(grouping.max_requests.unwrap_or(1)), 1.0, most);
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
                let fault = Fault::new(format!("/streets/{s}/coordinates"), "", FaultKind::TooFewPlaces);
                self.faults.push(fault);
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
                self.faults.push(Fault::new(format!("/requests/{r}/cost"), request.cost, FaultKind::TotalTooLarge));
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
            self.faults.push(Fault::new(format!("/requests/{r}/area"), "", FaultKind::Empty));
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

    fn pins(&mut self) {
        let first_year = f64::from(self.instance.horizon.first_year);
        let last_year = first_year + f64::from(self.instance.horizon.years) - 1.0;
        let mut seen: HashMap<&str, (usize, &Pin)> = HashMap::new();
        for (p, pin) in self.instance.pins.iter().enumerate() {
            if !self.requests.contains_key(pin.request.as_str()) {
                self.unknown(format!("/pins/{p}/request"), &pin.request, "requests");
            }
            if pin.year.is_some() == pin.excluded {
                self.faults.push(Fault::new(format!("/pins/{p}"), "", FaultKind::PinWithoutDecision));
            } else if let Some(year) = pin.year {
                self.range(format!("/pins/{p}/year"), f64::from(year), first_year, last_year);
            }
            match seen.get(pin.request.as_str()) {
                None => {
                    seen.insert(&pin.request, (p, pin));
                }
                Some((_, earlier)) if *earlier == pin => {}
                Some((first, _)) => {
                    let kind = FaultKind::ContradictoryPin { first: format!("/pins/{first}") };
                    self.faults.push(Fault::new(format!("/pins/{p}"), &pin.request, kind));
                }
            }
        }
    }

    /// Announced years may lie outside the horizon: they then bind nothing.
    fn announced(&mut self) {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (a, announcement) in self.instance.announced.iter().enumerate() {
            if !self.requests.contains_key(announcement.request.as_str()) {
                self.unknown(format!("/announced/{a}/request"), &announcement.request, "requests");
            }
            self.range(format!("/announced/{a}/price"), announcement.price, 0.0, MAX_QUANTITY);
            if let Some(first) = seen.get(announcement.request.as_str()) {
                let kind = FaultKind::Duplicate { first: format!("/announced/{first}") };
                self.faults.push(Fault::new(format!("/announced/{a}/request"), &announcement.request, kind));
            } else {
                seen.insert(&announcement.request, a);
            }
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
            let kind = FaultKind::OutOfRange { minimum: Some(0.0), maximum: None };
            self.faults.push(Fault::new(path(), cents, kind));
        }
    }

    fn range(&mut self, path: String, value: f64, minimum: f64, maximum: f64) {
        if !(minimum..=maximum).contains(&value) {
            let maximum = (maximum < MAX_QUANTITY || value >= MAX_QUANTITY).then_some(maximum);
            self.faults.push(Fault::new(path, value, FaultKind::OutOfRange { minimum: Some(minimum), maximum }));
        }
    }

    fn length(&mut self, path: String, length: usize) {
        let expected = self.instance.horizon.years;
        if u32::try_from(length) != Ok(expected) {
            self.faults.push(Fault::new(path, length, FaultKind::WrongLength { expected }));
        }
    }

    fn unknown(&mut self, path: String, value: impl Display, list: &'static str) {
        self.faults.push(Fault::new(path, value, FaultKind::Unknown { list }));
    }
}

/// The largest radius or span of a kind of distance.
fn farthest(distance: DistanceKind) -> f64 {
    match distance {
        DistanceKind::GreatCircle => MAX_QUANTITY,
        DistanceKind::StreetNetwork => MAX_STREET_REACH_M,
    }
}

fn index<'a>(
    list: &'static str,
    ids: impl Iterator<Item = &'a str>,
    faults: &mut Vec<Fault>,
) -> HashMap<&'a str, usize> {
    let mut found: HashMap<&str, usize> = HashMap::new();
    for (position, id) in ids.enumerate() {
        if id.is_empty() {
            faults.push(Fault::new(format!("/{list}/{position}/id"), "", FaultKind::Empty));
        }
        if let Some(first) = found.get(id) {
            let kind = FaultKind::Duplicate { first: format!("/{list}/{first}") };
            faults.push(Fault::new(format!("/{list}/{position}/id"), id, kind));
        } else {
            found.insert(id, position);
        }
    }
    found
}
