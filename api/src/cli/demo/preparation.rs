//! Fills the database of a demonstration. Every step looks at what is there first, and is whole or absent, so that a
//! start that was cut short goes on at the next.

use std::path::PathBuf;

use super::{DemoArguments, DemoCity, programme, samples, staff};
use crate::app::SharedApp;
use crate::catalogue::{Catalogue, CatalogueSource, load, parse_city};
use crate::cli::CommandError;
use crate::data_file::FileFault;
use crate::import::areas::{AreaImport, AreaKind, import_areas};
use crate::import::progress::Progress;
use crate::import::requests::{RequestImport, import_requests};
use crate::import::streets::{StreetImport, import_streets};
use crate::import::{ImportError, rejects};
use crate::locale::Locale;
use crate::services::catalogue;
use crate::simulation::{self, Scope, Simulation};
use crate::store::demonstration;
use crate::store::imports;

/// The source of Boston's requests, as its mapping names it.
const BOSTON_SOURCE: &str = "boston_311";

/// What the preparation of a demonstration needs.
pub(super) struct Preparation<'a> {
    pub(super) app: &'a SharedApp,
    pub(super) arguments: &'a DemoArguments,
    pub(super) locale: Locale,
    /// Where samples are unpacked.
    pub(super) samples: PathBuf,
}

impl Preparation<'_> {
    /// Carries out every step that is not done yet.
    pub(super) async fn carry_out(&self, progress: &mut dyn Progress) -> Result<(), CommandError> {
        self.city(progress).await?;
        match self.arguments.city {
            DemoCity::Quebec => self.simulated_requests(progress).await?,
            DemoCity::Boston => {
                staff::welcome_citizen(self.app).await?;
                self.boston_requests(progress).await?;
            }
        }
        self.programme().await
    }

    /// The city without its requests: catalogue, staff, and Québec's areas and streets.
    pub(super) async fn city(&self, progress: &mut dyn Progress) -> Result<(), CommandError> {
        self.catalogue().await?;
        staff::hire(self.app).await?;
        if self.arguments.city == DemoCity::Quebec {
            self.areas().await?;
            self.streets(progress).await?;
        }
        Ok(())
    }

    async fn catalogue(&self) -> Result<(), CommandError> {
        let catalogue = self.wanted_catalogue()?;
        if let Some(name) = demonstration::city_name(&self.app.database).await? {
            if name == catalogue.city.name {
                return Ok(());
            }
            return Err(self.wording("other_city", &[("present", name), ("wanted", catalogue.city.name)]).into());
        }
        catalogue::apply(&self.app.database, &catalogue, self.app.clock.now()).await?;
        self.app.reference.look_again().await;
        let counts = [("products", catalogue.products.len()), ("work_types", catalogue.work_types.len())];
        self.tell("catalogue", &counts);
        Ok(())
    }

    /// The catalogue built in, with the city that is shown.
    fn wanted_catalogue(&self) -> Result<Catalogue, CommandError> {
        let told = |faults: Vec<FileFault>| -> CommandError {
            faults.iter().map(|fault| fault.describe(self.locale)).collect::<Vec<_>>().join("\n").into()
        };
        let catalogue = load(&CatalogueSource::BuiltIn).map_err(told)?;
        Ok(match self.arguments.city {
            DemoCity::Quebec => catalogue,
            DemoCity::Boston => {
                let city = parse_city("samples/boston/city.toml", &samples::text("boston/city.toml")?).map_err(told)?;
                Catalogue { city, ..catalogue }
            }
        })
    }

    async fn areas(&self) -> Result<(), CommandError> {
        let reference = self.app.reference.current().await?;
        let outlined = reference.boroughs().iter().all(|borough| borough.min_lon.is_some());
        if outlined && !reference.neighbourhoods().is_empty() {
            return Ok(());
        }
        for (name, kind) in [("boroughs", AreaKind::Boroughs), ("neighbourhoods", AreaKind::Neighbourhoods)] {
            let file = samples::unpack(&format!("quebec/{name}.geojson"), &self.samples)?;
            let import =
                AreaImport { file, kind: Some(kind), code_property: None, name_property: None, borough_property: None };
            import_areas(self.app, &import).await.map_err(|error| self.told(&error))?;
        }
        let reference = self.app.reference.current().await?;
        let counts = [("boroughs", reference.boroughs().len()), ("neighbourhoods", reference.neighbourhoods().len())];
        self.tell("areas", &counts);
        Ok(())
    }

    async fn streets(&self, progress: &mut dyn Progress) -> Result<(), CommandError> {
        if demonstration::has_streets(&self.app.database).await? {
            return Ok(());
        }
        let file = samples::unpack("quebec/streets.geojson.gz", &self.samples)?;
        let report = rejects::default_path(&file);
        let import = StreetImport { file, report, locale: self.locale };
        let summary = import_streets(self.app, &import, progress).await.map_err(|error| self.told(&error))?;
        self.tell("streets", &[("segments", as_count(summary.written))]);
        Ok(())
    }

    async fn simulated_requests(&self, progress: &mut dyn Progress) -> Result<(), CommandError> {
        let simulation = Simulation {
            material: samples::material()?,
            seed: self.arguments.seed,
            scope: Scope::Requests(self.arguments.requests),
        };
        let summary = simulation::run(self.app, &simulation, progress).await?;
        if summary.requests > 0 {
            let counts = [
                ("requests", as_count(summary.requests)),
                ("citizens", as_count(summary.citizens)),
                ("follow_ups", as_count(summary.follow_ups)),
                ("contacts", as_count(summary.contacts)),
            ];
            self.tell("simulated", &counts);
        }
        Ok(())
    }

    async fn boston_requests(&self, progress: &mut dyn Progress) -> Result<(), CommandError> {
        let run = imports::latest_run(&self.app.database, BOSTON_SOURCE).await?;
        if run.is_some_and(|run| run.finished_at.is_some()) {
            return Ok(());
        }
        let file = samples::unpack("boston/requests.csv.gz", &self.samples)?;
        let mapping = samples::unpack("boston/mapping.toml", &self.samples)?;
        let report = rejects::default_path(&file);
        let import = RequestImport { file, mapping, report, locale: self.locale };
        let summary = import_requests(self.app, &import, progress).await.map_err(|error| self.told(&error))?;
        let counts = [("requests", as_count(summary.tally.inserted)), ("rejected", as_count(summary.tally.rejected))];
        self.tell("imported", &counts);
        Ok(())
    }

    async fn programme(&self) -> Result<(), CommandError> {
        if let Some(planned) = programme::plan_once(self.app, self.locale).await? {
            let counts = [
                ("first_year", usize::try_from(planned.first_year).unwrap_or(0)),
                ("last_year", usize::try_from(planned.first_year + planned.years - 1).unwrap_or(0)),
                ("projects", as_count(demonstration::count_projects(&self.app.database, planned.id).await?)),
            ];
            self.tell("programme", &counts);
        }
        Ok(())
    }

    fn told(&self, error: &ImportError) -> CommandError {
        error.describe(self.locale).join("\n").into()
    }

    fn tell(&self, key: &str, counts: &[(&str, usize)]) {
        let values: Vec<(&str, String)> = counts.iter().map(|(name, count)| (*name, count.to_string())).collect();
        eprintln!("  ✓ {}", self.wording(key, &values));
    }

    fn wording(&self, key: &str, values: &[(&str, String)]) -> String {
        self.locale.wording(&format!("demo.{key}"), values)
    }
}

fn as_count(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
