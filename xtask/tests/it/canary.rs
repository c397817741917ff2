//! The key never leaves the hub's origin, wherever and in whatever spelling a hub quotes it.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::catalog::{image_model, listing, three_models};
use crate::support::git::commit_all;
use crate::support::server::{Reply, Server};
use crate::support::workspace::TestWorkspace;

/// A key with characters that every kind of escaping changes.
const CANARY: &str = "ox/canary+key=0123<456>789&ok";

/// Returns the key as it is, and escaped or encoded as in JSON, URLs, HTML and headers.
fn spellings() -> Vec<String> {
    let each = |spell: &dyn Fn(u8) -> String| CANARY.bytes().map(spell).collect::<String>();
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    let unless_plain = |spell: &dyn Fn(u8) -> String| {
        each(&|byte| if plain(byte) { char::from(byte).to_string() } else { spell(byte) })
    };
    vec![
        CANARY.to_owned(),
        CANARY.replace('/', r"\/"),
        each(&|byte| format!("\\u{byte:04x}")),
        unless_plain(&|byte| format!("\\u{byte:04X}")),
        unless_plain(&|byte| format!("%{byte:02X}")),
        each(&|byte| format!("%{byte:02x}")),
        unless_plain(&|byte| format!("%25{byte:02X}")),
        unless_plain(&|byte| format!("&#{byte};")),
        each(&|byte| format!("&#x{byte:x};")),
        STANDARD.encode(CANARY),
        STANDARD.encode(format!("Bearer {CANARY}")),
        CANARY.bytes().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }),
    ]
}

/// A place in the listing, or in the details of a model, where a hub quotes the key.
#[derive(Clone, Copy, Debug)]
enum Place {
    Description,
    NameOfFact,
    Id,
    NameOfParameter,
    Choice,
    Details,
    SchemaOfDetails,
    Refusal,
    RefusalWithin200,
    BrokenJson,
    Page,
    ContentType,
    Redirect,
    RedirectInCircles,
    NextPage,
    RefusalOfDetails,
}

const PLACES: [Place; 16] = [
    Place::Description,
    Place::NameOfFact,
    Place::Id,
    Place::NameOfParameter,
    Place::Choice,
    Place::Details,
    Place::SchemaOfDetails,
    Place::Refusal,
    Place::RefusalWithin200,
    Place::BrokenJson,
    Place::Page,
    Place::ContentType,
    Place::Redirect,
    Place::RedirectInCircles,
    Place::NextPage,
    Place::RefusalOfDetails,
];

/// The answer to a path, with the key quoted in this spelling; `elsewhere` is the URL of another origin.
fn answer(place: Place, quoted: &str, elsewhere: &str, path: &str) -> Reply {
    let model = image_model("quoting", 5).to_string();
    let with = |key: &str, value: &str| model.replacen('{', &format!("{{\"{key}\":{value},"), 1);
    let with_parameter =
        |text: &str| model.replacen("\"properties\":{", &format!("\"properties\":{{{text},"), 1);
    let described = with("description", &format!("\"an ox {quoted} that paints\""));
    let choices = with_parameter(&format!(r#""style":{{"type":"string","enum":["{quoted}"]}}"#));
    let is_listing = path.split('?').next().is_some_and(|path| path.ends_with("/models"));
    let listing = |model: &str| Reply::json(format!(r#"{{"object":"list","data":[{model}]}}"#));
    match (place, is_listing) {
        (Place::Description, true) => listing(&described),
        (Place::NameOfFact, true) => listing(&with(quoted, "7")),
        (Place::Id, true) => listing(&model.replace("quoting", quoted)),
        (Place::NameOfParameter, true) => {
            listing(&with_parameter(&format!(r#""{quoted}":{{"type":"strung"}}"#)))
        }
        (Place::Choice, true) => listing(&choices),
        (Place::Details, false) => Reply::json(described),
        (Place::SchemaOfDetails, false) => Reply::json(choices),
        (Place::Refusal, true) | (Place::RefusalOfDetails, false) => {
            Reply::status(400, format!(r#"{{"error":{{"message":"no user for {quoted}"}}}}"#))
        }
        (Place::RefusalWithin200, true) => {
            Reply::json(format!(r#"{{"error":{{"message":"no user for {quoted}"}}}}"#))
        }
        (Place::BrokenJson, true) => Reply::json(format!(r#"{{"data":[{{"{quoted}" oops"#)),
        (Place::Page, true) => Reply::html(&format!("<h1>No user for {quoted}</h1>")),
        (Place::ContentType, true) => {
            Reply::html("a page").header("content-type", format!("text/{quoted}"))
        }
        (Place::Redirect, true) => Reply::redirect(&format!("{elsewhere}/models?for={quoted}")),
        (Place::RedirectInCircles, true) => Reply::redirect(&format!("{path}?for={quoted}")),
        (Place::NextPage, true) => Reply::json(format!(
            r#"{{"data":[{model}],"next":"{elsewhere}/models?page=2&for={quoted}"}}"#
        )),
        (_, true) => listing(&model),
        (_, false) => Reply::json(model),
    }
}

/// Runs a command in its workspace, and returns its output. Fails if the output or a file has a spelling of the key.
fn output_without_key(
    workspace: &TestWorkspace,
    command: &mut Command,
    key: &str,
    spellings: &[String],
) -> String {
    let shown = format!("{command:?}");
    let output = command.current_dir(workspace.root()).env("OXEN_API_KEY", key).output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(!said.contains("panicked"), "{shown}: {said}");
    let texts = workspace.tree().into_iter().map(|(path, content)| {
        let content = String::from_utf8_lossy(&content).into_owned();
        (path, content)
    });
    for (path, text) in texts.chain([("the output".to_owned(), said.clone())]) {
        for spelling in spellings {
            assert!(!text.contains(spelling), "{shown}: {path} has {spelling}: {said}");
        }
    }
    said
}

#[test]
fn the_key_is_in_no_file_output_or_foreign_request() {
    let spellings = spellings();
    let elsewhere = Server::start(|_, _| Reply::json(r#"{"data":[]}"#));
    let workspace = TestWorkspace::of(&three_models());
    for place in PLACES {
        for quoted in &spellings {
            let (spelled, other) = (quoted.clone(), elsewhere.url());
            let hub =
                Server::start(move |request, _| answer(place, &spelled, &other, &request.path));
            let url = hub.url();
            for command in [&["fetch"][..], &["regen", "--dry-run", "--report", "report.md"]] {
                let mut command = workspace.command(command);
                command.args(["--hub", &url, "--allow-withdrawals", "--first-delay", "5"]);
                command.args(["--retries", "1", "--date", "2026-09-01"]);
                let said = output_without_key(&workspace, &mut command, CANARY, &spellings);
                assert!(!hub.received().is_empty(), "{place:?} {quoted}: {said}");
            }
        }
    }
    for request in elsewhere.received() {
        assert_eq!(request.authorization, None, "{request:?}");
        let spelled = spellings.iter().find(|spelling| request.path.contains(*spelling));
        assert_eq!(spelled, None, "{request:?}");
    }
}

/// Returns a model with the key as a name, a value, and where a warning quotes it.
fn model_with(key: &str) -> Value {
    let mut model = image_model("quoting", 5);
    model["description"] = json!(key);
    let properties = &mut model["json_request_schema"]["properties"];
    properties[key] = json!({"type": "strung"});
    properties["style"] = json!({"type": "string", "enum": [key]});
    model
}

/// In a saved listing, the key may also be one whose characters JSON escapes.
#[test]
fn a_saved_listing_with_the_key_in_it_is_refused() {
    for key in [CANARY, r#"ox\canary\"key\\0123456789"#] {
        let workspace = TestWorkspace::of(&three_models());
        let saved = tempfile::tempdir().unwrap();
        let input = saved.path().join("listing.json");
        fs::write(&input, listing(&[model_with(key)])).unwrap();
        let escaped = key.escape_debug().to_string();
        for command in
            [&["fetch"][..], &["regen"], &["regen", "--dry-run", "--report", "report.md"]]
        {
            let mut command = workspace.command(command);
            command.arg("--input").arg(&input).arg("--allow-withdrawals");
            let spellings = [key.to_owned(), escaped.clone()];
            let said = output_without_key(&workspace, &mut command, key, &spellings);
            assert!(said.contains("contains the key"), "{said}");
        }
        assert!(!workspace.path("report.md").exists());
    }
}

/// A key that somebody puts into `schemas/` gets into no other file, and no output shows it.
#[test]
fn a_key_in_schemas_is_not_copied() {
    let workspace = TestWorkspace::of(&three_models());
    let schema = model_with(CANARY)["json_request_schema"].clone();
    let path = "schemas/alpha-image.json";
    let good = workspace.read(path);
    commit_all(&workspace);
    for arguments in [&["generate"][..], &["generate", "--dry-run"], &["check"], &["drift"]] {
        workspace.write(path, &format!("{schema:#}"));
        let mut command = workspace.command(arguments);
        let output = command.env("OXEN_API_KEY", CANARY).output().unwrap();
        workspace.write(path, &good);
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(said.contains("[the key]") && !said.contains(CANARY), "{arguments:?}: {said}");
        for (path, content) in workspace.tree() {
            assert!(!String::from_utf8_lossy(&content).contains(CANARY), "{arguments:?}: {path}");
        }
    }
}
