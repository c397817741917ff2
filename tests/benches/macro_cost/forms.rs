//! The same requests, written in each form.

use std::fmt::Write;

use oxen_models_tests::compile::Outcome;
use oxen_schema::model::{Endpoint, Model};
use oxen_schema::names::{ModelNames, ParameterNames};
use oxen_schema::schema::{Kind, Parameter, RequestSchema};
use serde_json::{Map, Value, json};

/// A way to write a request.
pub(crate) struct Form {
    pub(crate) title: &'static str,
    pub(crate) package: &'static str,
    write: fn(&Request) -> String,
}

pub(crate) const FORMS: [Form; 4] = [
    Form { title: "builders", package: "builders", write: Request::as_builder },
    Form { title: "request!", package: "macros", write: Request::as_macro },
    Form { title: "serde_json::json!", package: "json", write: Request::as_json },
    Form { title: "no requests", package: "empty", write: |_| String::new() },
];

impl Form {
    pub(crate) fn source(&self, requests: &[Request]) -> String {
        let mut text = String::from("extern crate oxen_models;\n");
        for (number, request) in requests.iter().enumerate() {
            let written = (self.write)(request);
            if !written.is_empty() {
                writeln!(text, "pub fn request_{number}() -> {written}").unwrap_or_default();
            }
        }
        text
    }
}

/// A request to a model, and how a builder makes it.
pub(crate) struct Request {
    /// The path of the request type.
    path: String,
    body: Map<String, Value>,
    calls: Vec<String>,
}

impl Request {
    fn as_builder(&self) -> String {
        let Self { path, calls, .. } = self;
        format!(
            "Result<{path}, oxen_models::InvalidRequest> {{\n    {path}::builder(){}.build()\n}}",
            calls.concat()
        )
    }

    fn as_macro(&self) -> String {
        format!("{} {{\n    oxen_models::request!({})\n}}", self.path, json!(self.body))
    }

    fn as_json(&self) -> String {
        format!("serde_json::Value {{\n    serde_json::json!({})\n}}", json!(self.body))
    }
}

/// Requests to all models in turn: first with what is required, then with more and more parameters.
pub(crate) fn requests(count: usize) -> Outcome<Vec<Request>> {
    let base = oxen_catalog::base_schemas()?;
    let mut models = Vec::new();
    for entry in oxen_catalog::all() {
        let model = entry.model()?;
        let (schema, _) = RequestSchema::read(&base.effective(&model))?;
        let names = ModelNames::new(&model, &schema)?;
        models.push((model, schema, names));
    }
    Ok((0..count)
        .map(|number| {
            let (model, schema, names) = &models[number % models.len()];
            request(model, schema, names, number, 2 * (number / models.len()))
        })
        .collect())
}

fn request(
    model: &Model,
    schema: &RequestSchema,
    names: &ModelNames,
    number: usize,
    mut optional: usize,
) -> Request {
    let path = format!("oxen_models::models::{}::{}", names.module, names.type_name);
    let mut request = Request { path, body: Map::new(), calls: Vec::new() };
    request.body.insert("model".to_owned(), json!(model.id.as_str()));
    for parameter in schema.parameters() {
        let name = parameter.name();
        // Of two that exclude each other, one.
        let is_left_out = name == "top_p" && request.body.contains_key("temperature");
        if !parameter.is_required() && (optional == 0 || is_left_out) {
            continue;
        }
        let Some(names) = names.parameter(name) else { continue };
        let is_chat = model.endpoint() == Endpoint::ChatCompletions;
        let written = if is_chat && name == "messages" {
            let text = format!("Hello, ox {number}");
            let messages = json!([{ "role": "user", "content": text }]);
            Some((messages, format!(".user({text:?})")))
        } else {
            let types = path_of_types(model, name, &request.path);
            value(&parameter.kind(), parameter, names, &types, number)
                .map(|(value, written)| (value, format!(".{}({written})", names.setter)))
        };
        let Some((value, call)) = written else { continue };
        optional = optional.saturating_sub(usize::from(!parameter.is_required()));
        request.body.insert(name.to_owned(), value);
        request.calls.push(call);
    }
    request
}

/// Where the enum of a parameter is.
fn path_of_types(model: &Model, parameter: &str, request: &str) -> String {
    if parameter == "response_format" && model.endpoint().is_media() {
        return "oxen_models::media".to_owned();
    }
    request.rsplit_once("::").map_or_else(String::new, |(module, _)| module.to_owned())
}

/// A value, and how a builder takes it; none for one that takes more than a literal or a variant.
fn value(
    kind: &Kind,
    parameter: &Parameter,
    names: &ParameterNames,
    types: &str,
    number: usize,
) -> Option<(Value, String)> {
    let same = |value: Value| Some((value.clone(), value.to_string()));
    match kind {
        Kind::String => same(json!(format!("an ox at dawn, {number}"))),
        Kind::Media => same(json!(format!("https://example.com/{number}.png"))),
        Kind::Boolean => same(json!(number.is_multiple_of(2))),
        Kind::Integer | Kind::Number => {
            let range = parameter.schema().range();
            let bound = range.maximum.as_ref().or(range.minimum.as_ref());
            same(bound.map_or(json!(number), |bound| Value::Number(bound.value.clone())))
        }
        Kind::Enumeration(values) => {
            let value = &values[number % values.len()];
            let (_, variant) = names.variants.iter().find(|(other, _)| other == value)?;
            let name = names.type_name.as_ref()?;
            Some((value.clone(), format!("{types}::{name}::{variant}")))
        }
        Kind::List(item) => {
            let (value, written) = value(item, parameter, names, types, number)?;
            Some((json!([value]), format!("[{written}]")))
        }
        _ => None,
    }
}
