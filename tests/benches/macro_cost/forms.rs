//! The same requests, written in each form.

use std::collections::BTreeSet;
use std::fmt::Write;

use oxen_models_tests::compile::Outcome;
use oxen_schema::model::{Endpoint, Model};
use oxen_schema::names::{ModelNames, ParameterNames};
use oxen_schema::schema::{Kind, Parameter, RequestSchema};
use oxen_schema::surface::RuleSurface;
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
        let constants = requests.iter().flat_map(|request| &request.constants);
        for constant in constants.collect::<BTreeSet<_>>() {
            text.push_str(constant);
        }
        for (number, request) in requests.iter().enumerate() {
            let written = (self.write)(request);
            if !written.is_empty() {
                writeln!(text, "pub fn request_{number}() -> {written}").unwrap_or_default();
            }
        }
        text
    }
}

/// A request to a model. With expressions, it makes its texts and media at run time, and has constants and generated
/// enums for a third of its other values; the rest are literals.
pub(crate) struct Request {
    /// The path of the request type.
    path: String,
    model: String,
    /// The types of the constants that it uses.
    constants: BTreeSet<String>,
    /// The parameters, each with the setter of a builder.
    values: Vec<(String, String, SourceForms)>,
    /// Calls that lift rules of the documentation.
    lifted: String,
}

/// A value as source code in each form.
struct SourceForms {
    /// For `request!`.
    checked: String,
    /// For a builder.
    typed: String,
    /// For `json!`.
    plain: String,
}

impl SourceForms {
    fn same(text: String) -> Self {
        Self { checked: text.clone(), typed: text.clone(), plain: text }
    }
}

impl Request {
    /// Lifts the rules of the documentation that the values may violate.
    fn lift(&mut self, rules: &[RuleSurface]) {
        let values = |rule: &RuleSurface| -> Option<Map<String, Value>> {
            let named = self.values.iter().filter(|(name, ..)| rule.parameters.contains(name));
            let value = |(name, _, written): &(String, String, SourceForms)| {
                Some((name.clone(), serde_json::from_str(&written.checked).ok()?))
            };
            named.map(value).collect()
        };
        let is_met = |rule: &RuleSurface| {
            let requirement = rule.requirement().ok()?;
            Some(requirement.is_met(rule.defaults(), &values(rule)?))
        };
        let lifted = rules.iter().filter(|rule| is_met(rule) != Some(true));
        self.lifted = lifted.map(|rule| format!(".without_rule({:?})", rule.id)).collect();
    }

    fn as_builder(&self) -> String {
        let Self { path, values, .. } = self;
        let call = |(_, setter, written): &(_, String, SourceForms)| {
            format!(".{setter}({})", written.typed)
        };
        let calls: String = values.iter().map(call).collect();
        format!(
            "Result<{path}, oxen_models::InvalidRequest> {{\n    {path}::builder(){calls}.build()\n}}"
        )
    }

    fn as_macro(&self) -> String {
        format!(
            "{} {{\n    oxen_models::request!({}{})\n}}",
            self.path,
            self.members(|written| &written.checked),
            self.lifted
        )
    }

    fn as_json(&self) -> String {
        format!(
            "serde_json::Value {{\n    serde_json::json!({})\n}}",
            self.members(|written| &written.plain)
        )
    }

    fn members(&self, text: fn(&SourceForms) -> &str) -> String {
        let member = |(name, _, written): &(String, _, SourceForms)| {
            format!(", {name:?}: {}", text(written))
        };
        let members: String = self.values.iter().map(member).collect();
        format!("{{ \"model\": {:?}{members} }}", self.model)
    }
}

/// Returns requests to all models in turn: first with the required parameters, then with more and more others.
pub(crate) fn requests(count: usize, has_expressions: bool) -> Outcome<Vec<Request>> {
    let base = oxen_catalog::base_schemas()?;
    let mut models = Vec::new();
    for entry in oxen_catalog::all() {
        let model = entry.model()?;
        let (schema, _) = RequestSchema::read(&base.effective(&model)?)?;
        let names = ModelNames::new(&model, &schema)?;
        models.push((model, schema, names, entry.surface()?.rules().to_vec()));
    }
    Ok((0..count)
        .map(|number| {
            let (model, schema, names, rules) = &models[number % models.len()];
            let optional = 2 * (number / models.len());
            let has_expressions = has_expressions && number % 2 == 1;
            let mut request = request((model, schema, names), number, optional, has_expressions);
            request.lift(rules);
            request
        })
        .collect())
}

fn request(
    (model, schema, names): (&Model, &RequestSchema, &ModelNames),
    number: usize,
    mut optional: usize,
    has_expressions: bool,
) -> Request {
    let path = format!("oxen_models::models::{}::{}", names.module, names.type_name);
    let mut request = Request {
        path,
        model: model.id.to_string(),
        constants: BTreeSet::new(),
        values: Vec::new(),
        lifted: String::new(),
    };
    for parameter in schema.parameters() {
        let name = parameter.name();
        // Only one of two parameters that exclude each other.
        let has_temperature = || request.values.iter().any(|(name, ..)| name == "temperature");
        let is_left_out = name == "top_p" && has_temperature();
        if !parameter.is_required() && (optional == 0 || is_left_out) {
            continue;
        }
        let Some(names) = names.parameter(name) else { continue };
        let is_chat = model.endpoint() == Endpoint::ChatCompletions;
        let written = if is_chat && name == "messages" {
            let typed = text("Hello, ox", number, has_expressions);
            let plain = format!("[{{ \"role\": \"user\", \"content\": {typed} }}]");
            Some(("user", SourceForms { checked: plain.clone(), typed, plain }))
        } else {
            let types = path_of_types(model, name, &request.path);
            let has_constants = has_expressions && request.values.len() % 3 == 1;
            let value = Values { parameter, names, types, number, has_expressions, has_constants };
            let written = value.of(&parameter.kind(), &mut request.constants);
            written.map(|written| (names.setter.as_str(), written))
        };
        let Some((setter, written)) = written else { continue };
        optional = optional.saturating_sub(usize::from(!parameter.is_required()));
        request.values.push((name.to_owned(), setter.to_owned(), written));
    }
    request
}

/// Returns the path of the enum of a parameter.
fn path_of_types(model: &Model, parameter: &str, request: &str) -> String {
    if parameter == "response_format" && model.endpoint().is_media() {
        return "oxen_models::media".to_owned();
    }
    request.rsplit_once("::").map_or_else(String::new, |(module, _)| module.to_owned())
}

fn text(start: &str, number: usize, is_expression: bool) -> String {
    if is_expression {
        format!("format!(\"{start} {{}}\", {number})")
    } else {
        format!("\"{start} {number}\"")
    }
}

/// Values of one parameter.
struct Values<'a> {
    parameter: &'a Parameter,
    names: &'a ParameterNames,
    /// The path of the enum.
    types: String,
    number: usize,
    has_expressions: bool,
    has_constants: bool,
}

impl Values<'_> {
    /// Returns a value of a kind; `None` if that takes more than a literal or a variant.
    fn of(&self, kind: &Kind, constants: &mut BTreeSet<String>) -> Option<SourceForms> {
        let number = self.number;
        let mut constant = |value: &Value| {
            let text = value.to_string();
            if !self.has_constants {
                return SourceForms::same(text);
            }
            let name = format!("VALUE_{}", text.replace('-', "MINUS_").replace('.', "_"));
            let of_type = match value.as_i64() {
                None => "f64",
                Some(integer) if i32::try_from(integer).is_ok() => "i32",
                Some(_) => "i64",
            };
            constants.insert(format!("const {name}: {of_type} = {text};\n"));
            SourceForms::same(name)
        };
        Some(match kind {
            Kind::String => SourceForms::same(text("an ox at dawn,", number, self.has_expressions)),
            Kind::Media if self.has_expressions => SourceForms::same(format!(
                "oxen_models::Media::from(\"https://example.com/{number}.png\")"
            )),
            Kind::Media => SourceForms::same(format!("\"https://example.com/{number}.png\"")),
            Kind::Boolean => SourceForms::same(number.is_multiple_of(2).to_string()),
            Kind::Integer | Kind::Number => {
                let range = self.parameter.schema().range();
                let bound = range.maximum.as_ref().or(range.minimum.as_ref());
                constant(&bound.map_or(json!(number), |bound| Value::Number(bound.value.clone())))
            }
            Kind::Enumeration(values) => {
                let value = &values[number % values.len()];
                let (_, variant) = self.names.variants.iter().find(|(other, _)| other == value)?;
                let name = self.names.type_name.as_ref()?;
                let typed = format!("{}::{name}::{variant}", self.types);
                let plain = value.to_string();
                let checked = if self.has_constants { typed.clone() } else { plain.clone() };
                SourceForms { checked, typed, plain }
            }
            Kind::List(item) => {
                let SourceForms { checked, typed, plain } = self.of(item, constants)?;
                let [checked, typed, plain] = [checked, typed, plain].map(|one| format!("[{one}]"));
                SourceForms { checked, typed, plain }
            }
            _ => return None,
        })
    }
}
