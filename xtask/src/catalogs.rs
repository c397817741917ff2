//! Catalogs that are not the workspace's own files: from a directory, or from a commit.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use oxen_schema::catalog::Catalog;

use crate::bounded::{self, MAX_FILE_BYTES};
use crate::error::Error;
use crate::owned_path::SCHEMAS;
use crate::workspace::Workspace;

/// The largest number of files in one catalog.
const MAX_FILES: usize = 20_000;

/// The largest size of all files of a catalog together, in bytes.
const MAX_TOTAL: u64 = 16 * MAX_FILE_BYTES;

/// The largest list of the files of a commit, in bytes.
const MAX_LIST: u64 = 16 << 20;

/// The largest size of what git prints besides the content of a file, in bytes.
const MAX_HEADER: u64 = 128;

/// The longest message of git that is kept, in bytes.
const MAX_MESSAGE: u64 = 4096;

/// The files of a catalog that are about to be read.
#[derive(Debug, Default)]
struct Size {
    files: usize,
    bytes: u64,
}

impl Size {
    /// Adds a file.
    ///
    /// # Errors
    ///
    /// [`Error::TooLargeToCompare`] if it is too large, or all of them are together.
    fn add(&mut self, bytes: u64, place: &str) -> Result<(), Error> {
        self.files += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        let limit = if bytes > MAX_FILE_BYTES {
            format!("a file has more than {} MiB", MAX_FILE_BYTES >> 20)
        } else if self.bytes > MAX_TOTAL {
            format!("its files have more than {} MiB together", MAX_TOTAL >> 20)
        } else if self.files > MAX_FILES {
            format!("it has more than {MAX_FILES} files")
        } else {
            return Ok(());
        };
        Err(Error::TooLargeToCompare { place: place.to_owned(), limit })
    }
}

/// Reads the catalog in a directory, which is `schemas/` itself or contains it.
///
/// # Errors
///
/// [`Error::File`] if a file can't be read, [`Error::TooLargeToCompare`] if the files are too large,
/// [`Error::OtherCatalog`] if they are not a catalog.
pub fn of_directory(directory: &Path) -> Result<Catalog, Error> {
    let below = directory.join(SCHEMAS);
    let root = if below.is_dir() { below.as_path() } else { directory };
    let mut files = BTreeMap::new();
    let mut size = Size::default();
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
            size.add(length, &path.display().to_string())?;
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
/// [`Error::Git`] if git does not know the commit or has no `schemas/` there, [`Error::TooLargeToCompare`] if the files
/// are too large, [`Error::OtherCatalog`] if they are not a catalog.
pub fn of_commit(workspace: &Workspace, revision: &str) -> Result<Catalog, Error> {
    let name = format!("{revision}^{{commit}}");
    let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", name.as_str()];
    let commit = git(workspace, revision, &arguments, "", MAX_LIST)?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let arguments = ["ls-tree", "-r", "-z", "--long", commit.as_str(), "--", SCHEMAS];
    let listed = git(workspace, revision, &arguments, "", MAX_LIST)?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let mut paths = Vec::new();
    let mut blobs = String::new();
    let mut size = Size::default();
    // Each entry is `<mode> blob <id> <size>`, a tab, and the path from the directory that git runs in.
    for entry in listed.split('\0') {
        let Some((facts, path)) = entry.split_once('\t') else { continue };
        let Some(path) = path.strip_prefix(SCHEMAS).and_then(|path| path.strip_prefix('/')) else {
            continue;
        };
        let is_own = !path.contains('/')
            || path.matches('/').count() == 1
                && (path.starts_with("base/") || path.starts_with("rules/"));
        let mut facts = facts.split_ascii_whitespace().skip(1);
        if let (Some("blob"), Some(blob), Some(Ok(bytes))) =
            (facts.next(), facts.next(), facts.next().map(str::parse))
            && Path::new(path).extension().is_some_and(|extension| extension == "json")
            && is_own
        {
            size.add(bytes, &format!("{SCHEMAS}/{path} of {revision}"))?;
            paths.push(path.to_owned());
            blobs.push_str(blob);
            blobs.push('\n');
        }
    }
    if paths.is_empty() {
        let reason = format!("there is no {SCHEMAS}/ in it");
        return Err(Error::Git { revision: revision.to_owned(), reason });
    }
    let limit = size.bytes + MAX_HEADER * paths.len() as u64;
    let contents = git(workspace, revision, &["cat-file", "--batch"], &blobs, limit)?;
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

/// Runs git, and returns what it prints if that is no more than `limit` bytes.
fn git(
    workspace: &Workspace,
    revision: &str,
    arguments: &[&str],
    input: &str,
    limit: u64,
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
    // On a thread of its own, because git writes its answer while it still reads.
    let writer = std::thread::spawn(move || match stdin {
        Some(mut stdin) => stdin.write_all(input.as_bytes()),
        None => Ok(()),
    });
    // On another thread, because git blocks until its messages are read.
    let stderr = child.stderr.take();
    let listener =
        std::thread::spawn(move || stderr.map(|mut stderr| first(&mut stderr, MAX_MESSAGE)));
    let output =
        child.stdout.take().map_or(Ok(Vec::new()), |mut stdout| first(&mut stdout, limit + 1));
    let status = child.wait().map_err(|error| failed(format!("git can't be run: {error}")))?;
    let written = writer.join().is_ok_and(|written| written.is_ok());
    let output = output.map_err(|error| failed(format!("git can't be read: {error}")))?;
    if output.len() as u64 > limit {
        return Err(failed(format!("git printed more than {limit} bytes")));
    }
    if status.success() && written {
        return Ok(output);
    }
    let message = listener.join().ok().flatten().and_then(Result::ok).unwrap_or_default();
    let message = String::from_utf8_lossy(&message);
    let message = message.lines().next().unwrap_or("git knows no such commit").trim();
    Err(failed(message.chars().take(300).collect()))
}

/// Reads to the end and returns the first bytes, `limit` of them at most.
fn first(stream: &mut impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.by_ref().take(limit).read_to_end(&mut bytes)?;
    io::copy(stream, &mut io::sink())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL, Size};
    use crate::error::Error;

    /// Adds files of this size until that is refused; returns their number and the limit that is exceeded.
    fn refused(bytes: u64) -> (usize, String) {
        let mut size = Size::default();
        loop {
            match size.add(bytes, "HEAD") {
                Ok(()) => {}
                Err(Error::TooLargeToCompare { limit, .. }) => return (size.files, limit),
                Err(other) => panic!("{other}"),
            }
        }
    }

    #[test]
    fn files_have_limits_alone_and_together() {
        let all = usize::try_from(MAX_TOTAL / MAX_FILE_BYTES).unwrap();
        for (bytes, files, limit) in [
            (MAX_FILE_BYTES + 1, 1, "16 MiB"),
            (u64::MAX, 1, "16 MiB"),
            (MAX_FILE_BYTES, all + 1, "256 MiB together"),
            (0, MAX_FILES + 1, "20000 files"),
        ] {
            let (count, text) = refused(bytes);
            assert!(count == files && text.contains(limit), "{bytes}: {count}, {text}");
        }
    }
}
