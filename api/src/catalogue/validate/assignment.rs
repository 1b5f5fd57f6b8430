//! `assignment.toml`: that rules name what exists, and that each of them can decide something.

use std::collections::HashMap;

use super::Findings;
use crate::catalogue::format::{AssignmentFile, AssignmentRuleEntry, Department, Question};
use crate::catalogue::load::Files;
use crate::catalogue::{AssignmentRule, AssignmentRules, Product};
use crate::data_file::{Code, Document, FieldPath, FileFault, FileFaultCode};

/// The faults of the rules. Those of which rule hides which are only looked for where the rules are right otherwise.
pub(super) fn assignment(document: &Document<AssignmentFile>, files: &Files) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let rules = &document.content.rules;
    let root = FieldPath::root().key("rules");
    findings.distinct(&root, rules.iter().map(|rule| &rule.code));
    let departments = files.departments.as_ref().map(|document| document.content.departments.as_slice());
    let boroughs: Option<Vec<&Code>> =
        files.city.as_ref().map(|city| city.content.boroughs.iter().map(|borough| &borough.code).collect());
    let products: Vec<&Code> = files.products.iter().map(|document| &document.content.code).collect();
    for (index, rule) in rules.iter().enumerate() {
        let path = root.index(index);
        if let Some(departments) = departments {
            recipient(&mut findings, &path, rule, departments);
        }
        for (rank, product) in rule.products.iter().enumerate() {
            findings.reference(&path.key("products").index(rank), product, Some(&products));
        }
        for (rank, borough) in rule.boroughs.iter().enumerate() {
            findings.reference(&path.key("boroughs").index(rank), borough, boroughs.as_deref());
        }
        of_one_product(&mut findings, &path, rule, files);
    }
    if let (true, Some(departments), Some(work_types), Some(triage)) =
        (findings.faults.is_empty(), departments, &files.work_types, &files.triage)
    {
        let resolved = AssignmentRules::resolve(rules.clone(), departments).rules;
        let products: Vec<Product> = files
            .products
            .iter()
            .map(|document| Product::resolve(document.content.clone(), &work_types.content.work_types, &triage.content))
            .collect();
        hidden(&mut findings, &root, &resolved, &products);
    }
    findings.faults
}

fn recipient(
    findings: &mut Findings<'_, AssignmentFile>,
    path: &FieldPath,
    rule: &AssignmentRuleEntry,
    departments: &[Department],
) {
    let codes: Vec<&Code> = departments.iter().map(|department| &department.code).collect();
    let teams: HashMap<&Code, &Code> = departments
        .iter()
        .flat_map(|department| department.teams.iter().map(|team| (&team.code, &department.code)))
        .collect();
    if let Some(department) = &rule.department {
        findings.reference(&path.key("department"), department, Some(&codes));
    }
    let Some(team) = &rule.team else {
        if rule.department.is_none() {
            let needed = vec![("needed", "department | team".to_owned())];
            findings.add(&path.key("code"), FileFaultCode::RequiresField, needed);
        }
        return;
    };
    let mut known: Vec<&Code> = teams.keys().copied().collect();
    known.sort_unstable();
    findings.reference(&path.key("team"), team, Some(&known));
    if let (Some(own), Some(named)) = (teams.get(team), &rule.department)
        && *own != named
    {
        let expected = vec![("expected", own.to_string())];
        findings.add(&path.key("team"), FileFaultCode::TeamOfOtherDepartment, expected);
    }
}

/// Faults precisions and answers that are not of the one product that the rule names.
fn of_one_product(
    findings: &mut Findings<'_, AssignmentFile>,
    path: &FieldPath,
    rule: &AssignmentRuleEntry,
    files: &Files,
) {
    let [code] = rule.products.as_slice() else {
        for (key, given) in [("precisions", !rule.precisions.is_empty()), ("answers", !rule.answers.is_empty())] {
            if given {
                let needed = vec![("needed", "products = [\"…\"]".to_owned())];
                findings.add(&path.key(key), FileFaultCode::RequiresField, needed);
            }
        }
        return;
    };
    let Some(product) = files.products.iter().find(|document| document.content.code == *code) else { return };
    let precisions: Vec<&Code> = product.content.precisions.iter().map(|precision| &precision.code).collect();
    for (rank, precision) in rule.precisions.iter().enumerate() {
        findings.reference(&path.key("precisions").index(rank), precision, Some(&precisions));
    }
    let questions: Vec<&Code> = product.content.questions.iter().map(|question| &question.code).collect();
    for (rank, condition) in rule.answers.iter().enumerate() {
        let path = path.key("answers").index(rank);
        findings.reference(&path.key("question"), &condition.question, Some(&questions));
        let question = product.content.questions.iter().find(|question| question.code == condition.question);
        let chosen = condition.is.iter().flatten().enumerate();
        for (rank, option) in chosen {
            let known = question.map(options);
            findings.reference(&path.key("is").index(rank), option, known.as_deref());
        }
        if condition.is.is_none() && condition.at_least.is_none() && condition.at_most.is_none() {
            let needed = vec![("needed", "is | at_least | at_most".to_owned())];
            findings.add(&path, FileFaultCode::RequiresField, needed);
        }
    }
}

fn options(question: &Question) -> Vec<&Code> {
    question.options.iter().map(|option| &option.code).collect()
}

/// Faults each rule that can decide nothing: because the requests that it is about are planned interventions of other
/// departments, or because earlier rules decide of each of them.
fn hidden(
    findings: &mut Findings<'_, AssignmentFile>,
    root: &FieldPath,
    rules: &[AssignmentRule],
    products: &[Product],
) {
    for (index, rule) in rules.iter().enumerate() {
        let about = matters(rule, products);
        let path = root.index(index).key("code");
        if about.is_empty() {
            findings.add(&path, FileFaultCode::InapplicableRule, Vec::new());
            continue;
        }
        let mut hiding: Vec<&Code> = Vec::new();
        let decided = about.iter().all(|matter| {
            places(rule).into_iter().all(|place| {
                let earlier = rules[..index].iter().find(|earlier| covers(earlier, rule, *matter, place, products));
                if let Some(earlier) = earlier.filter(|earlier| !hiding.contains(&&earlier.code)) {
                    hiding.push(&earlier.code);
                }
                earlier.is_some()
            })
        });
        if decided {
            let names = hiding.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", ");
            findings.add(&path, FileFaultCode::HiddenRule, vec![("earlier", names)]);
        }
    }
}

/// A product and one of its precisions, by rank.
type Matter = (usize, usize);

/// The products and precisions that a rule may decide of.
fn matters(rule: &AssignmentRule, products: &[Product]) -> Vec<Matter> {
    let all = products
        .iter()
        .enumerate()
        .flat_map(|(product, row)| (0..row.precisions.len()).map(move |rank| (product, rank)));
    all.filter(|matter| is_about(rule, *matter, products)).collect()
}

fn is_about(rule: &AssignmentRule, (product, rank): Matter, products: &[Product]) -> bool {
    let (product, precision) = (&products[product], &products[product].precisions[rank]);
    let named = |codes: &[Code], code: &Code| codes.is_empty() || codes.contains(code);
    let stays = precision.work_type.is_some() && precision.department != rule.department;
    named(&rule.products, &product.code) && named(&rule.precisions, &precision.code) && !stays
}

/// The boroughs and neighbourhoods that a rule is about; none stands for any, or for no known place.
fn places(rule: &AssignmentRule) -> Vec<(Option<&Code>, Option<&Code>)> {
    let neighbourhoods = or_any(&rule.neighbourhoods);
    let of_borough = |borough| neighbourhoods.iter().map(move |neighbourhood| (borough, *neighbourhood));
    or_any(&rule.boroughs).into_iter().flat_map(of_borough).collect()
}

fn or_any(codes: &[Code]) -> Vec<Option<&Code>> {
    if codes.is_empty() { vec![None] } else { codes.iter().map(Some).collect() }
}

/// Whether an earlier rule decides of every request of a matter and place that a later one is about.
fn covers(
    earlier: &AssignmentRule,
    later: &AssignmentRule,
    matter: Matter,
    (borough, neighbourhood): (Option<&Code>, Option<&Code>),
    products: &[Product],
) -> bool {
    let place = |codes: &[Code], code: Option<&Code>| codes.is_empty() || code.is_some_and(|code| codes.contains(code));
    is_about(earlier, matter, products)
        && place(&earlier.boroughs, borough)
        && place(&earlier.neighbourhoods, neighbourhood)
        && earlier.answers.iter().all(|condition| later.answers.contains(condition))
}
