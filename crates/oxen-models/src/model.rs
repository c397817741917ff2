//! Facts about models, as constants.

use std::fmt;

use oxen_schema::rules::Rules;
use oxen_schema::schema::{Parameter, RequestSchema};

use crate::endpoint::{Endpoint, Modality};
use crate::pricing::Pricing;
use crate::schema_cache::{Checks, Facts, ModelSchemaError, SchemaCache};
use crate::unknown_model::UnknownModel;

/// Facts about a model.
///
/// The models of the catalog are constants, such as `Flux2Pro::MODEL`. Create other models with
/// [`Model::new`]; new fields may be added in any release, so take the rest of the fields from there:
///
/// ```
/// use oxen_models::{Endpoint, Modality, Model};
///
/// const OURS: &Model = &Model {
///     endpoint: Endpoint::ImagesGenerate,
///     output: &[Modality::Image],
///     ..Model::new("our-finetuned-model")
/// };
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Model {
    /// The id that a request names.
    pub id: &'static str,
    /// The display name; the id if there is no other.
    pub display_name: &'static str,
    /// The developer of the model.
    pub developer: Option<&'static str>,
    /// The provider that runs it, if that is not the developer. Providers of chat models differ in what they accept.
    pub provider: Option<&'static str>,
    /// The endpoint that serves it.
    pub endpoint: Endpoint,
    /// The kinds of content that a request may contain.
    pub input: &'static [Modality],
    /// The kinds of content that an answer contains.
    pub output: &'static [Modality],
    /// The longest conversation, in tokens.
    pub context_length: Option<u64>,
    /// The number of parameters (weights).
    pub parameter_count: Option<u64>,
    /// The number of parameters that are active for each token, if not all of them are.
    pub active_parameters: Option<u64>,
    /// Whether it is a mixture of experts.
    pub mixture_of_experts: Option<bool>,
    /// Whether it supports more than one language.
    pub multilingual: Option<bool>,
    /// Whether it can call tools.
    pub tool_use: Option<bool>,
    /// Whether it supports answers that conform to a given JSON schema.
    pub structured_outputs: Option<bool>,
    /// The pricing, if the listing states it.
    pub pricing: Option<Pricing>,
    /// The URL of its page in Oxen.ai's documentation.
    pub documentation: Option<&'static str>,
    /// Its record as JSON text, with its own request schema under `request_schema`. The schema of a model
    /// without one, or without a record, is its endpoint's.
    pub record: Option<&'static str>,
    /// The rules of its documentation as JSON text, in the form of [`Rules::read`].
    pub rule_record: Option<&'static str>,
    /// The cache of the schema, which is read on first use. It also forces struct literals to use `..Model::new(id)`,
    /// so that fields can be added.
    #[doc(hidden)]
    pub schema_cache: SchemaCache,
}

impl Model {
    /// Creates a model of which only the id is known. It counts as a chat model.
    pub const fn new(id: &'static str) -> Self {
        Self {
            id,
            display_name: id,
            developer: None,
            provider: None,
            endpoint: Endpoint::ChatCompletions,
            input: &[],
            output: &[],
            context_length: None,
            parameter_count: None,
            active_parameters: None,
            mixture_of_experts: None,
            multilingual: None,
            tool_use: None,
            structured_outputs: None,
            pricing: None,
            documentation: None,
            record: None,
            rule_record: None,
            schema_cache: SchemaCache::shared(),
        }
    }

    /// Returns the models of this build: those whose developer's cargo feature is on, sorted by id.
    pub fn all() -> &'static [&'static Self] {
        crate::models::ALL
    }

    /// Returns the model with this id.
    ///
    /// # Errors
    ///
    /// Returns [`UnknownModel`] if this build doesn't have it; the error says when the model was withdrawn, which cargo
    /// feature enables it, or which models are called alike.
    pub fn find(id: &str) -> Result<&'static Self, UnknownModel> {
        let all = Self::all();
        match all.binary_search_by(|model| model.id.cmp(id)) {
            Ok(index) => Ok(all[index]),
            Err(_) => Err(UnknownModel::new(id)),
        }
    }

    /// Returns the parameters of a request, in the order of the documentation; `model` is not among them.
    ///
    /// They are read from the schema on first use. The list is empty if the schema can't be read, which
    /// [`request_schema`](Self::request_schema) explains and which can't happen to the models of the catalog.
    pub fn parameters(&self) -> &'static [Parameter] {
        self.request_schema().map_or(&[], RequestSchema::parameters)
    }

    /// Returns the parameter with this name.
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.request_schema().ok()?.parameter(name)
    }

    /// Returns the schema that requests are checked with: the model's own, plus the parameters that its endpoint adds.
    ///
    /// # Errors
    ///
    /// Returns [`ModelSchemaError`] if [`record`](Self::record) holds no request schema that can be read.
    pub fn request_schema(&self) -> Result<&'static RequestSchema, &'static ModelSchemaError> {
        self.checks().map(|checks| &checks.schema)
    }

    /// Returns the schema and the rules that a request is checked with.
    pub(crate) fn checks(&self) -> Result<&'static Checks, &'static ModelSchemaError> {
        self.schema_cache.checks(Facts {
            model: self.id,
            record: self.record,
            rules: self.rule_record,
            endpoint: self.endpoint,
            provider: self.provider.or(self.developer),
        })
    }

    /// Returns the rules that the documentation states in prose only. [Stated](crate::rules::Certainty::Stated) rules
    /// refuse a request; the others are [warnings](crate::ModelRequest::warnings).
    ///
    /// # Errors
    ///
    /// Returns [`ModelSchemaError`] if the model's schema or rules can't be read.
    pub fn rules(&self) -> Result<&'static Rules, &'static ModelSchemaError> {
        self.checks().map(|checks| &checks.rules)
    }

    /// Returns whether a request may contain content of this kind.
    pub fn accepts(&self, modality: Modality) -> bool {
        self.input.contains(&modality)
    }

    /// Returns whether an answer contains content of this kind.
    pub fn produces(&self, modality: Modality) -> bool {
        self.output.contains(&modality)
    }
}

/// Shows the id, and the facts that matter for choosing a model.
impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut model = f.debug_struct("Model");
        model
            .field("id", &self.id)
            .field("display_name", &self.display_name)
            .field("developer", &self.developer)
            .field("endpoint", &self.endpoint)
            .field("input", &self.input)
            .field("output", &self.output);
        if let Some(length) = self.context_length {
            model.field("context_length", &length);
        }
        if let Some(pricing) = &self.pricing {
            model.field("pricing", &format_args!("{pricing}"));
        }
        model.finish_non_exhaustive()
    }
}
