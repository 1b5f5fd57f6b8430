//! Which versions a catalogue adds to those held, and which it supersedes.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::report::Changes;
use crate::store::catalogue::HeldVersion;

/// What becomes of a table of versions.
#[derive(Debug)]
pub(super) struct VersionPlan<'c, T> {
    /// The versions to be written.
    pub(super) new: Vec<NewVersion<'c, T>>,
    /// The keys of the versions that no longer hold.
    pub(super) superseded: Vec<i64>,
    /// What is told of it.
    pub(super) changes: Changes,
}

/// A version to be written.
#[derive(Debug)]
pub(super) struct NewVersion<'c, T> {
    /// What it holds.
    pub(super) content: &'c T,
    /// Its number, from 1.
    pub(super) version: i32,
    /// Its digest.
    pub(super) digest: String,
}

/// Compares the contents of a catalogue, by code and digest, with the versions held. A code whose digest differs gets
/// the next version; one that comes back after it was retired too; one that is no longer there is superseded.
pub(super) fn plan<'c, T>(
    held: &HashMap<String, HeldVersion>,
    contents: impl IntoIterator<Item = (&'c str, String, &'c T)>,
) -> VersionPlan<'c, T> {
    let mut plan = VersionPlan { new: Vec::new(), superseded: Vec::new(), changes: Changes::default() };
    let mut seen = HashSet::new();
    for (code, digest, content) in contents {
        seen.insert(code);
        let latest = held.get(code);
        let current = latest.filter(|latest| latest.is_current);
        if current.is_some_and(|current| current.digest == digest) {
            plan.changes.unchanged.push(code.to_owned());
            continue;
        }
        plan.superseded.extend(current.map(|current| current.id));
        plan.changes.note(code, current.is_none());
        let version = latest.map_or(1, |latest| latest.version + 1);
        plan.new.push(NewVersion { content, version, digest });
    }
    let gone = held.iter().filter(|(code, version)| version.is_current && !seen.contains(code.as_str()));
    for (code, version) in gone {
        plan.superseded.push(version.id);
        plan.changes.retired.push(code.clone());
    }
    plan.changes.retired.sort_unstable();
    plan
}

/// SHA-256 of a content as JSON, hexadecimal.
pub(super) fn digest(content: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(hex::encode(Sha256::digest(serde_json::to_vec(content)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(entries: &[(&str, i64, i32, &str, bool)]) -> HashMap<String, HeldVersion> {
        entries
            .iter()
            .map(|(code, id, version, digest, is_current)| {
                let digest = (*digest).to_owned();
                ((*code).to_owned(), HeldVersion { id: *id, version: *version, digest, is_current: *is_current })
            })
            .collect()
    }

    #[test]
    fn only_what_differs_gets_a_version() {
        let held = held(&[
            ("same", 1, 3, "a", true),
            ("edited", 2, 4, "b", true),
            ("gone", 3, 1, "c", true),
            ("back", 4, 2, "d", false),
            ("long_gone", 5, 1, "e", false),
        ]);
        let contents = [("same", "a"), ("edited", "x"), ("back", "d"), ("new", "n")];
        let plan = plan(&held, contents.iter().map(|(code, digest)| (*code, (*digest).to_owned(), code)));
        let written: Vec<_> = plan.new.iter().map(|new| (*new.content, new.version)).collect();
        assert_eq!(written, [("edited", 5), ("back", 3), ("new", 1)]);
        assert_eq!(plan.superseded, [2, 3]);
        assert_eq!(plan.changes.added, ["back", "new"]);
        assert_eq!(plan.changes.changed, ["edited"]);
        assert_eq!(plan.changes.retired, ["gone"]);
        assert_eq!(plan.changes.unchanged, ["same"]);
    }
}
