//! A report: everything that changed from one catalog to another.

use std::collections::{BTreeMap, HashMap};

use oxen_schema::catalog::Catalog;
use oxen_schema::model::Model;
use schemars::JsonSchema;
use serde::Serialize;

use crate::change::{Change, Verdict};
use crate::kind::ChangeKind;
use crate::parameters::Pair;
use crate::{model, renames};

/// The changes from one catalog to another.
///
/// Its JSON conforms to [`json_schema`](crate::json_schema).
#[derive(Clone, Debug, JsonSchema, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The old catalog.
    pub from: Side,
    /// The new catalog.
    pub to: Side,
    /// The version step that the changes require.
    pub step: Step,
    /// The numbers of changes.
    pub summary: Summary,
    /// The changes, ordered by model id; those of one model from the whole to its parts.
    pub changes: Vec<Change>,
}

/// One of the two catalogs.
#[derive(Clone, Debug, JsonSchema, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Side {
    /// The origin of the catalog.
    pub origin: String,
    /// The date of the catalog, as `2026-08-08`.
    pub date: String,
    /// The number of models in the catalog.
    pub models: usize,
}

/// The numbers of changes.
#[derive(Clone, Debug, Default, JsonSchema, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// The number of all changes.
    pub changes: usize,
    /// The number of changes that break requests or programs.
    pub breaking: usize,
    /// The number of changes after which the hub refuses requests that it accepted.
    pub wire_breaking: usize,
    /// The number of changes after which programs that compiled no longer do.
    pub rust_breaking: usize,
    /// The number of changes that may break something, but don't definitely.
    pub uncertain: usize,
    /// The number of changes after which the same request may give another result.
    pub behaviour: usize,
    /// The number of changes that only matter to readers.
    pub cosmetic: usize,
    /// The number of models with changes, including those that were added or withdrawn.
    pub models: usize,
    /// The number of changes of each kind.
    pub kinds: BTreeMap<ChangeKind, usize>,
}

/// A step from one version of the crate to the next.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Nothing changed.
    None,
    /// The changes affect no program.
    Patch,
    /// Something was added.
    Minor,
    /// Earlier programs or requests may fail.
    Breaking,
}

impl Step {
    /// Returns the next version after `version`, which consists of three numbers separated by dots. Below 1.0.0 a
    /// breaking step raises the second number and every other step the third, as Cargo reads versions.
    ///
    /// ```
    /// use oxen_drift::Step;
    ///
    /// assert_eq!(Step::Breaking.next_version("0.3.1").as_deref(), Some("0.4.0"));
    /// assert_eq!(Step::Minor.next_version("0.3.1").as_deref(), Some("0.3.2"));
    /// assert_eq!(Step::Breaking.next_version("1.3.1").as_deref(), Some("2.0.0"));
    /// assert_eq!(Step::None.next_version("0.3.1"), None);
    /// ```
    pub fn next_version(self, version: &str) -> Option<String> {
        let mut parts = version.split('.').map(|part| part.parse::<u64>().ok());
        let (major, minor, patch) = (parts.next()??, parts.next()??, parts.next()??);
        if parts.next().is_some() {
            return None;
        }
        let next = match (self, major) {
            (Self::None, _) => return None,
            (Self::Breaking, 0) => (0, minor.checked_add(1)?, 0),
            (Self::Breaking, _) => (major.checked_add(1)?, 0, 0),
            (Self::Minor, 1..) => (major, minor.checked_add(1)?, 0),
            (Self::Minor | Self::Patch, _) => (major, minor, patch.checked_add(1)?),
        };
        Some(format!("{}.{}.{}", next.0, next.1, next.2))
    }

    fn of(change: &Change) -> Self {
        // A change that may break programs requires the same step as one that does.
        if change.is_breaking() || change.rust == Verdict::Uncertain {
            Self::Breaking
        } else if change.kind.is_addition() {
            Self::Minor
        } else {
            Self::Patch
        }
    }
}

/// Compares two catalogs.
///
/// ```
/// # use oxen_schema::catalog::{Catalog, Listing, Source};
/// # fn catalog(maximum: u8) -> Result<Catalog, Box<dyn std::error::Error>> {
/// #     let listing = format!(r#"{{"data": [{{"id": "ox-1", "capabilities": {{"output": ["image"]}},
/// #         "json_request_schema": {{"type": "object", "properties": {{
/// #             "steps": {{"type": "integer", "maximum": {maximum}}}}}}}}}]}}"#);
/// #     Ok(Catalog::from_listing(Listing::read(&listing)?, Source::new("x", "2026-08-08")?, None)?)
/// # }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (yesterday, today) = (catalog(50)?, catalog(40)?);
/// let report = oxen_drift::diff(&yesterday, &today);
/// assert_eq!(report.changes[0].sentence, "`steps`: the maximum went from 50 to 40");
/// assert!(report.changes[0].is_breaking());
/// # Ok(())
/// # }
/// ```
pub fn diff(old: &Catalog, new: &Catalog) -> Report {
    let mut changes = Vec::new();
    let mut withdrawn: Vec<&Model> = Vec::new();
    let mut added: Vec<&Model> = Vec::new();
    for model in old.models() {
        match new.model(model.id.as_str()) {
            Some(after) => {
                let pair = Pair { old: (old, model), new: (new, after) };
                changes.extend(model::changes(&pair));
            }
            None => withdrawn.push(model),
        }
    }
    added.extend(new.models().iter().filter(|model| old.model(model.id.as_str()).is_none()));
    let renamed = renames::of_models((old, &withdrawn), (new, &added));
    let before: HashMap<&str, &str> =
        renamed.iter().map(|&(before, after)| (after, before)).collect();
    let after: HashMap<&str, &str> = renamed.into_iter().collect();
    for (catalog, models, kind) in
        [(old, &withdrawn, ChangeKind::ModelWithdrawn), (new, &added, ChangeKind::ModelAdded)]
    {
        for model in models {
            let others = if kind == ChangeKind::ModelAdded { &before } else { &after };
            let other = others.get(model.id.as_str());
            let mut change = model::presence(catalog, model, kind);
            change.looks_renamed = other.map(|other| (*other).to_owned());
            change.sentence = crate::words::sentence(&change);
            changes.push(change);
        }
    }
    changes.sort_by(|a, b| a.model.cmp(&b.model));
    let step = changes.iter().map(Step::of).max().unwrap_or(Step::None);
    let side = |catalog: &Catalog| Side {
        origin: catalog.source().origin().to_owned(),
        date: catalog.source().date().to_owned(),
        models: catalog.models().len(),
    };
    Report { from: side(old), to: side(new), step, summary: Summary::of(&changes), changes }
}

impl Summary {
    fn of(changes: &[Change]) -> Self {
        let count =
            |matches: &dyn Fn(&Change) -> bool| changes.iter().filter(|one| matches(one)).count();
        let mut kinds = BTreeMap::new();
        for change in changes {
            *kinds.entry(change.kind).or_default() += 1;
        }
        let mut models: Vec<&str> = changes.iter().map(|change| change.model.as_str()).collect();
        models.dedup();
        Self {
            changes: changes.len(),
            breaking: count(&Change::is_breaking),
            wire_breaking: count(&|change| change.wire == Verdict::Breaking),
            rust_breaking: count(&|change| change.rust == Verdict::Breaking),
            uncertain: count(&|change| change.verdict() == Verdict::Uncertain),
            behaviour: count(&|change| change.behaviour),
            cosmetic: count(&|change| change.kind.is_cosmetic()),
            models: models.len(),
            kinds,
        }
    }
}
