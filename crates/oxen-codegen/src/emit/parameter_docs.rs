//! What a setter's documentation says about its parameter.

use oxen_schema::schema::Parameter;
use serde_json::Value;

use crate::docs;

/// Characters of a default that are shown.
const LONGEST_DEFAULT: usize = 120;

/// The description, what is allowed, and the default.
pub(super) fn parameter_docs(parameter: &Parameter) -> String {
    format!("{}\n\n{}", description(parameter), constraint(parameter))
}

/// The description alone, as a sentence.
pub(super) fn description(parameter: &Parameter) -> String {
    let description = docs::prose(parameter.description().unwrap_or_default());
    match description.as_str() {
        "" => format!("Sets {}.", docs::code(parameter.name())),
        description => sentence(description),
    }
}

/// What is allowed, and the default, as one paragraph.
pub(super) fn constraint(parameter: &Parameter) -> String {
    let mut text = if parameter.is_required() { "Required: ".to_owned() } else { String::new() };
    let allowed = docs::prose(&parameter.schema().to_string());
    if parameter.is_required() {
        text.push_str(&allowed);
    } else {
        text.push_str(&capitalised(&allowed));
    }
    text.push('.');
    if let Some(default) = parameter.default_value() {
        text.push_str(" Default: ");
        text.push_str(&docs::code(&shown(default)));
        text.push('.');
    }
    text
}

/// A value as JSON, cut where it is long.
pub(crate) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST_DEFAULT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// A text with a point at its end.
pub(crate) fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…', ':']) { text.to_owned() } else { format!("{text}.") }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
