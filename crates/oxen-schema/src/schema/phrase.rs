//! Describes schemas in phrases.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use super::describe;
use super::json_type::{JsonType, Types};
use super::node::Schema;
use super::range::{Count, Range};
use super::violation::{count, listed, types_in_words};

/// The maximum number of levels of lists that are described.
const MAX_LEVELS: usize = 3;
/// The length of a phrase, in bytes, beyond which it is truncated.
const MAX_LENGTH: usize = 2_000;

/// Describes the accepted values in a phrase such as "an integer from 1 to 50", "one of "low" or "high"" or
/// "a list of at most 4 items, each a URI". The description and the default are not part of it. An ellipsis ends the
/// phrase where it would be longer than some 2,000 characters.
impl Display for Schema {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = phrase(self, &Budget::default(), 0);
        f.write_str(&text[..text.floor_char_boundary(MAX_LENGTH)])?;
        if text.len() > MAX_LENGTH { f.write_str("…") } else { Ok(()) }
    }
}

/// The bytes that are left of a phrase's length, which nested alternatives would multiply.
struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(MAX_LENGTH))
    }
}

impl Budget {
    /// Returns the words for a schema without others in it, or an ellipsis where the phrase is long enough.
    fn take(&self, words: impl FnOnce() -> String) -> String {
        if self.0.get() == 0 {
            return "…".to_owned();
        }
        let words = words();
        self.0.set(self.0.get().saturating_sub(words.len()));
        words
    }
}

fn phrase(schema: &Schema, budget: &Budget, level: usize) -> String {
    let mut text = accepted(schema, budget, level);
    // If every type is accepted, null isn't mentioned.
    if schema.nullable() && schema.types() != Types::NOT_NULL {
        text.push_str(if text.is_empty() { "null" } else { ", or null" });
    }
    text
}

fn accepted(schema: &Schema, budget: &Budget, level: usize) -> String {
    if let Some(values) = schema.values() {
        return budget.take(|| values_in_words(values));
    }
    for branches in [schema.any_of(), schema.one_of()] {
        if !branches.is_empty() && level < MAX_LEVELS {
            let words = branches.iter().map(|branch| accepted(branch, budget, level + 1));
            return listed(words, branches.len(), "or");
        }
    }
    match stated_type(schema) {
        Some(JsonType::Array) if schema.reference().is_none() => list(schema, budget, level),
        stated => budget.take(|| plain(schema, stated)),
    }
}

/// Describes a schema by what it says itself.
fn plain(schema: &Schema, stated: Option<JsonType>) -> String {
    if let Some(name) = schema.reference().and_then(|pointer| pointer.rsplit('/').next()) {
        return match name {
            "" => "a request".to_owned(),
            name => format!("a `{}`", describe::plain(name)),
        };
    }
    match stated {
        Some(JsonType::String) => string(schema),
        Some(JsonType::Object) => object(schema),
        Some(JsonType::Boolean) => "true or false".to_owned(),
        Some(json_type) => number(schema, json_type),
        None if schema.types() != Types::NOT_NULL => {
            types_in_words(schema.types(), false, schema.range())
        }
        None if schema.is_composite() => "what the schema states".to_owned(),
        None => "any JSON value".to_owned(),
    }
}

pub(crate) fn values_in_words(values: &[Value]) -> String {
    let words = values.iter().map(|value| describe::value(value.into()));
    match values {
        [only] => format!("only {}", describe::value(only.into())),
        _ => format!("one of {}", listed(words, values.len(), "or")),
    }
}

pub(crate) fn numbers_in_words(is_integer: bool, range: &Range) -> String {
    let json_type = if is_integer { JsonType::Integer } else { JsonType::Number };
    types_in_words(Types::of(json_type), false, range)
}

pub(crate) fn items_in_words(minimum: usize) -> String {
    let minimum = u64::try_from(minimum).unwrap_or(u64::MAX);
    count(Count { minimum, maximum: None }, "item")
}

/// Returns the only type of the schema, or the first one that it has rules for.
fn stated_type(schema: &Schema) -> Option<JsonType> {
    let stated = || {
        [
            (JsonType::Object, schema.object.is_empty()),
            (JsonType::Array, schema.array.is_empty()),
            (JsonType::String, schema.string.is_empty()),
            (JsonType::Number, schema.number.is_empty()),
        ]
        .into_iter()
        .find_map(|(json_type, is_empty)| (!is_empty).then_some(json_type))
    };
    let untyped = schema.types() == Types::NOT_NULL;
    schema.types().single().or_else(|| untyped.then(stated).flatten())
}

fn number(schema: &Schema, json_type: JsonType) -> String {
    let mut text = types_in_words(Types::of(json_type), false, schema.range());
    for step in schema.multiple_of() {
        if text.len() > MAX_LENGTH {
            break;
        }
        text.extend([", a multiple of ", &step.to_string()]);
    }
    text
}

fn string(schema: &Schema) -> String {
    let mut text = match schema.formats().first() {
        Some(format) => format.explanation().to_owned(),
        None => "a string".to_owned(),
    };
    if !schema.length().is_unbounded() {
        text.push_str(" of ");
        text.push_str(&count(schema.length(), "character"));
    }
    for pattern in schema.patterns() {
        if text.len() > MAX_LENGTH {
            break;
        }
        text.extend([" that matches `", &describe::plain(pattern), "`"]);
    }
    text
}

fn list(schema: &Schema, budget: &Budget, level: usize) -> String {
    let mut text = budget.take(|| "a list".to_owned());
    if !schema.item_count().is_unbounded() {
        text.push_str(" of ");
        text.push_str(&count(schema.item_count(), "item"));
    }
    if schema.unique_items() {
        text.push_str(", no two of them equal");
    }
    match schema.items() {
        Some(items) if level < MAX_LEVELS && !items.is_any() => {
            text.extend([", each ", &phrase(items, budget, level + 1)]);
        }
        _ => {}
    }
    text
}

fn object(schema: &Schema) -> String {
    let properties = schema.properties();
    let required: HashSet<&str> = schema.required().iter().map(String::as_str).collect();
    let listed_names = properties.iter().map(|property| {
        let mark = if required.contains(property.name()) { " (required)" } else { "" };
        format!("`{}`{mark}", describe::plain(property.name()))
    });
    if !properties.is_empty() {
        return format!("an object of {}", listed(listed_names, properties.len(), "and"));
    }
    let required = schema.required();
    let names = required.iter().map(|name| format!("`{}`", describe::plain(name)));
    match required.len() {
        0 => "an object".to_owned(),
        count => format!("an object with {}", listed(names, count, "and")),
    }
}
