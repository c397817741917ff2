//! Files of a catalog that somebody edited.

use oxen_schema::catalog::Catalog;
use serde_json::{Value, json};

use super::{Files, catalog};

fn files() -> Files {
    let schema = json!({"type": "object", "properties": {"size": {"enum": ["480p", "480P"]}}});
    let models = json!([
        {"id": "chat-1", "developer": {"name": "Lab"}},
        {"id": "image", "developer": {"name": "Lab"}, "endpoint": "/images/edit", "request_schema": schema},
    ]);
    catalog(&models, None).to_files()
}

fn edit(file: &str, pointer: &str, value: Value) -> Files {
    let mut files = files();
    let mut content: Value = serde_json::from_str(&files[file]).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = content.pointer_mut(parent).unwrap();
    match parent {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        other if value.is_null() => drop(other.as_object_mut().unwrap().remove(key)),
        other => other[key] = value,
    }
    files.insert(file.to_owned(), content.to_string());
    files
}

fn with(file: &str, text: &str) -> Files {
    let mut files = files();
    files.insert(file.to_owned(), text.to_owned());
    files
}

fn without(file: &str) -> Files {
    let mut files = files();
    files.remove(file).unwrap();
    files
}

#[test]
fn every_mistake_is_named_with_its_file() {
    let catalog = "catalog.json";
    for (files, message) in [
        (Files::new(), "catalog.json is missing"),
        (without(catalog), "catalog.json is missing"),
        (
            without("image.json"),
            "image.json is missing; catalog.json says that `image` has a request schema",
        ),
        (with("other.json", "{}"), "other.json belongs to no model"),
        (with("Image.json", "{}"), "Image.json belongs to no model"),
        (with("../x.json", "{}"), "../x.json belongs to no model"),
        (with("base/other.json", "{}"), "base/other.json belongs to no model"),
        (with("rules/other.json", "{\"rules\": []}"), "rules/other.json belongs to no model"),
        (with("rules/../x.json", "{\"rules\": []}"), "rules/../x.json belongs to no model"),
        (with("rules/image.json", "{"), "rules/image.json: the JSON breaks off"),
        (with("rules/image.json", "{}"), "rules/image.json: `/rules` must be a list of rules"),
        (with("notes.txt", ""), "notes.txt belongs to no model"),
        (with("image.json", ""), "image.json: there is nothing where JSON should be"),
        (with("image.json", "[]"), "image.json: the whole should be an object"),
        (with("image.json", "{\"type\": \"obj"), "image.json: the JSON breaks off"),
        (with("image.json", &"[".repeat(10_000)), "image.json: the JSON is nested deeper"),
        (with("image.json", "{\"type\": \"string\"}"), "the request schema of `image`"),
        (with(catalog, "<html>"), "catalog.json: this is a web page"),
        (with(catalog, "[]"), "catalog.json: the whole should be an object"),
        (with(catalog, "{\n<<<<<<< HEAD\n}"), "line 2 is a marker of a merge conflict"),
        (with(catalog, "<<<<<<< HEAD\n{}"), "catalog.json: line 1 is a marker of a merge conflict"),
        (with("image.json", "{\n\"a\": 1,\n>>>>>>> theirs\n}"), "image.json: line 3 is a mark"),
        (with("base/queue.json", "{\n<<<<<<< ours\n}"), "base/queue.json: line 2 is a mark"),
        (
            with(catalog, "{\"models\": [],\n\"models\": []}"),
            "catalog.json, line 2: /models: the key `models` occurs twice",
        ),
        (with("base/media.json", "{}"), "base/media.json: /properties should be"),
        (with("base/media.json", "{,}"), "base/media.json: this is not JSON"),
        (edit(catalog, "/source", Value::Null), "catalog.json: /source should be"),
        (edit(catalog, "/source/date", json!("today")), "catalog.json: the date `today` should be"),
        (edit(catalog, "/source/origin", json!("")), "catalog.json: the origin `` should be"),
        (edit(catalog, "/models", json!({})), "catalog.json: /models should be a list"),
        (
            edit(catalog, "/models/0", json!(7)),
            "catalog.json, line 1: model 0, counted from 0: a model should be",
        ),
        (edit(catalog, "/models/0/id", json!("a b")), "`a b` is not a usable model id"),
        (
            edit(catalog, "/models/0/id", json!("IMAGE")),
            "the id `image` is that of the model in line 1 already (`IMAGE`)",
        ),
        (
            edit(catalog, "/models/1/request_schema", json!(false)),
            "/models/1/request_schema should be a schema, or absent",
        ),
        (
            edit(catalog, "/models/1/request_schema", json!({})),
            "/models/1/request_schema should be absent, as the schema is in a file of its own",
        ),
        (
            edit(catalog, "/models/0/rust_names", json!("chat-1")),
            "Rust names of `chat-1`: / should be an object",
        ),
        (
            edit(catalog, "/models/0/rust_names/module", json!("image")),
            "the module `image` of `image` is that of `chat-1` already",
        ),
        (
            edit(catalog, "/models/0/rust_names/type", json!("Image")),
            "the type `Image` of `image` is that of `chat-1` already",
        ),
        (
            edit(catalog, "/models/0/rust_names/module", json!("../x")),
            "`../x` is not a name in `snake_case`",
        ),
        (edit(catalog, "/models/0/rust_names/type", json!("Chat { }")), "`Chat { }` is not a name"),
        (
            edit(
                catalog,
                "/models/1/rust_names/parameters/size/variants",
                json!([["480P", "P480"], ["480p", "P480"]]),
            ),
            "Rust names of `image`: `P480` can't be the name of `480p`",
        ),
        (edit(catalog, "/developers", json!([])), "catalog.json: /developers should be"),
        (
            edit(catalog, "/developers/Lab", json!({"feature": "lab"})),
            "/developers/Lab/module should be",
        ),
        (
            edit(catalog, "/developers/Lab/feature", json!("L\"]")),
            "`L\"]` is not a name in `kebab-case`",
        ),
        (edit(catalog, "/developers/Lab/module", json!("image")), "Rust names of `image`"),
    ] {
        match Catalog::from_files(&files) {
            Ok(_) => panic!("nothing says {message:?}"),
            Err(error) => {
                assert!(error.to_string().contains(message), "{message:?} is not in {error}");
            }
        }
    }
}

#[test]
fn missing_files_and_names_are_filled_in() {
    let complete = Catalog::from_files(&files()).unwrap();
    for files in [
        without("base/queue.json"),
        edit("catalog.json", "/developers", Value::Null),
        edit("catalog.json", "/models/0/rust_names", Value::Null),
        edit("catalog.json", "/models/1/rust_names", Value::Null),
        edit("catalog.json", "/models/1/request_schema", Value::Null),
    ] {
        assert_eq!(Catalog::from_files(&files).unwrap(), complete);
    }
}

#[test]
fn the_layout_of_files_makes_no_difference() {
    let complete = Catalog::from_files(&files()).unwrap();
    let mut compact = files();
    for text in compact.values_mut() {
        *text = serde_json::from_str::<Value>(text).unwrap().to_string();
    }
    assert_eq!(Catalog::from_files(&compact).unwrap().to_files(), complete.to_files());
}

#[test]
fn base_schemas_are_read_from_the_files() {
    let files = edit("base/queue.json", "/properties/num_generations/maximum", json!(4));
    let edited = Catalog::from_files(&files).unwrap();
    let maximum = |catalog: &Catalog| {
        let schema = catalog.request_schema(catalog.model("image").unwrap()).unwrap();
        schema.raw()["properties"]["num_generations"]["maximum"].clone()
    };
    assert_eq!(maximum(&edited), 4);
    // A later listing keeps the edits.
    let next = catalog(&json!([{"id": "image", "endpoint": "/images/edit"}]), Some(&edited));
    assert_eq!(maximum(&next), 4);
}

/// A model is added without knowledge of the other content of `catalog.json`.
#[test]
fn a_model_can_be_added_by_hand() {
    let schema = json!({"type": "object", "properties": {"prompt": {"type": "string"}}});
    let mut with_file =
        edit("catalog.json", "/models/0", json!({"id": "ours", "endpoint": "/images/edit"}));
    with_file.insert("ours.json".to_owned(), schema.to_string());
    let inline = json!({"id": "ours", "endpoint": "/images/edit", "request_schema": schema});
    let inline = edit("catalog.json", "/models/0", inline);
    let [with_file, inline] = [with_file, inline].map(|files| Catalog::from_files(&files).unwrap());
    assert_eq!(with_file, inline);
    let ours = with_file.model("ours").unwrap();
    assert_eq!(with_file.names(ours).unwrap().type_name, "Ours");
    assert!(with_file.request_schema(ours).unwrap().parameter("prompt").is_some());
    let files = with_file.to_files();
    assert!(files.contains_key("ours.json"));
    assert_eq!(Catalog::from_files(&files).unwrap(), with_file);
    // A chat model gets its own schema.
    let chat = Catalog::from_files(&with("chat-1.json", &schema.to_string())).unwrap();
    assert_eq!(chat.model("chat-1").unwrap().request_schema, Some(schema));
}

/// The line and the model of each mistake match its location in the files.
#[test]
fn mistakes_are_reported_with_their_line_and_a_remedy() {
    let text = files()["catalog.json"].clone();
    let line = |part: &str| 1 + text.lines().position(|line| line.contains(part)).unwrap();
    let second = line("\"id\": \"image\"") - 1;
    for (from, to, expected) in [
        (
            "\"id\": \"image\"",
            "\"id\": \"CHAT-1\"",
            format!("catalog.json, line {second}: the id `CHAT-1` is that"),
        ),
        (
            "\"id\": \"image\"",
            "\"id\": \"\"",
            format!("catalog.json, line {second}: model ``: `` is not a usable"),
        ),
        (
            "\"module\": \"image\"",
            "\"module\": \"chat_1\"",
            format!(
                "catalog.json, line {}: the module `chat_1` of `image` is that of `chat-1` already; remove `rust_names`",
                line("\"module\": \"image\"")
            ),
        ),
        (
            "\"type\": \"Image\"",
            "\"type\": \"image\"",
            format!(
                "catalog.json, line {second}: the Rust names of `image`: `image` is not a name in"
            ),
        ),
    ] {
        let mut files = files();
        assert!(text.contains(from), "{text}");
        files.insert("catalog.json".to_owned(), text.replace(from, to));
        let error = Catalog::from_files(&files).unwrap_err().to_string();
        assert!(error.contains(&expected), "{expected:?} is not in {error}");
    }
    let error = Catalog::from_files(&with("ours.json", "{}")).unwrap_err().to_string();
    assert!(error.contains("add an entry such as {\"id\": \"ours\", "), "{error}");
}

#[test]
fn a_duplicate_key_is_reported_for_its_model() {
    let schema =
        "{\"type\": \"object\",\n\"properties\": {\"a\": {},\n\"a\": {\"type\": \"string\"}}}";
    let catalog = Catalog::from_files(&with("image.json", schema)).unwrap();
    let found: Vec<String> =
        catalog.diagnostics().map(|(model, found)| format!("{}{}", model.id, found.path)).collect();
    assert_eq!(found, ["image/properties/a"]);
    let mut files = files();
    let text = files["catalog.json"].replace(
        "\"id\": \"image\"",
        "\"id\": \"image\", \"summary\": \"A.\", \"summary\": \"B.\"",
    );
    files.insert("catalog.json".to_owned(), text);
    let catalog = Catalog::from_files(&files).unwrap();
    assert_eq!(
        catalog.diagnostics().map(|(_, found)| found.path.as_str()).collect::<Vec<_>>(),
        ["/summary"]
    );
}

#[test]
fn keys_cannot_start_a_line_of_a_message() {
    let key = r#""x\n::error::\u001b[31m":{"a":1,"a":2}"#;
    let text = files()["catalog.json"].replacen('{', &format!("{{{key},"), 1);
    let error = Catalog::from_files(&with("catalog.json", &text)).unwrap_err().to_string();
    assert!(error.contains(r"/x\u{a}::error::\u{1b}[31m/a: the key `a`"), "{error}");
    assert!(!error.contains(char::is_control), "{error:?}");
}

#[test]
fn duplicate_keys_of_a_file_are_not_reported_for_the_next_listing() {
    let text = "{\"type\": \"object\", \"properties\": {\"a\": {}, \"a\": {\"type\": \"string\"}}}";
    let old = Catalog::from_files(&with("image.json", text)).unwrap();
    assert_eq!(old.diagnostics().count(), 1);
    let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let models = json!([
        {"id": "chat-1", "developer": {"name": "Lab"}},
        {"id": "image", "developer": {"name": "Lab"}, "endpoint": "/images/edit", "request_schema": schema},
    ]);
    let new = catalog(&models, Some(&old));
    assert_eq!(new.models(), old.models());
    assert_eq!(new.diagnostics().count(), 0);
}
