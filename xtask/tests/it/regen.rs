//! `fetch` and `regen` when all is well.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::catalog::{
    a_week_later, chat_model, image_model, listing, serve, three_models,
};
use crate::support::server::{Reply, Server};
use crate::support::workspace::{KEY, TestWorkspace};

fn hub(models: Vec<Value>) -> Server {
    Server::start(move |request, _| serve(&models, request))
}

fn catalog(workspace: &TestWorkspace) -> Value {
    serde_json::from_str(&workspace.read("schemas/catalog.json")).unwrap()
}

fn ids(workspace: &TestWorkspace) -> Vec<String> {
    let catalog = catalog(workspace);
    let models = catalog["models"].as_array().unwrap();
    models.iter().map(|model| model["id"].as_str().unwrap().to_owned()).collect()
}

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
fn changed_new_and_withdrawn_models() {
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
fn twice_is_the_same_as_once() {
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
        catalog(&workspace)["source"],
        json!({"origin": "models.json", "date": "2026-08-08"})
    );
    let server = hub(a_week_later());
    workspace.run_with_hub(&server.url(), &["fetch"]).succeeded();
    assert_eq!(
        catalog(&workspace)["source"],
        json!({"origin": server.url(), "date": "2026-09-01"})
    );
    workspace.run_with_hub(&server.url(), &["fetch", "--source", "the hub"]).succeeded();
    assert_eq!(catalog(&workspace)["source"]["origin"], "the hub");

    workspace
        .run_with_hub(&server.url(), &["fetch", "--source", "two\nlines"])
        .refused(&["--source"]);
    let input = workspace.path("crates/oxen-models/Cargo.toml");
    let input = input.to_str().unwrap();
    workspace.run(&["fetch", "--input", input, "--date", "2026-02-30"]).refused(&["2026-02-30"]);
}

#[test]
fn only_some_models() {
    let workspace = TestWorkspace::of(&three_models());
    let before = workspace.tree();
    let mut later = a_week_later();
    later.push(chat_model("alpha-chat"));
    later[1]["display_name"] = json!("Renamed");
    let server = hub(later.clone());
    workspace.run_with_hub(&server.url(), &["regen", "--only", "alpha-*"]).succeeded();

    assert_eq!(ids(&workspace), ["alpha-chat", "alpha-image", "beta-image", "gamma-chat"]);
    assert_eq!(server.count("/models/delta-image"), 0);
    assert_ne!(
        workspace.read("schemas/alpha-image.json").into_bytes(),
        before["schemas/alpha-image.json"]
    );
    for (path, content) in &before {
        if path.contains("beta") || path.contains("gamma") {
            assert_eq!(&workspace.tree()[path], content, "{path}");
        }
    }
    let record = |id: &str| {
        let catalog = catalog(&workspace);
        catalog["models"]
            .as_array()
            .unwrap()
            .iter()
            .find(|model| model["id"] == id)
            .unwrap()
            .clone()
    };
    assert_eq!(record("gamma-chat")["display_name"], "GAMMA-CHAT");
    // A part says nothing about the whole.
    assert_eq!(
        catalog(&workspace)["source"],
        json!({"origin": "models.json", "date": "2026-08-08"})
    );
    workspace.run(&["check"]).succeeded();

    let tree = workspace.tree();
    workspace
        .run_with_hub(&server.url(), &["regen", "--only", "beta-*"])
        .refused(&["--only 'beta-*'"]);
    workspace.run_with_hub(&server.url(), &["regen", "--only", "[a"]).refused(&["--only"]);
    assert_eq!(workspace.tree(), tree);
}

#[test]
fn a_part_of_the_listing_is_enough_for_some_models() {
    let workspace = TestWorkspace::of(&three_models());
    let server = Server::start(|request, _| match request.path.as_str() {
        "/api/ai/models" => Reply::json(
            json!({"data": [image_model("alpha-image", 7)], "has_more": true}).to_string(),
        ),
        _ => serve(&[image_model("alpha-image", 7)], request),
    });
    workspace.run_with_hub(&server.url(), &["regen", "--only", "*-image"]).succeeded();
    assert_eq!(ids(&workspace), ["alpha-image", "beta-image", "gamma-chat"]);
    assert!(workspace.read("schemas/alpha-image.json").contains("\"maximum\": 7"));
}

#[test]
fn a_model_that_left_the_public_catalog_is_kept_by_only() {
    let workspace = TestWorkspace::of(&three_models());
    let mut models = three_models();
    models[0]["deprecated"] = json!(true);
    let server = hub(models);
    let before = workspace.tree();
    workspace.run_with_hub(&server.url(), &["regen", "--only", "*-image"]).succeeded();
    assert_eq!(workspace.tree(), before);
    workspace.run_with_hub(&server.url(), &["regen"]).succeeded();
    assert_eq!(ids(&workspace), ["beta-image", "gamma-chat"]);
}

#[test]
fn a_dry_run_tells_and_leaves() {
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
fn jobs_bound_the_requests_in_flight() {
    let models: Vec<Value> =
        (0..12).map(|number| image_model(&format!("model-{number}"), 9)).collect();
    for jobs in [1, 3] {
        let models = models.clone();
        let server = Server::start(move |request, _| {
            serve(&models, request).delayed(Duration::from_millis(40))
        });
        let workspace = TestWorkspace::empty();
        workspace.run_with_hub(&server.url(), &["fetch", "--jobs", &jobs.to_string()]).succeeded();
        assert!(server.most_in_flight() <= jobs, "{} for {jobs}", server.most_in_flight());
        assert_eq!(ids(&workspace).len(), 12);
    }
    // Eight by default: with all answers held back until that many wait, fewer would wait for ever.
    let server = Server::start(move |request, _| {
        serve(&models, request).delayed(Duration::from_millis(150))
    });
    TestWorkspace::empty().run_with_hub(&server.url(), &["fetch"]).succeeded();
    assert!((2..=8).contains(&server.most_in_flight()), "{}", server.most_in_flight());
    let outcome = TestWorkspace::empty().run(&["fetch", "--jobs", "0"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
}

#[test]
fn transient_failures_are_overcome() {
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
fn what_is_missing_is_said() {
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
