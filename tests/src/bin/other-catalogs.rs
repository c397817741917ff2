//! Shows that the tests hold for other catalogs than the committed one.
//!
//! ```sh
//! cargo run -p oxen-models-tests --bin other-catalogs                        # every catalog below
//! cargo run -p oxen-models-tests --bin other-catalogs -- three-models        # only these
//! cargo run -p oxen-models-tests --bin other-catalogs -- list.json           # a listing saved from the hub
//! cargo run -p oxen-models-tests --bin other-catalogs -- --with a.json b.json  # the snapshot and their models
//! cargo run -p oxen-models-tests --bin other-catalogs -- --check three-models  # compiles the tests only
//! ```
//!
//! For each catalog, in a copy of the workspace below `target/other-catalogs`: `cargo xtask regen`, `cargo xtask accept`
//! and the README's test command. Dependencies that this workspace has built already are not built again. It takes
//! minutes and some gigabytes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::time::{Duration, Instant};
use std::{env, fs};

use oxen_models_tests::{history, snapshot};
use oxen_schema::catalog::Catalog;
use oxen_schema::model::Endpoint;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The README's command that tests everything.
const TEST: [&str; 4] = ["test", "--workspace", "--all-features", "--no-fail-fast"];

/// The cheapest command that compiles all tests.
const CHECK: [&str; 4] = ["check", "--workspace", "--all-features", "--all-targets"];

/// Catalogs that are derived from the snapshot.
const MADE: [&str; 6] =
    ["plus-one", "minus-ten", "2026-07-01", "three-models", "no-chat", "chat-only"];

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<bool> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let is_check = arguments.iter().any(|argument| argument == "--check");
    arguments.retain(|argument| argument != "--check");
    let catalogs = if arguments.first().is_some_and(|argument| argument == "--with") {
        vec![("with the files".to_owned(), with(&arguments[1..])?)]
    } else {
        let names: Vec<&str> = if arguments.is_empty() {
            MADE.to_vec()
        } else {
            arguments.iter().map(String::as_str).collect()
        };
        names
            .into_iter()
            .map(|name| Ok((name.to_owned(), listing(name)?)))
            .collect::<Outcome<_>>()?
    };

    let workspace = snapshot::workspace().canonicalize()?;
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    let mut rows = vec!["| catalog | models | tests | failed | time |".to_owned()];
    rows.push("| --- | --- | --- | --- | --- |".to_owned());
    let mut is_good = true;
    for (name, listing) in catalogs {
        let result = try_catalog(&workspace, &target, &listing, is_check)?;
        is_good &= result.is_good;
        let models = listing["data"].as_array().map_or(0, Vec::len);
        let (passed, failed, time) = (result.passed, result.failed, result.time.as_secs());
        rows.push(format!("| {name} | {models} | {passed} | {failed} | {time} s |"));
        println!("{}\n", rows.join("\n"));
    }
    Ok(is_good)
}

/// Returns the listing of one of [`MADE`], or of a file.
fn listing(name: &str) -> Outcome<Value> {
    let catalog = snapshot::catalog();
    let is_chat = |model: &Value| {
        let model = model["id"].as_str().and_then(|id| catalog.model(id));
        model.is_some_and(|model| model.endpoint() == Endpoint::ChatCompletions)
    };
    let mut models = snapshot_models(&catalog);
    match name {
        "plus-one" => models.push(one_more()),
        "minus-ten" => {
            let step = models.len().div_ceil(10).max(1);
            let kept = models.into_iter().enumerate().filter(|(index, _)| index % step != step / 2);
            models = kept.map(|(_, model)| model).collect();
        }
        "three-models" => {
            let step = (models.len() / 3).max(1);
            models = models.into_iter().step_by(step).take(3).collect();
        }
        "no-chat" => models.retain(|model| !is_chat(model)),
        "chat-only" => models.retain(is_chat),
        name => {
            let of_the_day = history::LISTINGS.iter().find(|(day, _)| *day == name);
            return Ok(match of_the_day {
                Some((_, text)) => serde_json::from_str(text)?,
                None => serde_json::from_str(
                    &fs::read_to_string(name).map_err(|error| format!("{name}: {error}"))?,
                )?,
            });
        }
    }
    Ok(json!({ "object": "list", "data": models }))
}

/// Returns the snapshot together with the models of these listings.
fn with(files: &[String]) -> Outcome<Value> {
    let mut models = snapshot_models(&snapshot::catalog());
    for file in files {
        let listing = listing(file)?;
        let others = listing["data"].as_array().ok_or_else(|| format!("{file}: no `data`"))?;
        models.retain(|model| others.iter().all(|other| other["id"] != model["id"]));
        models.extend(others.iter().cloned());
    }
    Ok(json!({ "object": "list", "data": models }))
}

/// Returns the models of the snapshot, as the hub lists them.
fn snapshot_models(catalog: &Catalog) -> Vec<Value> {
    let models = catalog.models().iter().map(|model| {
        let mut listed = model.to_record();
        listed["json_request_schema"] = model.request_schema.clone().unwrap_or(Value::Null);
        listed
    });
    models.collect()
}

/// Returns a model with a parameter of every kind, by a new developer.
fn one_more() -> Value {
    json!({
        "id": "one-model-more",
        "developer": { "name": "Somebody New" },
        "capabilities": { "input": ["text"], "output": ["image"] },
        "json_request_schema": {
            "type": "object",
            "required": ["prompt"],
            "properties": {
                "prompt": { "type": "string", "description": "What to paint." },
                "steps": { "type": "integer", "minimum": 1, "maximum": 9, "default": 4 },
                "scale": { "type": "number" },
                "shape": { "type": "string", "enum": ["square", "wide"] },
                "palette": { "type": "array", "items": { "type": "string" } },
                "frame": { "type": "object", "properties": { "width": { "type": "integer" } } },
            },
        },
    })
}

struct Tried {
    is_good: bool,
    passed: u32,
    failed: u32,
    time: Duration,
}

fn try_catalog(workspace: &Path, target: &Path, listing: &Value, is_check: bool) -> Outcome<Tried> {
    let folder = target.join("other-catalogs");
    let copy = folder.join("workspace");
    mirror(workspace, &copy)?;
    for part in [".fingerprint", "build", "deps"] {
        let part = Path::new("debug").join(part);
        share(&target.join(&part), &folder.join("target").join(&part), true)?;
    }
    let input = folder.join("listing.json");
    fs::write(&input, listing.to_string())?;
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(&copy);
        command.env("CARGO_TARGET_DIR", folder.join("target")).env("CARGO_TERM_COLOR", "never");
        // Tests of fetching must not use the key of the user who runs this.
        command.env_remove("OXEN_API_KEY").env("INSTA_UPDATE", "no");
        command
    };
    let regen = ["xtask", "regen", "--allow-withdrawals", "--date", "2030-01-01", "--input"];
    let mut regen = cargo(&regen);
    regen.arg(&input);
    succeed(&mut regen)?;
    if is_check {
        let start = Instant::now();
        let mut check = cargo(&CHECK);
        succeed(&mut check)?;
        return Ok(Tried { is_good: true, passed: 0, failed: 0, time: start.elapsed() });
    }

    succeed(&mut cargo(&["xtask", "accept"]))?;

    let start = Instant::now();
    let output = cargo(&TEST).output()?;
    let time = start.elapsed();
    let told = String::from_utf8_lossy(&output.stdout);
    let count = |what: &str| -> u32 {
        let results = told.lines().filter(|line| line.starts_with("test result: "));
        let counts = results.flat_map(|line| line.split([';', '.']));
        counts.filter_map(|part| part.trim().strip_suffix(what)?.trim().parse::<u32>().ok()).sum()
    };
    let (passed, failed) = (count("passed"), count("failed"));
    if !output.status.success() {
        println!("{told}{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(Tried { is_good: output.status.success(), passed, failed, time })
}

fn succeed(command: &mut Command) -> Outcome<Output> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(output);
    }
    let told =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    Err(format!("{command:?} failed:\n{}", told.concat()).into())
}

/// Makes the copy equal to the workspace, without touching files that are equal already.
fn mirror(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to)?;
    let names = |folder: &Path| -> Outcome<BTreeSet<PathBuf>> {
        let entries = fs::read_dir(folder)?.map(|entry| Ok(PathBuf::from(entry?.file_name())));
        entries.collect()
    };
    let skipped = ["target", ".git"].map(PathBuf::from);
    let wanted: BTreeSet<PathBuf> =
        names(from)?.into_iter().filter(|name| !skipped.contains(name)).collect();
    for name in names(to)?.difference(&wanted) {
        let path = to.join(name);
        if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    for name in &wanted {
        let (from, to) = (from.join(name), to.join(name));
        if from.is_dir() {
            mirror(&from, &to)?;
        } else if fs::read(&to).ok() != Some(fs::read(&from)?) {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}

/// Links the build outputs of dependencies into another target directory. The workspace's own crates have the same
/// names there but different content.
fn share(from: &Path, to: &Path, is_top: bool) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, to) = (entry.file_name(), to.join(entry.file_name()));
        let name = name.to_string_lossy();
        let is_ours =
            ["oxen", "liboxen", "xtask", "libxtask"].iter().any(|ours| name.starts_with(ours));
        let ends = [".d", ".rlib", ".rmeta", ".so"];
        let is_dependency = !is_top || !is_ours && ends.iter().any(|end| name.ends_with(end));
        if entry.file_type()?.is_dir() {
            if !is_top || !is_ours {
                share(&entry.path(), &to, false)?;
            }
        } else if is_dependency && !to.is_file() {
            fs::hard_link(entry.path(), to)?;
        }
    }
    Ok(())
}
