//! `riverain plan`: plans an instance of the exchange format, without a database.

mod analysis;
mod destinations;
mod earlier;
mod interrupt;
mod numbers;
mod progress;
mod source;
mod watch;

use std::fmt::Display;
use std::fs;
use std::io::{self, Write, stderr};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};
use riverain_planner::{Ending, Instance, Plan, PlanError, Programme, Seconds};

use self::destinations::{Destinations, is_standard_output};
use self::numbers::Numbers;
use self::source::PlanSource;
use self::watch::Watch;
use super::{CommandError, locale_of_user};
use crate::exports;
use crate::exports::format::ExportFormat;
use crate::locale::Locale;

/// What `riverain plan` reads and writes.
#[derive(Debug, Args)]
pub struct PlanArguments {
    /// The instance to plan, JSON.
    #[arg(long, value_name = "FILE")]
    instance: PathBuf,
    /// Where the programme is written, JSON; “-” is the standard output.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// An earlier programme of nearly the same instance, JSON: planning begins from its years and prices.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    #[command(flatten)]
    exports: ExportFiles,
    #[command(flatten)]
    lots: LotLimits,
    /// Where prices, minimum shares, areas, sites opened again, moratoria and what a year earlier would take are written, JSON.
    #[arg(long, value_name = "FILE")]
    analysis: Option<PathBuf>,
    /// Where what 5, 10 and 20 % more or less of each budget would give is written, JSON.
    #[arg(long, value_name = "FILE")]
    sensitivity: Option<PathBuf>,
    /// Seed of the improvement: another may give another programme of about the same worth.
    #[arg(long, value_name = "N", default_value = "0", allow_hyphen_values = true)]
    seed: String,
    /// Write how long planning took; without it the same instance gives the same bytes.
    #[arg(long)]
    timings: bool,
    /// Seconds that the command may take, budget curves aside: the best programme so far is written.
    #[arg(long, value_name = "SECONDS", allow_hyphen_values = true)]
    time_limit: Option<String>,
    /// Rounds of improvement; where absent, as many as the time limit allows, or by the size of the instance.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    iterations: Option<String>,
    /// Language of the messages and of the reasons; that of LANG where absent.
    #[arg(long, value_name = "fr|en")]
    lang: Option<Language>,
}

/// Where the programme is written besides, and in which formats.
#[derive(Debug, Args)]
struct ExportFiles {
    /// Where the projects are written as a map, GeoJSON.
    #[arg(long, value_name = "FILE")]
    geojson: Option<PathBuf>,
    /// Where the projects are written as a table, CSV.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Where years, lots, projects and requests are written as a workbook, XLSX.
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// Where the lots are written as a calendar, iCalendar.
    #[arg(long, value_name = "FILE")]
    ics: Option<PathBuf>,
    /// Where a report to read and print is written, HTML.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Limits of the lots that exports show; 0 lifts a limit.
#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "they are the names of the options")]
struct LotLimits {
    /// Cents of the projects of a lot together.
    #[arg(long, value_name = "CENTS", default_value = "150000000", allow_hyphen_values = true)]
    lot_max_cost: String,
    /// Projects of a lot.
    #[arg(long, value_name = "N", default_value = "25", allow_hyphen_values = true)]
    lot_max_projects: String,
    /// Metres between any two projects of a lot.
    #[arg(long, value_name = "METRES", default_value = "3000", allow_hyphen_values = true)]
    lot_max_span: String,
}

impl ExportFiles {
    fn asked(&self) -> impl Iterator<Item = (ExportFormat, &Path)> {
        let files = [
            (ExportFormat::GeoJson, &self.geojson),
            (ExportFormat::Csv, &self.csv),
            (ExportFormat::Workbook, &self.xlsx),
            (ExportFormat::Calendar, &self.ics),
            (ExportFormat::Report, &self.report),
        ];
        files.into_iter().filter_map(|(format, file)| Some((format, file.as_deref()?)))
    }
}

impl PlanArguments {
    /// The files to write, each with the option that names it.
    fn places(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let ExportFiles { geojson, csv, xlsx, ics, report } = &self.exports;
        let optional = [
            ("geojson", geojson),
            ("csv", csv),
            ("xlsx", xlsx),
            ("ics", ics),
            ("report", report),
            ("analysis", &self.analysis),
            ("sensitivity", &self.sensitivity),
        ];
        let optional = optional.into_iter().filter_map(|(option, file)| Some((option, file.as_deref()?)));
        [("out", self.out.as_path())].into_iter().chain(optional)
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    Fr,
    En,
}

/// Plans the instance and writes what the arguments ask, each file whole or not at all.
///
/// # Errors
/// A file that cannot be read or written, or an instance that cannot be planned: each fault is told on a line of
/// standard error, and nothing is written.
#[expect(clippy::disallowed_methods, reason = "a command measures its own time")]
pub fn run(arguments: &PlanArguments) -> Result<(), CommandError> {
    let began = Instant::now();
    let locale = match arguments.lang {
        Some(Language::Fr) => Locale::French,
        Some(Language::En) => Locale::English,
        None => locale_of_user(),
    };
    let numbers = Numbers::read(arguments, locale)?;
    let text = fs::read_to_string(&arguments.instance)
        .map_err(|error| file_fault(locale, "plan_command.unreadable", &arguments.instance, &error))?;
    let instance = Instance::from_json(&text).map_err(|error| refuse(arguments, locale, &error.into()))?;
    let earlier = arguments.from.as_ref().map(|file| earlier::warm_start(file, &instance, locale)).transpose()?;
    let mut destinations = Destinations::checked(arguments.places(), &arguments.instance, locale)?;
    let watch = Watch::new(began, locale)?;
    let plan = watch.plan(&instance, earlier.as_ref(), &numbers).map_err(|error| refuse(arguments, locale, &error))?;
    let mut programme = plan.programme_in(planner_locale(locale));
    if !arguments.timings {
        programme.seconds = Seconds::default();
    }
    let mut json = serde_json::to_vec(&programme)?;
    json.push(b'\n');
    if let Some(file) = &arguments.analysis {
        let json = analysis::json(&instance, &plan, planner_locale(locale))?;
        destinations.make(file, |out| Ok(out.write_all(&json)?))?;
    }
    if let Some(file) = &arguments.sensitivity {
        let curves = watch.curves(&instance, &plan, &numbers).map_err(|error| refuse(arguments, locale, &error))?;
        destinations.make(file, |out| {
            serde_json::to_writer(&mut *out, &curves)?;
            Ok(out.write_all(b"\n")?)
        })?;
    }
    if arguments.exports.asked().next().is_some() {
        let name = arguments.instance.file_stem().unwrap_or_default().to_string_lossy();
        // Lots are made for exports alone.
        let source = PlanSource::new(&name, &instance, &plan, &programme, &numbers.lots, planner_locale(locale));
        for (format, file) in arguments.exports.asked() {
            destinations.make(file, |out| exports::write(format, &source, locale, out))?;
        }
    }
    destinations.make(&arguments.out, |out| Ok(out.write_all(&json)?))?;
    destinations.finish()?;
    tell(&instance, &plan, &programme, &arguments.out, locale)
}

/// Tells every fault, one a line, and gives the error that ends the command.
fn refuse(arguments: &PlanArguments, locale: Locale, error: &PlanError) -> CommandError {
    for message in error.messages(planner_locale(locale)) {
        eprintln!("{message}");
    }
    let values = [("file", arguments.instance.display().to_string()), ("count", error.count().to_string())];
    locale.wording("plan_command.refused", &values).into()
}

fn tell(
    instance: &Instance,
    plan: &Plan,
    programme: &Programme,
    file: &Path,
    locale: Locale,
) -> Result<(), CommandError> {
    let scheduled = programme.projects.iter().filter(|project| project.year.is_some()).count();
    let horizon = instance.horizon;
    // The standard output may be the programme's.
    let is_piped = is_standard_output(file);
    let mut out: Box<dyn Write> = if is_piped { Box::new(stderr()) } else { Box::new(io::stdout()) };
    let place = match is_piped {
        true => locale.wording("plan_command.standard_output", &[]),
        false => file.display().to_string(),
    };
    let last_year = i64::from(horizon.first_year) + i64::from(horizon.years) - 1;
    let values = [
        ("projects", programme.projects.len().to_string()),
        ("sites", plan.grouping.site_count.to_string()),
        ("scheduled", scheduled.to_string()),
        ("first_year", horizon.first_year.to_string()),
        ("last_year", last_year.to_string()),
        ("objective", decimal(programme.objective, locale)),
        ("bound", decimal(programme.upper_bound, locale)),
        ("gap", decimal(programme.gap * 100.0, locale)),
        ("file", place),
    ];
    writeln!(out, "{}", locale.wording("plan_command.done", &values))?;
    writeln!(out, "{}", locale.wording(ending_key(plan.ending), &[]))?;
    for outcome in &plan.minimum_shares {
        let told = outcome.text(&outcome.department, &outcome.area, planner_locale(locale));
        writeln!(out, "{told}")?;
    }
    Ok(())
}

fn ending_key(ending: Ending) -> &'static str {
    match ending {
        Ending::Optimal => "plan_command.ended_optimal",
        Ending::MovesMade => "plan_command.ended_moves_made",
        Ending::TimeLimit => "plan_command.ended_time_limit",
        Ending::Stopped => "plan_command.ended_stopped",
    }
}

fn file_fault(locale: Locale, key: &str, file: &Path, error: &impl Display) -> CommandError {
    locale.wording(key, &[("file", file.display().to_string()), ("reason", error.to_string())]).into()
}

fn planner_locale(locale: Locale) -> riverain_planner::Locale {
    match locale {
        Locale::French => riverain_planner::Locale::French,
        Locale::English => riverain_planner::Locale::English,
    }
}

fn decimal(number: f64, locale: Locale) -> String {
    let text = format!("{number:.2}");
    if locale == Locale::French { text.replace('.', ",") } else { text }
}

#[cfg(test)]
mod tests;
