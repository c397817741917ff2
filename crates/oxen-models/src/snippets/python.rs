//! Renders a request as a Python program.

use std::fmt::Write;

use oxen_schema::schema::{Instance, Members};
use oxen_schema::text::is_invisible;

/// Returns the program that sends a request to a model.
pub(crate) fn python(url: &str, model: &str, parameters: &dyn Members) -> String {
    let url = string(url);
    let body = body(model, parameters);
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

fn body(model: &str, parameters: &dyn Members) -> String {
    let mut out = String::from("{\n");
    let _ = writeln!(out, "        \"model\": {},", string(model));
    parameters.visit(&mut |name, value| {
        member(&mut out, (name, value), 2);
        true
    });
    out.push_str("    }");
    out
}

/// Writes a value as a Python literal. `level` is the indentation of its line.
///
/// No value of a checked request exceeds the 200 levels of nesting that Python can read.
fn literal(out: &mut String, value: Instance<'_>, level: usize) {
    match value {
        Instance::Null => out.push_str("None"),
        Instance::Boolean(true) => out.push_str("True"),
        Instance::Boolean(false) => out.push_str("False"),
        // JSON's numbers are Python's: an integer stays one, a float has a point or an exponent.
        Instance::Number(number) => out.push_str(&number.to_string()),
        Instance::String(text) => out.push_str(&string(text)),
        Instance::Array(items) if items.count() == 0 => out.push_str("[]"),
        Instance::Array(items) => {
            out.push_str("[\n");
            for item in (0..items.count()).map_while(|index| items.item(index)) {
                indent(out, level + 1);
                literal(out, item, level + 1);
                out.push_str(",\n");
            }
            indent(out, level);
            out.push(']');
        }
        Instance::Object(members) if members.count() == 0 => out.push_str("{}"),
        Instance::Object(members) => {
            out.push_str("{\n");
            members.visit(&mut |name, value| {
                member(out, (name, value), level + 1);
                true
            });
            indent(out, level);
            out.push('}');
        }
    }
}

/// Writes a member of a dictionary as a line.
fn member(out: &mut String, (name, value): (&str, Instance<'_>), level: usize) {
    indent(out, level);
    let _ = write!(out, "{}: ", string(name));
    literal(out, value, level);
    out.push_str(",\n");
}

fn indent(out: &mut String, level: usize) {
    (0..level).for_each(|_| out.push_str("    "));
}

/// Returns a Python string literal, in which only special and invisible characters are escaped.
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
