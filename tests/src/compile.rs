//! Measuring rustc on crates that a benchmark writes.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::valgrind;

/// The result of a benchmark.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Writes a crate with this source into a folder of the workspace.
///
/// # Errors
///
/// If it can't be written.
pub fn write_crate(
    root: &Path,
    name: &str,
    dependencies: &str,
    features: &str,
    source: &str,
) -> Outcome<()> {
    let folder = root.join(name);
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependencies}\n{features}"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/lib.rs"), source)?;
    Ok(())
}

/// Returns the command line with which cargo runs rustc on a crate, after building its dependencies.
///
/// # Errors
///
/// If the crate or a dependency does not compile.
pub fn rustc_line(
    root: &Path,
    command: &str,
    package: &str,
    arguments: &[&str],
) -> Outcome<String> {
    let source = root.join(package).join("src/lib.rs");
    fs::write(&source, fs::read(&source)?)?;
    let output = Command::new("cargo")
        .args([command, "--verbose", "--package", package])
        .args(arguments)
        .current_dir(root)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", root.join("target"))
        .env_remove("RUSTC_WRAPPER")
        .output()?;
    let log = String::from_utf8(output.stderr)?;
    let wanted = format!("--crate-name {} ", package.replace('-', "_"));
    let line = log
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Running `")?.strip_suffix('`'))
        .find(|line| line.contains(&wanted));
    line.map(str::to_owned).ok_or_else(|| format!("cargo did not compile it:\n{log}").into())
}

/// Runs a command line, and returns how many seconds it took.
///
/// # Errors
///
/// If it fails.
pub fn time(root: &Path, line: &str) -> Outcome<f64> {
    let start = Instant::now();
    let status = Command::new("sh")
        .args(["-c", line])
        .current_dir(root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    let elapsed = start.elapsed();
    if status.success() { Ok(elapsed.as_secs_f64()) } else { Err(format!("failed: {line}").into()) }
}

/// Returns the instructions of a command line; `None` without valgrind.
#[must_use]
pub fn instructions(root: &Path, line: &str) -> Option<u64> {
    let mut program = Command::new("sh");
    program.args(["-c", &format!("exec {line}")]).current_dir(root);
    valgrind::instructions(&program)
}

/// Returns the seconds that one of rustc's own passes takes, according to `-Z time-passes`.
///
/// # Errors
///
/// If the command line fails, or there is no such pass.
pub fn time_of_pass(root: &Path, line: &str, pass: &str) -> Outcome<f64> {
    let output = Command::new("sh")
        .args(["-c", &format!("{line} -Z time-passes -Z time-passes-format=json")])
        .current_dir(root)
        // A stable compiler accepts `-Z` only with this variable.
        .env("RUSTC_BOOTSTRAP", "1")
        .output()?;
    let log = String::from_utf8(output.stdout)? + &String::from_utf8(output.stderr)?;
    let told = log.lines().filter_map(|line| line.trim().strip_prefix("time: "));
    let mut passes = told.filter_map(|told| serde_json::from_str::<serde_json::Value>(told).ok());
    let found = passes.find(|found| found["pass"] == pass).and_then(|found| found["time"].as_f64());
    found.ok_or_else(|| format!("no pass `{pass}` of: {line}\n{log}").into())
}

/// Returns the median.
pub fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
