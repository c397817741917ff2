//! Generating the whole catalog, formatted, compared with typify on the same request schemas.
//!
//! Run with `cargo bench -p oxen-models-tests --bench generate`. Compare the medians of one run: the ratio counts.
#![allow(clippy::expect_used, reason = "a benchmark can't go on without the snapshot")]

use divan::Bencher;
use oxen_models_tests::{snapshot, typify_baseline};
use oxen_schema::catalog::Catalog;

fn main() {
    typify_baseline::silence_panics();
    divan::main();
}

/// From a catalog that has been read, as typify starts from schemas that have been read.
#[divan::bench]
fn oxen_codegen(bencher: Bencher<'_, '_>) {
    let catalog = snapshot::catalog();
    bencher.bench(|| oxen_codegen::generate(&catalog).map(|output| output.files.len()));
}

/// From the text of the files to the text of the modules.
#[divan::bench]
fn oxen_codegen_from_files(bencher: Bencher<'_, '_>) {
    let files = snapshot::files().expect("the snapshot can be read");
    bencher.bench(|| {
        let catalog = Catalog::from_files(&files).expect("the snapshot is a catalog");
        oxen_codegen::generate(&catalog).map(|output| output.files.len())
    });
}

/// One module per model with typify's builders, formatted by prettyplease.
#[divan::bench]
fn typify(bencher: Bencher<'_, '_>) {
    let schemas = typify_baseline::titled_schemas(&snapshot::catalog());
    bencher.bench(|| {
        let texts = schemas.iter().filter_map(|(_, schema)| {
            let file = syn::parse2(typify_baseline::typify(schema)?).ok()?;
            Some(prettyplease::unparse(&file))
        });
        texts.map(|text| text.len()).sum::<usize>()
    });
}

/// The same without formatting.
#[divan::bench]
fn typify_unformatted(bencher: Bencher<'_, '_>) {
    let schemas = typify_baseline::titled_schemas(&snapshot::catalog());
    bencher
        .bench(|| schemas.iter().filter_map(|(_, schema)| typify_baseline::typify(schema)).count());
}
