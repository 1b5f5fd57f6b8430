//! What is told beside a programme: prices, minimum shares, areas, sites and streets opened once or again, moratoria,
//! years earlier.

use riverain_planner::{
    Instance, MoratoriumCause, Plan, ScarceResource, figures_by_area, moratorium_blocks, repeated_sites,
    repeated_streets, shadow_prices, shared_mobilizations,
};
use serde_json::{Value, json};

/// One JSON object; projects and sites by their ids, texts in the language.
pub(super) fn json(
    instance: &Instance,
    plan: &Plan,
    locale: riverain_planner::Locale,
) -> Result<Vec<u8>, serde_json::Error> {
    let analysis = json!({
        "shadow_prices": prices(instance, plan, locale),
        "minimum_shares": minimum_shares(plan, locale),
        "areas": areas(instance, plan),
        "shared_mobilizations": shared(instance, plan),
        "repeated_sites": sites(instance, plan),
        "repeated_streets": streets(instance, plan),
        "moratorium_blocks": blocks(instance, plan),
        "projects": years_earlier(plan, locale),
    });
    let mut bytes = serde_json::to_vec(&analysis)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn prices(instance: &Instance, plan: &Plan, locale: riverain_planner::Locale) -> Vec<Value> {
    let told = shadow_prices(instance, plan);
    told.iter()
        .map(|priced| {
            let (department, crew) = match &priced.price.resource {
                ScarceResource::Budget { department } => (Some(department), None),
                ScarceResource::Hours { crew } => (None, Some(crew)),
            };
            let name = department.or(crew).map_or("", String::as_str);
            json!({
                "department": department,
                "crew": crew,
                "year": priced.price.year,
                "price": priced.price.price,
                "range": priced.range,
                "brought_in": priced.brought_in,
                "text": priced.text(name, locale),
            })
        })
        .collect()
}

fn minimum_shares(plan: &Plan, locale: riverain_planner::Locale) -> Vec<Value> {
    let outcomes = plan.minimum_shares.iter().map(|outcome| {
        json!({
            "department": outcome.department,
            "area": outcome.area,
            "share": outcome.share,
            "spent": outcome.spent,
            "spent_in_area": outcome.spent_in_area,
            "lost_by_a_point": outcome.lost_by_a_point,
            "text": outcome.text(&outcome.department, &outcome.area, locale),
        })
    });
    outcomes.collect()
}

fn areas(instance: &Instance, plan: &Plan) -> Vec<Value> {
    let figures = figures_by_area(instance, plan, |request| instance.requests[request].area.clone());
    let written = figures.into_iter().map(|(area, figures)| {
        json!({
            "area": area,
            "request_count": figures.request_count,
            "scheduled_request_count": figures.scheduled_request_count,
            "cost": figures.cost,
            "spent": figures.spent,
            "value": figures.value,
            "scheduled_value": figures.scheduled_value,
            "mean_years": figures.mean_years,
        })
    });
    written.collect()
}

fn shared(instance: &Instance, plan: &Plan) -> Value {
    let (sums, openings) = shared_mobilizations(instance, plan);
    let total: i64 = sums.values().map(|sum| sum.saved).sum();
    let by_year: Vec<Value> = sums
        .iter()
        .map(|((year, department), sum)| {
            json!({ "year": year, "department": department, "projects": sum.project_count, "saved": sum.saved })
        })
        .collect();
    json!({ "saved": total, "openings": openings, "by_year": by_year })
}

fn sites(instance: &Instance, plan: &Plan) -> Vec<Value> {
    let sites = repeated_sites(instance, plan);
    let written = sites.iter().map(|site| {
        let first = site.openings.first().and_then(|(_, projects)| projects.first());
        let code = first.map(|&project| plan.programme.projects[project].site.as_str());
        let openings = openings(plan, &site.openings);
        json!({ "site": code, "openings": openings, "breaks_ground_again": site.breaks_ground_again })
    });
    written.collect()
}

fn streets(instance: &Instance, plan: &Plan) -> Vec<Value> {
    let streets = repeated_streets(instance, plan);
    let written = streets.iter().map(|street| {
        json!({
            "street": street.street,
            "name": instance.streets[street.street].name,
            "openings": openings(plan, &street.openings),
            "breaks_ground_again": street.breaks_ground_again,
        })
    });
    written.collect()
}

fn openings(plan: &Plan, openings: &[(i32, Vec<usize>)]) -> Vec<Value> {
    let ids = |projects: &[usize]| projects.iter().map(|&project| id(plan, project)).collect::<Vec<_>>();
    openings.iter().map(|(year, projects)| json!({ "year": year, "projects": ids(projects) })).collect()
}

fn blocks(instance: &Instance, plan: &Plan) -> Vec<Value> {
    let blocks = moratorium_blocks(instance, plan);
    let written = blocks.iter().map(|block| {
        let (moratorium, work) = match block.cause {
            MoratoriumCause::Given { moratorium } => (Some(moratorium), None),
            MoratoriumCause::Work { project } => (None, Some(id(plan, project))),
        };
        json!({
            "project": id(plan, block.project),
            "until_year": block.until_year,
            "moratorium": moratorium,
            "work_of": work,
        })
    });
    written.collect()
}

fn years_earlier(plan: &Plan, locale: riverain_planner::Locale) -> Vec<Value> {
    let explained = plan.decisions.iter().enumerate().filter_map(|(project, decision)| {
        let earlier = decision.earlier.as_ref()?;
        Some(json!({
            "id": id(plan, project),
            "year": decision.year,
            "earlier": earlier,
            "text": earlier.text(decision.year, locale),
        }))
    });
    explained.collect()
}

fn id(plan: &Plan, project: usize) -> &str {
    &plan.programme.projects[project].id
}
