//! The forms of a report.
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

use oxen_drift::{
    Colour, Report, diff, json_schema, to_json, to_markdown, to_markdown_within, to_text,
};
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
        model("ox-2-0", &json!({"image": {"type": "string"}})),
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
fn markdown_fits_into_a_limit() {
    for report in [report(), hostile()] {
        let whole = to_markdown(&report);
        for limit in [1_000, 1_500, 3_000, 60_000] {
            let text = to_markdown_within(&report, limit);
            assert!(text.len() <= limit, "{} > {limit}", text.len());
            assert!(text == whole || text.contains("omitted for length"), "{text}");
        }
    }
}

#[test]
fn changelog() {
    insta::assert_snapshot!(oxen_drift::changelog_entry(&report()));
}

/// Text that could format, link, mention, or steer a terminal, for every place that a hub fills in.
const HOSTILE: &str = "\u{1b}[31mred\u{1b}[0m\r\n\n## Big <script>x</script> @all #1 GH-1 [a](http://b.example) \
    ![c](d) `e` *f* _g_ | h | ~~i~~ --> <!-- </details> https://b.example/1 www.b.example $x$ \u{202e}j\u{200b}\u{2028}k\u{7}";

fn hostile() -> Report {
    let named = |text: &str, maximum: u64| {
        let mut model = model(
            "ox-1",
            &json!({
                "steps": {"type": "integer", "maximum": maximum, "description": text, "default": maximum},
                "size": {"enum": ["small", text], "default": text, "title": text},
                "style": {"type": "string", "pattern": text},
                "place": {"type": "object", "properties": {(text): {"type": "string", "maxLength": maximum}}},
                (text): {"type": "string", "maxLength": maximum},
            }),
        );
        for key in ["display_name", "description", "summary", "owned_by"] {
            model[key] = json!(text);
        }
        model["developer"] = json!({"name": text});
        model
    };
    let other = |id: &str| {
        let mut other = named(HOSTILE, 1);
        other["id"] = json!(id);
        other
    };
    let (old, new) = (named(HOSTILE, 2), named(&format!("{HOSTILE} too"), 1));
    let (old, new) = (json!([old, other("gone")]), json!([new, other("yak-2000")]));
    diff(&catalog("2026-07-01", &old), &catalog("2026-08-08", &new))
}

/// Returns a line without its code spans.
fn prose(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

#[test]
fn texts_from_the_hub_are_inert() {
    let report = hostile();
    let texts = [
        to_text(&report, Colour::Never),
        to_markdown(&report),
        oxen_drift::changelog_entry(&report),
    ];
    for text in &texts {
        let steers = |character: &char| {
            character.is_control() && *character != '\n'
                || ['\u{202e}', '\u{200b}', '\u{2028}'].contains(character)
        };
        assert_eq!(text.chars().find(steers), None, "{text}");
        // One line per change, and headings of ours only.
        let headings = text.lines().filter(|line| line.starts_with('#'));
        assert!(headings.into_iter().all(|line| !line.contains("Big")), "{text}");
    }
    assert_eq!(texts[0].lines().filter(|line| line.contains("script")).count(), {
        let shown = report.changes.iter().filter(|change| change.sentence.contains("script"));
        shown.count()
    });
    for text in &texts[1..] {
        for line in text.lines().filter(|line| line.contains("script")) {
            let prose = prose(line);
            for active in [
                "<script", "<!--", "</d", " @all", " #1", " [a](", "://", "www.", "GH-1", " *f*",
                " $x",
            ] {
                assert!(!prose.contains(active), "{active}: {line}");
            }
        }
    }
    let json = to_json(&report);
    let validator = jsonschema::validator_for(&json_schema()).unwrap();
    assert!(validator.is_valid(&json));
    assert!(json.to_string().contains("\\u001b"));
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
