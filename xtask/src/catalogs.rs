//! Catalogs from elsewhere than the workspace's own files: a directory, or a commit.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use oxen_schema::catalog::{Catalog, MAX_BYTES};

use crate::bounded;
use crate::error::Error;
use crate::owned_path::SCHEMAS;
use crate::workspace::Workspace;

/// The largest number of files in one catalog.
const MAX_FILES: usize = 20_000;

/// Reads the catalog in a directory, which is `schemas/` itself or contains it.
///
/// # Errors
///
/// [`Error::File`] if a file can't be read, [`Error::OtherCatalog`] if the files are not a catalog.
pub fn of_directory(directory: &Path) -> Result<Catalog, Error> {
    let below = directory.join(SCHEMAS);
    let root = if below.is_dir() { below.as_path() } else { directory };
    let mut files = BTreeMap::new();
    for folder in ["", "base/", "rules/"] {
        let path = root.join(folder);
        if !folder.is_empty() && !path.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&path).map_err(Error::file("list", &path))? {
            let path = entry.map_err(Error::file("list", &path))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_json = path.extension().is_some_and(|extension| extension == "json");
            if !is_json || !path.is_file() {
                continue;
            }
            let length = fs::metadata(&path).map_err(Error::file("read", &path))?.len();
            if files.len() >= MAX_FILES || usize::try_from(length).is_ok_and(|it| it > MAX_BYTES) {
                return Err(Error::TooLargeToCompare { place: path.display().to_string() });
            }
            let text = bounded::read_text(&path)?;
            files.insert(format!("{folder}{name}"), text);
        }
    }
    read(&files, || root.display().to_string())
}

/// Reads the catalog in a commit of the repository that the workspace is in.
///
/// # Errors
///
/// [`Error::Git`] if git does not know the commit or has no `schemas/` there, [`Error::OtherCatalog`] if that
/// is not a catalog.
pub fn of_commit(workspace: &Workspace, revision: &str) -> Result<Catalog, Error> {
    let name = format!("{revision}^{{commit}}");
    let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", name.as_str()];
    let commit = git(workspace, revision, &arguments, "")?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listed = git(workspace, revision, &["ls-tree", "-r", "-z", &commit, "--", SCHEMAS], "")?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let mut paths = Vec::new();
    let mut blobs = String::new();
    // Each entry is `<mode> blob <id>`, a tab, and the path from the directory that git runs in.
    for entry in listed.split('\0') {
        let Some((facts, path)) = entry.split_once('\t') else { continue };
        let Some(path) = path.strip_prefix(SCHEMAS).and_then(|path| path.strip_prefix('/')) else {
            continue;
        };
        let is_own = !path.contains('/')
            || path.matches('/').count() == 1
                && (path.starts_with("base/") || path.starts_with("rules/"));
        if let Some(blob) = facts.split(' ').nth(2)
            && Path::new(path).extension().is_some_and(|extension| extension == "json")
            && is_own
        {
            paths.push(path.to_owned());
            blobs.push_str(blob);
            blobs.push('\n');
        }
    }
    if paths.is_empty() {
        let reason = format!("there is no {SCHEMAS}/ in it");
        return Err(Error::Git { revision: revision.to_owned(), reason });
    }
    if paths.len() > MAX_FILES {
        return Err(Error::TooLargeToCompare { place: revision.to_owned() });
    }
    let contents = git(workspace, revision, &["cat-file", "--batch"], &blobs)?;
    let files = batch(&contents, paths).ok_or_else(|| Error::Git {
        revision: revision.to_owned(),
        reason: "git cat-file answered in an unknown form".to_owned(),
    })?;
    read(&files, || format!("{SCHEMAS}/ of {revision}"))
}

fn read(
    files: &BTreeMap<String, String>,
    place: impl FnOnce() -> String,
) -> Result<Catalog, Error> {
    let failed = |source| Error::OtherCatalog { place: place(), source: Box::new(source) };
    Catalog::from_files(files).map_err(failed)
}

/// Reads the files in the output of `git cat-file --batch`: `<id> blob <size>`, a line feed, the content, a line feed.
fn batch(output: &[u8], paths: Vec<String>) -> Option<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut rest = output;
    for path in paths {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.rsplit(' ').next()?.parse().ok()?;
        let content = rest.get(end + 1..)?;
        let text = std::str::from_utf8(content.get(..size)?).ok()?;
        rest = content.get(size + 1..)?;
        files.insert(path, text.to_owned());
    }
    Some(files)
}

fn git(
    workspace: &Workspace,
    revision: &str,
    arguments: &[&str],
    input: &str,
) -> Result<Vec<u8>, Error> {
    let failed = |reason: String| Error::Git { revision: revision.to_owned(), reason };
    let mut child = Command::new("git")
        .args(arguments)
        .current_dir(workspace.root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("git can't be run: {error}")))?;
    let stdin = child.stdin.take();
    let input = input.to_owned();
    // On a thread of its own: git answers while it still reads.
    let writer = std::thread::spawn(move || match stdin {
        Some(mut stdin) => stdin.write_all(input.as_bytes()),
        None => Ok(()),
    });
    let output =
        child.wait_with_output().map_err(|error| failed(format!("git can't be run: {error}")))?;
    let written = writer.join().is_ok_and(|written| written.is_ok());
    if output.status.success() && written {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("git knows no such commit").trim();
    Err(failed(said.chars().take(300).collect()))
}
