//! From a hostile schema to source: never a panic, never code from text.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use oxen_models_tests::hostile::{self, MARKER};
use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

/// The number of listings that are tried, unless `HOSTILE_CASES` states another.
const CASES: u32 = 300;

/// The attributes of generated code.
const ATTRIBUTES: [&str; 11] = [
    "allow",
    "cfg",
    "cfg_attr",
    "derive",
    "diagnostic",
    "doc",
    "macro_export",
    "must_use",
    "non_exhaustive",
    "default",
    "rustfmt",
];

#[test]
fn generated_source_contains_no_code_from_the_schema() {
    let cases = std::env::var("HOSTILE_CASES").ok().and_then(|text| text.parse().ok());
    let cases = cases.unwrap_or(CASES);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let generated = std::cell::Cell::new(0);
    runner
        .run(&hostile::listing(), |listing| {
            if let Some(files) = generate(&listing)? {
                generated.set(generated.get() + 1);
                files.iter().try_for_each(|(path, text)| inspect(path, text))?;
            }
            Ok(())
        })
        .unwrap();
    println!("{} of {cases} hostile listings were generated from", generated.get());
    // Refused listings prove nothing about the generator.
    assert!(generated.get() > cases / 2);
}

#[test]
fn every_hostile_name_gets_a_setter() {
    let listing = hostile::every_name();
    let files = generate(&listing).unwrap().expect("the listing is a catalog");
    for (path, text) in &files {
        inspect(path, text).unwrap();
    }
}

/// The generated code of the worst names and shapes compiles, without a warning of rustc or clippy.
#[test]
fn source_of_hostile_schemas_compiles() {
    let listing = hostile::every_name();
    let files = generate(&listing).unwrap().expect("the listing is a catalog");
    compile(&listing, &files, linter());
}

/// No name of a schema takes the place of one that generated code uses.
#[test]
fn names_of_generated_code_are_left_to_it() {
    let files = generate(&hostile::every_name()).unwrap().expect("the listing is a catalog");
    let mut names = BTreeSet::new();
    for (_, text) in &files {
        let file = syn::parse_file(text).unwrap();
        add_names(&file.items, &mut names);
    }
    assert!(names.contains("Optional") && names.contains("K"), "{names:?}");
    let names: Vec<String> = names.into_iter().collect();
    let listing = hostile::named(&names);
    let files = generate(&listing).unwrap().expect("the listing is a catalog");
    compile(&listing, &files, "rustc");
}

/// Adds the names that items import, and those of their type parameters.
fn add_names(items: &[syn::Item], names: &mut BTreeSet<String>) {
    let mut add = |generics: &syn::Generics| {
        names.extend(generics.type_params().map(|one| one.ident.to_string()));
    };
    for item in items {
        match item {
            syn::Item::Impl(item) => {
                add(&item.generics);
                for item in &item.items {
                    if let syn::ImplItem::Fn(method) = item {
                        add(&method.sig.generics);
                    }
                }
            }
            syn::Item::Struct(item) => add(&item.generics),
            _ => {}
        }
    }
    for item in items {
        match item {
            syn::Item::Use(item) => add_imports(&item.tree, names),
            syn::Item::Mod(item) => {
                add_names(item.content.as_ref().map_or(&[], |(_, items)| items), names);
            }
            _ => {}
        }
    }
}

fn add_imports(tree: &syn::UseTree, names: &mut BTreeSet<String>) {
    match tree {
        syn::UseTree::Path(path) => add_imports(&path.tree, names),
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                add_imports(tree, names);
            }
        }
        syn::UseTree::Name(name) => {
            names.insert(name.ident.to_string());
        }
        syn::UseTree::Rename(_) | syn::UseTree::Glob(_) => {}
    }
}

/// Returns the compiler that checks clippy's lints too, or plain `rustc` where a minimal toolchain lacks it.
fn linter() -> &'static str {
    let has_clippy = Command::new("clippy-driver").arg("--version").output().is_ok();
    if has_clippy { "clippy-driver" } else { "rustc" }
}

/// Compiles generated files and the examples in them, under the lints of the workspace.
fn compile(listing: &Value, files: &Files, compiler: &str) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, as_private_models(text)).unwrap();
    }
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/oxen-models/src/lib.rs");
    let library = std::fs::read_to_string(library).unwrap();
    let (_, allowed) = library.split_once("#[rustfmt::skip]\n").unwrap();
    let (allowed, _) = allowed.split_once("\npub mod models;").unwrap();
    let root = folder.path().join("mod.rs");
    let program = folder.path().join("program.rs");
    let text = format!(
        "#![deny(warnings)]\n#[warn(clippy::pedantic)]\n\
         #[allow(clippy::module_name_repetitions, clippy::must_use_candidate, clippy::similar_names)]\n\
         {allowed}\n#[path = \"{}\"]\npub mod models;\n\
         pub fn features() -> usize {{ models::FEATURES.len() }}\n{}",
        root.display(),
        examples(files)
    );
    std::fs::write(&program, text).unwrap();
    let features = hostile::catalog(listing).unwrap();
    let features = features.developers().map(|one| format!("feature={:?}", one.feature));
    let mut command = with_library(compiler, &program, folder.path());
    for feature in features {
        command.arg("--cfg").arg(feature);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{compiler}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A few kilobytes can stand for any number of schemas: each parameter of this one holds all of them again.
#[test]
fn a_schema_within_itself_is_generated_once() {
    let again = json!({ "allOf": [{ "description": "All of it again." }, { "$ref": "#" }] });
    let properties: Map<String, Value> =
        (0..40).map(|index| (format!("p{index}"), again.clone())).collect();
    let model = json!({ "id": "again", "json_request_schema": { "properties": properties } });
    let files = generate(&json!({ "data": [model] })).unwrap().expect("the listing is a catalog");
    files.iter().try_for_each(|(path, text)| inspect(path, text)).unwrap();
}

/// Definitions that each refer to the next one many times stand for any number of schemas as well.
#[test]
fn multiplying_references_are_generated_within_limits() {
    const LEVELS: usize = 12;
    let listing = |leaf: &str| {
        let mut definitions: Map<String, Value> = (0..LEVELS)
            .map(|level| {
                let next = json!({ "$ref": format!("#/$defs/d{}", level + 1) });
                (format!("d{level}"), json!({ "allOf": vec![next; 10] }))
            })
            .collect();
        definitions.insert(format!("d{LEVELS}"), json!({ "type": leaf }));
        let schema =
            json!({ "properties": { "p": { "$ref": "#/$defs/d0" } }, "$defs": definitions });
        json!({ "data": [{ "id": "tenfold", "json_request_schema": schema }] })
    };
    let (old, new) = (listing("string"), listing("integer"));
    let files = generate(&old).unwrap().expect("the listing is a catalog");
    files.iter().try_for_each(|(path, text)| inspect(path, text)).unwrap();
    let [old, new] = [old, new].map(|listing| hostile::catalog(&listing).unwrap());
    assert!(oxen_drift::diff(&old, &old).changes.is_empty());
    assert!(!oxen_drift::diff(&old, &new).changes.is_empty());
}

/// A schema that applies itself twice to its own member doubles at every level.
#[test]
fn references_that_double_at_each_level_are_generated_within_limits() {
    let twice = json!({ "allOf": [{ "$ref": "#" }, { "$ref": "#" }] });
    let schema = json!({ "properties": { "a": twice, "b": { "type": "string" } } });
    let listing = json!({ "data": [{ "id": "twofold", "json_request_schema": schema }] });
    let files = generate(&listing).unwrap().expect("the listing is a catalog");
    files.iter().try_for_each(|(path, text)| inspect(path, text)).unwrap();
    let catalog = hostile::catalog(&listing).unwrap();
    assert!(oxen_drift::diff(&catalog, &catalog).changes.is_empty());
}

/// Returns the example of each module's documentation, in a function of its own.
fn examples(files: &Files) -> String {
    let mut text = String::new();
    for (index, (_, source)) in files.iter().enumerate() {
        let lines = source.lines().filter_map(|line| line.strip_prefix("/// "));
        let Some(start) = lines.clone().position(|line| line.starts_with("```")) else { continue };
        let code = lines.skip(start + 1).take_while(|line| *line != "```");
        let code: Vec<&str> = code.filter(|line| !line.starts_with("# ")).collect();
        let code = code.join("\n").replace("oxen_models::models::", "crate::models::");
        text +=
            &format!("pub fn example_{index}() -> Result<(), oxen_models::InvalidRequest> {{\n");
        text += &format!("{code}\nlet _ = request;\nOk(())\n}}\n");
    }
    text
}

/// Returns a compiler with the `oxen-models` that this test was built with.
#[allow(clippy::unwrap_used, clippy::expect_used, reason = "part of a test")]
fn with_library(compiler: &str, program: &Path, folder: &Path) -> Command {
    let executable = std::env::current_exe().unwrap();
    let libraries = executable.parent().unwrap();
    let newest = std::fs::read_dir(libraries)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("liboxen_models-") && name.ends_with(".rlib")
        })
        .max_by_key(|path| path.metadata().unwrap().modified().unwrap())
        .expect("the test depends on `oxen-models`");
    let mut command = Command::new(compiler);
    command
        .args(["--edition=2024", "--crate-type=lib", "--crate-name=program", "--emit=metadata"])
        .arg("--out-dir")
        .arg(folder)
        .arg("-L")
        .arg(format!("dependency={}", libraries.display()))
        .arg("--extern")
        .arg(format!("oxen_models={}", newest.display()))
        .arg(program);
    command
}

/// Returns generated source as it would be in another crate, where records are not embedded.
fn as_private_models(text: &str) -> String {
    text.lines()
        .map(|line| {
            let is_record = line.trim_start().starts_with("record: Some(");
            if is_record { "        record: None,\n".to_owned() } else { format!("{line}\n") }
        })
        .collect()
}

type Files = Vec<(String, String)>;

/// Returns the generated modules by their path in the folder of models; `None` if the listing is refused.
fn generate(listing: &Value) -> Result<Option<Files>, TestCaseError> {
    let Ok(catalog) = hostile::catalog(listing) else { return Ok(None) };
    let output = oxen_codegen::generate(&catalog)
        .map_err(|error| TestCaseError::fail(format!("{error}\n{listing:#}")))?;
    let files = output.files.into_iter().filter_map(|(path, text)| {
        Some((path.strip_prefix("crates/oxen-models/src/models/")?.to_owned(), text))
    });
    Ok(Some(files.collect()))
}

fn inspect(path: &str, text: &str) -> Result<(), TestCaseError> {
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_/.".contains(&byte));
    prop_assert!(plain && !path.contains(".."), "{path}");
    let file = syn::parse_file(text)
        .map_err(|error| TestCaseError::fail(format!("{path}: {error}\n{text}")))?;
    drop(file);
    let hidden = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let comments = text.lines().filter(|line| line.trim_start().starts_with("//"));
    for comment in comments {
        prop_assert!(!comment.contains(hidden), "{path}: {comment:?}");
    }
    let tokens: TokenStream =
        text.parse().map_err(|error| TestCaseError::fail(format!("{path}: {error}")))?;
    inspect_tokens(path, tokens)
}

fn inspect_tokens(path: &str, tokens: TokenStream) -> Result<(), TestCaseError> {
    let mut after_hash = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                let name = ident.to_string().to_lowercase();
                // A property may have such a name; a description may not become code.
                prop_assert!(!name.starts_with(MARKER), "{path}: identifier `{name}`");
            }
            TokenTree::Group(group) => {
                if after_hash
                    && let Some(TokenTree::Ident(name)) = group.stream().into_iter().next()
                {
                    let name = name.to_string();
                    prop_assert!(ATTRIBUTES.contains(&name.as_str()), "{path}: attribute `{name}`");
                }
                inspect_tokens(path, group.stream())?;
                after_hash = false;
                continue;
            }
            TokenTree::Punct(punct) => {
                after_hash = punct.as_char() == '#' || after_hash && punct.as_char() == '!';
                continue;
            }
            TokenTree::Literal(_) => {}
        }
        after_hash = false;
    }
    Ok(())
}
