//! Grouping of 100,000 requests: `cargo bench -p riverain-planner`.

use std::collections::BTreeMap;

use riverain_planner::{
    Department, DistanceKind, GroupingRules, Horizon, Instance, Mobilization, Request, SiteRules, WorkType, group,
};

fn main() {
    divan::main();
}

/// A city of 100,000 requests of eight work types over 30 km by 20 km, half of them at coincident street corners.
#[divan::bench(sample_count = 10)]
fn city_of_100_000(bencher: divan::Bencher<'_, '_>) {
    let instance = city(100_000, 8, 30_000.0);
    bencher.bench(|| group(divan::black_box(&instance)));
}

/// 100,000 requests of one work type in 3 km by 2 km: one component, hundreds of neighbours each.
#[divan::bench(sample_count = 10)]
fn one_chained_component_of_100_000(bencher: divan::Bencher<'_, '_>) {
    let instance = city(100_000, 1, 3_000.0);
    bencher.bench(|| group(divan::black_box(&instance)));
}

fn city(requests: u32, work_types: u32, width_m: f64) -> Instance {
    let mut state = 7_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    };
    let degree_m = 111_195.0;
    Instance {
        horizon: Horizon { first_year: 2027, years: 5, discount_rate: 0.03 },
        departments: vec![Department { id: "roads".into(), budget: vec![None; 5] }],
        crews: Vec::new(),
        work_types: (0..work_types)
            .map(|index| WorkType {
                id: format!("W{index}"),
                department: "roads".into(),
                grouping: GroupingRules {
                    radius_m: 100.0,
                    max_span_m: Some(400.0),
                    max_requests: Some(200),
                    max_cost: None,
                },
                distance: DistanceKind::GreatCircle,
                mobilization: Mobilization { cost: 800_000, shared_cost: 400_000 },
                after: Vec::new(),
                breaks_ground: false,
                moratorium_years: 0,
            })
            .collect(),
        sites: SiteRules { radius_m: 30.0, max_span_m: Some(600.0), distance: DistanceKind::GreatCircle },
        streets: Vec::new(),
        requests: (0..requests)
            .map(|index| {
                let (mut east, mut north) = (random() * width_m, random() * width_m / 1.5);
                if index % 2 == 0 {
                    (east, north) = ((east / 100.0).round() * 100.0, (north / 100.0).round() * 100.0);
                }
                Request {
                    id: format!("R{index}"),
                    work_type: format!("W{}", index % work_types),
                    lon: -71.3 + east / degree_m / 0.684,
                    lat: 46.8 + north / degree_m,
                    cost: 250_000,
                    hours: BTreeMap::new(),
                    priority: random() * 100.0,
                    earliest_year: None,
                    area: None,
                }
            })
            .collect(),
        moratoria: Vec::new(),
        pins: Vec::new(),
        announced: Vec::new(),
        minimum_shares: Vec::new(),
    }
}
