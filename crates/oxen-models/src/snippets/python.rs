//! The Python program.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::model::Model;
use crate::request::AnyRequest;

pub(crate) fn python(request: &AnyRequest) -> String {
    let url = string(&super::url(request));
    let body = body(request.model(), request.parameters());
    format!(
        "import os\n\
         \n\
         import requests\n\
         \n\
         response = requests.post(\n    \
             {url},\n    \
             headers={{\"Authorization\": f\"Bearer {{os.environ['OXEN_API_KEY']}}\"}},\n    \
             json={body},\n\
         )\n\
         print(response.json())"
    )
}

fn body(model: &Model, parameters: &Map<String, Value>) -> String {
    let mut out = String::from("{\n");
    let _ = writeln!(out, "        \"model\": {},", string(model.id));
    for (name, value) in parameters {
        let _ = write!(out, "        {}: ", string(name));
        literal(&mut out, value, 2);
        out.push_str(",\n");
    }
    out.push_str("    }");
    out
}

/// Writes a value as a Python literal. `level` is how far its line is indented.
///
/// No value of a checked request is nested more deeply than Python reads, which is 200 levels.
fn literal(out: &mut String, value: &Value, level: usize) {
    match value {
        Value::Null => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        // JSON's numbers are Python's: an integer stays one, a float has a point or an exponent.
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => out.push_str(&string(text)),
        Value::Array(items) => sequence(out, ('[', ']'), level, items, |out, item| {
            literal(out, item, level + 1);
        }),
        Value::Object(members) => {
            sequence(out, ('{', '}'), level, members, |out, (name, value)| {
                out.push_str(&string(name));
                out.push_str(": ");
                literal(out, value, level + 1);
            });
        }
    }
}

fn sequence<T>(
    out: &mut String,
    (open, close): (char, char),
    level: usize,
    parts: impl IntoIterator<Item = T>,
    mut write_part: impl FnMut(&mut String, T),
) {
    out.push(open);
    let mut parts = parts.into_iter().peekable();
    if parts.peek().is_some() {
        out.push('\n');
        for part in parts {
            indent(out, level + 1);
            write_part(out, part);
            out.push_str(",\n");
        }
        indent(out, level);
    }
    out.push(close);
}

fn indent(out: &mut String, level: usize) {
    (0..level).for_each(|_| out.push_str("    "));
}

/// A Python string literal, in the characters themselves except those that a reader wouldn't see.
fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_invisible(c) => {
                let code = u32::from(c);
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02x}"),
                    0x100..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Control characters, and those that change how the rest of the line is shown.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}
