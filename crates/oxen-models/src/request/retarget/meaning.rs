//! Finds values with the same meaning in another form.

use oxen_schema::schema::{Kind, Parameter};
use serde_json::{Number, Value};

/// The units that a number in a text may have: seconds, lines of an image, frames per second.
const UNITS: [&str; 3] = ["s", "p", "fps"];

/// Returns the other values of a parameter with the same meaning as this value.
pub(super) fn readings(parameter: &Parameter, value: &Value) -> Vec<Value> {
    let meaning = Meaning::of(value);
    let candidates = match parameter.kind() {
        Kind::Enumeration(values) => values,
        _ => meaning.spellings(),
    };
    let mut readings: Vec<Value> = Vec::new();
    for candidate in candidates {
        if Meaning::of(&candidate).is_same(&meaning) && candidate != *value {
            readings.push(candidate);
        }
    }
    readings
}

/// The meaning of a value, regardless of its form.
#[derive(Clone, Debug, PartialEq)]
enum Meaning {
    /// A number, with a unit if it has one.
    Number(f64, Option<String>),
    /// Two numbers, such as a ratio or a size.
    Pair(u64, u64),
    /// A word, in lower case, without separators.
    Word(String),
    /// Anything else, which only equals itself.
    Other(Value),
}

impl Meaning {
    fn of(value: &Value) -> Self {
        match value {
            Value::Number(number) => number
                .as_f64()
                .map_or_else(|| Self::Other(value.clone()), |it| Self::Number(it, None)),
            Value::String(text) => Self::of_text(text),
            value => Self::Other(value.clone()),
        }
    }

    fn of_text(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        if let Some((one, other)) = text.split_once([':', 'x', '/', '*', '×'])
            && let (Ok(one), Ok(other)) = (one.trim().parse(), other.trim().parse())
        {
            return Self::Pair(one, other);
        }
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
        let (digits, unit) = text.split_at(end);
        let unit = unit.trim();
        if digits.starts_with(|first: char| first.is_ascii_digit())
            && unit.chars().all(char::is_alphabetic)
            && let Ok(number) = digits.parse()
        {
            return Self::Number(number, (!unit.is_empty()).then(|| unit.to_owned()));
        }
        Self::Word(text.chars().filter(|c| c.is_alphanumeric()).collect())
    }

    /// Returns whether both have the same meaning; a number without a unit may have any unit.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(one, unit), Self::Number(other, other_unit)) => {
                one.total_cmp(other).is_eq()
                    && (unit.is_none() || other_unit.is_none() || unit == other_unit)
            }
            (one, other) => one == other,
        }
    }

    /// Returns the forms of the value to try if the allowed values are not listed.
    fn spellings(&self) -> Vec<Value> {
        let Self::Number(number, unit) = self else { return Vec::new() };
        let mut spellings = Vec::new();
        #[allow(clippy::cast_possible_truncation, reason = "it is in the range")]
        let number = if number.fract() == 0.0 && number.abs() < 9e15 {
            Some(Number::from(*number as i64))
        } else {
            Number::from_f64(*number)
        };
        let Some(number) = number else { return spellings };
        let text = number.to_string();
        spellings.push(Value::Number(number));
        spellings.push(Value::from(text.as_str()));
        let units =
            UNITS.iter().copied().filter(|one| unit.as_deref().is_none_or(|unit| unit == *one));
        spellings.extend(units.map(|unit| Value::from(format!("{text}{unit}"))));
        spellings
    }
}
