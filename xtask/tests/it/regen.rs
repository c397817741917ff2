//! `fetch` and `regen` without failures.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::catalog::{
    a_week_later, hub, ids, image_model, listing, read_catalog, serve, three_models,
};
use crate::support::server::{Reply, Server};
use crate::support::workspace::{KEY, TestWorkspace};

#[test]
fn a_hub_and_a_saved_listing_give_the_same_catalog() {
    let saved = TestWorkspace::of(&three_models());
    let fetched = TestWorkspace::empty();
    let server = hub(three_models());
    fetched
        .run_with_hub(&server.url(), &["regen", "--source", "models.json", "--date", "2026-08-08"])
        .succeeded();
    assert_eq!(fetched.tree(), saved.tree());
    assert!(
        server
            .received()
            .iter()
            .all(|request| { request.authorization.as_deref() == Some(&format!("Bearer {KEY}")) })
    );
    assert_eq!(server.received().len(), 4);
}

#[test]
fn both_kinds_of_listing_are_read() {
    let expected = TestWorkspace::of(&three_models());
    let models: Vec<Value> = three_models()
        .into_iter()
        .map(|mut model| {
            let object = model.as_object_mut().unwrap();
            let id = object.remove("id").unwrap();
            object.insert("name".into(), id);
            model
        })
        .collect();
    let workspace = TestWorkspace::empty();
    workspace.write("input/models.json", &json!({"models": models}).to_string());
    let input = workspace.path("input/models.json");
    workspace
        .run(&["regen", "--date", "2026-08-08", "--input", input.to_str().unwrap()])
        .succeeded();
    assert_eq!(workspace.read("schemas/catalog.json"), expected.read("schemas/catalog.json"));
    assert_eq!(
        workspace.read("schemas/alpha-image.json"),
        expected.read("schemas/alpha-image.json")
    );
}

#[test]
fn fetching_the_whole_catalog_over_http_gives_the_committed_snapshot() {
    let workspace = TestWorkspace::with_committed_schemas();
    workspace.run(&["generate"]).succeeded();
    let (tree, times) = (workspace.tree(), workspace.times());
    let hub = oxen_hub_sim::Hub::builder().key(KEY).start_blocking().unwrap();
    let catalog = read_catalog(&workspace);
    let source = catalog["source"]["origin"].as_str().unwrap();
    let arguments = ["regen", "--source", source];
    let outcome = workspace.run_with_hub(&hub.base_url(), &arguments).succeeded();
    assert!(outcome.stdout.contains("nothing to change"), "{outcome:?}");
    let models = catalog["models"].as_array().unwrap().len();
    assert_eq!((hub.count("GET /models"), hub.count("GET /models/*")), (1, models));
    assert_eq!((workspace.tree(), workspace.times()), (tree, times));
}

/// Ids with `/` and `:` are percent-encoded in paths of the hub, and replaced in names of files.
#[test]
fn ids_of_every_form_are_fetched_over_http() {
    let ids = ["Qwen/Qwen-Image", "oxen:herd/ox-painter", "plain"];
    let models: Vec<Value> = ids.iter().map(|id| image_model(id, 9)).collect();
    let saved = TestWorkspace::of(&models);
    let hub = oxen_hub_sim::Hub::builder().key(KEY).listing(json!({ "data": models }));
    let hub = hub.start_blocking().unwrap();
    let fetched = TestWorkspace::empty();
    let arguments = ["regen", "--source", "models.json", "--date", "2026-08-08"];
    fetched.run_with_hub(&hub.base_url(), &arguments).succeeded();
    assert_eq!(self::ids(&fetched), ids);
    assert_eq!(hub.count("GET /models/*"), ids.len());
    assert_eq!(fetched.tree(), saved.tree());
    fetched.run(&["check"]).succeeded();
}

#[test]
fn changed_new_and_withdrawn_models_are_written() {
    let workspace = TestWorkspace::of(&three_models());
    let untouched = workspace.times();
    let server = hub(a_week_later());
    let outcome = workspace.run_with_hub(&server.url(), &["regen"]).succeeded();
    assert!(outcome.stdout.contains("new model: delta-image"), "{outcome:?}");
    assert!(outcome.stdout.contains("withdrawn model: beta-image"), "{outcome:?}");
    assert_eq!(ids(&workspace), ["alpha-image", "delta-image", "gamma-chat"]);
    assert!(!workspace.path("schemas/beta-image.json").exists());
    assert!(
        !workspace
            .tree()
            .keys()
            .any(|path| path.contains("beta_image") || path.contains("beta-image"))
    );
    workspace.run(&["check"]).succeeded();

    let written: Vec<_> = workspace
        .times()
        .into_iter()
        .filter(|(path, time)| untouched.get(path) != Some(time))
        .map(|(path, _)| path)
        .collect();
    assert!(written.iter().any(|path| path == "schemas/alpha-image.json"), "{written:?}");
    assert!(
        !written.iter().any(|path| path.contains("gamma")),
        "unchanged, but written: {written:?}"
    );
    assert!(!written.iter().any(|path| path.starts_with("schemas/base/")), "{written:?}");
}

#[test]
fn fetching_twice_gives_the_same_as_once() {
    let workspace = TestWorkspace::of(&three_models());
    let server = hub(a_week_later());
    workspace.run_with_hub(&server.url(), &["regen"]).succeeded();
    let (tree, times) = (workspace.tree(), workspace.times());
    for arguments in
        [&["regen"][..], &["fetch"], &["regen", "--date", "2027-01-01"], &["regen", "--jobs", "1"]]
    {
        let outcome = workspace.run_with_hub(&server.url(), arguments).succeeded();
        assert!(outcome.stdout.contains("nothing to change"), "{outcome:?}");
    }
    for arguments in [&["generate"][..], &["regen"], &["check"]] {
        workspace.run(arguments).succeeded();
    }
    assert_eq!(workspace.tree(), tree);
    assert_eq!(workspace.times(), times);

    let elsewhere = TestWorkspace::of(&three_models());
    elsewhere.run_with_hub(&server.url(), &["regen"]).succeeded();
    assert_eq!(elsewhere.tree(), tree);
}

#[test]
fn source_and_date_are_recorded_when_something_changes() {
    let workspace = TestWorkspace::of(&three_models());
    assert_eq!(
        read_catalog(&workspace)["source"],
        json!({"origin": "models.json", "date": "2026-08-08"})
    );
    let server = hub(a_week_later());
    workspace.run_with_hub(&server.url(), &["fetch"]).succeeded();
    assert_eq!(
        read_catalog(&workspace)["source"],
        json!({"origin": server.url(), "date": "2026-09-01"})
    );
    workspace.run_with_hub(&server.url(), &["fetch", "--source", "the hub"]).succeeded();
    assert_eq!(read_catalog(&workspace)["source"]["origin"], "the hub");

    workspace
        .run_with_hub(&server.url(), &["fetch", "--source", "two\nlines"])
        .refused(&["--source"]);
    let input = workspace.path("crates/oxen-models/Cargo.toml");
    let input = input.to_str().unwrap();
    workspace.run(&["fetch", "--input", input, "--date", "2026-02-30"]).refused(&["2026-02-30"]);
}

#[test]
fn a_dry_run_lists_changes_and_makes_none() {
    let workspace = TestWorkspace::of(&three_models());
    let (tree, times) = (workspace.tree(), workspace.times());
    let server = hub(a_week_later());
    for command in ["fetch", "regen"] {
        let outcome = workspace.run_with_hub(&server.url(), &[command, "--dry-run"]).succeeded();
        for line in [
            "+ schemas/delta-image.json",
            "~ schemas/alpha-image.json",
            "- schemas/beta-image.json",
        ] {
            assert!(outcome.stdout.contains(line), "{outcome:?}");
        }
        assert_eq!(outcome.stdout.contains("crates/"), command == "regen");
    }
    assert_eq!((workspace.tree(), workspace.times()), (tree, times));

    let fresh = TestWorkspace::empty();
    let before = fs::read_dir(fresh.root()).unwrap().count();
    fresh.run_with_hub(&server.url(), &["regen", "--dry-run"]).succeeded();
    assert_eq!(fs::read_dir(fresh.root()).unwrap().count(), before);
}

#[test]
fn jobs_limit_the_requests_in_flight() {
    let models: Vec<Value> =
        (0..24).map(|number| image_model(&format!("model-{number}"), 9)).collect();
    for (arguments, jobs) in [(&["--jobs", "1"][..], 1), (&["--jobs", "3"], 3), (&[], 8)] {
        let models = models.clone();
        // With fewer at a time the answers never come, with more the count is too high.
        let server = Server::start(move |request, _| {
            let is_listing = request.path.ends_with("/models");
            serve(&models, request).together(if is_listing { 1 } else { jobs })
        });
        let workspace = TestWorkspace::empty();
        let arguments: Vec<_> = ["fetch"].iter().chain(arguments).copied().collect();
        let outcome = workspace.run_with_hub(&server.url(), &arguments).succeeded();
        assert_eq!(server.most_in_flight(), jobs);
        assert_eq!(ids(&workspace).len(), 24);
        assert!(outcome.stderr.contains("fetched 24 of 24 models"), "{outcome:?}");
    }
    let outcome = TestWorkspace::empty().run(&["fetch", "--jobs", "0"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
}

#[test]
fn transient_failures_are_retried() {
    let models = a_week_later();
    let server =
        Server::start_dropping(1, move |request, earlier| match (request.path.as_str(), earlier) {
            ("/api/ai/models", 0) => Reply::status(503, "busy"),
            ("/api/ai/models/delta-image", 0) => Reply::status(429, "").header("retry-after", "1"),
            ("/api/ai/models/alpha-image", 0) => Reply::cut(&models[0].to_string(), 50),
            _ => serve(&models, request),
        });
    let workspace = TestWorkspace::of(&three_models());
    let outcome = workspace.run_with_hub(&server.url(), &["regen"]).succeeded();
    assert!(outcome.stderr.contains("trying again"), "{outcome:?}");
    assert_eq!(ids(&workspace), ["alpha-image", "delta-image", "gamma-chat"]);
    let asked: Vec<_> = server
        .received()
        .into_iter()
        .filter(|request| request.path.ends_with("delta-image"))
        .collect();
    assert!(asked[1].at - asked[0].at >= Duration::from_secs(1));
}

#[test]
fn without_a_hub_regen_works_offline() {
    let workspace = TestWorkspace::of(&three_models());
    let tree = workspace.tree();
    let generated: Vec<_> =
        tree.keys().filter(|path| path.starts_with("crates/oxen-models/src/models/")).collect();
    assert!(!generated.is_empty(), "{tree:?}");
    fs::remove_dir_all(workspace.path("crates/oxen-models/src/models")).unwrap();
    let outcome = workspace.run(&["regen"]).succeeded();
    assert!(
        outcome.stderr.contains("offline") && outcome.stderr.contains("schemas/"),
        "{outcome:?}"
    );
    assert_eq!(workspace.tree(), tree);

    // A base URL alone is no reason to go online, and an empty key is none.
    let mut command = workspace.command(&["regen"]);
    command.env("OXEN_BASE_URL", "http://127.0.0.1:1").env("OXEN_API_KEY", "");
    assert!(command.output().unwrap().status.success());
}

#[test]
fn the_key_goes_to_the_hub_of_the_environment() {
    let server = hub(three_models());
    let workspace = TestWorkspace::empty();
    let mut command = workspace.command(&["regen"]);
    command.env("OXEN_BASE_URL", server.url()).env("OXEN_API_KEY", KEY);
    assert!(command.output().unwrap().status.success());
    assert_eq!(ids(&workspace), ["alpha-image", "beta-image", "gamma-chat"]);
}

#[test]
fn a_missing_origin_or_catalog_is_named() {
    let workspace = TestWorkspace::empty();
    workspace.run(&["fetch"]).refused(&["OXEN_API_KEY", "--hub", "--input"]);
    for command in ["regen", "generate", "check"] {
        workspace.run(&[command]).refused(&["catalog.json", "--input"]);
    }
    workspace.run(&["fetch", "--input", "/nonexistent.json"]).refused(&["/nonexistent.json"]);
    let outcome = workspace.run(&["fetch", "--input", "x", "--hub", "https://hub.oxen.ai"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
}

#[test]
fn a_second_command_waits_for_the_first() {
    let workspace = TestWorkspace::of(&three_models());
    let lock = fs::File::options().write(true).open(workspace.path(".xtask/lock")).unwrap();
    lock.lock().unwrap();
    let mut child =
        workspace.command(&["check"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("waiting"), "{line}");
    assert!(child.try_wait().unwrap().is_none());
    drop(lock);
    assert!(child.wait().unwrap().success());
}

#[test]
fn hostile_texts_become_neither_code_nor_markup() {
    let text = "*/ \" \\ ]] #[cfg(x)] ``` \u{202e}\u{2066} {} \n\r\u{0} pub fn evil() {}";
    let mut model = image_model("hostile", 5);
    model["display_name"] = json!(text);
    model["description"] = json!(text);
    model["json_request_schema"]["properties"]["prompt"]["description"] = json!(text);
    model["json_request_schema"]["properties"][text] =
        json!({"type": "string", "enum": [text, "fn", ""]});
    let workspace = TestWorkspace::empty();
    let server = Server::start(move |request, _| match request.path.as_str() {
        "/api/ai/models" => Reply::json(listing(std::slice::from_ref(&model))),
        _ => Reply::json(model.to_string()),
    });
    workspace.run_with_hub(&server.url(), &["regen"]).succeeded();
    workspace.run(&["check"]).succeeded();
    for (path, content) in workspace.tree() {
        if path.starts_with("crates/") {
            let content = String::from_utf8(content).unwrap();
            assert!(!content.contains('\u{202e}'), "{path}");
        }
    }
}
