//! Pins and announced years: of requests that there are, each decided once.

use std::collections::HashMap;

use super::{MAX_QUANTITY, Validator};
use crate::fault::FaultKind;
use crate::instance::Pin;

impl Validator<'_> {
    pub(super) fn pins(&mut self) {
        let mut seen: HashMap<&str, (usize, &Pin)> = HashMap::new();
        for (p, pin) in self.instance.pins.iter().enumerate() {
            let path = format!("/pins/{p}");
            if !self.requests.contains_key(pin.request.as_str()) {
                self.unknown(format!("{path}/request"), &pin.request, "requests");
            }
            let is_read = !self.gaps.touch(&path);
            if pin.year.is_some() == pin.excluded {
                if is_read {
                    self.tell(path.clone(), written(pin), FaultKind::PinWithoutDecision);
                }
            } else if let (Some(year), Some((first, last))) = (pin.year, self.calendar_years()) {
                self.range(format!("{path}/year"), f64::from(year), first, last);
            }
            match seen.get(pin.request.as_str()) {
                _ if !is_read => {}
                None => drop(seen.insert(&pin.request, (p, pin))),
                Some((_, earlier)) if *earlier == pin => {}
                Some((first, _)) => {
                    let kind = FaultKind::ContradictoryPin { first: format!("/pins/{first}") };
                    self.tell(path, written(pin), kind);
                }
            }
        }
    }

    /// Announced years may lie outside the horizon: they then bind nothing.
    pub(super) fn announced(&mut self) {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (a, announcement) in self.instance.announced.iter().enumerate() {
            let (path, request) = (format!("/announced/{a}/request"), announcement.request.as_str());
            if !self.requests.contains_key(request) {
                self.unknown(path.clone(), request, "requests");
            }
            self.range(format!("/announced/{a}/price"), announcement.price, 0.0, MAX_QUANTITY);
            if self.gaps.cover(&path) {
                continue;
            }
            if let Some(first) = seen.get(request) {
                self.tell(path, request, FaultKind::Duplicate { first: format!("/announced/{first}") });
            } else {
                seen.insert(request, a);
            }
        }
    }
}

/// A pin as the format writes it.
fn written(pin: &Pin) -> String {
    let year = pin.year.map(|year| format!(", \"year\": {year}")).unwrap_or_default();
    let excluded = if pin.excluded { ", \"excluded\": true" } else { "" };
    format!("{{\"request\": \"{}\"{year}{excluded}}}", pin.request)
}
