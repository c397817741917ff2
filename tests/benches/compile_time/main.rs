//! The time that rustc takes for the generated modules alone, compared with two baselines on the same schemas.
//!
//! `cargo bench -p oxen-models-tests --bench compile_time -- [rounds]` writes one crate per candidate below
//! `target/compile-time`, builds their dependencies, and then runs rustc on each, in turns, without incremental
//! compilation. It prints medians of wall time and their ratio to the first baseline: compare those, not the seconds. If
//! `valgrind` is installed, it also counts the instructions of `cargo check` for all models and for nested types.
//!
//! The same is done for the corpus of nested schemas, beside typify's types for these.
//!
//! The first baseline has a struct with `#[derive(Serialize)]` per model and an enum per enumerated parameter, without
//! builders; the second one is typify with its builders.

mod derive_baseline;
mod nested;
mod typify_baseline;

use std::fs;
use std::path::{Path, PathBuf};

use oxen_models_tests::compile::{Outcome, instructions, median, rustc_line, time, write_crate};
use oxen_models_tests::snapshot;

/// The developer whose feature is measured alone.
const ONE: &str = "black-forest-labs";

struct Candidate {
    title: &'static str,
    package: &'static str,
    arguments: &'static [&'static str],
}

const CANDIDATES: [Candidate; 7] = [
    Candidate { title: "derive(Serialize) baseline", package: "derive", arguments: &[] },
    Candidate { title: "oxen-models, all models", package: "ours", arguments: &["--all-features"] },
    Candidate {
        title: "oxen-models, one developer",
        package: "ours",
        arguments: &["--no-default-features", "--features", ONE],
    },
    Candidate { title: "typify with builders", package: "typify", arguments: &[] },
    Candidate { title: "nested, oxen-models", package: "nested-ours", arguments: &[] },
    Candidate { title: "nested, typify with builders", package: "nested-typify", arguments: &[] },
    Candidate { title: "nested, typify's types only", package: "nested-types", arguments: &[] },
];

/// The candidates whose instructions are compared, each with its baseline.
const COUNTED: [[usize; 2]; 2] = [[1, 0], [4, 6]];

fn main() -> Outcome<()> {
    let rounds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(5);
    let root = snapshot::workspace().canonicalize()?.join("target/compile-time");
    write_crates(&root)?;
    for command in ["check", "build"] {
        println!("cargo {command}, medians of {rounds} rounds");
        let lines =
            CANDIDATES.iter().map(|one| rustc_line(&root, command, one.package, one.arguments));
        let lines = lines.collect::<Outcome<Vec<_>>>()?;
        let mut times = vec![Vec::new(); lines.len()];
        for _ in 0..rounds {
            for (line, times) in lines.iter().zip(&mut times) {
                times.push(time(&root, line)?);
            }
        }
        let medians: Vec<f64> = times.iter_mut().map(|times| median(times)).collect();
        for (one, seconds) in CANDIDATES.iter().zip(&medians) {
            println!("  {:<28} {seconds:>7.3} s   {:>5.2}", one.title, seconds / medians[0]);
        }
        if command == "check" {
            for [one, other] in COUNTED {
                let [ours, theirs] = [one, other].map(|index| instructions(&root, &lines[index]));
                let (Some(ours), Some(theirs)) = (ours, theirs) else { continue };
                #[allow(clippy::cast_precision_loss, reason = "far below what is exact")]
                let ratio = ours as f64 / theirs as f64;
                let [one, other] = [one, other].map(|index| CANDIDATES[index].title);
                println!("  instructions: {one} {ours}, {other} {theirs}, ratio {ratio:.3}");
            }
        }
    }
    Ok(())
}

fn write_crates(root: &Path) -> Outcome<()> {
    let catalog = snapshot::catalog();
    let workspace = snapshot::workspace().canonicalize()?;
    fs::create_dir_all(root)?;
    fs::write(
        root.join("Cargo.toml"),
        "[workspace]\nmembers = [\"*\"]\nexclude = [\"target\"]\nresolver = \"3\"\n",
    )?;
    fs::copy(workspace.join("Cargo.lock"), root.join("Cargo.lock"))?;
    let serde = "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n";
    write_crate(root, "derive", serde, "", &derive_baseline::source(&catalog))?;
    write_crate(
        root,
        "typify",
        &format!("{serde}regress = \"*\"\n"),
        "",
        &typify_baseline::source(&catalog),
    )?;
    let runtime = workspace.join("crates/oxen-models");
    let dependency =
        format!("oxen-models = {{ path = '{}', default-features = false }}\n", runtime.display());
    let nested = nested::sources(&workspace.join("tests/corpus/nested"))?;
    let typify = format!("{serde}regress = \"*\"\n");
    write_crate(root, "nested-ours", &dependency, "", &nested.ours)?;
    write_crate(root, "nested-typify", &typify, "", &nested.typify)?;
    write_crate(root, "nested-types", &typify, "", &nested.typify_types)?;
    let features: String = std::iter::once("[features]\n".to_owned())
        .chain(catalog.developers().map(|one| format!("{} = []\n", one.feature)))
        .collect();
    write_crate(root, "ours", &dependency, &features, "#![allow(warnings)]\npub mod models;\n")?;
    copy(&runtime.join("src/models"), &root.join("ours/src/models"))
}

fn copy(from: &Path, to: &PathBuf) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
