//! The models, as raw JSON.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::lock::lock;
use crate::settings::{CatalogSource, Settings};

/// The keys under which listings hold a request schema.
const SCHEMA_KEYS: [&str; 2] = ["request_schema", "json_request_schema"];

/// One model: the object that the hub serves, parsed when it is first needed.
#[derive(Debug)]
pub(crate) struct Model {
    id: String,
    text: &'static str,
    /// The rules that its documentation states in prose, from the catalog.
    rules: &'static str,
    object: OnceLock<Map<String, Value>>,
}

impl Model {
    fn embedded(entry: oxen_catalog::Entry) -> Self {
        let (text, rules) = (entry.record(), entry.rules().unwrap_or_default());
        Self { id: entry.id().to_owned(), text, rules, object: OnceLock::new() }
    }

    fn new(id: String, object: Map<String, Value>) -> Self {
        Self { id, text: "{}", rules: "", object: object.into() }
    }

    pub(crate) fn rules(&self) -> &str {
        self.rules
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Returns the model object with its request schema under `request_schema`.
    pub(crate) fn object(&self) -> &Map<String, Value> {
        self.object.get_or_init(|| {
            let record = serde_json::from_str(self.text).unwrap_or_default();
            published(record)
        })
    }

    pub(crate) fn schema(&self) -> Option<&Value> {
        self.object().get("request_schema").filter(|schema| schema.is_object())
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        let value = self.object().get(key)?;
        value.as_str().or_else(|| value.get("name")?.as_str())
    }

    fn has(&self, side: &str, modality: &str) -> bool {
        let list =
            self.object().get("capabilities").and_then(|capabilities| capabilities.get(side));
        list.and_then(Value::as_array).is_some_and(|list| list.iter().any(|item| item == modality))
    }

    /// Returns the path of the endpoint that serves the model.
    pub(crate) fn endpoint(&self) -> &str {
        if self.has("output", "video") {
            "/videos/generate"
        } else if self.has("output", "image") {
            if self.has("input", "image") { "/images/edit" } else { "/images/generate" }
        } else if self.has("output", "audio") {
            "/audio/generate"
        } else {
            self.text("endpoint").unwrap_or("/chat/completions")
        }
    }

    /// Returns the provider of the model, else its developer, else an empty text.
    pub(crate) fn provider(&self) -> &str {
        self.text("provider").or_else(|| self.text("developer")).unwrap_or_default()
    }

    pub(crate) fn is_custom(&self) -> bool {
        self.text("model_type") == Some("custom")
    }

    /// Returns the object without its schema, as in listings.
    pub(crate) fn summary(&self) -> Value {
        let mut object = self.object().clone();
        object.remove("request_schema");
        Value::Object(object)
    }
}

/// Converts a record of the catalog or an entry of a listing into the object that the hub serves.
fn published(mut object: Map<String, Value>) -> Map<String, Value> {
    object.remove("rust_names");
    for key in SCHEMA_KEYS {
        if let Some(schema) = object.remove(key) {
            object.entry("request_schema").or_insert(schema);
        }
    }
    object.entry("object").or_insert_with(|| json!("model"));
    object
}

/// All models, with the changes that users made.
#[derive(Debug)]
pub(crate) struct Models {
    all: Mutex<Vec<Arc<Model>>>,
    favorites: Mutex<BTreeSet<String>>,
    deploying: Mutex<Vec<Deployment>>,
}

#[derive(Debug)]
struct Deployment {
    id: String,
    /// `None` if the change never ends.
    ends: Option<Instant>,
    status: &'static str,
}

impl Models {
    /// # Errors
    ///
    /// If a model of the listing has no id, or there is no listing.
    pub(crate) fn new(settings: &Settings) -> Result<Self, String> {
        let mut models = match &settings.catalog {
            CatalogSource::Embedded => {
                oxen_catalog::all().map(Model::embedded).map(Arc::new).collect()
            }
            CatalogSource::Listing(listing) => {
                let list = listing.get("data").or_else(|| listing.get("models"));
                let list = list.and_then(Value::as_array).ok_or("the listing has no `data`")?;
                list.iter().map(read).collect::<Result<Vec<_>, _>>()?
            }
        };
        for model in &settings.models {
            put(&mut models, read(model)?);
        }
        Ok(Self {
            all: Mutex::new(models),
            favorites: Mutex::default(),
            deploying: Mutex::default(),
        })
    }

    pub(crate) fn all(&self) -> Vec<Arc<Model>> {
        lock(&self.all).clone()
    }

    pub(crate) fn find(&self, id: &str) -> Option<Arc<Model>> {
        lock(&self.all).iter().find(|model| model.id == id).cloned()
    }

    pub(crate) fn favorites(&self) -> Vec<Arc<Model>> {
        let favorites = lock(&self.favorites);
        self.all().into_iter().filter(|model| favorites.contains(model.id())).collect()
    }

    pub(crate) fn set_favorite(&self, id: &str, favorite: bool) {
        let mut favorites = lock(&self.favorites);
        if favorite {
            favorites.insert(id.to_owned());
        } else {
            favorites.remove(id);
        }
    }

    /// Sets keys of a model's object.
    pub(crate) fn change(&self, model: &Model, changes: Map<String, Value>) -> Arc<Model> {
        let mut object = model.object().clone();
        object.extend(changes);
        object.insert("id".to_owned(), json!(model.id));
        let changed = Model::new(model.id.clone(), published(object));
        let model = Arc::new(Model { rules: model.rules, ..changed });
        put(&mut lock(&self.all), Arc::clone(&model));
        model
    }

    pub(crate) fn remove(&self, id: &str) {
        lock(&self.all).retain(|model| model.id != id);
    }

    /// Begins to change the state of a model's deployment; [`Models::refresh`] completes the change.
    pub(crate) fn deploy(
        &self,
        model: &Model,
        [during, after]: [&'static str; 2],
        latency: Duration,
    ) -> Arc<Model> {
        let mut deploying = lock(&self.deploying);
        deploying.retain(|deployment| deployment.id != model.id);
        let ends = Instant::now().checked_add(latency);
        deploying.push(Deployment { id: model.id.clone(), ends, status: after });
        self.set_status(model, during)
    }

    /// Completes a deployment change that is due, as the hub does when it asks the provider; else changes nothing.
    pub(crate) fn refresh(&self, model: Arc<Model>) -> Arc<Model> {
        let mut deploying = lock(&self.deploying);
        let ended = |deployment: &Deployment| {
            deployment.id == model.id && deployment.ends.is_some_and(|ends| ends <= Instant::now())
        };
        let Some(index) = deploying.iter().position(ended) else { return model };
        let deployment = deploying.swap_remove(index);
        self.set_status(&model, deployment.status)
    }

    pub(crate) fn set_status(&self, model: &Model, status: &str) -> Arc<Model> {
        let deployments = json!([{"status": status}]);
        self.change(model, Map::from_iter([("deployments".to_owned(), deployments)]))
    }
}

fn read(object: &Value) -> Result<Arc<Model>, String> {
    let Value::Object(object) = object else { return Err("a model is not an object".to_owned()) };
    let mut object = object.clone();
    let id = object.get("id").or_else(|| object.get("name")).and_then(Value::as_str);
    let id = id.ok_or("a model has no `id`")?.to_owned();
    object.entry("id").or_insert_with(|| json!(id));
    Ok(Arc::new(Model::new(id, published(object))))
}

fn put(models: &mut Vec<Arc<Model>>, model: Arc<Model>) {
    match models.iter_mut().find(|other| other.id == model.id) {
        Some(other) => *other = model,
        None => models.push(model),
    }
}
