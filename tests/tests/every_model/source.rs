//! Requests as source code.

use std::fmt::Write;

use oxen_models::rules::Rule;
use oxen_models::{Kind, Model};
use oxen_schema::schema::Format;
use serde_json::{Map, Number, Value, json};

/// The form in which values are written.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Style {
    /// As literals.
    Literals,
    /// As expressions and constants whose types guarantee validity, if there are such.
    Sure,
    /// As variables of plain types.
    Variables,
}

/// Returns a request without some rules of documentation, after the statements that it needs.
pub(crate) fn request(
    model: &Model,
    body: &Map<String, Value>,
    call: &str,
    style: Style,
    lifted: &[&str],
) -> (String, String) {
    let mut writer = Writer { style, statements: String::new(), count: 0, text: String::new() };
    write!(writer.text, "oxen_models::{call}!({{\"model\": {:?}, ", model.id).unwrap();
    for (name, value) in body {
        write!(writer.text, "{name:?}: ").unwrap();
        let parameter = model.parameters().iter().find(|parameter| parameter.name() == name);
        match parameter {
            Some(parameter) if style == Style::Sure => {
                let formats = parameter.schema().items().unwrap_or(parameter.schema()).formats();
                let is_uri = formats.contains(&Format::Uri);
                writer.guaranteed(value, &parameter.kind(), is_uri);
            }
            _ => writer.value(value),
        }
        writer.text.push_str(", ");
    }
    writer.text.push('}');
    for rule in lifted {
        write!(writer.text, ".without_rule({rule:?})").unwrap();
    }
    writer.text.push(')');
    (writer.statements, writer.text)
}

/// Returns the ids of the rules of a model's documentation, which tests of schemas lift: values may violate them.
pub(crate) fn rules_of(model: &Model) -> Vec<&'static str> {
    model.rules().unwrap().iter().map(Rule::id).collect()
}

/// Returns the request in JSON.
pub(crate) fn expected(model: &Model, body: Map<String, Value>) -> Value {
    let mut whole = Map::from_iter([("model".to_owned(), json!(model.id))]);
    whole.extend(body);
    Value::Object(whole)
}

struct Writer {
    style: Style,
    statements: String,
    count: usize,
    text: String,
}

impl Writer {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                self.text.push('[');
                for item in items {
                    self.value(item);
                    self.text.push(',');
                }
                self.text.push(']');
            }
            Value::Object(members) => {
                self.text.push('{');
                for (name, value) in members {
                    write!(self.text, "{name:?}: ").unwrap();
                    match value {
                        Value::String(text) if self.style == Style::Sure && is_free(name) => {
                            write!(self.text, "{text:?}.to_owned()").unwrap();
                        }
                        value => self.value(value),
                    }
                    self.text.push(',');
                }
                self.text.push('}');
            }
            Value::Null => self.text.push_str("null"),
            scalar if self.style == Style::Variables => self.variable(scalar),
            Value::String(text) => write!(self.text, "{text:?}").unwrap(),
            scalar => write!(self.text, "{scalar}").unwrap(),
        }
    }

    fn variable(&mut self, scalar: &Value) {
        let name = format!("v{}", self.count);
        self.count += 1;
        let (value, of_type) = match scalar {
            Value::String(text) => (format!("String::from({text:?})"), "String"),
            Value::Number(number) => (number.to_string(), type_of(number)),
            other => (other.to_string(), "bool"),
        };
        write!(self.statements, "let {name}: {of_type} = {value}; ").unwrap();
        self.text.push_str(&name);
    }

    fn guaranteed(&mut self, value: &Value, kind: &Kind, is_uri: bool) {
        match (kind, value) {
            (Kind::Media, Value::String(text)) if is_uri => {
                write!(self.text, "oxen_models::Media::from({text:?})")
            }
            (Kind::String | Kind::Media, Value::String(text)) => {
                write!(self.text, "{text:?}.to_owned()")
            }
            (Kind::Boolean, Value::Bool(value)) => write!(self.text, "!{}", !value),
            (Kind::List(item), Value::Array(items)) => {
                self.text.push('[');
                for value in items {
                    self.guaranteed(value, item, is_uri);
                    self.text.push(',');
                }
                write!(self.text, "]")
            }
            (Kind::Integer | Kind::Number | Kind::Enumeration(_), scalar) => {
                return self.constant(scalar);
            }
            (_, value) => return self.value(value),
        }
        .unwrap();
    }

    fn constant(&mut self, scalar: &Value) {
        let name = format!("VALUE_{}", self.count);
        self.count += 1;
        let (value, of_type) = match scalar {
            Value::String(text) => (format!("{text:?}"), "&str"),
            // Each `i32` fits into an `f64` too, so that it can be compared with any range.
            Value::Number(number) if i32::try_from(number.as_i64().unwrap_or(i64::MAX)).is_ok() => {
                (number.to_string(), "i32")
            }
            Value::Number(number) => (number.to_string(), type_of(number)),
            other => return self.value(other),
        };
        write!(self.statements, "const {name}: {of_type} = {value}; ").unwrap();
        self.text.push_str(&name);
    }
}

fn type_of(number: &Number) -> &'static str {
    if number.is_i64() {
        "i64"
    } else if number.is_u64() {
        "u64"
    } else {
        "f64"
    }
}

/// Returns whether any text is valid under this name in a message or a tool.
fn is_free(name: &str) -> bool {
    ["content", "text", "arguments", "description", "filename", "tool_call_id"].contains(&name)
}
