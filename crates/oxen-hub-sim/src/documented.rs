//! Checks of requests by rules that the documentation states in prose: the rules of the catalog, evaluated with a JSON
//! Schema validator from outside this project, and with some code for rules that JSON Schema can't express.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Map, Value};

use crate::compile::compile;

/// The rules of a model that refuse requests.
#[derive(Debug, Default)]
pub(crate) struct Documented {
    rules: Vec<(String, Kind)>,
    /// The values that apply if parameters are absent.
    defaults: Map<String, Value>,
}

#[derive(Debug)]
enum Kind {
    Body { validator: Validator, looks_at: BTreeSet<String> },
    TotalItems { parameters: Vec<String>, at_most: usize, condition: Option<Box<Self>> },
    Multiple { parameter: String, of: i64, offset: i64 },
}

impl Documented {
    /// Reads the rules in a file of the catalog, for a model with this request schema.
    pub(crate) fn new(text: &str, schema: Option<&Value>) -> Self {
        let file: Value = serde_json::from_str(text).unwrap_or_default();
        let rules = file["rules"].as_array().into_iter().flatten();
        let stated = rules.filter(|rule| rule["certainty"] == "stated");
        let rules = stated.filter_map(|rule| {
            let sentence = rule["sentence"].as_str().unwrap_or_default().to_owned();
            Some((sentence, Kind::of(rule)?))
        });
        Self { rules: rules.collect(), defaults: schema.map(defaults).unwrap_or_default() }
    }

    /// Returns the sentences of the rules that the request violates.
    pub(crate) fn check(&self, body: &Map<String, Value>) -> Vec<String> {
        let broken = self.rules.iter().filter(|(_, kind)| !kind.is_met(body, &self.defaults));
        broken.map(|(sentence, _)| sentence.clone()).collect()
    }
}

impl Kind {
    fn of(rule: &Value) -> Option<Self> {
        if let Some(body) = rule.get("body") {
            return Self::body(body);
        }
        if let Some(total) = rule.get("total_items") {
            let names = total["parameters"].as_array()?.iter();
            return Some(Self::TotalItems {
                parameters: names
                    .map(|name| Some(name.as_str()?.to_owned()))
                    .collect::<Option<_>>()?,
                at_most: usize::try_from(total["at_most"].as_u64()?).ok()?,
                condition: total.get("if").and_then(Self::body).map(Box::new),
            });
        }
        let multiple = rule.get("multiple")?;
        Some(Self::Multiple {
            parameter: multiple["parameter"].as_str()?.to_owned(),
            of: multiple["of"].as_i64()?,
            offset: multiple["offset"].as_i64()?,
        })
    }

    fn body(schema: &Value) -> Option<Self> {
        let mut looks_at = BTreeSet::new();
        add_properties(schema, &mut looks_at);
        Some(Self::Body { validator: compile(schema)?, looks_at })
    }

    fn is_met(&self, body: &Map<String, Value>, defaults: &Map<String, Value>) -> bool {
        match self {
            Self::Body { validator, looks_at } => {
                let mut filled = body.clone();
                for name in looks_at.iter().filter(|name| !body.contains_key(*name)) {
                    filled.extend(defaults.get(name).map(|value| (name.clone(), value.clone())));
                }
                validator.is_valid(&Value::Object(filled))
            }
            Self::TotalItems { parameters, at_most, condition } => {
                let counts = parameters.iter().map(|name| match body.get(name) {
                    Some(Value::Array(items)) => items.len(),
                    None | Some(Value::Null) => 0,
                    Some(_) => 1,
                });
                let is_about = condition.as_ref().is_none_or(|one| one.is_met(body, defaults));
                !is_about || counts.sum::<usize>() <= *at_most
            }
            Self::Multiple { parameter, of, offset } => {
                let value = body.get(parameter).or_else(|| defaults.get(parameter));
                let integer = value.and_then(Value::as_i64);
                integer.is_none_or(|value| (value - offset).rem_euclid(*of) == 0)
            }
        }
    }
}

/// Adds the names below each `properties` of a schema of the whole body.
fn add_properties(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, value) in keywords {
                match (keyword.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        names.extend(properties.keys().cloned());
                    }
                    ("const" | "enum" | "required", _) => {}
                    _ => add_properties(value, names),
                }
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| add_properties(part, names)),
        _ => {}
    }
}

/// Returns the defaults of a request schema; an absent boolean without one is false.
fn defaults(schema: &Value) -> Map<String, Value> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let default = |property: &Value| match property.get("default") {
        Some(default) => Some(default.clone()),
        None => (property["type"] == "boolean").then_some(Value::Bool(false)),
    };
    properties.filter_map(|(name, one)| Some((name.clone(), default(one)?))).collect()
}
