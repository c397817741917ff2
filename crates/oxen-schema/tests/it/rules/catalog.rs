//! The rules of the snapshot, each with a request that meets it and one that violates it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use oxen_schema::rules::{Certainty, Rule, Rules};
use oxen_schema::schema::RequestSchema;
use serde_json::{Map, Value};

pub(crate) fn schemas() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Returns the schema and the rules of every model that has rules and is in the snapshot.
pub(crate) fn models() -> Vec<(String, RequestSchema, Rules)> {
    let mut models = Vec::new();
    for entry in fs::read_dir(schemas().join("rules")).unwrap() {
        let path = entry.unwrap().path();
        let model = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let rules = Rules::read(&json(&path)).unwrap_or_else(|error| panic!("{model}: {error}"));
        let schema = schemas().join(format!("{model}.json"));
        if schema.is_file() {
            models.push((model, RequestSchema::read(&json(&schema)).unwrap().0, rules));
        }
    }
    models
}

/// Returns a body of the cases, where `{"$repeat": [text, n]}` stands for a long text.
fn body(value: &Value) -> Map<String, Value> {
    let expand = |value: &Value| match value.get("$repeat") {
        None => value.clone(),
        Some(repeat) => {
            let times = usize::try_from(repeat[1].as_u64().unwrap()).unwrap();
            Value::String(repeat[0].as_str().unwrap().repeat(times))
        }
    };
    let members = value.as_object().unwrap().iter();
    members.map(|(name, value)| (name.clone(), expand(value))).collect()
}

#[test]
fn each_rule_distinguishes_a_request_that_meets_it_from_one_that_breaks_it() {
    let models = models();
    let cases: Value = serde_json::from_str(include_str!("cases.json")).unwrap();
    let mut covered = BTreeSet::new();
    for case in cases.as_array().unwrap() {
        let (model, rule) = (case["model"].as_str().unwrap(), case["rule"].as_str().unwrap());
        let Some((_, schema, rules)) = models.iter().find(|(id, ..)| id == model) else { continue };
        let bodies = [body(&case["met"]), body(&case["broken"])];
        // A changed schema may refuse the request by itself; `cargo xtask check` names the rules to review.
        if bodies.iter().any(|body| !schema.check(body).is_empty()) {
            continue;
        }
        let [met, breaking] = bodies.map(|body| {
            let broken = rules.broken(schema, &body);
            broken.into_iter().map(Rule::id).collect::<Vec<_>>()
        });
        assert!(!met.contains(&rule), "{model}: {rule} refuses what meets it");
        let stated = |id: &&str| {
            rules.iter().any(|rule| rule.id() == *id && rule.certainty() == Certainty::Stated)
        };
        assert!(!met.iter().any(stated), "{model}, {rule}: {met:?} refuse what meets the rule");
        assert!(breaking.contains(&rule), "{model}: {rule} accepts what breaks it");
        covered.insert((model, rule));
    }
    for (model, schema, rules) in &models {
        let stale = rules.stale(schema);
        for rule in rules.iter().filter(|rule| !stale.iter().any(|stale| stale.rule == *rule)) {
            assert!(covered.contains(&(model.as_str(), rule.id())), "{model}: {}", rule.id());
        }
    }
}
