//! The numbers of the command line, read in the caller's language: what is wrong with any of them is told at once.

use std::num::NonZeroU32;

use riverain_planner::LotRules;

use super::PlanArguments;
use crate::cli::CommandError;
use crate::locale::Locale;

/// The largest whole number that is told to be right: far above any that makes sense, where the type takes more.
const MOST_ADVISED: u32 = 1_000_000_000;

/// What the numbers of the command line say.
pub(super) struct Numbers {
    /// Seed of the improvement.
    pub(super) seed: u64,
    /// Rounds of improvement.
    pub(super) iterations: Option<u64>,
    /// Seconds after which improvement ends.
    pub(super) time_limit: Option<f64>,
    /// Limits of the lots.
    pub(super) lots: LotRules,
}

impl Numbers {
    /// # Errors
    /// Every number that is none, or out of its range.
    pub(super) fn read(arguments: &PlanArguments, locale: Locale) -> Result<Self, CommandError> {
        let mut reader = Reader { locale, faults: Vec::new() };
        let lots = &arguments.lots;
        let read = Self {
            seed: reader.whole("seed", &arguments.seed),
            iterations: arguments.iterations.as_ref().map(|text| reader.whole("iterations", text)),
            time_limit: arguments.time_limit.as_ref().map(|text| reader.seconds("time-limit", text)),
            lots: LotRules {
                max_cost: Some(reader.whole("lot-max-cost", &lots.lot_max_cost)).filter(|most| *most > 0),
                max_projects: NonZeroU32::new(reader.whole("lot-max-projects", &lots.lot_max_projects)),
                max_span_m: Some(f64::from(reader.whole::<u32>("lot-max-span", &lots.lot_max_span)))
                    .filter(|most| *most > 0.0),
            },
        };
        if reader.faults.is_empty() { Ok(read) } else { Err(reader.faults.join("\n").into()) }
    }
}

struct Reader {
    locale: Locale,
    faults: Vec<String>,
}

impl Reader {
    /// A whole number from 0.
    fn whole<T>(&mut self, option: &str, text: &str) -> T
    where
        T: TryFrom<u64> + Default,
    {
        let number = text.parse::<u64>().ok().and_then(|number| T::try_from(number).ok());
        number.unwrap_or_else(|| {
            self.fault("whole_number", option, text, &MOST_ADVISED.to_string());
            T::default()
        })
    }

    /// A number of seconds above 0.
    fn seconds(&mut self, option: &str, text: &str) -> f64 {
        let seconds = text.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && *seconds > 0.0);
        seconds.unwrap_or_else(|| {
            self.fault("seconds", option, text, "");
            1.0
        })
    }

    fn fault(&mut self, key: &str, option: &str, value: &str, most: &str) {
        let values = [("option", option.to_owned()), ("value", value.to_owned()), ("most", most.to_owned())];
        self.faults.push(self.locale.wording(&format!("plan_command.{key}"), &values));
    }
}
