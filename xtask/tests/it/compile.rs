//! Verdicts on Rust, held against the compiler: programs that use everything of the crate of one day, compiled
//! against the crate of another.
//!
//! These compile the whole crate for each pair of days, so they run only when asked for:
//! `cargo test -p xtask --test it compile -- --ignored --nocapture`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use oxen_drift::{ChangeKind, Report, Verdict, diff};
use oxen_schema::catalog::Catalog;
use oxen_schema::model::{Endpoint, Model};
use oxen_schema::schema::{Kind, Parameter};
use serde_json::Value;
use xtask::catalogs;

/// What a function of the program is about: a model, and one of its parameters or the whole of it.
type Place = (String, String);

#[test]
#[ignore = "compiles the crate once for every pair of days"]
fn from_april_to_july() {
    agree("2026-04-21", "2026-07-01");
}

#[test]
#[ignore = "compiles the crate once for every pair of days"]
fn from_july_to_august() {
    agree("2026-07-01", "2026-08-08");
}

#[test]
#[ignore = "compiles the crate once for every pair of days"]
fn from_april_to_august() {
    agree("2026-04-21", "2026-08-08");
}

fn agree(from: &str, to: &str) {
    let workspace = Copy::new();
    let old = workspace.regen(from);
    let new = workspace.regen(to);
    let (program, places) = program(&old, &new);
    let found = workspace.errors(&program, &places);
    let report = diff(&old, &new);
    let said = said(&report, &places);
    let mut disagreements = Vec::new();
    let mut proven = 0;
    for place in places.iter().collect::<BTreeSet<_>>() {
        let verdict = said.get(place).copied().unwrap_or_default();
        match (verdict, found.contains_key(place)) {
            (Verdict::Compatible, false) | (Verdict::Breaking, true) => proven += 1,
            (Verdict::Uncertain, _) => {}
            (_, _) => disagreements.push(format!("{place:?}: {verdict}, {:?}", found.get(place))),
        }
    }
    println!("{from} to {to}: {proven} verdicts proven, {} breaking", found.len());
    assert!(found.len() > 5, "{found:?}");
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}

/// What the report says of each place of the program.
fn said(report: &Report, places: &[Place]) -> BTreeMap<Place, Verdict> {
    let mut said: BTreeMap<Place, Verdict> = BTreeMap::new();
    let mut say = |place: Place, verdict: Verdict| {
        let known = said.entry(place).or_default();
        *known = verdict.max(*known);
    };
    for change in &report.changes {
        let parameter = change.path.split(['.', '[', '{']).next().unwrap_or_default();
        let is_about_building = matches!(
            change.kind,
            ChangeKind::ParameterAddedRequired | ChangeKind::ParameterBecameRequired
        );
        // A request that sets a parameter breaks in its setter, one that has to set it when it is built.
        if !is_about_building {
            say((change.model.clone(), parameter.to_owned()), change.rust);
        }
        if change.path == parameter {
            let whole = (change.model.clone(), String::new());
            let matters = is_about_building || places.contains(&whole) && change.path.is_empty();
            say(whole, if matters { change.rust } else { Verdict::Compatible });
        }
    }
    said
}

/// One function per line, for every parameter that both catalogs' models may have, and one per model.
fn program(old: &Catalog, new: &Catalog) -> (String, Vec<Place>) {
    let mut text = String::new();
    let mut places = Vec::new();
    for model in old.models().iter().filter(|model| new.model(model.id.as_str()).is_some()) {
        let names = old.names(model).unwrap();
        let schema = old.request_schema(model).unwrap();
        let request = format!("oxen_models::models::{}", names.module);
        let is_chat =
            model.endpoint() == Endpoint::ChatCompletions && model.request_schema.is_none();
        let mut building = format!("{request}::{}::builder()", names.type_name);
        for parameter in schema.parameters() {
            let Some(call) = call(old, model, parameter, &request, is_chat) else { continue };
            let line = places.len();
            let _ = writeln!(
                text,
                "pub fn f{line}() {{ let _ = {request}::{}::builder(){}; {} }}",
                names.type_name, call.setter, call.others
            );
            places.push((model.id.to_string(), parameter.name().to_owned()));
            // Setters that break are told apart from what is required.
            let kept = new.model(model.id.as_str()).and_then(|model| new.request_schema(model));
            let kept = kept.and_then(|schema| schema.parameter(parameter.name()));
            if parameter.is_required() && kept.is_some_and(|kept| kept.kind() == parameter.kind()) {
                building.push_str(&call.setter);
            }
        }
        let line = places.len();
        let _ = writeln!(text, "pub fn f{line}() {{ let _ = {building}.build(); }}");
        places.push((model.id.to_string(), String::new()));
    }
    (text, places)
}

/// How a program sets a parameter, and what else of it a program can name.
struct Call {
    setter: String,
    others: String,
}

fn call(
    catalog: &Catalog,
    model: &Model,
    parameter: &Parameter,
    module: &str,
    is_chat: bool,
) -> Option<Call> {
    let names = catalog.names(model)?.parameter(parameter.name())?;
    let setter = &names.setter;
    if is_chat && parameter.name() == "messages" {
        return Some(Call { setter: ".user(\"x\")".to_owned(), others: String::new() });
    }
    if is_chat && ["tools", "tool_choice", "response_format"].contains(&parameter.name()) {
        return None;
    }
    let own = model
        .request_schema
        .as_ref()
        .and_then(|schema| schema["properties"].get("response_format"));
    if parameter.name() == "response_format" && own.is_none() {
        let argument = "oxen_models::media::ResponseFormat::Url";
        return Some(Call { setter: format!(".{setter}({argument})"), others: String::new() });
    }
    let mut others = String::new();
    let mut first = String::new();
    if let Some(name) = names.type_name.as_ref().filter(|_| !names.variants.is_empty()) {
        for (_, variant) in &names.variants {
            let _ = write!(others, "let _ = {module}::{name}::{variant}; ");
        }
        first = format!("{module}::{name}::{}", names.variants[0].1);
    }
    let argument = match parameter.kind() {
        Kind::List(items) => format!("[{}]", argument(&items, &first)?),
        kind => argument(&kind, &first)?,
    };
    Some(Call { setter: format!(".{setter}({argument})"), others })
}

fn argument(kind: &Kind, first: &str) -> Option<String> {
    Some(match kind {
        Kind::String | Kind::Media => "\"x\"".to_owned(),
        Kind::Integer => "1".to_owned(),
        Kind::Number => "1.5".to_owned(),
        Kind::Boolean => "true".to_owned(),
        Kind::Object => "oxen_models::Object::new()".to_owned(),
        Kind::Enumeration(_) => first.to_owned(),
        _ => return None,
    })
}

/// A copy of the crates that a program needs.
struct Copy {
    directory: tempfile::TempDir,
}

impl Copy {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        let manifest = manifest.replace("\"tests\", \"xtask\"]", "\"program\"]");
        assert!(manifest.contains("\"program\""));
        fs::write(directory.path().join("Cargo.toml"), manifest).unwrap();
        fs::copy(root.join("Cargo.lock"), directory.path().join("Cargo.lock")).unwrap();
        for name in
            ["oxen-schema", "oxen-catalog", "oxen-codegen", "oxen-models-macros", "oxen-models"]
        {
            copy(&root.join("crates").join(name), &directory.path().join("crates").join(name));
        }
        Self { directory }
    }

    fn root(&self) -> &Path {
        self.directory.path()
    }

    /// The catalog of that day, and its generated code.
    fn regen(&self, date: &str) -> Catalog {
        let listing =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/history/{date}.json"));
        let status = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["regen", "--date", date, "--root"])
            .arg(self.root())
            .arg("--input")
            .arg(listing)
            .output()
            .unwrap();
        assert!(status.status.success(), "{status:?}");
        catalogs::of_directory(self.root()).unwrap()
    }

    /// What the compiler has against each place of the program.
    fn errors(&self, program: &str, places: &[Place]) -> BTreeMap<Place, String> {
        let folder = self.root().join("program");
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(
            folder.join("Cargo.toml"),
            "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             oxen-models = { path = \"../crates/oxen-models\", default-features = false, features = [\"developers\"] }\n",
        )
        .unwrap();
        fs::write(folder.join("src/lib.rs"), program).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "-p", "program", "--message-format", "json"])
            .current_dir(self.root())
            .env("CARGO_TARGET_DIR", env!("CARGO_TARGET_TMPDIR"))
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let mut found = BTreeMap::new();
        for message in text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            let message = &message["message"];
            if message["level"] != "error" {
                continue;
            }
            for span in message["spans"].as_array().into_iter().flatten() {
                let file = span["file_name"].as_str().unwrap_or_default();
                if span["is_primary"] != true || Path::new(file) != Path::new("program/src/lib.rs")
                {
                    assert!(span["is_primary"] != true, "the crate does not compile: {message}");
                    continue;
                }
                let line = usize::try_from(span["line_start"].as_u64().unwrap()).unwrap();
                let said = message["message"].as_str().unwrap_or_default().to_owned();
                found.entry(places[line - 1].clone()).or_insert(said);
            }
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() != found.is_empty() || !found.is_empty(), "{errors}");
        found
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}
