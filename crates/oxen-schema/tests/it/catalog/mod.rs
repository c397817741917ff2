//! The catalog: from a listing, to files and back, and with stable names.

mod drift;
mod edited_files;
mod hostile;
mod rules;

use std::collections::BTreeMap;
use std::path::Path;

use oxen_schema::DiagnosticKind;
use oxen_schema::catalog::{BaseSchemas, Catalog, CatalogError, Listing, Source, Update};
use oxen_schema::model::{Endpoint, Modality, Model};
use serde_json::{Value, json};

pub(crate) type Files = BTreeMap<String, String>;

pub(crate) fn source() -> Source {
    Source::new("a test", "2026-08-08").unwrap()
}

pub(crate) fn catalog(models: &Value, previous: Option<&Catalog>) -> Catalog {
    let listing = Listing::read(&json!({"data": models}).to_string()).unwrap();
    Catalog::from_listing(listing, source(), previous).unwrap()
}

/// Returns the committed snapshot, whatever it contains.
fn snapshot() -> Files {
    files("../../schemas")
}

fn frozen() -> Files {
    files("../../tests/frozen/schemas")
}

fn files(folder: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Files::new();
    for (folder, prefix) in
        [(folder.join("base"), "base/"), (folder.join("rules"), "rules/"), (folder, "")]
    {
        // The frozen catalog has the base schemas of the crate.
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap();
                files.insert(format!("{prefix}{name}"), std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// A listing with the models of a catalog.
fn listing(catalog: &Catalog) -> Vec<Value> {
    let record = |model: &Model| {
        let mut record = model.to_record();
        record.as_object_mut().unwrap().remove("rust_names");
        record["request_schema"] = model.request_schema.clone().unwrap_or_default();
        record
    };
    catalog.models().iter().map(record).collect()
}

#[test]
fn reusing_an_earlier_catalog_equals_reading_again() {
    let old = Catalog::from_files(&frozen()).unwrap();
    let mut models = listing(&old);
    let same = catalog(&Value::from(models.clone()), Some(&old));
    assert_eq!(same.models(), old.models());
    assert_eq!(Catalog::from_files(&same.to_files()).unwrap(), same);
    let changed = models.iter_mut().filter(|model| model["request_schema"].is_object());
    for (index, model) in changed.enumerate() {
        match index % 3 {
            0 => {
                let schema = json!({"type": "integer", "minimum": 5, "maximum": 1});
                model["request_schema"]["properties"]["one_more"] = schema;
            }
            1 => model["context_length"] = json!("lots"),
            _ => {}
        }
    }
    let new = catalog(&Value::from(models), Some(&old));
    let again = Catalog::from_files(&new.to_files()).unwrap();
    assert_eq!(again, new);
    let found = |catalog: &Catalog| -> Vec<String> {
        catalog.diagnostics().map(|(model, found)| format!("{}: {found}", model.id)).collect()
    };
    assert_eq!(found(&again), found(&new));
    let added = found(&new).len() - found(&old).len();
    assert!(added > 2, "{added}");
}

#[test]
fn the_snapshot_round_trips_byte_by_byte() {
    let files = snapshot();
    let catalog = Catalog::from_files(&files).unwrap();
    let again = catalog.to_files();
    assert_eq!(again.keys().collect::<Vec<_>>(), files.keys().collect::<Vec<_>>());
    for (file, text) in &files {
        assert_eq!(&again[file], text, "{file}");
    }
    assert_eq!(Catalog::from_files(&again).unwrap(), catalog);
}

#[test]
fn the_frozen_catalog_is_understood_as_a_whole() {
    let catalog = Catalog::from_files(&frozen()).unwrap();
    // The hub may state facts in its own words; requests depend only on the schemas.
    let of_schemas = catalog.diagnostics().filter(|(_, found)| !found.kind.is_about_facts());
    let found: Vec<String> =
        of_schemas.map(|(model, found)| format!("{}: {found}", model.id)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_model_of_the_snapshot_has_names_and_a_schema() {
    let catalog = Catalog::from_files(&snapshot()).unwrap();
    let base = BaseSchemas::from_files(&snapshot()).unwrap();
    for model in catalog.models() {
        let names = catalog.names(model).unwrap();
        let schema = catalog.request_schema(model).unwrap();
        assert_eq!(schema.raw(), &base.effective(model).unwrap());
        assert!(!schema.parameters().is_empty(), "{}", model.id);
        for parameter in schema.parameters() {
            assert!(
                names.parameter(parameter.name()).is_some(),
                "{} {}",
                model.id,
                parameter.name()
            );
        }
        assert!(catalog.developer(model).is_some());
        assert_eq!(catalog.model(model.id.as_str()), Some(model));
    }
    assert!(catalog.model("absent").is_none());
}

#[test]
fn the_base_schemas_of_the_snapshot_are_those_of_the_crate() {
    assert_eq!(Catalog::from_files(&snapshot()).unwrap().base(), &BaseSchemas::embedded().unwrap());
}

#[test]
fn models_have_the_facts_of_the_snapshot() {
    let catalog = Catalog::from_files(&frozen()).unwrap();
    let model = catalog.model("deepseek-v4-flash").unwrap();
    assert_eq!(model.name(), "DeepSeek V4 Flash");
    assert_eq!(model.endpoint(), Endpoint::ChatCompletions);
    assert_eq!((&*model.input, &*model.output), (&[Modality::Text][..], &[Modality::Text][..]));
    assert_eq!(model.context_length, Some(1_048_576));
    assert_eq!(model.parameter_count.as_ref().unwrap().count(), Some(284_000_000_000));
    assert_eq!(model.active_parameters.as_ref().unwrap().count(), Some(13_000_000_000));
    let facts =
        [model.mixture_of_experts, model.multilingual, model.tool_use, model.structured_outputs];
    assert_eq!(facts, [Some(true); 4]);
    assert_eq!(
        model.documentation_url(),
        "https://docs.oxen.ai/inference-api/reference/models/deepseek-v4-flash"
    );
    let names = catalog.names(model).unwrap();
    assert_eq!((&*names.module, &*names.type_name), ("deepseek_v4_flash", "DeepseekV4Flash"));
    let developer = catalog.developer(model).unwrap();
    assert_eq!((&*developer.feature, &*developer.module), ("deepseek", "deepseek"));
}

#[test]
fn files_of_a_listing_have_public_models_only() {
    let schema = json!({"type": "object", "properties": {"prompt": {"type": "string"}}});
    let models = json!([
        {"id": "b", "request_schema": schema, "developer": {"name": "B Labs"}, "x": {"y": [1]}},
        {"id": "a", "developer": {"name": "A"}},
        {"id": "vectors", "capabilities": {"output": ["embeddings"]}},
        {"id": "mine", "model_type": "custom", "request_schema": schema},
        {"id": "old", "deprecated": true},
        {"id": "broken", "can_run_inference": false},
    ]);
    let catalog = catalog(&models, None);
    let ids: Vec<&str> = catalog.models().iter().map(|model| model.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    let files = catalog.to_files();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let base = [
        "b.json",
        "base/chat-completions.json",
        "base/media.json",
        "base/queue.json",
        "catalog.json",
    ];
    assert_eq!(names, base);
    assert_eq!(serde_json::from_str::<Value>(&files["b.json"]).unwrap(), schema);
    assert_eq!(
        serde_json::from_str::<Value>(&files["catalog.json"]).unwrap(),
        json!({
            "source": {"origin": "a test", "date": "2026-08-08"},
            "developers": {
                "A": {"feature": "a", "module": "a_2"},
                "B Labs": {"feature": "b-labs", "module": "b_labs"},
            },
            "models": [
                {"id": "a", "developer": {"name": "A"}, "rust_names": {"module": "a", "type": "A"}},
                {
                    "id": "b",
                    "developer": {"name": "B Labs"},
                    "request_schema": true,
                    "rust_names": {"module": "b", "type": "B"},
                    "x": {"y": [1]},
                },
            ],
        })
    );
    assert_eq!(Catalog::from_files(&files).unwrap(), catalog);
}

#[test]
fn the_order_of_a_listing_makes_no_difference() {
    let model = |id: &str| json!({"id": id, "developer": {"name": id.to_uppercase()}});
    let forwards = catalog(&json!([model("a-b"), model("a.b"), model("a_b")]), None);
    let backwards = catalog(&json!([model("a_b"), model("a.b"), model("a-b")]), None);
    assert_eq!(forwards.to_files(), backwards.to_files());
}

#[test]
fn a_listing_without_public_models_is_refused() {
    for models in [json!([]), json!([{"id": "a", "deprecated": true}])] {
        let listing = Listing::read(&json!({"data": models}).to_string()).unwrap();
        let error = Catalog::from_listing(listing, source(), None).unwrap_err();
        assert!(matches!(error, CatalogError::NoModels { .. }), "{error}");
    }
}

/// Returns an image model whose request has these properties.
fn image_model(id: &str, properties: &Value) -> Value {
    let schema = json!({"type": "object", "properties": properties});
    json!({"id": id, "endpoint": "/images/generate", "request_schema": schema})
}

fn update(models: &Value, date: &str, previous: Option<&Catalog>) -> Update {
    let listing = Listing::read(&json!({"data": models}).to_string()).unwrap();
    Catalog::update(listing, Source::new("a test", date).unwrap(), previous).unwrap()
}

#[test]
fn an_unusable_model_is_named_and_does_not_affect_others() {
    let unreadable = json!({"id": "odd", "request_schema": {"type": "string"}});
    let models =
        json!([unreadable, image_model("a", &json!({})), {"id": "odder", "request_schema": 7}]);
    let first = update(&models, "2026-08-08", None);
    let ids = |catalog: &Catalog| -> Vec<String> {
        catalog.models().iter().map(|model| model.id.to_string()).collect()
    };
    assert_eq!(ids(&first.catalog), ["a"]);
    let mut reasons: Vec<String> =
        first.unusable.iter().map(|one| format!("{}: {}", one.name(), one.reason)).collect();
    reasons.sort();
    assert!(reasons[0].starts_with("odd: its request schema can't be read: "), "{reasons:?}");
    assert!(reasons[1].starts_with("odder: ") && reasons.len() == 2, "{reasons:?}");
    assert!(first.unusable.iter().all(|one| !first.keeps(one)));
    assert_eq!(ids(&Catalog::from_files(&first.catalog.to_files()).unwrap()), ["a"]);

    // A model that was usable once stays unchanged.
    let steps = json!({"steps": {"type": "integer", "maximum": 9}});
    let good = catalog(&json!([image_model("odd", &steps), image_model("a", &json!({}))]), None);
    let second = update(&models, "2026-08-09", Some(&good));
    assert_eq!(ids(&second.catalog), ["a", "odd"]);
    assert_eq!(second.catalog.model("odd"), good.model("odd"));
    assert_eq!(second.catalog.withdrawn(), []);
    let kept: Vec<bool> = second.unusable.iter().map(|one| second.keeps(one)).collect();
    assert_eq!(kept.iter().filter(|kept| **kept).count(), 1);

    // Nothing is left if no model can be used.
    let listing = Listing::read(&json!({"data": [unreadable]}).to_string()).unwrap();
    let error = Catalog::update(listing.clone(), source(), None).unwrap_err();
    assert!(error.to_string().starts_with("`odd`: its request schema can't be read"), "{error}");
    let mut with_good = listing;
    with_good.insert(Model::from_hub(json!({"id": "a"})).unwrap().0).unwrap();
    let error = Catalog::from_listing(with_good, source(), None).unwrap_err();
    assert!(error.to_string().starts_with("`odd`: its request schema can't be read"), "{error}");
}

#[test]
fn the_names_of_a_withdrawn_model_are_never_given_to_another() {
    let sizes = json!({"size": {"enum": ["480p", "480P"]}});
    let first =
        update(&json!([image_model("flux.2", &sizes), {"id": "other"}]), "2026-07-20", None);
    let second = update(&json!([{"id": "other"}]), "2026-07-27", Some(&first.catalog)).catalog;
    let [gone] = second.withdrawn() else { panic!("{:?}", second.withdrawn()) };
    assert_eq!((gone.id.as_str(), gone.date.as_str()), ("flux.2", "2026-07-27"));
    assert_eq!((&*gone.names.module, &*gone.names.type_name), ("flux_2", "Flux2"));
    let second = Catalog::from_files(&second.to_files()).unwrap();
    assert_eq!(second.withdrawn().len(), 1, "the files remember it");

    // A model with the same derived name, and a developer of that name.
    let mut newcomer = image_model("flux-2", &json!({}));
    newcomer["developer"] = json!({"name": "Flux 2"});
    let third = update(&json!([newcomer, {"id": "other"}]), "2026-08-03", Some(&second)).catalog;
    let names =
        |catalog: &Catalog, id: &str| catalog.names(catalog.model(id).unwrap()).unwrap().clone();
    assert_eq!(names(&third, "flux-2").module, "flux_2_2");
    assert_ne!(third.developer(third.model("flux-2").unwrap()).unwrap().module, "flux_2");
    assert_eq!(third.withdrawn()[0].date, "2026-07-27", "the first catalog without it");

    // A model that comes back has the names that it had.
    let models = json!([newcomer, {"id": "other"}, image_model("flux.2", &sizes)]);
    let fourth = update(&models, "2026-08-10", Some(&third)).catalog;
    assert_eq!(names(&fourth, "flux.2"), names(&first.catalog, "flux.2"));
    assert_eq!(fourth.withdrawn(), []);
    assert_eq!(Catalog::from_files(&fourth.to_files()).unwrap(), fourth);
}

#[test]
fn contradictions_are_found_in_listings_and_files_alike() {
    let steps = json!({"steps": {"type": "integer", "minimum": 9, "maximum": 1}});
    let mut model = image_model("odd", &steps);
    model["context_length"] = json!("lots");
    model["endpoint"] = json!("/poems/write");
    model["capabilities"] = json!({"input": ["text", "smell"]});
    let catalog = catalog(&json!([model]), None);
    let found = |catalog: &Catalog| -> Vec<(DiagnosticKind, String)> {
        catalog.diagnostics().map(|(_, found)| (found.kind, found.path.clone())).collect()
    };
    let expected = [
        (DiagnosticKind::EmptyRange, "/properties/steps/minimum".to_owned()),
        (DiagnosticKind::UnreadableFact, "/context_length".to_owned()),
        (DiagnosticKind::UnknownWord, "/capabilities/input".to_owned()),
        (DiagnosticKind::UnknownWord, "/endpoint".to_owned()),
    ];
    assert_eq!(found(&catalog), expected);
    assert_eq!(found(&Catalog::from_files(&catalog.to_files()).unwrap()), expected);
}

#[test]
fn a_source_has_an_origin_and_a_day() {
    for (origin, date) in [
        ("", "2026-08-08"),
        (" ", "2026-08-08"),
        ("a\nb", "2026-08-08"),
        ("hub", "8 August 2026"),
        ("hub", "2026-8-8"),
        ("hub", "2026-13-01"),
        ("hub", "2026-00-10"),
        ("hub", "2025-02-29"),
        ("hub", "2026-04-31"),
        ("hub", "2026-08-08T00:00"),
    ] {
        assert!(Source::new(origin, date).is_err(), "{origin:?} {date:?}");
    }
    let source = Source::new("https://hub.oxen.ai/api/ai", "2024-02-29").unwrap();
    assert_eq!((source.origin(), source.date()), ("https://hub.oxen.ai/api/ai", "2024-02-29"));
}
