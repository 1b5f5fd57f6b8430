//! The life cycle of requests, and the rules that give them to teams.

use std::fs;

use super::{altered, assert_fault, catalogue, committed};
use crate::catalogue::{CatalogueSource, load};
use crate::data_file::FileFaultCode;

#[test]
fn faults_of_the_life_cycle_are_found() {
    let file = "life-cycle.toml";
    let steps = |from: &str, to: &str| altered(file, from, to);
    let unreachable = steps("to = \"planned\"\nby = [\"planner\"", "to = \"assigned\"\nby = [\"planner\"");
    assert_fault(&unreachable, file, "steps[3].from[6]", FileFaultCode::UnreachableStatus, Some("planned"));
    let out = steps(
        "from = [\"done\", \"closed_without_work\"]\nto = \"reopened\"",
        "from = [\"done\"]\nto = \"in_progress\"",
    );
    assert_fault(&out, file, "steps[12].from[1]", FileFaultCode::StepOutOfFinal, Some("done"));
    let open = steps("from = [\"done\", \"closed_without_work\"]", "from = [\"planned\"]");
    assert_fault(&open, file, "steps[12].from[1]", FileFaultCode::ReopenedWhileOpen, Some("planned"));
    let circle = steps("from = [\"received\", \"reopened\"]", "from = [\"received\", \"triaged\"]");
    assert_fault(&circle, file, "steps[1].from[2]", FileFaultCode::StepToItself, Some("triaged"));
    let twice =
        steps("by = [\"citizen\"]\nreasons = [\"settled_itself\"", "by = [\"agent\"]\nreasons = [\"settled_itself\"");
    assert_fault(&twice, file, "steps[11].by[1]", FileFaultCode::DuplicateStep, Some("agent"));
    let unused = steps("reasons = [\"wrong_department\", \"incomplete\"]", "reasons = [\"incomplete\"]");
    assert_fault(
        &unused,
        file,
        "reasons[wrong_department].code",
        FileFaultCode::UnusedReason,
        Some("wrong_department"),
    );
    let unknown = steps("reasons = [\"not_settled\", \"came_back\"]", "reasons = [\"not_settled\", \"magic\"]");
    assert_fault(&unknown, file, "steps[12].reasons[2]", FileFaultCode::UnknownReference, Some("magic"));
    let one_language = steps("fr = \"Inscrite par erreur\", ", "");
    assert_fault(&one_language, file, "reasons[entered_by_mistake].name.fr", FileFaultCode::MissingText, None);
}

#[test]
fn faults_of_the_rules_of_assignment_are_found() {
    let file = "assignment.toml";
    let rules = |from: &str, to: &str| altered(file, from, to);
    let hidden = rules("precisions = [\"danger\", \"fallen_tree\", \"fallen_branch\"]\n", "");
    assert_fault(&hidden, file, "rules[tree_inspection].code", FileFaultCode::HiddenRule, Some("tree_inspection"));
    let union =
        rules("boroughs = [\"les_rivieres\", \"sainte_foy_sillery_cap_rouge\"]", "boroughs = [\"la_cite_limoilou\"]");
    assert_fault(&union, file, "rules[roads_west].code", FileFaultCode::HiddenRule, Some("roads_west"));
    let nobody = rules(
        "precisions = [\"danger\", \"fallen_tree\", \"fallen_branch\"]\nteam = \"forestry_emergency\"",
        "precisions = [\"pruning\"]\nteam = \"roads_north\"",
    );
    assert_fault(&nobody, file, "rules[tree_danger].code", FileFaultCode::InapplicableRule, Some("tree_danger"));
    let other = rules("team = \"water_quality\"", "team = \"water_quality\"\ndepartment = \"roads\"");
    assert_fault(
        &other,
        file,
        "rules[water_quality].team",
        FileFaultCode::TeamOfOtherDepartment,
        Some("water_quality"),
    );
    for (from, to, field, value) in [
        ("team = \"lighting_repairs\"", "team = \"owls\"", "rules[street_lights].team", "owls"),
        ("[\"street_light\"]", "[\"lantern\"]", "rules[street_lights].products[1]", "lantern"),
        ("[\"la_cite_limoilou\"]", "[\"atlantis\"]", "rules[roads_centre].boroughs[1]", "atlantis"),
        ("\"fallen_branch\"", "\"unicorn\"", "rules[tree_danger].precisions[3]", "unicorn"),
        ("question = \"symptom\"", "question = \"mood\"", "rules[chemical_in_water].answers[1].question", "mood"),
        ("is = [\"chemical\"]", "is = [\"magic\"]", "rules[chemical_in_water].answers[1].is[1]", "magic"),
    ] {
        assert_fault(&rules(from, to), file, field, FileFaultCode::UnknownReference, Some(value));
    }
    let several =
        rules("products = [\"drinking_water\"]\nanswers", "products = [\"drinking_water\", \"sewer\"]\nanswers");
    assert!(several.iter().any(|fault| fault.code == FileFaultCode::RequiresField && fault.field.ends_with("answers")));
}

#[test]
fn a_city_without_a_life_cycle_gets_the_built_in_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("products")).unwrap();
    for part in ["", "products"] {
        for entry in fs::read_dir(committed().join(part)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.extension().is_some_and(|kind| kind == "toml")
                && !["life-cycle.toml", "assignment.toml"].contains(&name)
            {
                fs::copy(&path, folder.path().join(part).join(name)).unwrap();
            }
        }
    }
    let without = load(&CatalogueSource::Folder(folder.path().to_owned())).unwrap();
    assert_eq!(without.life_cycle, catalogue().life_cycle);
    assert!(without.assignment.rules.is_empty());
}
