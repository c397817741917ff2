//! The documentation of a parameter.

use oxen_schema::schema::Parameter;
use oxen_schema::surface::{Argument, Element};
use serde_json::Value;

use crate::docs;
use crate::plan::ParameterPlan;

/// The maximum number of characters of a default.
const MAX_DEFAULT: usize = 120;

/// Phrases that add nothing to the Rust type.
const IMPLIED_BY_TYPE: [&str; 14] = [
    "",
    "a string",
    "an integer",
    "a number",
    "true or false",
    "an object",
    "a list",
    "a list of strings",
    "a list of integers",
    "a list of numbers",
    "a list of booleans",
    "a list of objects",
    "any JSON value",
    "what the schema states",
];

/// Returns the description, the allowed values unless the Rust type states them, and the default.
pub(super) fn parameter_docs(plan: &ParameterPlan<'_>) -> String {
    let mut rules = Vec::new();
    let allowed = allowed(plan);
    match (plan.parameter.is_required(), is_implied_by_type(&allowed)) {
        (true, true) => rules.push("Required.".to_owned()),
        (true, false) => rules.push(format!("Required: {}.", docs::phrase(&allowed))),
        (false, true) => {}
        (false, false) => rules.push(format!("{}.", capitalised(&docs::phrase(&allowed)))),
    }
    rules.extend(default(plan.parameter));
    let description = description(plan.parameter);
    if rules.is_empty() { description } else { format!("{description}\n\n{}", rules.join(" ")) }
}

/// Returns the description alone, as a sentence.
pub(super) fn description(parameter: &Parameter) -> String {
    let description = docs::prose(parameter.description().unwrap_or_default());
    match description.as_str() {
        "" => format!("Sets {}.", docs::code(parameter.name())),
        description => sentence(description),
    }
}

/// Returns the allowed values and the default as one paragraph.
pub(super) fn constraint(plan: &ParameterPlan<'_>) -> String {
    let allowed = docs::phrase(&allowed(plan));
    let mut text = if plan.parameter.is_required() {
        format!("Required: {allowed}.")
    } else {
        format!("{}.", capitalised(&allowed))
    };
    if let Some(default) = default(plan.parameter) {
        text.push(' ');
        text.push_str(&default);
    }
    text
}

fn default(parameter: &Parameter) -> Option<String> {
    let default = parameter.default_value()?;
    Some(format!("Default: {}.", docs::code(&shown(default))))
}

/// Describes the accepted values with the schema's phrase, in which lists and media are named by what they hold.
fn allowed(plan: &ParameterPlan<'_>) -> String {
    let phrase = plan.parameter.schema().to_string();
    match plan.argument() {
        Argument::One(Element::Media) if is_plain_media(&phrase) => {
            "a URL or `data:` URI".to_owned()
        }
        Argument::Many(element) => list_of(&phrase, *element).unwrap_or(phrase),
        _ => phrase,
    }
}

/// Returns "a list of strings" for "a list, each a string"; `None` for items with further constraints.
fn list_of(phrase: &str, element: Element) -> Option<String> {
    let (list, item) = phrase.split_once(", each ")?;
    let items = match item {
        item if element == Element::Media && is_plain_media(item) => "URLs or `data:` URIs",
        "a string" => "strings",
        "an integer" => "integers",
        "a number" => "numbers",
        "true or false" => "booleans",
        "an object" => "objects",
        _ => return None,
    };
    if list == "a list" {
        return Some(format!("a list of {items}"));
    }
    Some(format!("{} {items}", list.strip_suffix(" items")?))
}

fn is_plain_media(phrase: &str) -> bool {
    phrase == "a string" || phrase.starts_with("a URI such as ") && phrase.ends_with("base64,…")
}

/// Returns whether a phrase for accepted values adds nothing to the Rust type.
pub(crate) fn is_implied_by_type(phrase: &str) -> bool {
    IMPLIED_BY_TYPE.contains(&phrase)
}

/// Returns a value as JSON, truncated if it is long.
pub(crate) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(MAX_DEFAULT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Returns a text that ends with a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let ends = ['.', '!', '?', '…', ':', '。', '！', '？', '：'];
    if text.ends_with(ends) { text.to_owned() } else { format!("{text}.") }
}

/// Returns a text with its first letter in upper case.
pub(crate) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
