//! The example request in a model's documentation, which compiles.

use oxen_schema::schema::{JsonType, Parameter, RequestSchema, Schema};
use oxen_schema::surface::{Argument, ChatPart, Element, EnumerationValues};
use serde_json::{Map, Number, Value, json};

use crate::plan::{ModelPlan, ParameterPlan};

/// The number of optional parameters that an example sets.
const OPTIONAL: usize = 2;

/// Returns the example as a fenced code block.
pub(super) fn example(plan: &ModelPlan<'_>, schema: &RequestSchema) -> String {
    let mut body = Map::new();
    let mut calls = Vec::new();
    let mut given = Vec::new();
    let mut imports = vec![plan.type_name.clone()];
    let chosen = plan
        .required()
        .chain(plan.parameters.iter().filter(|one| worth_showing(one)).take(OPTIONAL));
    for parameter in chosen {
        if let Some(sample) = sample(parameter, schema) {
            imports.extend(sample.import);
            body.insert(parameter.parameter.name().to_owned(), sample.value);
            calls.push(format!("    {}", sample.call));
        } else if let Some(type_name) = parameter.surface.nested_type() {
            let setter = parameter.setter();
            let is_list = matches!(parameter.argument(), Argument::Many(_));
            let of = format!("types::{type_name}");
            let of = if is_list { format!("Vec<{of}>") } else { of };
            given.push(format!("{setter}: {of}"));
            imports.push("types".to_owned());
            calls.push(format!("    .{setter}({setter})"));
        }
    }
    // An example that the schema refuses still shows how to write a request; it must not claim to succeed.
    let fence = if schema.check(&body).is_empty() { "```" } else { "```no_run" };
    imports.sort_unstable();
    imports.dedup();
    let imports = imported(&plan.module, &imports);
    if !given.is_empty() {
        // No plausible value is known, so the caller provides it.
        return format!(
            "```\n{imports}\n\nfn request({given}) -> \
             Result<{name}, oxen_models::InvalidRequest> {{\n    {name}::builder()\n    {calls}\n        \
             .build()\n}}\n```",
            given = given.join(", "),
            name = plan.type_name,
            calls = calls.join("\n    "),
        );
    }
    format!(
        "{fence}\n{imports}\n\nlet request = {name}::builder()\n{calls}\n    \
         .build()?;\n# Ok::<(), oxen_models::InvalidRequest>(())\n```",
        name = plan.type_name,
        calls = calls.join("\n"),
    )
}

/// The maximum width of an import in columns, without its `/// `.
const WIDTH: usize = 96;

/// Returns the import of these names of a model's module, as rustfmt breaks it.
fn imported(module: &str, names: &[String]) -> String {
    let path = format!("use oxen_models::models::{module}::");
    let line = match names {
        [only] => return format!("{path}{only};"),
        several => format!("{path}{{{}}};", several.join(", ")),
    };
    if line.len() <= WIDTH { line } else { format!("{path}{{\n    {},\n}};", names.join(", ")) }
}

struct Sample {
    call: String,
    value: Value,
    import: Option<String>,
}

fn worth_showing(plan: &ParameterPlan<'_>) -> bool {
    !plan.is_required()
        && plan.parameter.default_value().is_some()
        && matches!(
            plan.argument(),
            Argument::One(
                Element::Integer
                    | Element::Number
                    | Element::Enumeration(
                        EnumerationValues::Strings | EnumerationValues::Integers
                    )
            )
        )
}

/// Returns a setter call with a plausible value; `None` if there is none.
fn sample(plan: &ParameterPlan<'_>, request: &RequestSchema) -> Option<Sample> {
    let name = plan.parameter.name();
    let plain = |value: Value, written: String| {
        Some(Sample { call: format!(".{}({written})", plan.setter()), value, import: None })
    };
    match plan.argument() {
        Argument::Chat(ChatPart::Messages) => Some(Sample {
            call: ".user(\"Hello, what can you do?\")".to_owned(),
            value: json!([{ "role": "user", "content": "Hello, what can you do?" }]),
            import: None,
        }),
        Argument::One(Element::String) => {
            let text = text_for(plan);
            plain(json!(text), format!("{text:?}"))
        }
        Argument::One(Element::Media) => {
            let url = url_for(name);
            plain(json!(url), format!("{url:?}"))
        }
        Argument::Many(element @ (Element::Media | Element::String)) => {
            let item = if *element == Element::String { "an ox" } else { url_for(name) };
            plain(json!([item]), format!("[{item:?}]"))
        }
        Argument::One(Element::Boolean) => plain(json!(true), "true".to_owned()),
        Argument::One(Element::Integer | Element::Number) => {
            let number = number_for(plan.parameter.schema(), plan.parameter.default_value());
            let written = literal(&number);
            plain(number, written)
        }
        Argument::Many(Element::Integer | Element::Number) => {
            let number = number_for(plan.parameter.schema().items()?, None);
            plain(json!([number]), format!("[{}]", literal(&number)))
        }
        Argument::Many(Element::Boolean) => plain(json!([true]), "[true]".to_owned()),
        Argument::One(Element::Enumeration(_)) => choice(plan),
        Argument::Many(Element::Enumeration(EnumerationValues::Strings)) => {
            let sample = choice(plan)?;
            let (call, value) = (sample.call.split_once('(')?.1, json!([sample.value]));
            let call = format!(".{}([{}])", plan.setter(), call.trim_end_matches(')'));
            Some(Sample { call, value, ..sample })
        }
        Argument::Many(Element::Enumeration(_)) => {
            let (value, _) = plan.surface.variants.first()?;
            plain(json!([value]), format!("[{}]", literal(value)))
        }
        Argument::One(Element::Object) => plain(json!({}), OBJECT.to_owned()),
        Argument::Many(Element::Object) => plain(json!([{}]), format!("[{OBJECT}]")),
        Argument::One(Element::Nested) => {
            let made = new(plan, plan.parameter.schema())?;
            Some(Sample { import: Some("types".to_owned()), ..plain(json!({}), made)? })
        }
        Argument::Many(Element::Nested) => {
            let made = new(plan, plan.parameter.schema().items()?)?;
            Some(Sample {
                import: Some("types".to_owned()),
                ..plain(json!([{}]), format!("[{made}]"))?
            })
        }
        Argument::MediaResponseFormat | Argument::Chat(_) => None,
        Argument::Json(_) => {
            let (value, written) = any(plan.parameter, request);
            plain(value, written)
        }
    }
}

/// The expression for an empty object.
const OBJECT: &str = "oxen_models::Object::new()";

/// Returns an expression for a value of a nested type, if that is a struct without required members.
fn new(plan: &ParameterPlan<'_>, schema: &Schema) -> Option<String> {
    let is_plain = schema.types().single() == Some(JsonType::Object)
        && !schema.properties().is_empty()
        && schema.required().is_empty()
        && schema.reference().is_none()
        && [schema.any_of(), schema.one_of(), schema.all_of()].iter().all(|parts| parts.is_empty());
    is_plain.then(|| Some(format!("types::{}::new()", plan.surface.nested_type()?)))?
}

/// Returns a value and its expression for a parameter whose setter accepts any value. The schema accepts the value, if
/// such a value is found.
fn any(parameter: &Parameter, request: &RequestSchema) -> (Value, String) {
    let candidates = [
        (json!("an ox"), "\"an ox\""),
        (json!(1), "1"),
        (json!(true), "true"),
        (json!({}), OBJECT),
        (json!(["an ox"]), "[\"an ox\"]"),
        (json!([1]), "[1]"),
        (json!([]), "[0; 0]"),
    ];
    let is_accepted = |(value, _): &&(Value, &str)| request.accepts(parameter.schema(), value);
    let found = candidates.iter().find(is_accepted).unwrap_or(&candidates[0]);
    (found.0.clone(), found.1.to_owned())
}

fn choice(plan: &ParameterPlan<'_>) -> Option<Sample> {
    let default = plan.parameter.default_value();
    let (enumeration, variants) = (plan.surface.enumeration()?, &plan.surface.variants);
    let (value, variant) =
        variants.iter().find(|(value, _)| Some(value) == default).or_else(|| variants.first())?;
    Some(Sample {
        call: format!(".{}({enumeration}::{variant})", plan.setter()),
        value: value.clone(),
        import: Some(enumeration.to_owned()),
    })
}

fn text_for(plan: &ParameterPlan<'_>) -> &'static str {
    match plan.parameter.name() {
        "negative_prompt" => "blurry",
        _ => "an ox at dawn",
    }
}

fn url_for(name: &str) -> &'static str {
    if name.contains("video") {
        "https://example.com/ox.mp4"
    } else if name.contains("audio") {
        "https://example.com/ox.wav"
    } else {
        "https://example.com/ox.png"
    }
}

fn number_for(schema: &Schema, default: Option<&Value>) -> Value {
    let number = default
        .and_then(|value| value.as_number().cloned())
        .or_else(|| schema.range().minimum.as_ref().map(|bound| bound.value.clone()))
        .or_else(|| schema.range().maximum.as_ref().map(|bound| bound.value.clone()))
        .unwrap_or_else(|| Number::from(1));
    Value::Number(number)
}

/// Writes a scalar as a Rust literal. A setter accepts any type of integer, so one that `i32` can't hold states its own.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text:?}"),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(integer), _) if i32::try_from(integer).is_err() => format!("{integer}_i64"),
            (None, Some(integer)) => format!("{integer}_u64"),
            _ => number.to_string(),
        },
        value => value.to_string(),
    }
}
