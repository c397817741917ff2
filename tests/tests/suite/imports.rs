//! Imports run one way: no file imports another one that imports it, directly or indirectly.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item, Meta, UseTree, Visibility};

use super::sources::sources;

type Graph = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

/// The modules of a crate: their path from its root, and their file.
struct Crate {
    files: BTreeMap<Vec<String>, PathBuf>,
}

impl Crate {
    fn new(folder: &Path) -> Self {
        let mut found = Vec::new();
        sources(folder, &mut found);
        let files = found.into_iter().map(|file| {
            let inner = file.strip_prefix(folder).unwrap().with_extension("");
            let mut path: Vec<String> =
                inner.iter().map(|step| step.to_str().unwrap().to_owned()).collect();
            if path.last().is_some_and(|last| last == "mod") || path == ["lib"] || path == ["main"]
            {
                path.pop();
            }
            (path, file)
        });
        Self { files: files.collect() }
    }

    /// Returns the file of the module that a path names or leads into.
    fn file_of(&self, path: &[String]) -> Option<&PathBuf> {
        (1..=path.len()).rev().find_map(|length| self.files.get(&path[..length]))
    }

    fn imports(&self) -> Graph {
        let mut graph = Graph::new();
        for (module, file) in &self.files {
            let source = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap();
            let mut paths = Vec::new();
            for item in &source.items {
                // A re-export is not an import.
                if let Item::Use(item) = item
                    && matches!(item.vis, Visibility::Inherited)
                    && !item.attrs.iter().any(is_of_tests)
                {
                    collect(&item.tree, &mut Vec::new(), &mut paths);
                }
            }
            let imported = paths.iter().filter_map(|path| self.file_of(&absolute(module, path)?));
            let others = imported.filter(|other| *other != file).cloned();
            graph.insert(file.clone(), others.collect());
        }
        graph
    }
}

fn is_of_tests(attribute: &Attribute) -> bool {
    match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    }
}

fn collect(tree: &UseTree, path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            collect(&step.tree, path, paths);
            path.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, path, paths)),
        UseTree::Name(name) => paths.push([path.as_slice(), &[name.ident.to_string()]].concat()),
        UseTree::Rename(name) => paths.push([path.as_slice(), &[name.ident.to_string()]].concat()),
        UseTree::Glob(_) => paths.push(path.clone()),
    }
}

/// Returns the path from the crate's root, as if it led into the crate.
fn absolute(module: &[String], path: &[String]) -> Option<Vec<String>> {
    let mut base = module.to_vec();
    let mut steps = path;
    match steps.first()?.as_str() {
        "crate" => {
            base.clear();
            steps = &steps[1..];
        }
        "self" => steps = &steps[1..],
        "super" => {
            while steps.first().is_some_and(|step| step == "super") {
                base.pop();
                steps = &steps[1..];
            }
        }
        _ => {}
    }
    base.extend_from_slice(steps);
    Some(base)
}

/// Returns files that import one another, directly or indirectly.
fn import_cycle(graph: &Graph) -> BTreeSet<&PathBuf> {
    let reached = |from| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(file) = next.pop() {
            next.extend(graph.get(file).into_iter().flatten().filter(|other| seen.insert(*other)));
        }
        seen
    };
    graph.keys().filter(|file| reached(file).contains(file)).collect()
}

#[test]
fn imports_have_no_cycles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let crates = fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let mut arrows = Vec::new();
    for folder in crates.chain([root.join("xtask")]).map(|folder| folder.join("src")) {
        let graph = Crate::new(&folder).imports();
        let import_cycle = import_cycle(&graph);
        let name = |file: &Path| file.strip_prefix(root).unwrap().display().to_string();
        for file in &import_cycle {
            let within = graph[*file].iter().filter(|other| import_cycle.contains(other));
            arrows.extend(within.map(|other| format!("{} -> {}", name(file), name(other))));
        }
    }
    assert!(arrows.is_empty(), "{arrows:#?}");
}

#[test]
fn a_cycle_is_found() {
    let graph = [("a", vec!["b"]), ("b", vec!["c"]), ("c", vec!["b"]), ("d", vec!["a"])];
    let graph: Graph = graph
        .into_iter()
        .map(|(file, others)| (file.into(), others.into_iter().map(PathBuf::from).collect()))
        .collect();
    assert_eq!(import_cycle(&graph), [&PathBuf::from("b"), &PathBuf::from("c")].into());
    let module = ["one", "two"].map(str::to_owned);
    let path = |text: &str| {
        let path: Vec<String> = text.split("::").map(str::to_owned).collect();
        absolute(&module, &path).map(|path| path.join("::"))
    };
    assert_eq!(path("super::three::Four").as_deref(), Some("one::three::Four"));
    assert_eq!(path("super::super::Four").as_deref(), Some("Four"));
    assert_eq!(path("crate::three").as_deref(), Some("three"));
    assert_eq!(path("three::Four").as_deref(), Some("one::two::three::Four"));
}
