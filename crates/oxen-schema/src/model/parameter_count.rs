//! The size of a model.

use std::fmt;

/// A number of parameters, as the hub's text and, where the text is unambiguous, as a number.
///
/// ```
/// use oxen_schema::model::ParameterCount;
///
/// assert_eq!(ParameterCount::new("284 billion").count(), Some(284_000_000_000));
/// assert_eq!(ParameterCount::new("450 million (base); up to 8 billion").count(), None);
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ParameterCount {
    text: String,
    count: Option<u64>,
}

impl ParameterCount {
    /// Reads the count that a text states: a number, with or without a unit. Longer prose has no count.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let count = read(text.trim());
        Self { text, count }
    }

    /// Returns the hub's own words, such as `284 billion`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the number; `None` if the text is ambiguous.
    pub fn count(&self) -> Option<u64> {
        self.count
    }
}

impl fmt::Display for ParameterCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn read(text: &str) -> Option<u64> {
    let end =
        text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let zeros =
        match unit.trim().trim_end_matches("parameters").trim().to_ascii_lowercase().as_str() {
            "" => 0,
            "thousand" | "k" => 3,
            "million" | "m" => 6,
            "billion" | "b" => 9,
            "trillion" | "t" => 12,
            _ => return None,
        };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole = ungroup(whole)?;
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || fraction.len() > zeros || number.ends_with('.') {
        return None;
    }
    // Decimal digits, not floats: 5.1 billion is 5,100,000,000 to the last digit.
    format!("{whole}{fraction:0<zeros$}").parse().ok()
}

/// Returns the digits of a whole number that may have commas, but only in front of every three digits.
fn ungroup(number: &str) -> Option<String> {
    let groups: Vec<&str> = number.split(',').collect();
    let (first, rest) = groups.split_first()?;
    let grouped = rest.is_empty() || first.len() <= 3;
    (!first.is_empty() && grouped && rest.iter().all(|group| group.len() == 3))
        .then(|| groups.concat())
}
