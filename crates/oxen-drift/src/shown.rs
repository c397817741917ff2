//! Describes schemas briefly, for the values of a report.

use oxen_schema::schema::Schema;
use oxen_schema::text::is_invisible;
use serde_json::Value;

/// The maximum number of characters of a text in a report.
const MAX_LENGTH: usize = 300;

/// Describes the values that a schema accepts.
pub(crate) fn schema(schema: &Schema) -> Value {
    Value::String(shortened(&schema.to_string(), MAX_LENGTH))
}

/// Returns the types that a schema accepts.
pub(crate) fn types(schema: &Schema) -> Value {
    let types: Vec<&str> = schema.types().iter().map(oxen_schema::schema::JsonType::name).collect();
    match types.as_slice() {
        [] => Value::from("nothing"),
        [_, _, _, _, _, ..] => Value::from("any type"),
        types => Value::from(types.join(" or ")),
    }
}

/// Returns the text on one line, truncated.
pub(crate) fn shortened(text: &str, length: usize) -> String {
    let mut short: String = text.chars().take(length).map(plain).collect();
    if text.chars().nth(length).is_some() {
        short.push('…');
    }
    short
}

/// Replaces a character that would change the display of others or end a quotation.
fn plain(character: char) -> char {
    match character {
        '`' => '\'',
        _ if is_invisible(character) => '\u{fffd}',
        _ => character,
    }
}

/// Returns a value as JSON, truncated.
pub(crate) fn value(value: &Value) -> String {
    shortened(&value.to_string(), 120)
}
