//! Checks of requests with a JSON Schema validator from outside this project.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::catalog::Model;
use crate::compile::compile;
use crate::documented::Documented;
use crate::lock::lock;

/// Parameters that these providers refuse with status 400.
const REFUSED_PENALTIES: [&str; 2] = ["frequency_penalty", "presence_penalty"];
const REFUSING_PENALTIES: [&str; 2] = ["Anthropic", "Google"];

/// The provider whose models accept only one of these two parameters.
const EXCLUSIVE_SAMPLING: (&str, [&str; 2]) = ("Anthropic", ["temperature", "top_p"]);

/// The largest number of schema errors in a refusal.
const MAX_ERRORS: usize = 5;

/// The validators of models, each compiled when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct Validators {
    models: Mutex<HashMap<String, Arc<Rules>>>,
}

/// The rules that a request of a model has to satisfy.
#[derive(Debug)]
struct Rules {
    /// Schemas of the whole body without `model`. One that can't be compiled is ignored.
    validators: Vec<Validator>,
    /// The rules that the documentation states in prose.
    documented: Documented,
}

impl Validators {
    /// Checks a body without its `model`, and returns the errors.
    pub(crate) fn check(&self, model: &Model, body: &Map<String, Value>) -> Vec<String> {
        let rules = {
            let mut models = lock(&self.models);
            let rules = models.entry(model.id().to_owned());
            Arc::clone(rules.or_insert_with(|| Arc::new(Rules::of(model))))
        };
        let mut errors = rules.check(body);
        if model.endpoint() == "/chat/completions" {
            errors.extend(provider_errors(model.provider(), body));
        }
        errors
    }

    /// Removes the validator of a model whose schema may have changed.
    pub(crate) fn forget(&self, id: &str) {
        lock(&self.models).remove(id);
    }
}

impl Rules {
    fn of(model: &Model) -> Self {
        let own = model.schema();
        let is_chat = model.endpoint() == "/chat/completions";
        let schemas = [
            own.cloned().map(without_model),
            (is_chat && own.is_none()).then(|| base(oxen_catalog::base::CHAT_COMPLETIONS)),
            (!is_chat).then(|| added(oxen_catalog::base::MEDIA, model.endpoint(), own)),
        ];
        Self {
            validators: schemas.iter().flatten().filter_map(compile).collect(),
            documented: Documented::new(model.rules(), own),
        }
    }

    fn check(&self, object: &Map<String, Value>) -> Vec<String> {
        let body = Value::Object(object.clone());
        let errors = self.validators.iter().flat_map(|validator| validator.iter_errors(&body));
        let errors = errors.map(|error| match error.instance_path().to_string() {
            path if path.is_empty() => error.to_string(),
            path => format!("{path}: {error}"),
        });
        let mut errors: Vec<String> = errors.take(MAX_ERRORS).collect();
        errors.extend(self.documented.check(object));
        errors
    }
}

/// Returns the schema without `model`: every request has it, and the bodies here have had it removed.
fn without_model(mut schema: Value) -> Value {
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| name != "model");
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.remove("model");
    }
    if let Some(Value::Array(parts)) = schema.get_mut("allOf") {
        for part in parts {
            *part = without_model(part.take());
        }
    }
    schema
}

fn base(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// Returns the parameters that the endpoint adds, except those that the model itself has.
fn added(text: &str, endpoint: &str, own: Option<&Value>) -> Value {
    let mut properties = base(text).get("properties").cloned().unwrap_or_default();
    let own = own.and_then(|own| own.get("properties")).and_then(Value::as_object);
    if let Value::Object(properties) = &mut properties {
        properties.retain(|name, property| {
            let only = property.get("x-endpoints").and_then(Value::as_array);
            let is_elsewhere = only.is_some_and(|only| !only.iter().any(|one| one == endpoint));
            !is_elsewhere && !own.is_some_and(|own| own.contains_key(name))
        });
    }
    json!({"properties": properties})
}

fn provider_errors(provider: &str, body: &Map<String, Value>) -> Vec<String> {
    let is = |name: &str| provider.eq_ignore_ascii_case(name);
    let mut errors = Vec::new();
    if REFUSING_PENALTIES.into_iter().any(is) {
        let refused = REFUSED_PENALTIES.into_iter().filter(|name| body.contains_key(*name));
        errors.extend(refused.map(|name| format!("/{name}: {provider} does not accept it")));
    }
    let (exclusive, [first, second]) = EXCLUSIVE_SAMPLING;
    if is(exclusive) && body.contains_key(first) && body.contains_key(second) {
        errors.push(format!("`{first}` and `{second}` cannot both be specified for this model"));
    }
    errors
}
