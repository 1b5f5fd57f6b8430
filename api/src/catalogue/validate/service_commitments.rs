//! `service-commitments.toml`.

use riverain_entities::contacts::ContactChannel;
use sea_orm::{ActiveEnum, Iterable};

use super::Findings;
use crate::catalogue::format::{CommitmentSubject, CommitmentUnit, ServiceCommitmentsFile};
use crate::data_file::{Document, FieldPath, FileFault, FileFaultCode};

/// The faults of the commitments.
pub(super) fn service_commitments(document: &Document<ServiceCommitmentsFile>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let commitments = document.content.commitments.iter().map(|commitment| &commitment.code);
    findings.distinct(&FieldPath::root().key("commitments"), commitments);
    for (index, commitment) in document.content.commitments.iter().enumerate() {
        if commitment.applies_to != CommitmentSubject::Channel {
            continue;
        }
        let path = FieldPath::root().key("commitments").index(index);
        let mut channels = ContactChannel::iter().map(|channel| channel.to_value());
        if !channels.any(|channel| channel == commitment.code.as_str()) {
            let known = ContactChannel::iter().map(|channel| channel.to_value()).collect::<Vec<_>>().join(", ");
            findings.add(&path.key("code"), FileFaultCode::CommitmentOfNoChannel, vec![("known", known)]);
        }
        if commitment.unit == CommitmentUnit::BusinessMinutes {
            findings.add(&path.key("unit"), FileFaultCode::ChannelInBusinessMinutes, Vec::new());
        }
    }
    findings.faults
}
