//! Commands that are killed at any moment leave the old tree or the new one, never a mixture.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::support::catalog::{a_week_later, listing, three_models};
use crate::support::workspace::{TestWorkspace, Tree};

/// More file operations than any command here needs, so that a test fails instead of running forever.
const MANY: usize = 500;

/// A workspace with the old models, and beside it the listing of the new ones.
struct Scene {
    workspace: TestWorkspace,
    input: tempfile::TempDir,
    command: &'static str,
}

impl Scene {
    fn new(command: &'static str) -> Self {
        let input = tempfile::tempdir().unwrap();
        fs::write(input.path().join("models.json"), listing(&a_week_later())).unwrap();
        let scene = Self { workspace: TestWorkspace::empty(), input, command };
        scene.rewind();
        scene
    }

    /// Restores the old models.
    fn rewind(&self) {
        // Whether it succeeds or not, this completes an interrupted change; without a snapshot nothing is withdrawn.
        self.workspace.run(&["generate", "--dry-run"]);
        if let Ok(entries) = fs::read_dir(self.workspace.path("schemas")) {
            let paths = entries.map(|entry| entry.unwrap().path());
            paths.filter(|path| path.is_file()).for_each(|path| fs::remove_file(path).unwrap());
        }
        self.workspace.write("schemas/README.md", "By hand.\n");
        self.workspace.import(&three_models()).succeeded();
    }

    fn input(&self) -> String {
        self.input.path().join("models.json").to_str().unwrap().to_owned()
    }

    /// Fetches the new models, and dies after this many file operations. Returns whether it completed before.
    fn completes_within(&self, operations: usize) -> bool {
        let input = self.input();
        let arguments =
            [self.command, "--allow-withdrawals", "--date", "2026-09-01", "--input", &input];
        self.workspace.run_and_die(&arguments, operations).success
    }

    /// Returns the trees before and after an undisturbed fetch.
    fn old_and_new(&self) -> (Tree, Tree) {
        let old = self.workspace.tree();
        assert!(self.completes_within(usize::MAX));
        let new = self.workspace.tree();
        assert_ne!(old, new);
        self.rewind();
        assert_eq!(self.workspace.tree(), old);
        (old, new)
    }

    fn leftovers(&self) -> Vec<String> {
        let entries = fs::read_dir(self.workspace.path(".xtask")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name != "lock").collect()
    }
}

fn die_at_every_operation(command: &'static str) {
    let scene = Scene::new(command);
    let (old, new) = scene.old_and_new();
    let mut committed_after = None;
    let mut mixtures = 0;
    let mut is_complete = false;
    for operations in 0..MANY {
        is_complete = scene.completes_within(operations);
        let dead = scene.workspace.tree();
        mixtures += usize::from(dead != old && dead != new);
        // Any command recovers; this one changes nothing of its own.
        scene.workspace.run(&["regen", "--dry-run"]).succeeded();
        let recovered = scene.workspace.tree();
        assert!(
            scene.leftovers().is_empty(),
            "{:?} after {operations} operations",
            scene.leftovers()
        );
        if recovered == new {
            committed_after.get_or_insert(operations);
            scene.rewind();
        } else {
            assert!(recovered == old, "a mixture after {operations} operations");
            assert!(
                committed_after.is_none(),
                "back to the old tree after {operations} operations"
            );
        }
        if is_complete {
            break;
        }
    }
    assert!(is_complete, "{MANY} operations are not enough");
    // The loop has seen deaths before the commit point, and deaths after it that left work to do.
    assert!(committed_after.is_some_and(|operations| operations > 5), "{committed_after:?}");
    assert!(mixtures > 0);
}

#[test]
fn fetch_survives_death_at_every_operation() {
    die_at_every_operation("fetch");
}

#[test]
fn regen_survives_death_at_every_operation() {
    die_at_every_operation("regen");
}

#[test]
fn recovery_survives_death_at_every_operation() {
    let scene = Scene::new("regen");
    let (old, new) = scene.old_and_new();
    // Find a death in the middle of the last phase.
    let half_way = (0..MANY).find(|operations| {
        scene.rewind();
        assert!(!scene.completes_within(*operations), "no death leaves a mixture");
        let dead = scene.workspace.tree();
        dead != old && dead != new
    });
    assert!(half_way.is_some());
    for operations in 0..MANY {
        if scene.workspace.run_and_die(&["check"], operations).success {
            break;
        }
    }
    assert_eq!(scene.workspace.tree(), new);
    assert!(scene.leftovers().is_empty(), "{:?}", scene.leftovers());
}

#[test]
fn a_killed_process_leaves_no_mixture() {
    let scene = Scene::new("regen");
    let (old, new) = scene.old_and_new();
    let input = scene.input();
    for step in 0..24 {
        let arguments = ["regen", "--allow-withdrawals", "--date", "2026-09-01", "--input", &input];
        let mut child = scene.workspace.command(&arguments).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(step * 5));
        child.kill().unwrap();
        child.wait().unwrap();
        scene.workspace.run(&["check"]).succeeded();
        let recovered = scene.workspace.tree();
        assert!(recovered == old || recovered == new, "a mixture after {step} steps");
        if recovered == new {
            scene.rewind();
        }
    }
}
