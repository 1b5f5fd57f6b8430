//! Minimum shares: of departments, in areas where these have work, and of no more than all that is spent.

use std::collections::{HashMap, HashSet};

use super::Validator;
use crate::fault::FaultKind;

impl<'a> Validator<'a> {
    pub(super) fn minimum_shares(&mut self) {
        let instance = self.instance;
        if instance.minimum_shares.is_empty() {
            return;
        }
        let with_work = self.areas_with_work();
        let hidden =
            [("requests", "work_type"), ("requests", "area"), ("work_types", "id"), ("work_types", "department")];
        let is_work_known = !hidden.iter().any(|(list, field)| self.gaps.hide(list, field));
        let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
        let mut total: HashMap<&str, f64> = HashMap::new();
        for (m, minimum) in instance.minimum_shares.iter().enumerate() {
            let (path, department) = (format!("/minimum_shares/{m}"), minimum.department.as_str());
            let is_known = self.departments.contains_key(department);
            if !is_known {
                self.unknown(format!("{path}/department"), department, "departments");
            }
            if minimum.area.is_empty() {
                self.tell(format!("{path}/area"), "", FaultKind::Empty);
            } else if is_known && is_work_known && !with_work.contains(&(department, minimum.area.as_str())) {
                let kind = FaultKind::AreaWithoutWork { department: department.to_owned() };
                self.tell(format!("{path}/area"), &minimum.area, kind);
            }
            if self.gaps.touch(&path) {
                self.range(format!("{path}/share"), minimum.share, 0.0, 1.0);
                continue;
            }
            if let Some(first) = seen.get(&(department, minimum.area.as_str())) {
                let kind = FaultKind::RepeatedShare { first: format!("/minimum_shares/{first}") };
                self.tell(path, format!("{department}, {}", minimum.area), kind);
                continue;
            }
            seen.insert((department, &minimum.area), m);
            if !(0.0..=1.0).contains(&minimum.share) {
                self.range(format!("{path}/share"), minimum.share, 0.0, 1.0);
                continue;
            }
            let sum = total.entry(department).or_default();
            let before = *sum;
            *sum += minimum.share;
            if before <= MOST && *sum > MOST {
                let kind = FaultKind::SharesTooLarge { department: department.to_owned(), total: *sum };
                self.tell(format!("{path}/share"), minimum.share, kind);
            }
        }
    }

    /// The areas of the requests of each department.
    fn areas_with_work(&self) -> HashSet<(&'a str, &'a str)> {
        let instance = self.instance;
        let department = |work_type: &str| {
            let index = self.work_types.get(work_type)?;
            Some(instance.work_types[*index].department.as_str())
        };
        let requests = instance.requests.iter();
        requests.filter_map(|request| Some((department(&request.work_type)?, request.area.as_deref()?))).collect()
    }
}

/// The whole, with what adding shares up rounds.
const MOST: f64 = 1.0 + 1e-9;
