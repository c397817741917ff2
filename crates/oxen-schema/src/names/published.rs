//! The names under which a model has been published, as the catalog records them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::NameError;

/// The names of a model that users' code may contain: its module, its request type, and every name
/// inside that is not the natural one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PublishedNames {
    /// The module.
    pub module: String,
    /// The request type.
    pub type_name: String,
    /// Parameters with names that are not the natural ones.
    pub parameters: BTreeMap<String, PublishedParameterNames>,
}

/// The names of a parameter that are not the natural ones.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PublishedParameterNames {
    /// The method that sets the parameter.
    pub setter: Option<String>,
    /// The type of its values.
    pub type_name: Option<String>,
    /// The values, each with its variant.
    pub variants: Vec<(Value, String)>,
    /// Names within a nested value: of types, members and variants.
    pub nested: BTreeMap<String, String>,
}

impl PublishedNames {
    /// Creates the names of a model whose parameters all have their natural names.
    pub fn new(module: impl Into<String>, type_name: impl Into<String>) -> Self {
        let (module, type_name) = (module.into(), type_name.into());
        Self { module, type_name, parameters: BTreeMap::new() }
    }

    pub(crate) fn to_value(&self) -> Value {
        let mut names = json!({"module": self.module, "type": self.type_name});
        if !self.parameters.is_empty() {
            let parameters: Map<String, Value> = self
                .parameters
                .iter()
                .map(|(parameter, names)| (parameter.clone(), names.to_value()))
                .collect();
            names["parameters"] = Value::Object(parameters);
        }
        names
    }

    pub(crate) fn from_value(value: &Value) -> Result<Self, NameError> {
        let names = object(value, "")?;
        only(names, &["module", "type", "parameters"], "")?;
        let mut parameters = BTreeMap::new();
        if let Some(listed) = names.get("parameters") {
            for (parameter, names) in object(listed, "/parameters")? {
                let path = format!("/parameters/{}", crate::text::excerpt(parameter));
                let names = PublishedParameterNames::from_value(names, &path)?;
                parameters.insert(parameter.clone(), names);
            }
        }
        let module = text(names.get("module"), "/module")?;
        let type_name = text(names.get("type"), "/type")?;
        Ok(Self { module, type_name, parameters })
    }
}

impl PublishedParameterNames {
    /// Returns whether all names are the natural ones.
    pub fn is_empty(&self) -> bool {
        self.setter.is_none()
            && self.type_name.is_none()
            && self.variants.is_empty()
            && self.nested.is_empty()
    }

    fn to_value(&self) -> Value {
        let mut names = Map::new();
        if let Some(setter) = &self.setter {
            names.insert("setter".to_owned(), json!(setter));
        }
        if let Some(type_name) = &self.type_name {
            names.insert("type".to_owned(), json!(type_name));
        }
        if !self.variants.is_empty() {
            names.insert("variants".to_owned(), json!(self.variants));
        }
        if !self.nested.is_empty() {
            names.insert("nested".to_owned(), json!(self.nested));
        }
        Value::Object(names)
    }

    fn from_value(value: &Value, path: &str) -> Result<Self, NameError> {
        let names = object(value, path)?;
        only(names, &["setter", "type", "variants", "nested"], path)?;
        let optional = |key: &str| {
            names.get(key).map(|name| text(Some(name), &format!("{path}/{key}"))).transpose()
        };
        let mut variants = Vec::new();
        if let Some(listed) = names.get("variants") {
            let path = format!("{path}/variants");
            let expected = "a list of pairs, each a value and the name of its variant";
            let form = || NameError::Form { path: path.clone(), expected };
            for pair in listed.as_array().ok_or_else(form)? {
                let [value, Value::String(name)] = pair.as_array().ok_or_else(form)?.as_slice()
                else {
                    return Err(form());
                };
                variants.push((value.clone(), name.clone()));
            }
        }
        let mut nested = BTreeMap::new();
        if let Some(listed) = names.get("nested") {
            let path = format!("{path}/nested");
            for (key, name) in object(listed, &path)? {
                let path = format!("{path}/{}", crate::text::excerpt(key));
                nested.insert(key.clone(), text(Some(name), &path)?);
            }
        }
        Ok(Self { setter: optional("setter")?, type_name: optional("type")?, variants, nested })
    }
}

fn object<'a>(value: &'a Value, path: &str) -> Result<&'a Map<String, Value>, NameError> {
    value.as_object().ok_or_else(|| form(path, "an object"))
}

fn text(value: Option<&Value>, path: &str) -> Result<String, NameError> {
    value.and_then(Value::as_str).map(str::to_owned).ok_or_else(|| form(path, "a string"))
}

fn only(names: &Map<String, Value>, keys: &[&str], path: &str) -> Result<(), NameError> {
    match names.keys().find(|key| !keys.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(form(&format!("{path}/{}", crate::text::excerpt(key)), "absent")),
    }
}

fn form(path: &str, expected: &'static str) -> NameError {
    NameError::Form { path: if path.is_empty() { "/" } else { path }.to_owned(), expected }
}
