//! Counting the instructions and allocations of a process, which are the same on every run, whatever the load.

use std::process::Command;

/// Returns the instructions of a process; `None` without valgrind.
///
/// # Panics
///
/// If the process fails.
#[must_use]
pub fn instructions(program: &Command) -> Option<u64> {
    count(&["--tool=callgrind", "--callgrind-out-file=/dev/null"], "Collected :", program)
}

/// Returns the allocations on the heap of a process; `None` without valgrind.
///
/// # Panics
///
/// If the process fails.
#[must_use]
pub fn allocations(program: &Command) -> Option<u64> {
    count(&["--tool=memcheck"], "total heap usage:", program)
}

/// Returns the number after a label in the output of a tool about a process.
fn count(tool: &[&str], label: &str, program: &Command) -> Option<u64> {
    let mut command = Command::new("valgrind");
    // The program that replaces a shell is counted as the same process.
    command
        .arg("--trace-children=yes")
        .args(tool)
        .arg(program.get_program())
        .args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    if let Some(folder) = program.get_current_dir() {
        command.current_dir(folder);
    }
    let output = command.output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program:?}: {text}");
    let (_, line) = text.lines().find_map(|line| line.split_once(label))?;
    line.split_whitespace().next()?.replace(',', "").parse().ok()
}
