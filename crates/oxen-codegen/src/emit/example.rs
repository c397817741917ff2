//! A request that a model's documentation shows, and that compiles.

use oxen_schema::schema::RequestSchema;
use serde_json::{Map, Number, Value, json};

use crate::plan::{ChatPart, EnumerationPlan, Form, ModelPlan, ParameterPlan};

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
            plan.form,
            Form::Choice(_) | Form::Integer | Form::IntegerChoice(_) | Form::Number
        )
}

/// A setter call with a plausible value; `None` where there is none to be had.
fn sample(plan: &ParameterPlan<'_>) -> Option<Sample> {
    let name = plan.parameter.name();
    let plain = |value: Value, written: String| {
        Some(Sample { call: format!(".{}({written})", plan.setter), value, import: None })
    };
    match &plan.form {
        Form::Chat(ChatPart::Messages) => Some(Sample {
            call: ".user(\"Hello, what can you do?\")".to_owned(),
            value: json!([{ "role": "user", "content": "Hello, what can you do?" }]),
            import: None,
        }),
        Form::String => {
            let text = text_for(plan);
            plain(json!(text), format!("{text:?}"))
        }
        Form::Media => {
            let url = url_for(name);
            plain(json!(url), format!("{url:?}"))
        }
        Form::MediaList | Form::Strings => {
            let item = if matches!(plan.form, Form::Strings) { "an ox" } else { url_for(name) };
            plain(json!([item]), format!("[{item:?}]"))
        }
        Form::Boolean => plain(json!(true), "true".to_owned()),
        Form::Integer | Form::Number => {
            let number = number_for(plan);
            let written = number.to_string();
            plain(Value::Number(number), written)
        }
        Form::Choice(enumeration)
        | Form::IntegerChoice(enumeration)
        | Form::NumberChoice(enumeration)
        | Form::LiteralChoice(enumeration) => choice(plan, enumeration),
        Form::Object => plain(json!({}), "oxen_models::Object::new()".to_owned()),
        _ => None,
    }
}

fn choice(plan: &ParameterPlan<'_>, enumeration: &EnumerationPlan) -> Option<Sample> {
    let default = plan.parameter.default_value();
    let (variant, value) = enumeration
        .variants
        .iter()
        .find(|(_, value)| Some(value) == default)
        .or_else(|| enumeration.variants.first())?;
    Some(Sample {
        call: format!(".{}({}::{variant})", plan.setter, enumeration.type_name),
        value: value.clone(),
        import: Some(enumeration.type_name.clone()),
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
