//! Answers of the hub: both shapes, and helpful messages for everything else.

use oxen_schema::DiagnosticKind;
use oxen_schema::catalog::{JsonError, Listing, ListingError, MAX_BYTES, read_model};
use oxen_schema::model::Model;
use serde_json::{Value, json};

fn read(value: &Value) -> Result<Listing, ListingError> {
    Listing::read(&value.to_string())
}

fn ids(listing: &Listing) -> Vec<&str> {
    listing.models().iter().map(|model| model.id.as_str()).collect()
}

#[test]
fn both_listings_are_read() {
    let models =
        read(&json!({"object": "list", "data": [{"id": "b"}, {"id": "a", "object": "model"}]}));
    assert_eq!(ids(&models.unwrap()), ["b", "a"]);

    let schema = json!({"type": "object"});
    let evaluations = read(&json!({"models": [{
        "name": "a",
        "display_name": "A",
        "provider": {"name": "fal"},
        "json_request_schema": schema,
        "deprecated": false,
        "can_run_inference": true,
    }]}))
    .unwrap();
    let model = &evaluations.models()[0];
    assert_eq!((model.id.as_str(), model.provider.as_deref()), ("a", Some("fal")));
    assert_eq!(model.request_schema, Some(schema));
    assert!(evaluations.diagnostics().is_empty());
}

#[test]
fn the_name_is_the_id_where_the_listing_says_so() {
    let evaluations = read(&json!({"models": [{"name": "a", "id": "3f2b"}]})).unwrap();
    assert_eq!(ids(&evaluations), ["a"]);
    assert_eq!(evaluations.diagnostics()[0].path, "/models/0/id");
    let models = read(&json!({"data": [{"id": "a", "name": "The A"}]})).unwrap();
    assert_eq!(ids(&models), ["a"]);
    assert_eq!(models.models()[0].other["name"], "The A");
}

#[test]
fn strange_facts_are_reported_with_their_place() {
    let listing = read(&json!({"data": [{"id": "a"}, {"id": "b", "tool_use": "yes"}]})).unwrap();
    let found: Vec<String> = listing.diagnostics().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        ["/data/1/tool_use: b: `tool_use` should be true or false; it is kept as it is"]
    );
}

#[test]
fn other_answers_are_described_in_the_error() {
    let deep = format!(
        r#"{{"data": [{{"id": "a", "x": {}1{}}}]}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    for (text, message) in [
        ("", "nothing where JSON should be"),
        ("  \n", "nothing where JSON should be"),
        (
            "<!DOCTYPE html><html><body>Sign in</body></html>",
            "a web page, not JSON; it starts with `<!DOCTYPE",
        ),
        (r#"{"data": [{"id": "a"}, {"id": "b"#, "breaks off after 32 bytes"),
        (r#"{"data": [}"#, "not JSON: expected value at line 1 column 11"),
        ("Unauthorized", "not JSON"),
        (&deep, "nested deeper than 128 levels"),
        ("[]", "should be an object with a list under `data` or `models`"),
        ("{}", "has an empty object"),
        (r#"{"data": {"id": "a"}}"#, "should be an object with a list"),
        (r#"{"items": [], "page": 1}"#, "has `items`, `page`"),
        (
            r#"{"error": {"type": "unauthenticated", "title": "Not signed in"}, "status": "error"}"#,
            "error: Not signed in",
        ),
        (r#"{"error": {"message": "Model not found: x"}}"#, "error: Model not found: x"),
        (
            r#"{"status": "error", "status_message": "resource_not_found"}"#,
            "error: resource_not_found",
        ),
        (r#"{"error": {}}"#, "error: without a message"),
    ] {
        let error = Listing::read(text).unwrap_err().to_string();
        assert!(error.contains(message), "{message:?} is not in {error:?}");
        assert!(error.len() < 500 && !error.contains('\n'), "{error:?}");
    }
}

#[test]
fn an_unusable_entry_does_not_affect_others() {
    let long = json!({"id": "x".repeat(10_000)});
    for (entry, id, message) in [
        (json!(7), None, "a model should be a JSON object"),
        (
            json!({"display_name": "A"}),
            None,
            "model 1 of the listing, counted from 0: the model has no id",
        ),
        (json!({"id": 7}), None, "should be a string"),
        (json!({"id": ""}), Some(""), "it is empty"),
        (json!({"id": "a\u{0}"}), Some("a\u{0}"), "is not a usable model id"),
        (long, Some("xxx"), "it has 10000 bytes"),
        (json!({"id": "AB"}), Some("AB"), "the id `AB` occurs twice, the first time as `ab`"),
        (json!({"id": "ab", "summary": "x"}), Some("ab"), "the id `ab` occurs twice"),
        (
            json!({"id": "b", "request_schema": "x"}),
            Some("b"),
            "schema of `b` should be a JSON object or null, but is a string",
        ),
    ] {
        let listing = read(&json!({"data": [{"id": "ab"}, entry, {"id": "c"}]})).unwrap();
        assert_eq!(ids(&listing), ["ab", "c"], "{entry}");
        let [unusable] = listing.unusable() else { panic!("{:?}", listing.unusable()) };
        match id {
            None => assert_eq!(unusable.id, None),
            Some(id) => assert!(unusable.id.as_ref().unwrap().starts_with(id)),
        }
        let reason = unusable.reason.to_string();
        assert!(reason.contains(message), "{message:?} is not in {reason:?}");
        assert!(reason.len() < 500 && !reason.contains(['\n', '\0']), "{reason:?}");
        assert!(unusable.name().len() < 200, "{}", unusable.name());
    }
}

/// The catalog leaves these models out anyway.
#[test]
fn models_that_are_not_public_do_not_affect_others() {
    for (key, value) in [
        ("model_type", json!("custom")),
        ("deprecated", json!(true)),
        ("can_run_inference", json!(false)),
        ("capabilities", json!({"output": ["embeddings"]})),
    ] {
        for mut entry in [
            json!({"id": ""}),
            json!({"display_name": "A"}),
            json!({"id": "b", "request_schema": []}),
            json!({"id": "A"}),
        ] {
            entry[key] = value.clone();
            for entries in
                [[json!({"id": "a"}), entry.clone()], [entry.clone(), json!({"id": "a"})]]
            {
                let listing = read(&json!({"data": entries})).unwrap();
                assert_eq!(listing.unusable(), [], "{entries:?}");
                assert_eq!(ids(&listing), ["a"], "{entries:?}");
            }
        }
    }
}

#[test]
fn duplicate_keys_are_reported() {
    let text = "{\"data\": [\n{\"id\": \"a\", \"request_schema\": {\"type\": \"object\",\n\"type\": \"object\"}}]}";
    let listing = Listing::read(text).unwrap();
    let [found] = listing.diagnostics() else { panic!("{:?}", listing.diagnostics()) };
    assert_eq!(found.kind, DiagnosticKind::DuplicateKey);
    assert_eq!(
        found.to_string(),
        "/data/0/request_schema/type: the key `type` occurs twice, again in line 3; the last one is used"
    );
}

#[test]
fn a_long_key_is_not_repeated() {
    let twice = (0..100).map(|number| format!("\"k{number}\":0,\"k{number}\":0,"));
    let text = format!(
        "{{\"data\":[{{\"id\":\"a\",\"{}\":{{{}\"k\":0}}}}]}}",
        "x".repeat(15_000_000),
        twice.collect::<String>()
    );
    let listing = Listing::read(&text).unwrap();
    assert_eq!(listing.diagnostics().len(), 100);
    let length = |found: &oxen_schema::Diagnostic| found.path.len() + found.message.len();
    assert!(listing.diagnostics().iter().map(length).sum::<usize>() < 200_000);
}

#[test]
fn an_answer_has_a_limit() {
    let answer =
        |size: usize| format!(r#"{{"data": [{{"id": "a", "x": "{}"}}]}}"#, "x".repeat(size));
    let error = Listing::read(&answer(50_000_000)).unwrap_err();
    assert!(matches!(error, ListingError::Json(JsonError::TooLarge { .. })), "{error}");
    assert!(Listing::read(&answer(MAX_BYTES - 100)).is_ok());
}

#[test]
fn a_byte_order_mark_is_ignored() {
    assert!(Listing::read("\u{feff}{\"data\": []}").unwrap().models().is_empty());
}

#[test]
fn one_of_several_pages_is_not_complete() {
    for (answer, complete) in [
        (json!({"data": [{"id": "a"}]}), true),
        (json!({"data": [{"id": "a"}], "has_more": false, "total_pages": 1, "count": 1}), true),
        (json!({"data": [{"id": "a"}], "has_more": true}), false),
        (json!({"models": [{"name": "a"}], "page_number": 1, "total_pages": 2}), false),
        (json!({"models": [{"name": "a"}], "total_entries": 178}), false),
    ] {
        assert_eq!(read(&answer).unwrap().missing().is_none(), complete, "{answer}");
    }
}

#[test]
fn details_join_their_model() {
    let mut listing =
        read(&json!({"data": [{"id": "a", "summary": "Short."}, {"id": "b"}]})).unwrap();
    let (details, diagnostics) =
        read_model(r#"{"id": "a", "description": "Long.", "request_schema": {"type": "object"}}"#)
            .unwrap();
    assert!(diagnostics.is_empty());
    listing.merge_details(&details).unwrap();
    let model = &listing.models()[0];
    assert_eq!(model.summary.as_deref(), Some("Short."));
    assert_eq!(model.description.as_deref(), Some("Long."));
    assert!(model.request_schema.is_some() && listing.models()[1].request_schema.is_none());

    let (stranger, _) = read_model(r#"{"id": "c"}"#).unwrap();
    let error = listing.merge_details(&stranger).unwrap_err();
    assert!(matches!(error, ListingError::UnknownModel { .. }));
    for (text, message) in [
        (r#"{"error": {"message": "Model not found: c"}}"#, "Model not found: c"),
        ("<html>", "a web page"),
        (r#"{"id": "a", "request_schema": 1}"#, "should be a JSON object or null"),
    ] {
        assert!(read_model(text).unwrap_err().to_string().contains(message));
    }
}

#[test]
fn a_listing_can_be_cut_and_filled_up() {
    let mut listing = read(&json!({"data": [{"id": "a"}, {"id": "b"}, {"id": "c"}]})).unwrap();
    listing.retain(|model| model.id.as_str() != "a");
    assert_eq!(ids(&listing), ["b", "c"]);
    let model = |id: &str| Model::from_hub(json!({"id": id})).unwrap().0;
    listing.insert(model("a")).unwrap();
    assert!(matches!(listing.insert(model("B")), Err(ListingError::DuplicateId { .. })));
    listing.merge_details(&read_model(r#"{"id": "c", "summary": "C."}"#).unwrap().0).unwrap();
    assert_eq!(listing.models()[1].summary.as_deref(), Some("C."));
    assert_eq!(ids(&listing), ["b", "c", "a"]);
    let id = listing.models()[0].id.clone();
    listing.set_aside([(id, "the answer is a web page".to_owned())].into());
    assert_eq!(ids(&listing), ["c", "a"]);
    assert_eq!(listing.unusable()[0].id.as_deref(), Some("b"));
    assert_eq!(listing.unusable()[0].reason.to_string(), "the answer is a web page");
}
