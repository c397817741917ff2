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
        (with("chat-1.json", "{}"), "chat-1.json belongs to no model"),
        (with("Image.json", "{}"), "Image.json belongs to no model"),
        (with("../x.json", "{}"), "../x.json belongs to no model"),
        (with("base/other.json", "{}"), "base/other.json belongs to no model"),
        (with("notes.txt", ""), "notes.txt belongs to no model"),
        (with("image.json", ""), "image.json: there is nothing where JSON should be"),
        (with("image.json", "[]"), "image.json: the whole should be an object"),
        (with("image.json", "{\"type\": \"obj"), "image.json: the JSON breaks off"),
        (with("image.json", &"[".repeat(10_000)), "image.json: the JSON is nested deeper"),
        (with("image.json", "{\"type\": \"string\"}"), "the request schema of `image`"),
        (with(catalog, "<html>"), "catalog.json: this is a web page"),
        (with(catalog, "[]"), "catalog.json: the whole should be an object"),
        (with(catalog, "<<<<<<< HEAD"), "catalog.json: this is a web page"),
        (with("base/media.json", "{}"), "base/media.json: /properties should be"),
        (with("base/media.json", "{,}"), "base/media.json: this is not JSON"),
        (edit(catalog, "/source", Value::Null), "catalog.json: /source should be"),
        (edit(catalog, "/source/date", json!("today")), "catalog.json: the date `today` should be"),
        (edit(catalog, "/source/origin", json!("")), "catalog.json: the origin `` should be"),
        (edit(catalog, "/models", json!({})), "catalog.json: /models should be a list"),
        (
            edit(catalog, "/models/0", json!(7)),
            "catalog.json: model 0, counted from 0: a model should be",
        ),
        (edit(catalog, "/models/0/id", json!("a b")), "`a b` is not a usable model id"),
        (edit(catalog, "/models/0/id", json!("IMAGE")), "catalog.json has `image` and `IMAGE`"),
        (
            edit(catalog, "/models/1/request_schema", json!(false)),
            "/models/1/request_schema should be true",
        ),
        (
            edit(catalog, "/models/1/request_schema", json!({})),
            "/models/1/request_schema should be true",
        ),
        (edit(catalog, "/models/1/request_schema", Value::Null), "image.json belongs to no model"),
        (
            edit(catalog, "/models/0/rust_names", json!("chat-1")),
            "Rust names of `chat-1`: / should be an object",
        ),
        (
            edit(catalog, "/models/0/rust_names/module", json!("image")),
            "Rust names of `image`: `image` cannot be",
        ),
        (
            edit(catalog, "/models/0/rust_names/type", json!("Image")),
            "Rust names of `image`: `Image` cannot be",
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
            "Rust names of `image`: `P480` cannot be the name of `480p`",
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
fn what_is_missing_and_known_is_filled_in() {
    let complete = Catalog::from_files(&files()).unwrap();
    for files in [
        without("base/queue.json"),
        edit("catalog.json", "/developers", Value::Null),
        edit("catalog.json", "/models/0/rust_names", Value::Null),
        edit("catalog.json", "/models/1/rust_names", Value::Null),
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
fn base_schemas_of_the_files_count() {
    let files = edit("base/queue.json", "/properties/num_generations/maximum", json!(4));
    let edited = Catalog::from_files(&files).unwrap();
    let maximum = |catalog: &Catalog| {
        let schema = catalog.effective_schema(catalog.model("image").unwrap());
        schema["properties"]["num_generations"]["maximum"].clone()
    };
    assert_eq!(maximum(&edited), 4);
    // A later listing keeps to them.
    let next = catalog(&json!([{"id": "image", "endpoint": "/images/edit"}]), Some(&edited));
    assert_eq!(maximum(&next), 4);
}
