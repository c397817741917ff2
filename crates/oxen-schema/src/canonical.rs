//! Canonical JSON text: one text per value, made for reading and for small diffs.
//!
//! Two spaces of indentation and a newline at the end. The keys that describe an object best come first
//! (`type`, `title`, `description`, …), then the other keys by name; the parameters under `properties`
//! come in display order (`x-order`, then name). A list of plain values and an object of one key stay
//! on one line if they fit. Invisible characters are written as escapes, so that nothing in
//! a text is hidden.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::text::is_invisible;

/// The deepest nesting of lists and objects that this crate accepts: the limit of `serde_json`.
pub const MAX_DEPTH: usize = 128;

/// The widest line that a list of plain values may fill, in characters.
const MAX_WIDTH: usize = 100;

/// Keys that come first, in this order; all others follow by name.
const FIRST_KEYS: [&str; 44] = [
    "$schema",
    "$id",
    "$ref",
    "id",
    "name",
    "sentence",
    "certainty",
    "source",
    "origin",
    "type",
    "title",
    "display_name",
    "developer",
    "provider",
    "owned_by",
    "model_type",
    "endpoint",
    "capabilities",
    "summary",
    "description",
    "format",
    "enum",
    "const",
    "default",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "items",
    "required",
    "basic",
    "properties",
    "additionalProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "x-order",
];

/// Keywords whose objects have names as keys, to which the order of keywords doesn't apply.
const NAME_MAPS: [&str; 6] =
    ["properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "parameters"];

/// Returns the canonical text of a value, ending in a newline.
///
/// ```
/// use oxen_schema::canonical;
/// use serde_json::json;
///
/// let schema = json!({"minimum": 1, "enum": [1, 2], "type": "integer"});
/// assert_eq!(
///     canonical::to_text(&schema),
///     "{\n  \"type\": \"integer\",\n  \"enum\": [1, 2],\n  \"minimum\": 1\n}\n"
/// );
/// ```
pub fn to_text(value: &Value) -> String {
    let mut writer = Writer { text: String::new(), open: Vec::new() };
    writer.write(value);
    writer.text.push('\n');
    writer.text
}

/// The role of an object's keys.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Role {
    /// Keywords, or keys of data.
    Plain,
    /// Names, such as those of parameters.
    Names,
}

impl Role {
    /// Returns the role of the object under `key` in an object of this role.
    fn of(self, key: &str) -> Self {
        if self == Self::Plain && NAME_MAPS.contains(&key) { Self::Names } else { Self::Plain }
    }
}

fn ordered(object: &Map<String, Value>, role: Role) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = object.iter().collect();
    match role {
        Role::Names => entries.sort_by(|(key_a, a), (key_b, b)| {
            by_display_order(a, b).then_with(|| key_a.cmp(key_b))
        }),
        Role::Plain => entries.sort_by_key(|(key, _)| (rank(key), *key)),
    }
    entries
}

fn rank(key: &str) -> usize {
    FIRST_KEYS.iter().position(|first| *first == key).unwrap_or(FIRST_KEYS.len())
}

/// Compares by `x-order`; parameters without one come last.
fn by_display_order(a: &Value, b: &Value) -> Ordering {
    let order = |value: &Value| value.get("x-order").and_then(Value::as_f64);
    match (order(a), order(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

/// A list or object that is being written. A stack of these replaces recursion, so that no value is too deep.
enum Open<'a> {
    Array(std::slice::Iter<'a, Value>),
    Object(std::vec::IntoIter<(&'a String, &'a Value)>, Role),
}

struct Writer<'a> {
    text: String,
    open: Vec<Open<'a>>,
}

impl<'a> Writer<'a> {
    fn write(&mut self, value: &'a Value) {
        self.value(value, Role::Plain);
        while let Some(innermost) = self.open.last_mut() {
            let (next, close) = match innermost {
                Open::Array(items) => (items.next().map(|item| (None, item, Role::Plain)), ']'),
                Open::Object(entries, role) => {
                    let next = entries.next();
                    (next.map(|(key, value)| (Some(key), value, role.of(key))), '}')
                }
            };
            if let Some((key, value, role)) = next {
                if !self.text.ends_with(['[', '{']) {
                    self.text.push(',');
                }
                self.new_line();
                if let Some(key) = key {
                    quote(&mut self.text, key);
                    self.text.push_str(": ");
                }
                self.value(value, role);
            } else {
                self.open.pop();
                self.new_line();
                self.text.push(close);
            }
        }
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.open.len()));
    }

    fn value(&mut self, value: &'a Value, role: Role) {
        if let Some(line) = one_line(value).filter(|line| self.fits(line)) {
            self.text.push_str(&line);
            return;
        }
        match value {
            Value::Array(items) => {
                self.text.push('[');
                self.open.push(Open::Array(items.iter()));
            }
            Value::Object(object) => {
                self.text.push('{');
                self.open.push(Open::Object(ordered(object, role).into_iter(), role));
            }
            plain => push_plain(&mut self.text, plain),
        }
    }

    fn fits(&self, line: &str) -> bool {
        let current = self.text.rsplit('\n').next().unwrap_or_default();
        // One column is left for the comma that may follow.
        current.chars().count() + line.chars().count() < MAX_WIDTH
    }
}

/// Returns the value on one line if it is a list of plain values, or an object with at most one key, whose
/// value is plain or such a list.
fn one_line(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) if object.len() < 2 => {
            let Some((key, value)) = object.iter().next() else { return Some("{}".to_owned()) };
            let mut line = String::from("{");
            quote(&mut line, key);
            line.push_str(": ");
            match value {
                Value::Object(_) => return None,
                Value::Array(items) => line.push_str(&list_on_one_line(items)?),
                plain => push_plain(&mut line, plain),
            }
            line.push('}');
            Some(line)
        }
        Value::Array(items) => list_on_one_line(items),
        _ => None,
    }
}

fn list_on_one_line(items: &[Value]) -> Option<String> {
    // Each value takes at least two characters with its comma, so a long list is ruled out by its length.
    if items.len() > MAX_WIDTH / 2 || items.iter().any(|item| item.is_array() || item.is_object()) {
        return None;
    }
    let mut line = String::from("[");
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            line.push_str(", ");
        }
        push_plain(&mut line, item);
        // A character has at most four bytes, so a longer line can't fit.
        if line.len() > 4 * MAX_WIDTH {
            return None;
        }
    }
    line.push(']');
    Some(line)
}

fn push_plain(text: &mut String, value: &Value) {
    match value {
        Value::String(string) => quote(text, string),
        other => text.push_str(&other.to_string()),
    }
}

fn quote(text: &mut String, string: &str) {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    if string.bytes().all(is_plain) {
        text.push('"');
        text.push_str(string);
        text.push('"');
        return;
    }
    let quoted = Value::from(string).to_string();
    text.push_str(&escape_invisible(&quoted));
}

/// Escapes the invisible characters of a JSON text.
pub(crate) fn escape_invisible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::new();
    for c in text.chars() {
        if is_invisible(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a `String` cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}
