//! What promises are made by: the calendar and its revision, the commitments.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use riverain_entities::calendar_revisions::RevisionCause;
use riverain_entities::{precisions, products, service_commitments};

use super::Reference;
use crate::domain::calendar::BusinessCalendar;
use crate::domain::promise::Terms;

impl Reference {
    /// The city's business calendar, in its time zone.
    pub fn calendar(&self) -> &BusinessCalendar {
        &self.calendar.hours
    }

    /// The name of a day that the city closes by its own decision, French then English.
    pub fn closed_day_name(&self, day: NaiveDate) -> Option<&(String, String)> {
        self.calendar.closed_day_names.get(&day)
    }

    /// The day of a moment in the city's time zone.
    pub fn local_date(&self, moment: DateTime<Utc>) -> NaiveDate {
        self.calendar().local_date(moment)
    }

    /// The version of the service commitment that requests of a product and precision were held to at a moment; none where
    /// no commitment applies.
    pub fn commitment_at(
        &self,
        product: &products::Model,
        precision: &precisions::Model,
        moment: DateTime<Utc>,
    ) -> Option<&Arc<service_commitments::Model>> {
        let code = precision.service_commitment_code.as_ref().or(product.service_commitment_code.as_ref())?;
        let versions = self.commitment_keys(std::slice::from_ref(code)).into_iter();
        let held = |row: &&Arc<service_commitments::Model>| {
            row.valid_from <= moment && row.superseded_at.is_none_or(|superseded| moment < superseded)
        };
        versions.filter_map(|key| self.commitment(key)).find(held)
    }

    /// The present service commitment of a product or its precision; none where no commitment applies.
    pub fn commitment_on(
        &self,
        product: &products::Model,
        precision: &precisions::Model,
    ) -> Option<&Arc<service_commitments::Model>> {
        let code = precision.service_commitment_code.as_deref().or(product.service_commitment_code.as_deref())?;
        self.commitment_of_code(code)
    }

    /// What a commitment promises.
    pub fn terms(&self, commitment: &service_commitments::Model) -> Terms {
        Terms {
            unit: commitment.unit,
            amount: commitment.amount,
            at_risk_share: commitment.at_risk_share.unwrap_or(self.calendar.at_risk_share),
        }
    }

    /// The share of the promised time that is used up when a request is at risk, where no commitment says so.
    pub fn at_risk_share(&self) -> f64 {
        self.calendar.at_risk_share
    }

    /// The revision of the calendar that promises are reckoned by.
    pub fn calendar_revision(&self) -> i64 {
        self.calendar.revision
    }

    /// What made that revision.
    pub fn calendar_revision_cause(&self) -> RevisionCause {
        self.calendar.cause
    }
}
