//! The program.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::{client, listing};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oxen-hub-sim"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running program, which ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the program and reads the two variables that it prints.
fn start(arguments: &[&str]) -> (Running, String, String) {
    let mut running = Running(command(arguments).spawn().unwrap());
    let lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let lines: Vec<String> = lines.take(2).map(Result::unwrap).collect();
    let value =
        |line: &str, name: &str| line.strip_prefix(&format!("export {name}=")).unwrap().to_owned();
    let (url, key) = (value(&lines[0], "OXEN_BASE_URL"), value(&lines[1], "OXEN_API_KEY"));
    (running, url, key)
}

#[tokio::test]
async fn it_prints_the_variables_and_serves() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("listing.json");
    std::fs::write(&file, listing().to_string()).unwrap();
    let arguments =
        ["--catalog", file.to_str().unwrap(), "--fault", "GET /models status=503 times=1"];
    let (_running, url, key) = start(&arguments);
    let models =
        async || client().get(format!("{url}/models")).bearer_auth(&key).send().await.unwrap();
    assert_eq!(models().await.status(), 503);
    let listed: Value = serde_json::from_str(&models().await.text().await.unwrap()).unwrap();
    assert_eq!(listed["data"][0]["id"], "talker");
}

#[tokio::test]
async fn it_serves_the_committed_catalog() {
    let (_running, url, key) = start(&["--seed", "3"]);
    let (_second, _, same) = start(&["--seed", "3"]);
    assert_eq!(key, same);
    let answer = client().get(format!("{url}/models")).bearer_auth(&key).send().await.unwrap();
    let listed: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(listed["data"].as_array().unwrap().len(), oxen_catalog::all().len());
}

#[test]
fn invalid_arguments_are_named() {
    for (arguments, part) in [
        (["--fault", "nonsense"], "an action is one of"),
        (["--catalog", "/no/such/file"], "/no/such/file: "),
        (["--port", "70000"], "70000"),
    ] {
        let output = command(&arguments).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && text.contains(part), "{text}");
    }
}
