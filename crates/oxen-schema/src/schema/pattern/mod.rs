//! The `pattern` keyword.
//!
//! JSON Schema's regular expressions are those of ECMA-262. They are translated for `regex-lite`, which
//! matches in linear time: expressions come from schemas and are untrusted. Features that such an engine lacks are
//! not checked: backreferences, and lookaround other than lookahead at the start.

mod class;
mod syntax;
mod translate;

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use regex_lite::{Regex, RegexBuilder};

use translate::Translation;

/// The maximum size of all compiled expressions of one schema, in bytes. Matching a text takes time in proportion to
/// its length times this limit, which only large repetitions reach.
const MAX_SIZE: usize = 1 << 18;
/// The maximum size of a schema's compiled expressions times that of the schema, whose own values they are matched
/// with, in bytes.
const MAX_WORK: usize = 1 << 34;
/// The size that even the smallest expression counts as, in bytes.
const MIN_SIZE: usize = 1 << 10;
/// The maximum length of an expression, in bytes.
const MAX_LENGTH: usize = 4096;

/// The bytes that are left for the compiled expressions of one schema.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    limit: usize,
    left: usize,
}

impl Budget {
    /// Creates the budget for the expressions of a schema, which shrinks as the schema grows.
    pub(super) fn for_schema(bytes: usize) -> Self {
        let limit = MAX_SIZE.min(MAX_WORK / bytes.max(1));
        Self { limit, left: limit }
    }
}

/// A regular expression, matched anywhere in a text.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    source: String,
    /// The conditions that all have to hold; `None` if the expression can't be checked.
    conditions: Option<Arc<[Condition]>>,
}

/// An expression that has to match, or must not.
#[derive(Debug)]
struct Condition {
    regex: Regex,
    matches: bool,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.source.hash(state);
    }
}

impl Pattern {
    /// Compiles the expression, and deducts its size from the budget. Also returns the reason why it can't be checked,
    /// if there is one.
    pub(super) fn new(source: &str, budget: &mut Budget) -> (Self, Option<String>) {
        let (conditions, problem) = match compile(source, budget) {
            Ok(conditions) => (Some(conditions), None),
            Err(problem) => (None, Some(problem)),
        };
        (Self { source: source.to_owned(), conditions }, problem)
    }

    /// Returns whether the expression can be checked.
    pub(super) fn is_checked(&self) -> bool {
        self.conditions.is_some()
    }

    /// Returns a number that equal expressions of one schema share; `None` if it isn't checked.
    pub(super) fn id(&self) -> Option<usize> {
        self.conditions.as_ref().map(|conditions| conditions.as_ptr().addr())
    }

    /// Returns the expression as the schema writes it.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Returns whether the text matches; `None` if the expression can't be checked.
    pub(super) fn matches(&self, text: &str) -> Option<bool> {
        let conditions = self.conditions.as_ref()?;
        Some(conditions.iter().all(|condition| condition.regex.is_match(text) == condition.matches))
    }
}

fn compile(source: &str, budget: &mut Budget) -> Result<Arc<[Condition]>, String> {
    if source.len() > MAX_LENGTH {
        return Err(format!("is longer than {MAX_LENGTH} bytes"));
    }
    let Translation { body, lookaheads } = translate::translate(source)?;
    let expressions = lookaheads.into_iter().chain([(body, true)]);
    expressions
        .map(|(expression, matches)| Ok(Condition { regex: fit(&expression, budget)?, matches }))
        .collect()
}

/// Compiles an expression with a size limit of the smallest sufficient power of two, and deducts it from the budget.
fn fit(expression: &str, budget: &mut Budget) -> Result<Regex, String> {
    let mut size = MIN_SIZE;
    loop {
        if size > budget.left {
            return Err(format!(
                "takes the expressions of this schema beyond {} bytes when compiled",
                budget.limit
            ));
        }
        match RegexBuilder::new(expression).size_limit(size).nest_limit(100).build() {
            Ok(regex) => {
                budget.left -= size;
                return Ok(regex);
            }
            Err(error) if error.to_string().contains("size limit") => size *= 2,
            Err(error) => return Err(format!("can't be compiled: {error}")),
        }
    }
}
