//! The dependencies of the features.

use std::collections::BTreeSet;
use std::process::Command;

/// Returns the names of the crates in the dependency tree of `oxen-models`.
fn tree(features: &[&str]) -> BTreeSet<String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--offline", "--package", "oxen-models", "--edges", "normal,build"]);
    command.args(["--prefix", "none", "--format", "{p}", "--no-default-features"]).args(features);
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn without_the_client_there_is_no_http_library() {
    let plain = tree(&[]);
    for name in ["reqwest", "tokio", "rustls", "hyper", "ring", "oxen-hub"] {
        assert!(!plain.contains(name), "{name}");
    }
    let client = tree(&["--features", "client"]);
    assert!(client.contains("reqwest") && client.contains("ring"));
    let added = client.difference(&plain).count();
    assert!(added <= 100, "{added} crates more");
    let own_provider = tree(&["--features", "tls-no-provider"]);
    assert!(own_provider.contains("rustls") && !own_provider.contains("aws-lc-rs"));
}

/// These features would change other maps and numbers of a program.
#[test]
fn no_feature_of_serde_json_changes_a_users_program() {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--offline", "--package", "oxen-models", "--all-features"]);
    command.args([
        "--edges",
        "normal,build,features",
        "--invert",
        "serde_json",
        "--prefix",
        "none",
    ]);
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("serde_json feature \"std\""), "{text}");
    for feature in ["preserve_order", "float_roundtrip", "arbitrary_precision", "unbounded_depth"] {
        assert!(!text.contains(&format!("serde_json feature \"{feature}\"")), "{feature}");
    }
}
