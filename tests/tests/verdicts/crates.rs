//! A copy of the crates that a program needs, and the compiler's errors of programs in it.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser as _;
use oxen_schema::catalog::Catalog;
use serde_json::Value;
use xtask::{Arguments, Environment, catalogs};

use crate::program::{Place, Program};

/// The crates that [`oxen_models`](https://docs.rs/oxen-models) consists of.
const CRATES: [&str; 6] = [
    "oxen-schema",
    "oxen-catalog",
    "oxen-codegen",
    "oxen-models-macros",
    "oxen-hub",
    "oxen-models",
];

/// The compiler's errors of a program: the places, each with the first error.
pub(crate) type Errors = BTreeMap<Place, String>;

/// The copy. It is shared by all tests, so that unchanged parts are compiled once.
pub(crate) struct Crates {
    root: PathBuf,
    /// Excludes other tests, also those of other processes.
    _lock: File,
}

impl Crates {
    /// Creates the copy, without a catalog.
    pub(crate) fn new() -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
        fs::create_dir_all(&root).unwrap();
        let lock = File::create(root.join("lock")).unwrap();
        lock.lock().unwrap();
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest = fs::read_to_string(ours.join("Cargo.toml")).unwrap();
        let members = "\"tests\", \"tests/frozen/oxen-*\", \"xtask\"]";
        assert!(manifest.contains(members), "{manifest}");
        write(&root.join("Cargo.toml"), manifest.replace(members, "\"programs/*\"]").as_bytes());
        write(&root.join("Cargo.lock"), &fs::read(ours.join("Cargo.lock")).unwrap());
        for name in CRATES {
            mirror(&ours.join("crates").join(name), &root.join("crates").join(name));
        }
        let crates = Self { root, _lock: lock };
        for leftover in ["schemas", "programs"] {
            let path = crates.root.join(leftover);
            if path.is_dir() {
                fs::remove_dir_all(path).unwrap();
            }
        }
        crates
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Writes the catalog of a listing, on top of the one before, and its generated code.
    pub(crate) fn regen(&self, date: &str, listing: &str) -> Catalog {
        let path = self.root.join("listing.json");
        fs::write(&path, listing).unwrap();
        let arguments = ["xtask", "regen", "--date", date, "--root"].map(OsStr::new);
        let arguments = arguments.into_iter().chain([
            self.root.as_os_str(),
            OsStr::new("--input"),
            path.as_os_str(),
        ]);
        xtask::run(&Arguments::parse_from(arguments), &Environment::default()).unwrap();
        catalogs::of_directory(&self.root).unwrap()
    }

    /// Compiles programs beside each other, and returns the errors of each.
    ///
    /// While an import fails, the compiler doesn't report other missing names. So failing imports are
    /// removed, and the rest is compiled again.
    pub(crate) fn errors(&self, programs: &[&Program]) -> Vec<Errors> {
        let mut errors = vec![Errors::new(); programs.len()];
        let mut files: Vec<_> = programs.iter().map(|program| program.files().clone()).collect();
        let mut to_compile: BTreeSet<usize> = (0..programs.len()).collect();
        while !to_compile.is_empty() {
            for &index in &to_compile {
                self.write_package(programs[index].package(), &files[index]);
            }
            let messages = self.check(to_compile.iter().map(|&index| programs[index].package()));
            to_compile.clear();
            for message in messages {
                let (index, place) = programs
                    .iter()
                    .enumerate()
                    .find_map(|(index, program)| {
                        Some((index, program.place(&message.file, message.line)?))
                    })
                    .unwrap_or_else(|| panic!("not of a program: {message:?}"));
                errors[index].entry(place.clone()).or_insert(message.text);
                if message.is_import {
                    let name = message.file.rsplit('/').next().unwrap();
                    let source = files[index].get_mut(name).unwrap();
                    let mut lines: Vec<&str> = source.lines().collect();
                    lines[message.line - 1] = "";
                    *source = lines.join("\n");
                    to_compile.insert(index);
                }
            }
        }
        errors
    }

    fn write_package(&self, name: &str, files: &BTreeMap<String, String>) {
        let package = self.root.join("programs").join(name);
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             oxen-models = {{ path = \"../../crates/oxen-models\", default-features = false, features = [\"developers\"] }}\n\
             serde_json = {{ workspace = true }}\n",
        );
        write(&package.join("Cargo.toml"), manifest.as_bytes());
        for (name, text) in files {
            write(&package.join("src").join(name), text.as_bytes());
        }
    }

    /// Compiles packages, and returns the errors, once for each place.
    fn check<'a>(&self, packages: impl Iterator<Item = &'a str>) -> BTreeSet<Message> {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--keep-going", "--message-format", "json"])
            .args(packages.flat_map(|package| ["-p", package]))
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let mut messages = BTreeSet::new();
        for message in text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            let message = &message["message"];
            if message["level"] != "error" {
                continue;
            }
            let spans = message["spans"].as_array().into_iter().flatten();
            messages.extend(spans.filter(|span| span["is_primary"] == true).map(|span| Message {
                file: span["file_name"].as_str().unwrap_or_default().replace('\\', "/"),
                line: usize::try_from(span["line_start"].as_u64().unwrap()).unwrap(),
                is_import: message["code"]["code"] == "E0432",
                text: message["message"].as_str().unwrap_or_default().to_owned(),
            }));
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), messages.is_empty(), "{stderr}");
        messages
    }
}

/// An error of the compiler.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Message {
    file: String,
    line: usize,
    /// Whether an import failed.
    is_import: bool,
    text: String,
}

/// Returns a manifest up to the sections of tests and examples, which the copy doesn't have.
fn without_dev_dependencies(manifest: &[u8]) -> &[u8] {
    let heading = b"\n[dev-dependencies]";
    let end = manifest.windows(heading.len()).position(|part| part == heading);
    &manifest[..end.unwrap_or(manifest.len())]
}

/// Makes a directory equal to another, without touching equal files.
fn mirror(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            mirror(&path, &to);
        } else {
            let content = fs::read(&path).unwrap();
            let is_manifest = to.file_name() == Some(OsStr::new("Cargo.toml"));
            write(&to, if is_manifest { without_dev_dependencies(&content) } else { &content });
        }
        names.insert(to);
    }
    for entry in fs::read_dir(to).unwrap() {
        let path = entry.unwrap().path();
        if !names.contains(&path) {
            if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.unwrap();
        }
    }
}

/// Writes a file unless it has this content already, because the compiler compares modification times.
fn write(path: &Path, content: &[u8]) {
    if !fs::read(path).is_ok_and(|old| old == content) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}
