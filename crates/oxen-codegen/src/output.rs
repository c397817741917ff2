//! What generation gives.

use std::collections::BTreeMap;

use oxen_schema::Diagnostic;

/// Generated files, and what there is to say about them.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Output {
    /// File path, relative to the workspace root and with `/` between folders, to file content.
    pub files: BTreeMap<String, String>,
    /// Folders that hold generated files only: a file in them that is not among [`files`](Self::files) is stale.
    pub roots: Vec<String>,
    /// The cargo features of `oxen-models`, one per developer, sorted.
    pub features: Vec<String>,
    /// One report per model, sorted by id.
    pub reports: Vec<Report>,
}

/// What there is to say about one model.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The model's id.
    pub model: String,
    /// How many parameters its builder sets, those that its endpoint adds included.
    pub parameters: usize,
    /// The parameters that stayed JSON values.
    pub untyped: Vec<UntypedParameter>,
    /// The parts of typed parameters that stayed JSON values, each under its path such as `loras[].options`.
    pub untyped_parts: Vec<UntypedParameter>,
    /// The parts of typed parameters whose types hold less than the schema accepts.
    pub narrowed_parts: Vec<UntypedParameter>,
    /// What the schema holds that was not understood.
    pub diagnostics: Vec<Diagnostic>,
}

/// A parameter whose builder method takes any JSON value, or a part of one that holds any.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UntypedParameter {
    /// The parameter's name, or the path of its part.
    pub name: String,
    /// Why it has no type of its own.
    pub reason: String,
}
