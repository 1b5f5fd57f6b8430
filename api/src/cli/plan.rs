//! `riverain plan`: plans an instance of the exchange format, without a database.

mod analysis;
mod progress;
mod source;

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write, stderr};
use std::num::NonZeroU32;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};
use riverain_planner::{BudgetCurve, Instance, LotRules, Options, Plan, PlanError, Programme, Seconds, WarmStart};

use self::progress::PlanProgress;
use self::source::PlanSource;
use super::{CommandError, locale_of_user};
use crate::exports;
use crate::exports::error::ExportError;
use crate::exports::format::ExportFormat;
use crate::locale::Locale;

/// What `riverain plan` reads and writes.
#[derive(Debug, Args)]
pub struct PlanArguments {
    /// The instance to plan, JSON.
    #[arg(long, value_name = "FILE")]
    instance: PathBuf,
    /// Where the programme is written, JSON.
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
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Write how long planning took; without it the same instance gives the same bytes.
    #[arg(long)]
    timings: bool,
    /// Seconds after which improvement ends, with the best programme so far.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<f64>,
    /// Rounds of improvement; where absent, as many as the time limit allows, or by the size of the instance.
    #[arg(long, value_name = "N")]
    iterations: Option<u64>,
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
    #[arg(long, value_name = "CENTS", default_value_t = 150_000_000, value_parser = clap::value_parser!(i64).range(0..))]
    lot_max_cost: i64,
    /// Projects of a lot.
    #[arg(long, value_name = "N", default_value_t = 25)]
    lot_max_projects: u32,
    /// Metres between any two projects of a lot.
    #[arg(long, value_name = "METRES", default_value_t = 3_000)]
    lot_max_span: u32,
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

impl LotLimits {
    fn rules(&self) -> LotRules {
        LotRules {
            max_cost: Some(self.lot_max_cost).filter(|limit| *limit > 0),
            max_projects: NonZeroU32::new(self.lot_max_projects),
            max_span_m: Some(f64::from(self.lot_max_span)).filter(|limit| *limit > 0.0),
        }
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
pub fn run(arguments: &PlanArguments) -> Result<(), CommandError> {
    let locale = match arguments.lang {
        Some(Language::Fr) => Locale::French,
        Some(Language::En) => Locale::English,
        None => locale_of_user(),
    };
    let text = fs::read_to_string(&arguments.instance)
        .map_err(|error| file_fault(locale, "plan_command.unreadable", &arguments.instance, &error))?;
    let instance = Instance::from_json(&text).map_err(|error| refuse(arguments, locale, &error.into()))?;
    let earlier = arguments.from.as_ref().map(|file| warm_start(file, locale)).transpose()?;
    let plan =
        plan(&instance, earlier.as_ref(), arguments, locale).map_err(|error| refuse(arguments, locale, &error))?;
    let mut programme = plan.programme_in(planner_locale(locale));
    if !arguments.timings {
        programme.seconds = Seconds::default();
    }
    let mut json = serde_json::to_vec(&programme)?;
    json.push(b'\n');
    if let Some(file) = &arguments.analysis {
        let json = analysis::json(&instance, &plan, planner_locale(locale))?;
        write_whole(file, locale, |out| Ok(out.write_all(&json)?))?;
    }
    if let Some(file) = &arguments.sensitivity {
        let curves = curves(&instance, &plan, arguments).map_err(|error| refuse(arguments, locale, &error))?;
        write_whole(file, locale, |out| {
            serde_json::to_writer(&mut *out, &curves)?;
            Ok(out.write_all(b"\n")?)
        })?;
    }
    write_exports(arguments, locale, &instance, &plan, &programme)?;
    write_whole(&arguments.out, locale, |out| Ok(out.write_all(&json)?))?;
    tell(&instance, &plan, &programme, &arguments.out, locale)
}

/// Where planning begins: the years and prices of an earlier programme.
fn warm_start(file: &Path, locale: Locale) -> Result<WarmStart, CommandError> {
    let text = fs::read_to_string(file).map_err(|error| file_fault(locale, "plan_command.unreadable", file, &error))?;
    let programme: Programme = serde_json::from_str(&text).map_err(|error| {
        let values = [("file", file.display().to_string()), ("reason", error.to_string())];
        locale.wording("plan_command.not_a_programme", &values)
    })?;
    Ok(programme.warm_start())
}

#[expect(clippy::disallowed_methods, reason = "a command measures its own time")]
fn plan(
    instance: &Instance,
    earlier: Option<&WarmStart>,
    arguments: &PlanArguments,
    locale: Locale,
) -> Result<Plan, PlanError> {
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let options = Options {
        seed: arguments.seed,
        clock: &clock,
        most_moves: arguments.iterations,
        time_limit_seconds: arguments.time_limit,
        warm_start: earlier,
    };
    let mut progress = PlanProgress::new(locale, stderr().is_terminal());
    let plan = riverain_planner::plan(instance, &options, &mut |told| {
        progress.tell(&told);
        ControlFlow::Continue(())
    });
    progress.finish();
    plan
}

fn curves(instance: &Instance, plan: &Plan, arguments: &PlanArguments) -> Result<Vec<BudgetCurve>, PlanError> {
    let options = Options { seed: arguments.seed, most_moves: arguments.iterations, ..Options::default() };
    riverain_planner::sensitivity(instance, plan, &options, &mut |_| ControlFlow::Continue(()))
}

/// Writes the exports that were asked for. Lots are made for them alone.
fn write_exports(
    arguments: &PlanArguments,
    locale: Locale,
    instance: &Instance,
    plan: &Plan,
    programme: &Programme,
) -> Result<(), CommandError> {
    if arguments.exports.asked().next().is_none() {
        return Ok(());
    }
    let name = arguments.instance.file_stem().unwrap_or_default().to_string_lossy();
    let source = PlanSource::new(&name, instance, plan, programme, &arguments.lots.rules());
    arguments
        .exports
        .asked()
        .try_for_each(|(format, file)| write_whole(file, locale, |out| exports::write(format, &source, locale, out)))
}

/// Writes beside the file, then takes its place: what was there stays until the new one is whole.
fn write_whole(
    file: &Path,
    locale: Locale,
    write: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>,
) -> Result<(), CommandError> {
    let mut partial = file.as_os_str().to_owned();
    partial.push(".partial");
    let written = File::create(&partial).map_err(ExportError::from).and_then(|created| {
        let mut out = BufWriter::new(created);
        write(&mut out)?;
        out.flush()?;
        Ok(fs::rename(&partial, file)?)
    });
    written.map_err(|error| {
        // Nothing is left of what could not be finished.
        let _ = fs::remove_file(&partial);
        file_fault(locale, "plan_command.unwritable", file, &error)
    })
}

/// Tells every fault, one a line, and gives the error that ends the command.
fn refuse(arguments: &PlanArguments, locale: Locale, error: &PlanError) -> CommandError {
    let messages = error.messages(planner_locale(locale));
    for message in &messages {
        eprintln!("{message}");
    }
    let values = [("file", arguments.instance.display().to_string()), ("count", messages.len().to_string())];
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
        ("file", file.display().to_string()),
    ];
    writeln!(io::stdout(), "{}", locale.wording("plan_command.done", &values))?;
    for outcome in &plan.minimum_shares {
        let told = outcome.text(&outcome.department, &outcome.area, planner_locale(locale));
        writeln!(io::stdout(), "{told}")?;
    }
    Ok(())
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

/// A positive number of seconds.
fn seconds(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0)
        .ok_or_else(|| "un nombre de secondes supérieur à 0 / a number of seconds above 0".to_owned())
}

#[cfg(test)]
mod tests;
