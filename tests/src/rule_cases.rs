//! For each rule of the snapshot, a request that meets it and one that violates it.

use oxen_schema::rules::{Certainty, Rule};
use oxen_schema::schema::RequestSchema;
use serde_json::{Map, Value};

use crate::snapshot;

/// Two requests about a rule, without `model`.
#[derive(Debug)]
pub struct Case {
    /// The id of the model.
    pub model: String,
    /// The id of the rule.
    pub rule: String,
    /// The rule in words.
    pub sentence: String,
    /// The certainty of the rule.
    pub certainty: Certainty,
    /// A request that meets all stated rules.
    pub met: Map<String, Value>,
    /// A request that violates this rule.
    pub broken: Map<String, Value>,
}

/// Returns the cases of rules that the snapshot has, and that still fit its models.
///
/// # Panics
///
/// If the cases don't have the expected form.
#[allow(clippy::expect_used, reason = "a test can't go on without it")]
pub fn all() -> Vec<Case> {
    let text = include_str!("../../crates/oxen-schema/tests/it/rules/cases.json");
    let cases: Vec<Value> = serde_json::from_str(text).expect("the cases are a list");
    let catalog = snapshot::catalog();
    let case = |case: &Value| {
        let (id, rule) = (case["model"].as_str()?, case["rule"].as_str()?);
        let model = catalog.model(id)?;
        let rules = catalog.rules(model);
        let rule: &Rule = rules.iter().find(|other| other.id() == rule)?;
        let schema: &RequestSchema = catalog.request_schema(model)?;
        let [met, broken] = [body(&case["met"])?, body(&case["broken"])?];
        let fits = [&met, &broken].iter().all(|body| schema.check(*body).is_empty());
        fits.then(|| Case {
            model: id.to_owned(),
            rule: rule.id().to_owned(),
            sentence: rule.sentence().to_owned(),
            certainty: rule.certainty(),
            met,
            broken,
        })
    };
    cases.iter().filter_map(case).collect()
}

/// Returns a body of the cases, where `{"$repeat": [text, n]}` stands for a long text.
fn body(value: &Value) -> Option<Map<String, Value>> {
    let expand = |value: &Value| match value.get("$repeat") {
        None => Some(value.clone()),
        Some(repeat) => {
            let times = usize::try_from(repeat[1].as_u64()?).ok()?;
            Some(Value::String(repeat[0].as_str()?.repeat(times)))
        }
    };
    let members = value.as_object()?.iter();
    members.map(|(name, value)| Some((name.clone(), expand(value)?))).collect()
}
