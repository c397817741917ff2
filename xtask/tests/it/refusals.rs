//! Answers that must not change anything, over real HTTP.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::catalog::{a_week_later, image_model, listing, serve, three_models};
use crate::support::server::{Received, Reply, Server};
use crate::support::workspace::{KEY, TestWorkspace};

/// Runs `fetch` and `regen` against a scripted hub; both must refuse with these texts and change nothing.
fn refused(
    script: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static,
    arguments: &[&str],
    texts: &[&str],
) {
    let workspace = TestWorkspace::of(&three_models());
    let server = Server::start(script);
    let before = (workspace.tree(), workspace.times());
    for command in ["fetch", "regen"] {
        let arguments: Vec<_> = [command].into_iter().chain(arguments.iter().copied()).collect();
        let outcome = workspace.run_with_hub(&server.url(), &arguments).refused(texts);
        assert!(outcome.stderr.len() < 3000, "the error is long: {} bytes", outcome.stderr.len());
        assert!(
            (workspace.tree(), workspace.times()) == before,
            "{command} changed something: {outcome:?}"
        );
    }
    workspace.run(&["check"]).succeeded();
}

/// Like [`refused`], with this answer to the listing.
fn refused_listing(reply: impl Fn() -> Reply + Send + Sync + 'static, texts: &[&str]) {
    refused(move |_, _| reply(), &[], texts);
}

/// Like [`refused`], with these models in the listing, whose details are well-formed.
fn refused_models(models: Vec<Value>, texts: &[&str]) {
    refused(move |request, _| serve(&models, request), &[], texts);
}

/// Like [`refused`], with a well-formed listing and this answer to the details of the new model.
fn refused_details(reply: impl Fn() -> Reply + Send + Sync + 'static, texts: &[&str]) {
    let script = move |request: &Received, _| {
        if request.path.ends_with("/delta-image") {
            reply()
        } else {
            serve(&a_week_later(), request)
        }
    };
    refused(script, &[], texts);
}

/// Returns a text of nested arrays.
fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

#[test]
fn a_refused_key_changes_nothing() {
    let body = r#"{"error":{"type":"unauthenticated","title":"who are you"},"status":"error"}"#;
    refused_listing(move || Reply::status(401, body), &["401", "who are you", "OXEN_API_KEY"]);
}

#[test]
fn an_answer_that_quotes_the_key_changes_nothing() {
    refused_listing(
        || Reply::json(format!(r#"{{"error":{{"message":"no user for {KEY}"}}}}"#)),
        &["contains the key"],
    );
    let mut model = image_model("delta-image", 5);
    model["description"] = json!(KEY);
    refused_details(move || Reply::json(model.to_string()), &["contains the key"]);
}

#[test]
fn a_page_instead_of_json_changes_nothing() {
    refused_listing(
        || Reply::html("<html><h1>Down for maintenance</h1></html>"),
        &["HTML page", "base URL"],
    );
}

#[test]
fn truncated_json_changes_nothing() {
    let text = listing(&a_week_later());
    let half = text[..text.len() / 2].to_owned();
    refused_listing(move || Reply::json(half.clone()), &["breaks off"]);
}

#[test]
fn a_connection_cut_in_the_middle_changes_nothing() {
    refused_listing(|| Reply::cut(&listing(&a_week_later()), 100), &["/models failed", "3 times"]);
}

#[test]
fn a_schema_that_is_not_an_object_changes_nothing() {
    for schema in [json!([]), json!("string"), json!(7)] {
        let mut model = image_model("delta-image", 20);
        model["json_request_schema"] = schema;
        refused_models(vec![model], &["delta-image", "schema"]);
    }
}

#[test]
fn ids_that_are_not_names_change_nothing() {
    let long = "a".repeat(10_000);
    for id in [
        "../../x",
        "a//b",
        "/a",
        "CON",
        "nul.json",
        "",
        "..",
        ".hidden",
        "a\\b",
        "a b",
        "a\u{202e}b",
        "%2e%2e",
        &long,
    ] {
        refused_models(vec![image_model(id, 1)], &["is not a usable model id"]);
    }
    for id in [json!(null), json!(7), json!(["x"])] {
        let mut model = image_model("x", 1);
        model["id"] = id;
        refused_models(vec![model], &["model 0 of the listing"]);
    }
}

#[test]
fn answers_of_50_megabytes_change_nothing() {
    refused_listing(|| Reply::flood(50), &["larger than", "/models"]);
}

#[test]
fn schemas_nested_ten_thousand_deep_change_nothing() {
    let details =
        image_model("delta-image", 1).to_string().replace("\"What to show.\"", &nested(10_000));
    let listing = format!(r#"{{"data":[{details}]}}"#);
    refused_listing(move || Reply::json(listing.clone()), &["nested deeper"]);
}

#[test]
fn an_answer_that_takes_too_long_changes_nothing() {
    let script = |_: &Received, _| Reply::stall();
    refused(script, &["--timeout", "1", "--retries", "0"], &["--timeout"]);
}

#[test]
fn a_hub_that_is_too_busy_for_too_long_changes_nothing() {
    refused_listing(
        || Reply::status(429, "").header("retry-after", "86400"),
        &["429", "86400", "--longest-delay"],
    );
    let slow_down = || Reply::status(429, "").header("retry-after", "86400");
    refused_details(slow_down, &["429", "/models/delta-image", "--longest-delay"]);
}

#[test]
fn a_redirect_elsewhere_changes_nothing() {
    let other = Server::start(|request, _| serve(&a_week_later(), request));
    let target = format!("{}/models", other.url());
    refused_listing(move || Reply::redirect(&target), &["redirects", "not followed"]);
    assert!(other.received().is_empty(), "{:?}", other.received());
}

#[test]
fn an_incomplete_listing_changes_nothing() {
    let pages = |extra: &str| {
        let text = listing(&a_week_later());
        let paged = text.replacen('{', &format!("{{{extra},"), 1);
        refused_listing(move || Reply::json(paged.clone()), &["more than the 3 models"]);
    };
    pages(r#""has_more":true"#);
    pages(r#""total_pages":2,"page_number":1"#);
    pages(r#""total_entries":178"#);
    pages(r#""next_cursor":"abc""#);
    let text = listing(&a_week_later());
    refused_listing(
        move || Reply::status(206, text.clone()),
        &["its status 206", "more than the 3 models"],
    );
}

#[test]
fn a_key_in_any_spelling_changes_nothing() {
    let escaped: String =
        KEY.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))).collect();
    for spelled in [escaped, KEY.replace('-', "%2D"), KEY.replace('-', "&#45;")] {
        let mut model = image_model("delta-image", 5);
        model["description"] = json!("KEY");
        let text = model.to_string().replace("\"KEY\"", &format!("\"{spelled}\""));
        let listed = format!(r#"{{"data":[{text}]}}"#);
        refused_listing(move || Reply::json(listed.clone()), &["contains the key"]);
        refused_details(move || Reply::json(text.clone()), &["contains the key"]);
    }
}

#[test]
fn a_listing_in_a_file_with_the_key_in_it_changes_nothing() {
    let workspace = TestWorkspace::of(&three_models());
    let before = workspace.tree();
    let mut model = image_model("delta-image", 5);
    model[KEY] = json!("as the name of a property");
    let input = workspace.root().join("saved.json");
    std::fs::write(&input, listing(&[model])).unwrap();
    let mut command = workspace.command(&["regen", "--input", input.to_str().unwrap()]);
    let output = command.env("OXEN_API_KEY", KEY).output().unwrap();
    std::fs::remove_file(input).unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("contains the key"), "{said}");
    assert!(!said.contains(KEY), "{said}");
    assert_eq!(workspace.tree(), before);
}

#[cfg(unix)]
#[test]
fn variables_that_are_not_text_are_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let workspace = TestWorkspace::of(&three_models());
    let before = workspace.tree();
    for name in ["OXEN_API_KEY", "OXEN_BASE_URL"] {
        let mut command = workspace.command(&["regen"]);
        command.env("OXEN_API_KEY", KEY).env(name, OsStr::from_bytes(b"http://127.0.0.1:1/\xff"));
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(name), "{said}");
        assert!(said.contains("not Unicode"), "{said}");
    }
    assert_eq!(workspace.tree(), before);
}

#[test]
fn a_fetch_that_takes_too_long_as_a_whole_changes_nothing() {
    let script = |_: &Received, _| Reply::stall();
    refused(script, &["--time-limit", "1"], &["--time-limit"]);
}

#[test]
fn a_document_that_is_not_a_listing_changes_nothing() {
    for text in ["{}", "[]", "null", "7", r#"{"data":{}}"#, r#"{"data":null}"#] {
        refused_listing(move || Reply::json(text), &["not a usable listing"]);
    }
    refused_listing(|| Reply::json(r#"{"data":[]}"#), &["not a valid catalog"]);
    refused_listing(|| Reply::json(r#"{"data":[7]}"#), &["not a valid catalog", "a JSON object"]);
    refused_listing(
        || Reply::json(r#"{"error":{"message":"out of credits"}}"#),
        &["out of credits"],
    );
}

/// A few unusable models are tolerated; if most are unusable, the hub is at fault.
#[test]
fn details_that_are_unusable_for_most_models_change_nothing() {
    for status in [500, 503] {
        let script = move |request: &Received, _| {
            if request.path.ends_with("/models") || request.path.ends_with("/alpha-image") {
                serve(&a_week_later(), request)
            } else {
                Reply::status(status, "")
            }
        };
        refused(script, &[], &[&status.to_string(), "/models/"]);
    }
}

/// A failure that every other model would have too ends the fetch, even if it occurs for a single one.
#[test]
fn details_that_are_refused_to_the_caller_change_nothing() {
    for status in [401, 403] {
        let text = status.to_string();
        refused_details(move || Reply::status(status, ""), &[&text, "/models/delta-image"]);
    }
    let elsewhere = Server::start(|request, _| serve(&a_week_later(), request));
    let target = format!("{}/models/delta-image", elsewhere.url());
    refused_details(move || Reply::redirect(&target), &["redirects", "not followed"]);
}

/// A hub that is down is not asked for the details of every model, with all repetitions.
#[test]
fn a_hub_that_goes_down_after_the_listing_changes_nothing() {
    let models: Vec<Value> = (0..300).map(|index| image_model(&format!("m{index}"), 5)).collect();
    let listed = listing(&models);
    let server = Server::start(move |request, _| {
        if request.path.ends_with("/models") {
            Reply::json(listed.clone())
        } else {
            Reply::status(503, "")
        }
    });
    let workspace = TestWorkspace::of(&three_models());
    workspace.run_with_hub(&server.url(), &["regen"]).refused(&["503", "3 times"]);
    assert!(server.received().len() < 150, "{}", server.received().len());
}

#[test]
fn a_listing_that_would_withdraw_many_models_is_refused() {
    let models: Vec<Value> = (0..20).map(|index| image_model(&format!("m{index}"), 5)).collect();
    let workspace = TestWorkspace::of(&models);
    let before = (workspace.tree(), workspace.times());
    let run = |left: usize, extra: &[&str]| {
        workspace.write("saved/listing.json", &listing(&models[..left]));
        let input = workspace.path("saved/listing.json");
        let options = ["regen", "--input", input.to_str().unwrap()];
        let outcome = workspace.run(&[&options[..], extra].concat());
        std::fs::remove_file(&input).unwrap();
        std::fs::remove_dir(input.parent().unwrap()).unwrap();
        outcome
    };
    let texts = ["are 3 of the 20 models really gone?", "m17, m18, m19", "--allow-withdrawals"];
    for extra in [&[][..], &["--dry-run"], &["--strict"]] {
        run(17, extra).refused(&texts);
        assert!((workspace.tree(), workspace.times()) == before, "{extra:?}");
    }
    // With `--only` nothing is withdrawn. A tenth is not more than a tenth.
    run(2, &["--only", "m1"]).succeeded();
    run(18, &[]).succeeded();
    run(9, &["--allow-withdrawals"]).succeeded();
    assert_eq!(crate::support::catalog::ids(&workspace).len(), 9);
}

#[test]
fn an_input_that_is_not_a_regular_file_is_refused() {
    let workspace = TestWorkspace::of(&three_models());
    let folder = workspace.root().to_str().unwrap().to_owned();
    for input in [folder.as_str(), "/dev/zero"] {
        workspace.run(&["regen", "--input", input]).refused(&["is not a regular file"]);
    }
    // A pipe that nobody writes to would never end.
    #[cfg(unix)]
    {
        let pipe = workspace.path("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let pipe = pipe.to_str().unwrap();
        workspace.run(&["regen", "--input", pipe]).refused(&["is not a regular file"]);
    }
}

#[test]
fn files_that_are_too_large_are_not_read() {
    let workspace = TestWorkspace::of(&three_models());
    let large = |path: &str| {
        // Takes no room on the disk.
        let file = std::fs::File::create(workspace.path(path)).unwrap();
        file.set_len(3 << 30).unwrap();
        workspace.path(path).to_str().unwrap().to_owned()
    };
    let input = large("large.json");
    workspace.run(&["regen", "--input", &input]).refused(&["large.json", "so it was not read"]);
    large("schemas/large.json");
    workspace.run(&["check"]).refused(&["schemas/large.json", "so it was not read"]);
}

#[test]
fn an_unreachable_hub_changes_nothing() {
    let workspace = TestWorkspace::of(&three_models());
    let before = workspace.tree();
    // Nothing listens on the port of a server that has stopped.
    let url = Server::start(|_, _| Reply::json("{}").delayed(Duration::ZERO)).url();
    workspace.run_with_hub(&url, &["regen"]).refused(&["failed", "3 times"]);
    assert_eq!(workspace.tree(), before);
}

#[test]
fn a_key_that_would_travel_in_plain_text_changes_nothing() {
    let workspace = TestWorkspace::of(&three_models());
    let outcome = workspace.run_with_hub("http://hub.oxen.example/api/ai", &["regen"]);
    outcome.refused(&["unencrypted", "https://"]);
}
