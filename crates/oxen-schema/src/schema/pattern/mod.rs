//! The `pattern` keyword.
//!
//! JSON Schema's regular expressions are those of ECMA-262. They are translated for `regex-lite`, which
//! takes time in proportion to the text whatever the expression: these come with schemas, so they are
//! not to be trusted. What such an engine can't do is not checked: references back to a group, and
//! looking around anywhere but ahead from the start.

mod class;
mod syntax;
mod translate;

use std::sync::Arc;

use regex_lite::{Regex, RegexBuilder};

use translate::Translation;

/// Bytes of a compiled expression. Large repetitions are what reaches it.
const MAX_SIZE: usize = 1 << 18;
/// Characters of an expression.
const MAX_LENGTH: usize = 4096;

/// A regular expression, matched anywhere in a text.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    source: String,
    /// What has to hold, all of it; none where the expression can't be checked.
    conditions: Option<Arc<[Condition]>>,
}

/// Whether an expression has to match or must not.
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

impl Pattern {
    /// Compiles the expression, and says what keeps it from being checked if anything does.
    pub(super) fn new(source: &str) -> (Self, Option<String>) {
        let (conditions, problem) = match compile(source) {
            Ok(conditions) => (Some(conditions), None),
            Err(problem) => (None, Some(problem)),
        };
        (Self { source: source.to_owned(), conditions }, problem)
    }

    /// An expression that is not checked.
    pub(super) fn unchecked(source: &str) -> Self {
        Self { source: source.to_owned(), conditions: None }
    }

    /// Returns whether it is known which texts match.
    pub(super) fn is_checked(&self) -> bool {
        self.conditions.is_some()
    }

    /// Returns a number that equal expressions of one schema share; none if it isn't checked.
    pub(super) fn id(&self) -> Option<usize> {
        self.conditions.as_ref().map(|conditions| conditions.as_ptr().addr())
    }

    /// As the schema writes it.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Whether the text matches; none when that is not known.
    pub(super) fn matches(&self, text: &str) -> Option<bool> {
        let conditions = self.conditions.as_ref()?;
        Some(conditions.iter().all(|condition| condition.regex.is_match(text) == condition.matches))
    }
}

fn compile(source: &str) -> Result<Arc<[Condition]>, String> {
    if source.len() > MAX_LENGTH {
        return Err(format!("is longer than {MAX_LENGTH} bytes"));
    }
    let Translation { body, lookaheads } = translate::translate(source)?;
    let expressions = lookaheads.into_iter().chain([(body, true)]);
    expressions
        .map(|(expression, matches)| {
            let regex = RegexBuilder::new(&expression).size_limit(MAX_SIZE).nest_limit(100).build();
            let regex = regex.map_err(|error| format!("can't be compiled: {error}"))?;
            Ok(Condition { regex, matches })
        })
        .collect()
}
