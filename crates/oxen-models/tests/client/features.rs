//! What the features bring along.

use std::collections::BTreeSet;
use std::process::Command;

/// The names of the crates in the tree of `oxen-models`.
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
