//! The verdicts of a report on the places of a program, compared with those of the compiler.

use std::collections::BTreeMap;
use std::fmt;

use oxen_drift::{Change, ChangeKind, Report, Verdict};

use crate::crates::Errors;
use crate::program::{Place, Program};

/// The result of the comparison.
#[derive(Debug, Default)]
pub(crate) struct Proof {
    /// The number of parts of models that are reported as breaking, and break.
    breaking: usize,
    /// The number of parts that are reported as compatible, and compile.
    compatible: usize,
    /// The number of parts with neither verdict, and how many of them break in this program.
    uncertain: (usize, usize),
    pub(crate) disagreements: Vec<String>,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} verdicts proven ({} breaking, {} compatible), {} disagreements, {} uncertain of which {} break here",
            self.breaking + self.compatible,
            self.breaking,
            self.compatible,
            self.disagreements.len(),
            self.uncertain.0,
            self.uncertain.1,
        )
    }
}

impl Proof {
    /// Returns whether there are at least this many verdicts of each sort: a program that uses nothing proves nothing.
    pub(crate) fn has(&self, breaking: usize, compatible: usize) -> bool {
        self.breaking >= breaking && self.compatible >= compatible
    }
}

/// Compares every verdict with the compiler's.
pub(crate) fn prove(report: &Report, program: &Program, errors: &Errors) -> Proof {
    let mut proof = Proof::default();
    let mut parts: BTreeMap<(&str, &str), Vec<&Place>> = BTreeMap::new();
    for place in program.places() {
        for parameter in &place.1 {
            parts.entry((&place.0, parameter)).or_default().push(place);
        }
    }
    let mut by_model: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in &report.changes {
        by_model.entry(&change.model).or_default().push(change);
    }
    let verdict = |model: &str, part: &str| {
        let changes = by_model.get(model).into_iter().flatten();
        changes.filter(|change| is_about(change, part)).map(|change| change.rust).max()
    };
    for ((model, part), places) in parts {
        let failing: Vec<&Place> =
            places.into_iter().filter(|place| errors.contains_key(*place)).collect();
        let reported = verdict(model, part).unwrap_or_default();
        // A line may break because of another of its parameters.
        let unexplained = failing.iter().find(|place| {
            place
                .1
                .iter()
                .all(|part| verdict(model, part).unwrap_or_default() == Verdict::Compatible)
        });
        match reported {
            Verdict::Uncertain => {
                proof.uncertain.0 += 1;
                proof.uncertain.1 += usize::from(!failing.is_empty());
            }
            Verdict::Breaking if failing.is_empty() => {
                proof.disagreements.push(format!("{model}, `{part}`: nothing breaks"));
            }
            Verdict::Breaking => proof.breaking += 1,
            Verdict::Compatible => match unexplained {
                None => proof.compatible += 1,
                Some(place) => {
                    let reported = &errors[*place];
                    proof.disagreements.push(format!("{model}, `{part}`: {reported}"));
                }
            },
        }
    }
    proof
}

/// Returns whether a change concerns programs that use this parameter, or with an empty name those that build the
/// request.
fn is_about(change: &Change, part: &str) -> bool {
    let parameter = parameter_of(&change.path);
    let is_about_building = matches!(
        change.kind,
        ChangeKind::ParameterAddedRequired | ChangeKind::ParameterBecameRequired
    );
    match change.kind {
        ChangeKind::ModelWithdrawn => true,
        // The endpoint affects the answers of the model, which no program of requests uses.
        ChangeKind::EndpointChanged => false,
        // A new required parameter breaks the program where the request is built.
        _ if is_about_building && change.path == parameter.1 => part.is_empty(),
        _ => parameter.0 == part,
    }
}

/// Returns the parameter that a path leads into: its name, and this part of the path.
fn parameter_of(path: &str) -> (String, &str) {
    if let Some(rest) = path.strip_prefix('[') {
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        let name = values.next().unwrap().unwrap();
        return (name, &path[..values.byte_offset() + 2]);
    }
    let end = path.find(['.', '[', '{']).unwrap_or(path.len());
    (path[..end].to_owned(), &path[..end])
}
