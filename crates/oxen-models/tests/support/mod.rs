//! rustc on programs that tests write.

use std::path::{Path, PathBuf};
use std::process::Command;

/// rustc on a program, with the `oxen-models` that this test was built with under the name `name`, and no other
/// crate.
pub(crate) fn rustc(program: &Path, folder: &Path, name: &str) -> Command {
    let executable = std::env::current_exe().unwrap();
    let libraries = executable.parent().unwrap();
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("liboxen_models-") && name.ends_with(".rlib")
    };
    let newest = std::fs::read_dir(libraries)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(is_ours)
        .max_by_key(|path| path.metadata().unwrap().modified().unwrap())
        .unwrap();
    let mut command = Command::new("rustc");
    command
        .args(["--edition=2024", "--crate-name=program", "--out-dir"])
        .arg(folder)
        .arg("-L")
        .arg(format!("dependency={}", libraries.display()))
        .arg("--extern")
        .arg(format!("{name}={}", newest.display()))
        .arg(program);
    command
}
