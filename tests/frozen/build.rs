//! Generates a frozen package from `tests/frozen/schemas`, as `cargo xtask generate` does from `schemas/`.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use oxen_schema::catalog::Catalog;

const CATALOG: &str = "crates/oxen-catalog/";
const CATALOG_INDEX: &str = "crates/oxen-catalog/src/generated.rs";
const MODELS: &str = "crates/oxen-models/src/models";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rustc-cfg=frozen_catalog");
    // A feature that the package does not declare is one that is off.
    println!("cargo::rustc-check-cfg=cfg(feature, values(any()))");
    println!("cargo::rerun-if-changed=../schemas");
    println!("cargo::rerun-if-changed=../build.rs");

    let mut files = BTreeMap::new();
    read(Path::new("../schemas"), "", &mut files)?;
    let generated = oxen_codegen::generate(&Catalog::from_files(&files)?)?.files;

    let folder = PathBuf::from(env::var("OUT_DIR")?);
    for (path, text) in generated.iter().filter(|(path, _)| path.starts_with(CATALOG)) {
        write(&folder.join(path), text)?;
    }
    let index = inline("mod generated", CATALOG_INDEX, &generated)?;
    write(&folder.join(CATALOG_INDEX), &index)?;
    let models = inline("pub mod models", &format!("{MODELS}/mod.rs"), &generated)?;
    write(&folder.join("models.rs"), &format!("#[allow(clippy::doc_markdown)]\n{models}"))
}

/// Reads a folder's files, by their path below `schemas/`.
fn read(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            read(&path, &format!("{prefix}{name}/"), files)?;
        } else {
            files.insert(format!("{prefix}{name}"), fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, text)?)
}

/// Returns a module with its child modules in place, since `include!` looks for no further files.
fn inline(
    declaration: &str,
    path: &str,
    files: &BTreeMap<String, String>,
) -> Result<String, String> {
    let text = files.get(path).ok_or_else(|| format!("the generator should write {path}"))?;
    let folder = path.trim_end_matches("mod.rs").trim_end_matches(".rs");
    let mut inlined = format!("{declaration} {{\n");
    for line in text.lines() {
        let child = line.strip_suffix(';').filter(|line| line.starts_with("pub mod "));
        if let Some(declaration) = child {
            let name = &declaration["pub mod ".len()..];
            let file = format!("{folder}{name}.rs");
            let file =
                if files.contains_key(&file) { file } else { format!("{folder}{name}/mod.rs") };
            inlined.push_str(&inline(declaration, &file, files)?);
        } else {
            inlined.push_str(line);
            inlined.push('\n');
        }
    }
    inlined.push_str("}\n");
    Ok(inlined)
}
