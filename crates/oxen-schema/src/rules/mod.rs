//! Rules that a model's documentation states in prose only, as data kept by hand in `schemas/rules/`.
//!
//! A request schema lists each parameter by itself. Relations between parameters, such as exclusions, are often stated
//! in words alone, and the hub only notices a violation when the job runs. Each such statement is a [`Rule`]: a JSON
//! Schema fragment over the request's body, or one of the few [kinds](Requirement) that JSON Schema can't express.

mod error;
mod evaluate;
mod read;
mod stale;
mod with_defaults;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::schema::{Members, RequestSchema};

pub use error::RuleError;
pub use evaluate::{Defaults, Fragment, Requirement};
pub use stale::{Stale, StaleRule};

/// The rules of one model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    rules: Vec<Rule>,
}

impl Rules {
    /// Reads the rules of a model, as a file of `schemas/rules/` has them.
    ///
    /// ```
    /// use oxen_schema::rules::Rules;
    /// use oxen_schema::schema::RequestSchema;
    /// use serde_json::json;
    ///
    /// let rules = Rules::read(&json!({"rules": [{
    ///     "id": "tail-needs-start",
    ///     "sentence": "`tail` needs `start`",
    ///     "certainty": "stated",
    ///     "source": "https://example.com/painter",
    ///     "body": {"dependentRequired": {"tail": ["start"]}}
    /// }]}))?;
    /// let texts = json!({"start": {"type": "string"}, "tail": {"type": "string"}});
    /// let (schema, _) = RequestSchema::read(&json!({"type": "object", "properties": texts}))?;
    ///
    /// let body = json!({"tail": "https://example.com/end.png"});
    /// let broken = rules.broken(&schema, body.as_object().unwrap());
    /// assert_eq!(broken[0].sentence(), "`tail` needs `start`");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`RuleError`] if the value isn't a list of rules, a rule has no requirement or more than one, two rules
    /// have one id, or a fragment uses a keyword that isn't checked: a rule that refuses nothing would look like a
    /// check.
    pub fn read(value: &Value) -> Result<Self, RuleError> {
        read::rules(value).map(|rules| Self { rules })
    }

    /// Returns whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Returns the rules in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Rule> {
        self.rules.iter()
    }

    /// Returns the rules that a request breaks, regardless of their certainty.
    ///
    /// `body` is the request without `model`. Where a rule looks at the value of a parameter that is absent, the default
    /// of the schema counts; an absent boolean without a default is false.
    pub fn broken(&self, schema: &RequestSchema, body: &dyn Members) -> Vec<&Rule> {
        self.rules.iter().filter(|rule| rule.is_broken(schema, body)).collect()
    }

    /// Returns the rules that fit the schema, without [stale](Self::stale) ones.
    #[must_use]
    pub fn fitting(&self, schema: &RequestSchema) -> Self {
        let is_fitting = |rule: &&Rule| stale::stale(rule, schema).is_none();
        Self { rules: self.rules.iter().filter(is_fitting).cloned().collect() }
    }

    /// Returns the rules as JSON, in the form that [`read`](Self::read) accepts.
    pub fn to_value(&self) -> Value {
        json!({ "rules": self.rules.iter().map(Rule::to_value).collect::<Vec<_>>() })
    }

    /// Returns the rules that no longer fit the schema: it lacks something that they name, or states the rule itself.
    pub fn stale(&self, schema: &RequestSchema) -> Vec<StaleRule<'_>> {
        self.rules.iter().filter_map(|rule| stale::stale(rule, schema)).collect()
    }
}

impl<'a> IntoIterator for &'a Rules {
    type Item = &'a Rule;
    type IntoIter = std::slice::Iter<'a, Rule>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A statement of a model's documentation about its requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    id: String,
    sentence: String,
    source: String,
    certainty: Certainty,
    requirement: Requirement,
    /// The requirement as the file has it.
    stated: Map<String, Value>,
}

impl Rule {
    /// Returns the name of the rule, unique within its model, such as `tail-needs-start`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the rule in words, without a full stop.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// Returns the page that states the rule.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns the certainty of the rule. Only a [stated](Certainty::Stated) one refuses a request.
    pub fn certainty(&self) -> Certainty {
        self.certainty
    }

    /// Returns the requirement on a request.
    pub fn requirement(&self) -> &Requirement {
        &self.requirement
    }

    /// Returns the requirement as the file states it: an object of one key, `body`, `total_items` or `multiple`.
    pub fn requirement_as_stated(&self) -> &Map<String, Value> {
        &self.stated
    }

    fn to_value(&self) -> Value {
        let mut value = self.stated.clone();
        let texts = [
            ("id", self.id.as_str()),
            ("sentence", &self.sentence),
            ("source", &self.source),
            ("certainty", self.certainty.as_str()),
        ];
        value.extend(texts.map(|(key, text)| (key.to_owned(), Value::from(text))));
        Value::Object(value)
    }

    /// Returns whether the request breaks the rule; see [`Rules::broken`].
    pub fn is_broken(&self, schema: &RequestSchema, body: &dyn Members) -> bool {
        !self.requirement.is_met(schema, body)
    }

    /// Returns whether a request breaks the rule if it has none of the parameters that the rule looks at.
    pub fn requires_one(&self, defaults: &dyn Defaults) -> bool {
        !self.requirement.is_met(defaults, &Map::new())
    }

    /// Returns whether a request, without `model`, has one of the parameters that the rule looks at. If not, it breaks
    /// the rule only if the rule [requires one](Self::requires_one).
    pub fn concerns(&self, body: &dyn Members) -> bool {
        self.requirement.concerns(body)
    }

    /// Returns the parameters that the rule looks at, each once, in the order in which the rule names them.
    pub fn parameters(&self) -> Vec<&str> {
        self.requirement.parameters()
    }
}

/// The certainty of a [`Rule`].
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The documentation states it: a request that breaks it is refused.
    Stated,
    /// The documentation implies it, or contradicts itself: a request that breaks it gets a warning.
    Interpreted,
    /// The documentation recommends it: a request that ignores it gets a warning.
    Advice,
}

impl Certainty {
    /// All certainties, the most certain first.
    pub const ALL: [Self; 3] = [Self::Stated, Self::Interpreted, Self::Advice];

    /// Returns the word for it in a file of rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Interpreted => "interpreted",
            Self::Advice => "advice",
        }
    }
}
