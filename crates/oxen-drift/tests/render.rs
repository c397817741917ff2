//! The forms of a report.
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

use oxen_drift::{Colour, Report, diff, json_schema, to_json, to_markdown, to_text};
use oxen_schema::catalog::{Catalog, Listing, Source};
use serde_json::{Value, json};

fn catalog(date: &str, models: &Value) -> Catalog {
    let listing = Listing::read(&json!({"data": models}).to_string()).unwrap();
    Catalog::from_listing(listing, Source::new("a test", date).unwrap(), None).unwrap()
}

fn model(id: &str, properties: &Value) -> Value {
    json!({
        "id": id,
        "capabilities": {"input": ["text"], "output": ["image"]},
        "json_request_schema": {"type": "object", "properties": properties},
    })
}

fn report() -> Report {
    let old = json!([
        model(
            "ox-1",
            &json!({
                "steps": {"type": "integer", "maximum": 50, "default": 30},
                "size": {"enum": ["small", "large"], "description": "Size."},
                "seed": {"type": "integer"},
            })
        ),
        model("ox-2", &json!({"image": {"type": "string"}})),
    ]);
    let new = json!([
        model(
            "ox-1",
            &json!({
                "steps": {"type": "integer", "maximum": 40, "default": 20},
                "size": {"enum": ["small", "large", "<b>@all</b> `x` *y*"], "description": "How large."},
            })
        ),
        model("ox-3", &json!({"image": {"type": "string"}})),
    ]);
    diff(&catalog("2026-07-01", &old), &catalog("2026-08-08", &new))
}

#[test]
fn text() {
    insta::assert_snapshot!(to_text(&report(), Colour::Never));
}

#[test]
fn colours_add_nothing_but_colours() {
    let coloured = to_text(&report(), Colour::Always);
    assert!(coloured.contains("\u{1b}[1;31mBreaking"));
    let mut plain = String::new();
    for piece in coloured.split('\u{1b}') {
        plain.push_str(
            piece
                .split_once('m')
                .map_or(piece, |(code, rest)| if code.starts_with('[') { rest } else { piece }),
        );
    }
    assert_eq!(plain, to_text(&report(), Colour::Never));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(to_markdown(&report()));
}

#[test]
fn changelog() {
    insta::assert_snapshot!(oxen_drift::changelog_entry(&report()));
}

#[test]
fn json_has_the_documented_schema() {
    let schema = json_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report = to_json(&report());
    assert!(validator.is_valid(&report), "{:?}", validator.iter_errors(&report).next());
    let mut broken = report;
    broken["changes"][0]["wire"] = json!("perhaps");
    assert!(!validator.is_valid(&broken));
    insta::assert_snapshot!(serde_json::to_string_pretty(&schema).unwrap());
}

#[test]
fn a_catalog_has_no_drift_from_itself() {
    let models = json!([model("ox-1", &json!({"steps": {"type": "integer"}}))]);
    let catalog = catalog("2026-08-08", &models);
    let report = diff(&catalog, &catalog);
    assert_eq!(report.changes, []);
    assert!(to_text(&report, Colour::Never).contains("nothing changed"));
}
