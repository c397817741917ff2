//! The sentences for violations.

use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use super::{Rule, Violation};
use crate::schema::describe;
use crate::schema::json_type::{JsonType, Types};
use crate::schema::path::Step;
use crate::schema::range::{Count, Range};
use crate::schema::read::{VALUE_BYTES, size};
use crate::text::counted;

/// The maximum number of values or names in a message.
const MAX_LISTED: usize = 24;

impl Display for Violation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let place = match self.path.steps() {
            [] => "the request".to_owned(),
            _ => format!("`{}`", self.path),
        };
        let found = self.found.as_deref().unwrap_or("missing");
        match &self.rule {
            Rule::Required => write!(f, "{place} is required"),
            Rule::Unknown { allowed, nearest } => {
                self.write_unknown(f, &place, allowed, nearest.as_deref())
            }
            Rule::RequiredWith { present } => {
                write!(f, "{place} is required when `{}` is given", describe::plain(present))
            }
            Rule::Excludes(names) => write_excludes(f, &place, names),
            Rule::Unique { first, second } => write!(
                f,
                "{place} has equal items at {first} and {second}, but must not repeat any"
            ),
            Rule::Nothing => write!(f, "{place} is {found}, but nothing is accepted there"),
            Rule::PropertyName => write!(f, "{place} has a name that is not allowed there"),
            Rule::Depth => write!(f, "{place} is nested too deeply to be checked"),
            Rule::Length { allowed, found: length } => write!(
                f,
                "{place} has {} ({found}), but must have {}",
                counted(*length, "character"),
                count(*allowed, "character")
            ),
            Rule::Items { allowed, found } => write!(
                f,
                "{place} has {}, but must have {}",
                counted(*found, "item"),
                count(*allowed, "item")
            ),
            Rule::Contains { allowed, found } => write!(
                f,
                "{place} has {} of the kind that is asked for, but must have {}",
                counted(*found, "item"),
                count(*allowed, "item")
            ),
            Rule::Properties { allowed, found } => write!(
                f,
                "{place} has {}, but must have {}",
                counted(*found, "property"),
                count(*allowed, "property")
            ),
            rule => {
                write!(f, "{place} is {found}, but must ")?;
                write_allowed(f, rule)
            }
        }
    }
}

impl Violation {
    /// Returns the approximate size of the violation, in bytes.
    pub(in crate::schema) fn size(&self) -> usize {
        let texts = |texts: &[String]| texts.iter().map(|text| text.len() + 24).sum();
        let steps = self.path.steps().iter().map(|step| match step {
            Step::Property(name) => name.len() + 24,
            Step::Item(_) => 24,
        });
        let of_rule: usize = match &self.rule {
            Rule::Unknown { allowed: names, .. }
            | Rule::Excludes(names)
            | Rule::AnyOf(names)
            | Rule::OneOf { allowed: names, .. } => texts(names),
            Rule::Values { allowed, .. } => allowed.iter().map(size).sum::<usize>() * VALUE_BYTES,
            Rule::RequiredWith { present: text } | Rule::Pattern(text) | Rule::Not(text) => {
                text.len()
            }
            _ => 0,
        };
        2 * steps.sum::<usize>() + of_rule
    }

    /// Returns the parameter that the violation concerns; `None` if it concerns the request as a whole.
    pub fn parameter(&self) -> Option<&str> {
        self.path.parameter()
    }

    fn write_unknown(
        &self,
        f: &mut Formatter<'_>,
        place: &str,
        allowed: &[String],
        nearest: Option<&str>,
    ) -> fmt::Result {
        let what = if self.path.steps().len() == 1 { "parameter" } else { "property" };
        write!(f, "{place} is not a known {what}")?;
        if let Some(nearest) = nearest {
            return write!(f, "; did you mean `{}`?", describe::plain(nearest));
        }
        if allowed.is_empty() {
            return write!(f, "; there are none");
        }
        let names = allowed.iter().map(|name| format!("`{}`", describe::plain(name)));
        write!(f, "; the known ones are {}", listed(names, allowed.len(), "and"))
    }
}

/// Writes the part after "but must".
fn write_allowed(f: &mut Formatter<'_>, rule: &Rule) -> fmt::Result {
    match rule {
        Rule::Type { types, nullable, range } => {
            f.write_str("be ")?;
            f.write_str(&types_in_words(*types, *nullable, range))
        }
        Rule::Values { allowed, nearest } => {
            if let [only] = allowed.as_slice() {
                return write!(f, "be {}", describe::value(only.into()));
            }
            let values = allowed.iter().map(|value| describe::value(value.into()));
            write!(f, "be one of {}", listed(values, allowed.len(), "or"))?;
            nearest.as_ref().map_or(Ok(()), |nearest: &Value| {
                write!(f, " (did you mean {}?)", describe::value(nearest.into()))
            })
        }
        Rule::Range { range, integer } => {
            let number = if *integer { JsonType::Integer } else { JsonType::Number };
            write!(f, "be {}", types_in_words(Types::of(number), false, range))
        }
        Rule::MultipleOf(step) => write!(f, "be a multiple of {step}"),
        Rule::Pattern(pattern) => {
            write!(f, "match the regular expression `{}`", describe::plain(pattern))
        }
        Rule::Format(format) => write!(f, "be {}", format.explanation()),
        Rule::AnyOf(allowed) => {
            write!(f, "be {}", listed(allowed.iter().cloned(), allowed.len(), "or"))
        }
        Rule::OneOf { allowed, fitting } => {
            let choices = listed(allowed.iter().cloned(), allowed.len(), "or");
            write!(
                f,
                "be exactly one of {choices}; it fits {}",
                if *fitting == 0 { "none" } else { "several" }
            )
        }
        Rule::Not(description) => write!(f, "not be {description}"),
        // The others have sentences of their own.
        _ => f.write_str("be different"),
    }
}

fn write_excludes(f: &mut Formatter<'_>, place: &str, names: &[String]) -> fmt::Result {
    let quoted = names.iter().map(|name| format!("`{}`", describe::plain(name)));
    let names = listed(quoted, names.len(), "and");
    match place {
        "the request" => write!(f, "{names} can't be given together"),
        _ => write!(f, "{names} can't be given together in {place}"),
    }
}

/// Describes types, as in "an integer from 1 to 50, or null".
pub(in crate::schema) fn types_in_words(types: Types, nullable: bool, range: &Range) -> String {
    let mut words: Vec<String> = types
        .iter()
        .map(|json_type| {
            let mut word = json_type.with_article().to_owned();
            if matches!(json_type, JsonType::Integer | JsonType::Number) {
                word.push_str(&range_in_words(range));
            }
            word
        })
        .collect();
    if nullable {
        words.push("null".to_owned());
    }
    let count = words.len();
    listed(words.into_iter(), count, "or")
}

/// Describes a range, as in " from 1 to 50"; empty if it is unbounded.
fn range_in_words(range: &Range) -> String {
    match (&range.minimum, &range.maximum) {
        (None, None) => String::new(),
        (Some(low), Some(high)) if !low.exclusive && !high.exclusive => {
            format!(" from {} to {}", low.value, high.value)
        }
        (low, high) => {
            let low = low.as_ref().map(|bound| {
                let relation = if bound.exclusive { "above" } else { "of at least" };
                format!("{relation} {}", bound.value)
            });
            let high = high.as_ref().map(|bound| {
                let relation = if bound.exclusive { "below" } else { "at most" };
                format!("{relation} {}", bound.value)
            });
            match (low, high) {
                (Some(low), Some(high)) => format!(" {low} and {high}"),
                (None, Some(high)) if high.starts_with("at") => format!(" of {high}"),
                (low, high) => format!(" {}", low.or(high).unwrap_or_default()),
            }
        }
    }
}

/// Describes the allowed counts, as in "from 1 to 4 items".
pub(in crate::schema) fn count(allowed: Count, noun: &str) -> String {
    match (allowed.minimum, allowed.maximum) {
        (minimum, Some(maximum)) if minimum == maximum => {
            format!("exactly {}", counted(minimum, noun))
        }
        (0, Some(maximum)) => format!("at most {}", counted(maximum, noun)),
        (minimum, Some(maximum)) => format!("from {minimum} to {}", counted(maximum, noun)),
        (minimum, None) => format!("at least {}", counted(minimum, noun)),
    }
}

/// Joins words as in "a, b or c", truncated if there are many.
pub(in crate::schema) fn listed(
    words: impl Iterator<Item = String>,
    count: usize,
    conjunction: &str,
) -> String {
    let shown: Vec<String> = words.take(MAX_LISTED).collect();
    match shown.as_slice() {
        _ if count > MAX_LISTED => format!("{} and others", shown.join(", ")),
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} {conjunction} {last}", rest.join(", ")),
    }
}
