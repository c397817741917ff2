//! Generating the whole catalog, formatted, beside typify on the same request schemas.
//!
//! Run with `cargo bench -p oxen-codegen`. Compare the medians of one run: the ratio is what counts.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::{fs, panic};

use divan::Bencher;
use oxen_schema::catalog::Catalog;
use serde_json::{Value, json};

fn main() {
    // typify panics on enums of strings and integers; its message would be repeated in every round.
    panic::set_hook(Box::new(|_| {}));
    divan::main();
}

/// The files of the committed snapshot.
fn snapshot() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let mut files = BTreeMap::new();
    for folder in ["", "base/"] {
        for entry in fs::read_dir(root.join(folder)).expect("the snapshot is there") {
            let path = entry.expect("the snapshot can be listed").path();
            if path.is_file() {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let text = fs::read_to_string(&path).expect("a file of the snapshot is text");
                files.insert(format!("{folder}{name}"), text);
            }
        }
    }
    files
}

fn catalog() -> Catalog {
    Catalog::from_files(&snapshot()).expect("the snapshot is a catalog")
}

/// From the text of the files to the text of the modules.
#[divan::bench]
fn oxen_codegen_from_files(bencher: Bencher<'_, '_>) {
    let files = snapshot();
    bencher.bench(|| {
        let catalog = Catalog::from_files(&files).expect("the snapshot is a catalog");
        oxen_codegen::generate(&catalog).map(|output| output.files.len())
    });
}

/// From a catalog that has been read, as typify is given schemas that have been read.
#[divan::bench]
fn oxen_codegen(bencher: Bencher<'_, '_>) {
    let catalog = catalog();
    bencher.bench(|| oxen_codegen::generate(&catalog).map(|output| output.files.len()));
}

/// One module per model with typify's builders, formatted by prettyplease.
#[divan::bench]
fn typify(bencher: Bencher<'_, '_>) {
    let schemas = titled_schemas(&catalog());
    bencher.bench(|| schemas.iter().filter_map(with_typify).map(|text| text.len()).sum::<usize>());
}

/// The same without formatting.
#[divan::bench]
fn typify_unformatted(bencher: Bencher<'_, '_>) {
    let schemas = titled_schemas(&catalog());
    bencher.bench(|| schemas.iter().filter_map(tokens_of_typify).count());
}

fn titled_schemas(catalog: &Catalog) -> Vec<Value> {
    catalog
        .models()
        .iter()
        .filter_map(|model| {
            let mut schema = catalog.effective_schema(model);
            schema["title"] = json!(catalog.names(model)?.type_name);
            Some(schema)
        })
        .collect()
}

fn with_typify(schema: &Value) -> Option<String> {
    let file = syn::parse2(tokens_of_typify(schema)?).ok()?;
    Some(prettyplease::unparse(&file))
}

/// `None` for the schemas that typify panics on.
fn tokens_of_typify(schema: &Value) -> Option<proc_macro2::TokenStream> {
    let root: schemars08::schema::RootSchema = serde_json::from_value(schema.clone()).ok()?;
    catch_unwind(AssertUnwindSafe(|| {
        let mut settings = typify::TypeSpaceSettings::default();
        settings.with_struct_builder(true);
        let mut space = typify::TypeSpace::new(&settings);
        space.add_root_schema(root).ok()?;
        Some(space.to_stream())
    }))
    .ok()?
}
