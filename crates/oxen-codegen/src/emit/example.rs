//! A request that a model's documentation shows, and that compiles.

use oxen_schema::schema::RequestSchema;
use oxen_schema::surface::{Argument, ChatPart, Element, EnumerationValues};
use serde_json::{Map, Number, Value, json};

use crate::plan::{ModelPlan, ParameterPlan};

/// How many optional parameters an example sets.
const OPTIONAL: usize = 2;

/// The example as a fenced code block.
pub(super) fn example(plan: &ModelPlan<'_>, schema: &RequestSchema) -> String {
    let mut body = Map::new();
    let mut calls = Vec::new();
    let mut imports = vec![plan.type_name.clone()];
    let chosen = plan
        .required()
        .chain(plan.parameters.iter().filter(|one| worth_showing(one)).take(OPTIONAL));
    for parameter in chosen {
        let Some(sample) = sample(parameter) else { continue };
        imports.extend(sample.import);
        body.insert(parameter.parameter.name().to_owned(), sample.value);
        calls.push(format!("    {}", sample.call));
    }
    // An example that the schema refuses still shows how to write a request; it must not claim to succeed.
    let fence = if schema.check(&body).is_empty() { "```" } else { "```no_run" };
    imports.sort_unstable();
    imports.dedup();
    let imports = match imports.as_slice() {
        [only] => only.clone(),
        several => format!("{{{}}}", several.join(", ")),
    };
    format!(
        "{fence}\nuse oxen_models::models::{module}::{imports};\n\nlet request = {name}::builder()\n{calls}\n    \
         .build()?;\n# Ok::<(), oxen_models::InvalidRequest>(())\n```",
        module = plan.module,
        name = plan.type_name,
        calls = calls.join("\n"),
    )
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

/// A setter call with a plausible value; `None` where there is none to be had.
fn sample(plan: &ParameterPlan<'_>) -> Option<Sample> {
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
            let number = number_for(plan);
            let written = number.to_string();
            plain(Value::Number(number), written)
        }
        Argument::One(Element::Enumeration(_)) => choice(plan),
        Argument::One(Element::Object) => plain(json!({}), "oxen_models::Object::new()".to_owned()),
        _ => None,
    }
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

fn number_for(plan: &ParameterPlan<'_>) -> Number {
    let schema = plan.parameter.schema();
    plan.parameter
        .default_value()
        .and_then(|value| value.as_number().cloned())
        .or_else(|| schema.range().minimum.as_ref().map(|bound| bound.value.clone()))
        .or_else(|| schema.range().maximum.as_ref().map(|bound| bound.value.clone()))
        .unwrap_or_else(|| Number::from(1))
}
