//! rustc on programs that tests write.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// The library that programs are compiled with.
pub(crate) struct Library<'a> {
    /// The name of its file, such as `oxen_models_frozen`.
    pub file: &'a str,
    /// The name of the library in the program.
    pub name: &'a str,
    /// Items of the library, to distinguish it from builds with other features.
    pub items: &'a [&'a str],
}

/// Returns rustc on a program, with the newest build of the library, and no other crate.
pub(crate) fn rustc(program: &Path, folder: &Path, library: &Library<'_>) -> Command {
    let executable = std::env::current_exe().unwrap();
    let libraries = executable.parent().unwrap();
    let name = library.name;
    let library = newest(libraries, folder, library);
    let mut command = rustc_with(&library, libraries, name);
    command.args(["--crate-name=program", "--out-dir"]).arg(folder).arg(program);
    command
}

fn rustc_with(library: &Path, libraries: &Path, name: &str) -> Command {
    let mut command = Command::new("rustc");
    command
        .arg("--edition=2024")
        .arg("-L")
        .arg(format!("dependency={}", libraries.display()))
        .arg("--extern")
        .arg(format!("{name}={}", library.display()));
    command
}

fn newest(libraries: &Path, folder: &Path, library: &Library<'_>) -> PathBuf {
    let prefix = format!("lib{}-", library.file);
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&prefix) && name.ends_with(".rlib")
    };
    let mut all: Vec<(SystemTime, PathBuf)> = std::fs::read_dir(libraries)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(is_ours)
        .map(|path| (path.metadata().unwrap().modified().unwrap(), path))
        .collect();
    all.sort();

    let mut probe = String::from("#![allow(unused_imports)]\n");
    // Each in a module of its own: a model may be called as a macro is.
    for (index, item) in library.items.iter().enumerate() {
        probe += &format!("mod item_{index} {{ use oxen_models::{item}; }}\n");
    }
    let file = folder.join("probe.rs");
    std::fs::write(&file, probe).unwrap();
    let has_features = |library: &PathBuf| {
        let mut command = rustc_with(library, libraries, "oxen_models");
        command.args(["--crate-type=lib", "--emit=metadata", "--out-dir"]).arg(folder).arg(&file);
        command.output().unwrap().status.success()
    };
    all.into_iter().rev().map(|(_, path)| path).find(has_features).unwrap()
}
