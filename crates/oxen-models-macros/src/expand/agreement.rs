//! Tests that a model's surface and schema agree, and that a valid request expands into an expression.

use std::collections::HashSet;
use std::fmt::Write;

use oxen_schema::schema::{JsonType, Kind, Schema};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Value, json};

use crate::expand::catalog::ModelEntry;
use crate::expand::errors::Errors;
use crate::expand::parse;
use crate::expand::request::request;
use crate::expand::verify::spanned::SpannedRequest;
use crate::expand::verify::{Mode, schema, surface};

const MODES: [Mode; 2] = [Mode::Infallible, Mode::Fallible];

/// Returns a value that is valid for a parameter, unless it is a chat parameter such as `messages`.
fn valid(kind: &Kind, schema: &Schema) -> Value {
    let range = schema.range();
    let bound = range.minimum.as_ref().or(range.maximum.as_ref());
    match kind {
        Kind::String | Kind::Media => json!("https://example.com/ox.png"),
        Kind::Integer | Kind::Number => bound.map_or(json!(1), |bound| json!(bound.value)),
        Kind::Boolean => json!(true),
        Kind::Enumeration(values) => values[0].clone(),
        Kind::List(item) => schema.items().map_or(json!([]), |items| json!([valid(item, items)])),
        _ => json!({}),
    }
}

/// Returns literals to try as a parameter's value, both valid and invalid.
fn literals(kind: &Kind, schema: &Schema) -> Vec<Value> {
    let mut literals = vec![
        json!("an ox"),
        json!("https://example.com/ox.png"),
        json!(""),
        json!(0),
        json!(7),
        json!(-1),
        json!(2.5),
        json!(3.0),
        json!(u64::MAX),
        json!(true),
        json!(null),
        json!({}),
        json!({ "a": 1 }),
        json!([[]]),
        valid(kind, schema),
    ];
    for bound in [&schema.range().minimum, &schema.range().maximum].into_iter().flatten() {
        let value = bound.value.as_f64().unwrap();
        literals.extend([json!(value - 1.0), json!(value + 0.5), json!(bound.value)]);
        literals.extend(bound.value.as_i64().map(|value| json!(value + 1)));
    }
    literals.extend(schema.values().into_iter().flatten().cloned());
    literals
}

/// Returns source text of values: the literals, some expressions, and lists of both.
fn values(literals: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = literals.iter().map(Value::to_string).collect();
    let expressions = ["value()", "LIMIT", "Self::LIMIT", "N", "const { 1 }", "a::Enum::Variant"];
    texts.extend(expressions.map(str::to_owned));
    let items: Vec<String> = texts.iter().map(|text| format!("[{text}]")).collect();
    texts.extend(items);
    texts.extend(["[]", "[value(), \"x\", LIMIT, null]", "[1, value()]"].map(str::to_owned));
    texts
}

/// Returns a value of a type that the schema accepts.
fn plain(schema: &Schema) -> Value {
    let kind = match schema.values() {
        Some(values) => Kind::Enumeration(values.to_vec()),
        None => match schema.types().iter().last() {
            Some(JsonType::String) => Kind::String,
            Some(JsonType::Integer | JsonType::Number) => Kind::Number,
            Some(JsonType::Boolean) => Kind::Boolean,
            Some(JsonType::Array) => return json!([schema.items().map_or(json!(1), plain)]),
            _ => Kind::Object,
        },
    };
    valid(&kind, schema)
}

/// Returns, as source text, an object with all properties of a schema or of its items, and variants of it in which one
/// property has another value or is missing.
fn objects(schema: &Schema) -> Vec<String> {
    let properties = schema.items().unwrap_or(schema).properties();
    let whole: Vec<(&str, String)> = properties
        .iter()
        .map(|one| {
            let inner = objects(one.schema()).into_iter().next();
            let inner = inner.map(|object| match one.schema().items() {
                Some(_) => format!("[{object}]"),
                None => object,
            });
            (one.name(), inner.unwrap_or_else(|| plain(one.schema()).to_string()))
        })
        .collect();
    let object = |members: &[(&str, String)]| {
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("{name:?}: {value}")).collect();
        format!("{{ {} }}", members.join(", "))
    };
    let mut all: Vec<String> = Vec::new();
    if !whole.is_empty() {
        all.push(object(&whole));
    }
    for index in 0..whole.len() {
        for other in ["value()", "LIMIT", "[value()]", "{ \"no_such\": value() }", "null", "7"] {
            let mut members = whole.clone();
            members[index].1 = other.to_owned();
            all.push(object(&members));
        }
        let mut members = whole.clone();
        members.remove(index);
        all.push(object(&members));
    }
    all
}

/// Messages, some of them valid, and expressions in them.
const MESSAGES: [&str; 18] = [
    r#"[{ "role": "user", "content": "Hi" }]"#,
    r#"[{ "role": "user", "content": value() }]"#,
    r#"[{ "role": "user", "content": CONTENT, "name": name }, { "role": "assistant", "content": "" }]"#,
    r#"[{ "role": value(), "content": "Hi" }]"#,
    r#"[{ "role": "usr", "content": value() }]"#,
    r#"[{ "role": "user" }]"#,
    r#"[{ "role": "user", "name": value() }]"#,
    r#"[{ "content": value() }]"#,
    r#"[{ "role": "user", "content": null }]"#,
    r#"[{ "role": "user", "content": ["Hi"] }]"#,
    r#"[{ "role": "user", "content": [value()] }]"#,
    r#"[{ "role": "user", "content": [{ "type": "text", "text": value() }] }]"#,
    r#"[{ "role": "user", "content": value(), "nope": 1 }]"#,
    r#"[{ "role": "tool", "content": value(), "tool_call_id": value() }]"#,
    r#"[{ "role": "assistant", "tool_calls": [{ "id": value(), "type": "function",
        "function": { "name": value(), "arguments": "{}" } }] }]"#,
    r#"[{ "role": "assistant", "tool_calls": [{ "id": "1", "type": value() }] }]"#,
    r#"[{ "role": "assistant", "tool_calls": [{ "id": "1", "index": value() }], "content": "Hi" }]"#,
    r#"[{ "role": "user", "content": value() }, value()]"#,
];

/// Calls `with` for each request that sets one parameter to one of these values, plus the required parameters.
fn requests(
    literals: impl Fn(&Kind, &Schema) -> Vec<Value>,
    mut with: impl FnMut(&ModelEntry, &str),
) {
    let mut providers = HashSet::new();
    for id in oxen_catalog::all().map(oxen_catalog::Entry::id) {
        let entry = ModelEntry::find(id).unwrap();
        // The chat models of a provider differ in their names only.
        if entry.surface.is_chat() && !providers.insert(entry.surface.provider().map(str::to_owned))
        {
            continue;
        }
        let schema = entry.schema().unwrap();
        for parameter in schema.parameters() {
            let mut others = format!("\"model\": {id:?}, ");
            for other in schema.parameters() {
                if other.is_required() && other.name() != parameter.name() {
                    let value = match other.name() {
                        "messages" => json!([{ "role": "user", "content": "Hi" }]),
                        _ => valid(&other.kind(), other.schema()),
                    };
                    write!(others, "{:?}: {value}, ", other.name()).unwrap();
                }
            }
            let mut values = values(&literals(&parameter.kind(), parameter.schema()));
            if parameter.name() == "messages" {
                values.extend(MESSAGES.map(str::to_owned));
            }
            let objects = objects(parameter.schema());
            values.extend(objects.iter().map(|object| format!("[{object}]")));
            values.extend(objects);
            for value in values {
                with(entry, &format!("{{ {others} {:?}: {value} }}", parameter.name()));
            }
        }
    }
}

#[test]
fn the_surface_and_the_schema_agree() {
    let (mut decided, mut left) = (0, 0);
    requests(literals, |entry, text| {
        let tokens: TokenStream = text.parse().unwrap();
        let mut errors = Errors::default();
        let (body, start) = parse::body(&Vec::from_iter(tokens), &mut errors);
        if !errors.is_empty() {
            return;
        }
        for mode in MODES {
            let Some(by_surface) = surface::requirements(entry, &body.members, mode) else {
                left += 1;
                continue;
            };
            decided += 1;
            let schema = entry.schema().unwrap();
            let spanned = SpannedRequest { entry, schema, members: &body.members, model: start };
            let by_schema = schema::requirements(&spanned, mode, &mut errors);
            assert!(errors.is_empty(), "{text}");
            assert_eq!(by_surface, by_schema, "{text}");
        }
    });
    println!("{decided} requests decided by surfaces, {left} left to schemas");
    assert!(decided > left / 10, "{decided}");
}

#[test]
fn valid_requests_expand_into_expressions() {
    let (mut tried, mut expanded) = (0, 0);
    requests(
        |kind, schema| vec![valid(kind, schema)],
        |_, text| {
            for mode in MODES {
                let tokens = request(text.parse().unwrap(), mode);
                assert_tokens(&tokens);
                tried += 1;
                let refuses = tokens.to_string().contains("compile_error");
                expanded += usize::from(!refuses);
                syn::parse2::<syn::Expr>(tokens).unwrap_or_else(|error| panic!("{text}: {error}"));
            }
        },
    );
    println!("{expanded} of {tried} requests are valid");
    assert!(expanded > tried / 10, "{expanded} of {tried}");
}

/// Asserts that all punctuation exists in Rust: rustc panics on other characters, which goes unnoticed outside of it.
pub(super) fn assert_tokens(tokens: &TokenStream) {
    for tree in tokens.clone() {
        match tree {
            TokenTree::Punct(punct) => {
                let character = punct.as_char();
                assert!("=<>!~+-*/%^&|@.,;:#$?'".contains(character), "{character} in {tokens}");
            }
            TokenTree::Group(group) => assert_tokens(&group.stream()),
            TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
    }
}
