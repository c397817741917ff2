//! Makes untrusted text inert: texts from schemas, listings and answers are escaped here before they are shown.

use std::fmt;

use serde_json::Value;

/// The number of characters that [`excerpt`] shows.
pub const EXCERPT: usize = 60;

/// Returns the text on one line, at most [`EXCERPT`] characters of it, with invisible characters escaped.
///
/// ```
/// use oxen_schema::text::excerpt;
///
/// assert_eq!(excerpt("an ox\u{1b}[31m"), "an ox\\u{1b}[31m");
/// ```
pub fn excerpt(text: &str) -> String {
    excerpt_within(text, EXCERPT)
}

/// Returns the text on one line, at most `limit` characters of it, with invisible characters escaped.
///
/// Control characters, line ends and those that reorder or hide others are written as `\u{…}`, so that the text can't
/// move a terminal's cursor, start a line, or read as something else. An ellipsis marks a truncated text.
pub fn excerpt_within(text: &str, limit: usize) -> String {
    let mut excerpt = String::new();
    let mut characters = text.chars();
    for character in characters.by_ref().take(limit) {
        if is_invisible(character) {
            excerpt.extend(character.escape_unicode());
        } else {
            excerpt.push(character);
        }
    }
    if characters.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}

/// Returns a number with the noun for what is counted, in the singular or the plural.
///
/// ```
/// use oxen_schema::text::counted;
///
/// assert_eq!(counted(1_usize, "model"), "1 model");
/// assert_eq!(counted(2_u64, "property"), "2 properties");
/// ```
pub fn counted<N: Copy + fmt::Display + From<u8> + PartialEq>(number: N, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if number == N::from(1) => format!("{number} {noun}"),
        Some(stem) => format!("{number} {stem}ies"),
        None => format!("{number} {noun}s"),
    }
}

/// Returns the JSON type of a value with its article, for messages.
pub fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Returns whether a character is invisible, or changes the order in which others are displayed.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
