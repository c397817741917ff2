//! Models that are discovered at run time, and checked requests to them.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use oxen_catalog::RequestSchemaError;
use oxen_hub::models::ModelInfo;
use oxen_schema::model::{Endpoint as HubEndpoint, Modality as HubModality};
use oxen_schema::rules::{Certainty, Rule, Rules};
use oxen_schema::schema::{self, Parameter, RequestSchema};
use oxen_schema::text::excerpt;
use serde::de::{Deserialize as _, DeserializeSeed, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::endpoint::Endpoint;
use crate::not_representable;
use crate::schema_cache::read_rules;
use crate::snippets;

/// A model as the hub describes it at run time: a custom one, or one that is newer than this version of the crate.
///
/// Its requests are checked like typed ones. A fine-tuned model without a schema of its own has the schema of its base
/// model, and those rules of the base model's documentation that fit the schema.
///
/// ```no_run
/// use oxen_models::{Client, DiscoveredModel};
/// use serde_json::json;
///
/// # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let info = client.models().get("oxen:our-team/our-painter").await?;
/// let painter = DiscoveredModel::new(&info)?;
/// let request = painter.request(json!({"prompt": "an ox at dawn"}))?;
/// let answer = client.send(&request).await?;
/// println!("{answer:?}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct DiscoveredModel(Arc<Facts>);

struct Facts {
    id: String,
    endpoint: Endpoint,
    schema: RequestSchema,
    /// Whether the schema lists all parameters: a media model without its own schema may accept any.
    is_closed: bool,
    rules: Rules,
}

impl DiscoveredModel {
    /// Reads the request schema of a model.
    ///
    /// # Errors
    ///
    /// Returns [`DiscoveryError`] if the schema can't be read, or no call serves the model.
    pub fn new(info: &ModelInfo) -> Result<Self, DiscoveryError> {
        let source = info.source_model.as_deref().and_then(oxen_catalog::find);
        let rules = oxen_catalog::find(info.id()).or(source).and_then(oxen_catalog::Entry::rules);
        let base = source.and_then(|entry| entry.model().ok());
        let endpoint = match (&info.capabilities, &base) {
            (None, Some(base)) => base.endpoint(),
            _ => stated_endpoint(info),
        };
        let own = info.schema().map(|schema| Value::Object(schema.clone()));
        let own = own.or_else(|| base.as_ref()?.request_schema.clone());
        let provider = provider(info)
            .or_else(|| base.as_ref()?.effective_provider().map(str::to_owned))
            .or_else(|| info.developer.as_ref()?.name.clone());
        let unreadable = |reason| DiscoveryError::Schema { model: excerpt(info.id()), reason };
        let schema = oxen_catalog::request_schema(own.as_ref(), &endpoint, provider.as_deref());
        let schema = schema.map_err(|error| unreadable(error.into()))?;
        let rules = rules.map(read_rules).transpose().map_err(SchemaProblem::Rules);
        let rules = rules.map_err(unreadable)?.unwrap_or_default().fitting(&schema);
        let endpoint = match endpoint {
            HubEndpoint::ChatCompletions => Endpoint::ChatCompletions,
            HubEndpoint::ImagesGenerate => Endpoint::ImagesGenerate,
            HubEndpoint::ImagesEdit => Endpoint::ImagesEdit,
            HubEndpoint::VideosGenerate => Endpoint::VideosGenerate,
            HubEndpoint::AudioGenerate => Endpoint::AudioGenerate,
            other => {
                let path = excerpt(other.path());
                return Err(DiscoveryError::Endpoint { model: excerpt(info.id()), path });
            }
        };
        let is_closed = own.is_some() || endpoint == Endpoint::ChatCompletions;
        Ok(Self(Arc::new(Facts { id: info.id().to_owned(), endpoint, schema, is_closed, rules })))
    }

    /// Returns the id that a request names.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Returns the endpoint that serves it.
    pub fn endpoint(&self) -> Endpoint {
        self.0.endpoint
    }

    /// Returns the schema that requests are checked with: the model's own, plus the parameters that its endpoint adds.
    pub fn request_schema(&self) -> &RequestSchema {
        &self.0.schema
    }

    /// Returns the parameters of a request, in the order of the documentation.
    pub fn parameters(&self) -> &[Parameter] {
        self.0.schema.parameters()
    }

    /// Returns the rules of the documentation that apply to its requests.
    pub fn rules(&self) -> &Rules {
        &self.0.rules
    }

    /// Checks a request, given as its body; `model` may be left out.
    ///
    /// A parameter that the model's schema doesn't list is refused, unless the hub states no schema for a media model.
    /// [`extra`](DiscoveredRequest::extra) sets such a parameter anyway.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidDiscoveredRequest`] with all violations.
    pub fn request(&self, body: Value) -> Result<DiscoveredRequest, InvalidDiscoveredRequest> {
        self.request_without_rules(body, &[])
    }

    /// Checks a request as [`request`](Self::request) does, without the rules of the documentation that have these ids.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidDiscoveredRequest`] with all violations.
    pub fn request_without_rules(
        &self,
        body: Value,
        rules: &[&str],
    ) -> Result<DiscoveredRequest, InvalidDiscoveredRequest> {
        self.check(body, Source::New { lifted: rules })
    }

    /// Checks a request that was stored, given as its body.
    ///
    /// A parameter that the model's schema doesn't name counts as one that was set with
    /// [`extra`](DiscoveredRequest::extra), and a rule of the documentation that it breaks as one that was lifted. Read
    /// with [`DeserializeSeed`], by the model, it gets the checks of a new one.
    ///
    /// ```
    /// use oxen_models::DiscoveredModel;
    /// use oxen_models::hub_models::ModelInfo;
    /// use serde_json::json;
    ///
    /// let info: ModelInfo = serde_json::from_value(json!({
    ///     "id": "oxen:our-team/our-painter", "source_model": "flux-2-pro",
    /// }))?;
    /// let painter = DiscoveredModel::new(&info)?;
    /// let request = painter.request(json!({"prompt": "an ox at dawn"}))?.extra("herd_size", 7)?;
    /// let stored = serde_json::to_string(&request)?;
    /// assert_eq!(painter.from_stored(serde_json::from_str(&stored)?)?, request);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidDiscoveredRequest`] if the body is for another model, or this one's schema doesn't accept it.
    #[allow(clippy::wrong_self_convention, reason = "as `AnyRequest::from_stored`, of this model")]
    pub fn from_stored(&self, body: Value) -> Result<DiscoveredRequest, InvalidDiscoveredRequest> {
        self.check(body, Source::Stored)
    }

    fn check(
        &self,
        body: Value,
        source: Source<'_>,
    ) -> Result<DiscoveredRequest, InvalidDiscoveredRequest> {
        let Value::Object(mut parameters) = body else {
            return Err(self.invalid(vec!["the body must be a JSON object".to_owned()]));
        };
        let mut violations = Vec::new();
        if let Some(model) = parameters.remove("model")
            && model != self.0.id.as_str()
        {
            let found = excerpt(&model.to_string());
            violations.push(format!("`model` is {found}, but the request is for this model"));
        }
        let schema = &self.0.schema;
        let mut ordered = Map::with_capacity(parameters.len());
        for parameter in schema.parameters() {
            if let Some((name, value)) = parameters.remove_entry(parameter.name()) {
                ordered.insert(name, value);
            }
        }
        ordered.extend(parameters);
        for (name, value) in &ordered {
            if let Err(reason) = not_representable::check_depth(value) {
                violations.push(format!("`{}` {reason}", excerpt(name)));
            }
        }
        let unknown = match source {
            Source::New { .. } if self.0.is_closed => schema.unknown_parameters(&ordered),
            _ => Vec::new(),
        };
        let named: BTreeSet<&str> =
            unknown.iter().filter_map(schema::Violation::parameter).collect();
        let broken = match source {
            Source::New { .. } => schema.check(&ordered),
            Source::Stored => schema.check(&self.named_parameters(&ordered)),
        };
        let broken = broken.into_iter().filter(|violation| {
            violation.parameter().is_none_or(|parameter| !named.contains(parameter))
        });
        let broken: Vec<schema::Violation> = broken.collect();
        let is_wrong = |name: &&str| {
            broken.iter().chain(&unknown).any(|violation| violation.parameter() == Some(*name))
        };
        let refusing = self.0.rules.broken(schema, &ordered).into_iter().filter(|rule| {
            let is_lifted = match source {
                Source::New { lifted } => lifted.contains(&rule.id()),
                Source::Stored => true,
            };
            rule.certainty() == Certainty::Stated
                && !is_lifted
                && !rule.parameters().iter().any(is_wrong)
        });
        let refusing: Vec<&Rule> = refusing.collect();
        violations.extend(broken.iter().chain(&unknown).map(ToString::to_string));
        violations.extend(refusing.into_iter().map(described));
        if !violations.is_empty() {
            return Err(self.invalid(violations));
        }
        Ok(DiscoveredRequest { model: self.clone(), parameters: ordered })
    }

    /// Returns the parameters that the schema names.
    fn named_parameters(&self, parameters: &Map<String, Value>) -> Map<String, Value> {
        let named = parameters.iter().filter(|(name, _)| self.0.schema.parameter(name).is_some());
        named.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    fn invalid(&self, violations: Vec<String>) -> InvalidDiscoveredRequest {
        InvalidDiscoveredRequest { model: excerpt(&self.0.id), violations }
    }
}

/// Where the body of a request comes from.
#[derive(Clone, Copy)]
enum Source<'a> {
    New {
        /// The ids of the rules that it may break.
        lifted: &'a [&'a str],
    },
    Stored,
}

/// Reads and checks a request to the model.
impl<'de> DeserializeSeed<'de> for &DiscoveredModel {
    type Value = DiscoveredRequest;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<DiscoveredRequest, D::Error> {
        self.request(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Returns the violation of a rule.
fn described(rule: &Rule) -> String {
    let (sentence, id) = (rule.sentence(), rule.id());
    format!(
        "{sentence} (a rule of the documentation; `request_without_rules(body, &[\"{id}\"])` lifts it)"
    )
}

/// Returns the endpoint by the media that the model produces, or else the one that the hub states.
fn stated_endpoint(info: &ModelInfo) -> HubEndpoint {
    let capabilities = info.capabilities.as_ref();
    let modalities = |names: Option<&Vec<String>>| -> Vec<HubModality> {
        names.into_iter().flatten().map(|name| HubModality::new(name)).collect()
    };
    let input = modalities(capabilities.and_then(|capabilities| capabilities.input.as_ref()));
    let output = modalities(capabilities.and_then(|capabilities| capabilities.output.as_ref()));
    HubEndpoint::serving(info.endpoint.as_deref(), &input, &output)
}

/// Returns the provider, which only the second listing names.
fn provider(info: &ModelInfo) -> Option<String> {
    let provider = info.extra.get("provider")?;
    let name = provider.get("name").unwrap_or(provider);
    name.as_str().map(str::to_owned)
}

/// Shows the id and the endpoint.
impl fmt::Debug for DiscoveredModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiscoveredModel")
            .field("id", &self.0.id)
            .field("endpoint", &self.0.endpoint)
            .finish_non_exhaustive()
    }
}

/// A checked request to a model that was discovered at run time.
///
/// Serializes as the request body, which [`DiscoveredModel::from_stored`] and [`DiscoveredModel::request`] read back.
#[derive(Clone)]
pub struct DiscoveredRequest {
    model: DiscoveredModel,
    parameters: Map<String, Value>,
}

impl DiscoveredRequest {
    /// Returns the model that it is for.
    pub fn model(&self) -> &DiscoveredModel {
        &self.model
    }

    /// Returns the parameters, in the order of the documentation, without `model`.
    pub fn parameters(&self) -> &Map<String, Value> {
        &self.parameters
    }

    /// Returns a copy of the request body, `model` included.
    pub fn to_json(&self) -> Value {
        self.clone().into_json()
    }

    /// Returns the request body, `model` included, without copying values.
    pub fn into_json(self) -> Value {
        let mut body = Map::with_capacity(self.parameters.len() + 1);
        body.insert("model".to_owned(), Value::from(self.model.id()));
        body.extend(self.parameters);
        Value::Object(body)
    }

    /// Returns a shell command that sends the request with `curl`; see
    /// [`ModelRequest::to_curl`](crate::ModelRequest::to_curl).
    pub fn to_curl(&self) -> String {
        snippets::curl(&self.url(), self)
    }

    /// Returns a Python program that sends the request with `requests`; see
    /// [`ModelRequest::to_python`](crate::ModelRequest::to_python).
    pub fn to_python(&self) -> String {
        snippets::python(&self.url(), self.model.id(), &self.parameters)
    }

    fn url(&self) -> String {
        snippets::url(self.model.endpoint(), |name| self.parameters.contains_key(name))
    }

    /// Sets or replaces a parameter, which the model's schema need not list; `model` can't be set. `None` leaves the
    /// parameter unchanged.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidDiscoveredRequest`] if JSON can't represent the value, or the request breaks a rule of the
    /// documentation now, or the schema does name the parameter and doesn't accept the value.
    pub fn extra(
        mut self,
        name: impl Into<String>,
        value: impl Serialize,
    ) -> Result<Self, InvalidDiscoveredRequest> {
        let name = name.into();
        let model = self.model.clone();
        let value = match not_representable::to_value(&value) {
            Ok(Some(value)) => value,
            Ok(None) => return Ok(self),
            Err(reason) => {
                return Err(model.invalid(vec![format!("`{}` {reason}", excerpt(&name))]));
            }
        };
        if name == "model" {
            return Err(model.invalid(vec!["`model` is that of the request".to_owned()]));
        }
        let Facts { schema, rules, .. } = &*model.0;
        let lifted: BTreeSet<String> =
            self.warnings().into_iter().map(|rule| rule.id().to_owned()).collect();
        self.parameters.insert(name, value);
        let known = model.named_parameters(&self.parameters);
        let mut violations: Vec<String> =
            schema.check(&known).iter().map(ToString::to_string).collect();
        let refusing = rules
            .broken(schema, &self.parameters)
            .into_iter()
            .filter(|rule| rule.certainty() == Certainty::Stated && !lifted.contains(rule.id()));
        violations.extend(refusing.map(described));
        if violations.is_empty() { Ok(self) } else { Err(model.invalid(violations)) }
    }

    /// Returns the rules of the documentation that the request breaks: those that only warn, and stated ones that
    /// [`request_without_rules`](DiscoveredModel::request_without_rules) has lifted.
    pub fn warnings(&self) -> Vec<&Rule> {
        self.model.0.rules.broken(&self.model.0.schema, &self.parameters)
    }
}

/// Compares the ids of the models and the parameters.
impl PartialEq for DiscoveredRequest {
    fn eq(&self, other: &Self) -> bool {
        self.model.id() == other.model.id() && self.parameters == other.parameters
    }
}

impl From<DiscoveredRequest> for Value {
    fn from(request: DiscoveredRequest) -> Self {
        request.into_json()
    }
}

impl Serialize for DiscoveredRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(Some(self.parameters.len() + 1))?;
        body.serialize_entry("model", self.model.id())?;
        for (name, value) in &self.parameters {
            body.serialize_entry(name, value)?;
        }
        body.end()
    }
}

/// Shows the model's id and the names of the parameters.
impl fmt::Debug for DiscoveredRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.parameters.keys().map(String::as_str).collect();
        f.debug_struct("DiscoveredRequest")
            .field("model", &self.model.id())
            .field("parameters", &names)
            .finish()
    }
}

/// The error of a request that was refused, with all violations.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("invalid request for `{model}`:\n- {}", violations.join("\n- "))]
pub struct InvalidDiscoveredRequest {
    model: String,
    violations: Vec<String>,
}

impl InvalidDiscoveredRequest {
    /// Returns all violations, at least one.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }
}

/// The reason why a model can't have checked requests.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// Its schema can't be read.
    #[error("the request schema of `{model}` can't be read: {reason}")]
    Schema {
        /// The model's id.
        model: String,
        /// The problem with the schema.
        reason: SchemaProblem,
    },
    /// This crate doesn't support its endpoint.
    #[error(
        "`{model}` is served by `{path}`, which this crate doesn't support yet; use `Client::raw`"
    )]
    Endpoint {
        /// The model's id.
        model: String,
        /// The endpoint's path.
        path: String,
    },
}

/// The reason why a schema can't be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SchemaProblem {
    /// The model's own schema, or that of the endpoint, can't be read.
    #[error(transparent)]
    Schema(#[from] RequestSchemaError),
    /// The rules of its documentation can't be read.
    #[error("the rules of its documentation can't be read: {0}")]
    Rules(String),
}
