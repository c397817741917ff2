//! The natural name of a text: a pure function of the text, before collisions are resolved.

use serde_json::{Number, Value};

use super::reserved::{self, is_keyword};
use super::words::{camel, capitalised, snake, words};
use crate::canonical;
use crate::model::is_device;

/// Returns the module of a model: `flux_2_pro` for `flux-2-pro`.
pub fn module(id: &str) -> String {
    let name = snake(&words(id), false);
    if is_keyword(&name) || reserved::MODULES.contains(&name.as_str()) || is_device(&name) {
        name + "_"
    } else {
        name
    }
}

/// Returns the request type of a model: `kling-video-o3-omni` becomes `KlingVideoO3Omni`, and
/// `happyhorse-1.0-i2v` becomes `Happyhorse1_0I2v`.
pub fn request_type(id: &str) -> String {
    let name = free_type(camel(&words(id)), "Model");
    // The builder's name derives from the type's, and must not be reserved either.
    let builder = format!("{}Builder", name.trim_end_matches('_'));
    if name.ends_with('_') || reserved::TYPES.contains(&builder.as_str()) {
        name.trim_end_matches('_').to_owned() + "Model"
    } else {
        name
    }
}

/// Returns the type of a parameter's values: `AspectRatio` for `aspect_ratio`.
pub fn value_type(parameter: &str) -> String {
    free_type(camel(&words(parameter)), "Value")
}

fn free_type(name: String, suffix: &str) -> String {
    if is_keyword(&name) {
        name + "_"
    } else if reserved::TYPES.contains(&name.as_str()) {
        name + suffix
    } else {
        name
    }
}

/// Returns the builder method that sets a parameter: `type_` for `type`, `input_image` for `inputImage`.
pub fn setter(parameter: &str) -> String {
    let name = snake(&words(parameter), true);
    if is_keyword(&name) || reserved::SETTERS.contains(&name.as_str()) { name + "_" } else { name }
}

/// Returns the Cargo feature of a developer: `black-forest-labs` for `Black Forest Labs`.
pub fn feature(developer: &str) -> String {
    let name = snake(&words(developer), false).replace('_', "-");
    if reserved::FEATURES.contains(&name.as_str()) { name + "-models" } else { name }
}

/// Returns the enum variant of a value: `Ratio16x9` for `"16:9"`, `P480` for `"480p"`, `Minus1` for `-1`.
///
/// Numbers that are equal in JSON have one name: `5` and `5.0` are both `N5`.
pub fn variant(value: &Value) -> String {
    let name = match value {
        Value::String(text) => text_variant(text.trim()),
        Value::Number(number) => text_variant(&plain_number(number).replace("e-", "eMinus")),
        Value::Null => "Null".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        composite => camel(&words(canonical::to_text(composite).trim())),
    };
    if is_keyword(&name) { name + "_" } else { name }
}

/// Writes the number as JSON, a whole one without fraction or exponent, so that equal numbers have one text.
pub(super) fn plain_number(number: &Number) -> String {
    match number.as_f64() {
        // Adding 0 turns -0 into 0. The limit exceeds every integer of `serde_json`.
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 2e19 => {
            format!("{:.0}", float + 0.0)
        }
        _ => number.to_string(),
    }
}

fn text_variant(text: &str) -> String {
    measured(text).unwrap_or_else(|| camel(&words(text)))
}

/// Returns the name of a text that is a number, a ratio, a size, or a number with a unit.
fn measured(text: &str) -> Option<String> {
    let (sign, unsigned) = match text.strip_prefix(['-', '+']) {
        Some(rest) if text.starts_with('-') => ("Minus", rest),
        Some(rest) => ("Plus", rest),
        None => ("", text),
    };
    let (number, rest) = leading_number(unsigned)?;
    if rest.is_empty() {
        let kind = if number.contains('_') { "F" } else { "N" };
        return Some(if sign.is_empty() {
            kind.to_owned() + &number
        } else {
            sign.to_owned() + &number
        });
    }
    if !sign.is_empty() {
        return None;
    }
    let rest = rest.trim_start();
    if let Some((second, "")) = rest.strip_prefix(':').and_then(leading_number) {
        return Some(format!("Ratio{number}x{second}"));
    }
    if let Some(second) = rest.strip_prefix(['x', 'X', '×', '*'])
        && let Some((second, "")) = leading_number(second.trim_start())
    {
        return Some(format!("Size{number}x{second}"));
    }
    match rest {
        "%" => Some(format!("Percent{number}")),
        unit if unit.len() <= 32 && unit.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            Some(capitalised(unit) + &number)
        }
        _ => None,
    }
}

/// Splits off the number that a text starts with, its point written as `_`. Very long numbers don't count.
fn leading_number(text: &str) -> Option<(String, &str)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let whole = digits(text);
    let fraction = text[whole..].strip_prefix('.').map_or(0, digits);
    let end = if fraction > 0 { whole + 1 + fraction } else { whole };
    (whole > 0 && end <= 32).then(|| (text[..end].replace('.', "_"), &text[end..]))
}
