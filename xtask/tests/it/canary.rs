//! The key stays home: whatever a hub quotes of it, wherever, and in whichever spelling.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::catalog::{image_model, three_models};
use crate::support::server::{Reply, Server};
use crate::support::workspace::TestWorkspace;

/// A key with characters that every escaping escapes.
const CANARY: &str = "ox/canary+key=0123<456>789&ok";

/// The key as it is and as texts have it that are made for JSON, URLs, HTML or transport.
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

/// Where a hub quotes it: what answers the listing, and what answers the details of the model in it.
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

#[test]
fn the_key_is_in_no_file_no_output_and_no_foreign_request() {
    let spellings = spellings();
    let elsewhere = Server::start(|_, _| Reply::json(r#"{"data":[]}"#));
    let workspace = TestWorkspace::of(&three_models());
    for place in PLACES {
        for quoted in &spellings {
            let (spelled, other) = (quoted.clone(), elsewhere.url());
            let hub =
                Server::start(move |request, _| answer(place, &spelled, &other, &request.path));
            let url = hub.url();
            let mut command = workspace.command(&["fetch", "--hub", &url, "--allow-withdrawals"]);
            command.args(["--first-delay", "5", "--retries", "1", "--date", "2026-09-01"]);
            let output = command.env("OXEN_API_KEY", CANARY).output().unwrap();
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            assert!(!said.contains("panicked"), "{place:?} {quoted}: {said}");
            assert!(!hub.received().is_empty(), "{place:?} {quoted}: {said}");
            let texts = workspace.tree().into_iter().map(|(path, content)| {
                let content = String::from_utf8_lossy(&content).into_owned();
                (path, content)
            });
            for (path, text) in texts.chain([("the output".to_owned(), said.into_owned())]) {
                for spelling in &spellings {
                    assert!(!text.contains(spelling), "{place:?} {quoted}: {path} has {spelling}");
                }
            }
        }
    }
    for request in elsewhere.received() {
        assert_eq!(request.authorization, None, "{request:?}");
        let spelled = spellings.iter().find(|spelling| request.path.contains(*spelling));
        assert_eq!(spelled, None, "{request:?}");
    }
}
