//! Rules of documentation as files of a catalog.

use oxen_schema::catalog::Catalog;
use serde_json::{Value, json};

use super::{Files, catalog};

const FILE: &str = "rules/image.json";

fn listing(sizes: &Value) -> Value {
    let schema = json!({"type": "object", "properties": {"size": {"enum": sizes}, "seed": {}}});
    json!([{"id": "image", "developer": {"name": "Lab"}, "endpoint": "/images/edit", "request_schema": schema}])
}

fn rules() -> Value {
    let rule = |id: &str, body: Value| json!({"id": id, "sentence": "`seed` needs `size`", "certainty": "stated", "source": "a page", "body": body});
    let large =
        json!({"not": {"required": ["seed", "size"], "properties": {"size": {"const": "large"}}}});
    json!({"rules": [rule("seed", json!({"dependentRequired": {"seed": ["size"]}})), rule("large", large)]})
}

fn files() -> Files {
    let mut files = catalog(&listing(&json!(["small", "large"])), None).to_files();
    files.insert(FILE.to_owned(), rules().to_string());
    files
}

#[test]
fn rules_are_written_as_they_were_read_and_survive_an_update() {
    let with_rules = Catalog::from_files(&files()).unwrap();
    let written = with_rules.to_files();
    assert_eq!(serde_json::from_str::<Value>(&written[FILE]).unwrap(), rules());
    assert_eq!(Catalog::from_files(&written).unwrap(), with_rules);

    let next = catalog(&listing(&json!(["small", "large"])), Some(&with_rules));
    assert_eq!(next.to_files()[FILE], written[FILE]);
    let model = next.model("image").unwrap();
    assert_eq!(next.rules(model).iter().count(), 2);
    assert_eq!(next.surface(model).unwrap().rules.len(), 2);
    assert!(next.stale_rules().next().is_none());
}

#[test]
fn a_stale_rule_is_named_and_refuses_nothing() {
    let with_rules = Catalog::from_files(&files()).unwrap();
    let next = catalog(&listing(&json!(["small"])), Some(&with_rules));
    let stale: Vec<String> = next.stale_rules().map(|stale| stale.to_string()).collect();
    let expected =
        "rules/image.json: the rule `large` is stale: `size` no longer accepts \"large\"";
    assert_eq!(stale, [expected]);
    let model = next.model("image").unwrap();
    assert_eq!(next.rules(model).iter().count(), 1);
    assert_eq!(next.all_rules(model).iter().count(), 2);
    assert_eq!(next.to_files()[FILE], with_rules.to_files()[FILE]);
}

#[test]
fn rules_of_a_withdrawn_model_stay() {
    let with_rules = Catalog::from_files(&files()).unwrap();
    let next = catalog(&json!([{"id": "chat", "developer": {"name": "Lab"}}]), Some(&with_rules));
    assert!(next.stale_rules().next().is_none());
    assert_eq!(next.to_files()[FILE], with_rules.to_files()[FILE]);
    assert_eq!(Catalog::from_files(&next.to_files()).unwrap(), next);
}
