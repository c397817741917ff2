//! What a schema accepts, in words.

use std::fmt::{self, Display, Formatter};

use super::describe;
use super::json_type::{JsonType, Types};
use super::node::Schema;
use super::violation::{count, listed, types_in_words};

/// Levels of lists that are put in words.
const MAX_LEVELS: usize = 3;

/// What the schema accepts, as a phrase such as "an integer from 1 to 50", "one of "low" or "high"" or
/// "a list of at most 4 items, each a URI". The description and the default are not part of it.
impl Display for Schema {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&phrase(self, 0))
    }
}

fn phrase(schema: &Schema, level: usize) -> String {
    let mut text = accepted(schema, level);
    if schema.nullable() && !schema.is_any() {
        text.push_str(", or null");
    }
    text
}

fn accepted(schema: &Schema, level: usize) -> String {
    if schema.is_any() {
        return "any JSON value".to_owned();
    }
    if let Some(values) = schema.values() {
        let words = values.iter().map(|value| describe::value(value.into()));
        return match values {
            [only] => format!("only {}", describe::value(only.into())),
            _ => format!("one of {}", listed(words, values.len(), "or")),
        };
    }
    for branches in [schema.any_of(), schema.one_of()] {
        if !branches.is_empty() && level < MAX_LEVELS {
            let mut words: Vec<String> = Vec::new();
            for branch in branches {
                let word = accepted(branch, level + 1);
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            let number = words.len();
            return listed(words.into_iter(), number, "or");
        }
    }
    match schema.types().single() {
        Some(JsonType::String) => string(schema),
        Some(JsonType::Array) => list(schema, level),
        Some(JsonType::Object) => object(schema),
        Some(JsonType::Boolean) => "true or false".to_owned(),
        Some(json_type) => number(schema, json_type),
        None if schema.is_composite() => "a value of the stated shape".to_owned(),
        None => types_in_words(schema.types(), false, schema.range()),
    }
}

fn number(schema: &Schema, json_type: JsonType) -> String {
    let mut text = types_in_words(Types::of(json_type), false, schema.range());
    for step in schema.multiple_of() {
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
        text.extend([" that matches `", &describe::plain(pattern), "`"]);
    }
    text
}

fn list(schema: &Schema, level: usize) -> String {
    let mut text = "a list".to_owned();
    if !schema.item_count().is_unbounded() {
        text.push_str(" of ");
        text.push_str(&count(schema.item_count(), "item"));
    }
    if schema.unique_items() {
        text.push_str(", no two of them equal");
    }
    match schema.items() {
        Some(items) if level < MAX_LEVELS && !items.is_any() => {
            text.extend([", each ", &phrase(items, level + 1)]);
        }
        _ => {}
    }
    text
}

fn object(schema: &Schema) -> String {
    let names = schema.properties().iter().map(|property| {
        let required = schema.required().iter().any(|name| name == property.name());
        let mark = if required { " (required)" } else { "" };
        format!("\"{}\"{mark}", describe::plain(property.name()))
    });
    match schema.properties().len() {
        0 => "an object".to_owned(),
        number => format!("an object of {}", listed(names, number, "and")),
    }
}
