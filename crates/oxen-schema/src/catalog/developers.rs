//! Developers, who have a Cargo feature and a folder of generated modules each.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::Model;
use crate::names::{NameError, Scope};

/// The developer of models that name none.
const UNNAMED: &str = "Other";

/// The names of a developer in the project's crates.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Developer {
    /// The developer's own name.
    pub name: String,
    /// The Cargo feature of its models, such as `black-forest-labs`.
    pub feature: String,
    /// The module of its models, such as `black_forest_labs`. No model has a module with this name.
    pub module: String,
}

/// Returns the name of a model's developer, or [`UNNAMED`] if the model states none.
pub(super) fn name_of(model: &Model) -> &str {
    model.developer.as_deref().unwrap_or(UNNAMED)
}

/// Assigns the names of the models' developers: published ones first, then new ones in alphabetical order.
pub(super) fn assign<'a>(
    models: &'a [Model],
    published: &BTreeMap<String, Developer>,
    modules: &mut Scope,
) -> Result<BTreeMap<String, Developer>, NameError> {
    let mut names: Vec<&'a str> = models.iter().map(name_of).collect();
    names.sort_unstable();
    names.dedup();
    let mut features = Scope::features();
    for developer in names.iter().filter_map(|name| published.get(*name)) {
        features.publish(&developer.name, &developer.feature)?;
    }
    let developer = |name: &str| Developer {
        name: name.to_owned(),
        feature: features.assign(name),
        module: modules.assign(&key(name)),
    };
    let mut developer = developer;
    Ok(names.into_iter().map(|name| (name.to_owned(), developer(name))).collect())
}

/// Returns the developer's key in the scope of modules, which no model id equals: ids have no spaces.
pub(super) fn key(name: &str) -> String {
    format!("{name} ")
}

pub(super) fn to_value(developers: &BTreeMap<String, Developer>) -> Value {
    let entries = developers.iter().map(|(name, developer)| {
        (name.clone(), json!({"feature": developer.feature, "module": developer.module}))
    });
    Value::Object(entries.collect::<Map<_, _>>())
}

/// Reads the output of [`to_value`]. The error is the path of the first value in another form.
pub(super) fn from_value(value: &Value) -> Result<BTreeMap<String, Developer>, String> {
    let Some(entries) = value.as_object() else { return Err("/developers".to_owned()) };
    let mut developers = BTreeMap::new();
    for (name, entry) in entries {
        let text = |key: &str| {
            let text = entry.get(key).and_then(Value::as_str).map(str::to_owned);
            text.ok_or_else(|| format!("/developers/{}/{key}", crate::text::excerpt(name)))
        };
        let (feature, module) = (text("feature")?, text("module")?);
        developers.insert(name.clone(), Developer { name: name.clone(), feature, module });
    }
    Ok(developers)
}
