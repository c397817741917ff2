//! Changing many files as if they were one.
//!
//! No file system swaps hundreds of files in one call, so a change goes through a journal in `.xtask/`:
//!
//! 1. Every new content is written to `.xtask/staged/` and synced, and every old file gets a second name in
//!    `.xtask/replaced/`, because freeing a file takes a file system a while, and step 3 should be short.
//! 2. The journal, holding the whole change with its contents, is written beside it and renamed to
//!    `journal.json`. This rename is the commit point: before it the old tree is valid, after it the new one.
//! 3. Stale files are removed and the staged ones renamed into place, which takes milliseconds.
//! 4. The journal is removed.
//!
//! A process that dies in step 3 leaves the journal behind, and the next command of any kind completes the
//! change first. It needs only the journal, so changes of the tree in between don't matter. A process that dies
//! earlier leaves files in `.xtask/` that the next command discards.

mod disk;
mod handwritten;
mod journal;
mod lock;

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use oxen_codegen::GENERATED_FOLDERS;
use oxen_schema::text::counted;

use self::disk::{Disk, ensure_plain};
use self::journal::Journal;
use self::lock::Lock;
use crate::bounded;
use crate::changes::{Change, Changes};
use crate::console::Console;
use crate::error::Error;
use crate::key_guard::KeyGuard;
use crate::owned_path::OwnedPath;
use crate::workspace::Workspace;

/// The directory of the lock, the staged files and the journal. It is not in `target/`, because `cargo clean` must not
/// remove a change that is half applied. Git ignores it.
pub const DIRECTORY: &str = ".xtask";

/// The largest size of the journal, in bytes: about ten times that of all generated files.
const MAX_JOURNAL: u64 = 256 << 20;

/// The access of a command to the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Only reads, but completes what an interrupted command has committed.
    Read,
    /// Locks the workspace against other commands, creating [`DIRECTORY`] if necessary.
    Write,
}

/// Exclusive use of a workspace that is in a consistent state.
#[derive(Debug)]
pub struct Transaction<'w> {
    workspace: &'w Workspace,
    directory: PathBuf,
    disk: Disk,
    lock: Option<Lock>,
    /// The guard of the key, which no file may contain.
    guard: KeyGuard,
}

impl<'w> Transaction<'w> {
    /// Waits for other commands to finish, then completes or discards what an interrupted one left.
    ///
    /// `abort_after` is for tests: that many file operations succeed, and in place of the next one the process ends as if
    /// killed.
    ///
    /// # Errors
    ///
    /// [`Error::DamagedJournal`], [`Error::JournalVersion`], [`Error::JournalNotOurs`] or
    /// [`Error::JournalOverUnreadable`] if the journal of an interrupted run can't be completed, [`Error::ForeignLock`] if
    /// another user's lock is in the way, and [`Error::File`] or [`Error::NotPlain`] if an operation of the file system fails.
    pub fn open(
        workspace: &'w Workspace,
        access: Access,
        abort_after: Option<u64>,
    ) -> Result<Self, Error> {
        let directory = workspace.root().join(DIRECTORY);
        let disk = Disk::new(abort_after);
        ensure_plain(workspace.root(), [DIRECTORY, "lock"].into_iter())?;
        if access == Access::Write {
            disk.create_directory(&directory)?;
        }
        let lock = directory.join("lock");
        let mut transaction =
            Self { workspace, directory, disk, lock: None, guard: KeyGuard::default() };
        // Without the directory, no command has ever been interrupted here. A reader doesn't create it.
        if transaction.directory.is_dir() {
            match Lock::take(&lock) {
                Ok(taken) => {
                    transaction.lock = Some(taken);
                    transaction.recover()?;
                }
                // A checkout that can't be written is read as it is.
                Err(Error::ForeignLock { .. }) if access == Access::Read => {
                    transaction.lock = Lock::share(&lock)?;
                    let path = transaction.journal_path();
                    if path.exists() {
                        return Err(Error::InterruptedReadOnly { path });
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(transaction)
    }

    /// Refuses to write a file that quotes the key, in whichever spelling.
    #[must_use]
    pub fn guarded_by(mut self, guard: KeyGuard) -> Self {
        self.guard = guard;
        self
    }

    /// Checks that no file of the change quotes the key.
    ///
    /// # Errors
    ///
    /// [`Error::KeyInContent`] if one does.
    pub fn ensure_without_key(&self, changes: &Changes) -> Result<(), Error> {
        changes.iter().try_for_each(|(path, change)| match change {
            Change::Add(content) | Change::Update(content) => {
                self.guard.ensure_absent(content, path.as_str())
            }
            Change::Remove => Ok(()),
        })
    }

    /// Makes the change, all of it or nothing.
    ///
    /// # Errors
    ///
    /// [`Error::KeyInContent`] if a file would quote the key. Before the commit point nothing has changed. If the file
    /// system fails after it, the error is returned and the next command tries to complete the change again.
    pub fn commit(&self, changes: &Changes) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        self.ensure_without_key(changes)?;
        let journal = Journal::of(changes);
        for path in journal.paths() {
            ensure_plain(self.workspace.root(), path.components())?;
        }
        self.stage(&journal)?;
        self.keep_replaced(&journal)?;
        let text = journal.to_text()?;
        self.disk.write(&self.draft_path(), text.as_bytes())?;
        ignore_signals();
        self.disk.rename(&self.draft_path(), &self.journal_path())?;
        self.disk.sync_directory(&self.directory)?;
        self.apply(&journal)
    }

    /// Completes a committed change and discards everything else that an interrupted command left.
    fn recover(&self) -> Result<(), Error> {
        for directory in [self.staged(), self.replaced()] {
            let kind = fs::symlink_metadata(&directory);
            if kind.is_ok_and(|kind| !kind.is_dir()) {
                return Err(Error::NotPlain { path: directory, expected: "directory" });
            }
        }
        let path = self.journal_path();
        match fs::symlink_metadata(&path) {
            Ok(kind) if kind.is_file() => {}
            Ok(_) => return Err(Error::NotPlain { path, expected: "file" }),
            Err(error) if error.kind() == ErrorKind::NotFound => return self.discard(),
            Err(error) => return Err(Error::file("read", path)(error)),
        }
        let journal = Journal::read(&bounded::read_within(&path, MAX_JOURNAL)?, &path)?;
        for (owned, content) in journal.files() {
            ensure_plain(self.workspace.root(), owned.components())?;
            if !handwritten::is_by_hand(owned) {
                continue;
            }
            let present = match bounded::read_text(&owned.below(self.workspace.root())) {
                Ok(present) => Some(present),
                Err(Error::File { source, .. }) if source.kind() == ErrorKind::NotFound => None,
                Err(source) => {
                    let source = Box::new(source);
                    return Err(Error::JournalOverUnreadable {
                        path,
                        owned: owned.clone(),
                        source,
                    });
                }
            };
            if !handwritten::is_kept(owned, present.as_deref(), content) {
                return Err(Error::JournalNotOurs { path, owned: owned.clone() });
            }
        }
        let files = counted(journal.paths().count(), "file");
        Console::default().note(&format!("completing an interrupted change of {files}"));
        // The staged files may be torn.
        self.disk.remove_tree(&self.staged())?;
        self.stage(&journal)?;
        self.apply(&journal)
    }

    /// Writes the new contents beside the tree; those that are in place already are left alone.
    fn stage(&self, journal: &Journal) -> Result<(), Error> {
        self.disk.create_directory(&self.staged())?;
        for (index, path, content) in journal.writes() {
            if !self.is_in_place(path, content) {
                self.disk.write(&self.staged_file(index), content.as_bytes())?;
            }
        }
        Ok(())
    }

    /// Keeps the old files until the new ones are in place.
    fn keep_replaced(&self, journal: &Journal) -> Result<(), Error> {
        self.disk.create_directory(&self.replaced())?;
        for (index, path) in journal.paths().enumerate() {
            let old = path.below(self.workspace.root());
            self.disk.try_link(&old, &self.replaced().join(index.to_string()));
        }
        Ok(())
    }

    /// Does everything after the commit point. A complete run after any number of interrupted ones has the result of
    /// one complete run alone.
    fn apply(&self, journal: &Journal) -> Result<(), Error> {
        let root = self.workspace.root();
        let mut touched = BTreeSet::new();
        // Removal comes first: where file names ignore case, `Model.json` and `model.json` are one file.
        for path in journal.removals() {
            let file = path.below(root);
            self.disk.remove_file(&file)?;
            self.remove_empty_parents(path)?;
            touched.extend(file.parent().map(Path::to_path_buf));
        }
        for (index, path, _) in journal.writes() {
            let file = path.below(root);
            let Some(directory) = file.parent() else { continue };
            if touched.insert(directory.to_path_buf()) || !directory.is_dir() {
                self.disk.create_directory(directory)?;
            }
            self.disk.move_into_place(&self.staged_file(index), &file)?;
        }
        for directory in touched {
            self.disk.sync_directory(&directory)?;
            if let Some(parent) = directory.parent() {
                self.disk.sync_directory(parent)?;
            }
        }
        if let Some((_, path, _)) =
            journal.writes().find(|(_, path, text)| !self.is_in_place(path, text))
        {
            return Err(Error::Interference { path: path.clone() });
        }
        self.disk.remove_file(&self.journal_path())?;
        self.disk.sync_directory(&self.directory)?;
        self.discard()
    }

    fn discard(&self) -> Result<(), Error> {
        self.disk.remove_file(&self.draft_path())?;
        self.disk.remove_tree(&self.staged())?;
        self.disk.remove_tree(&self.replaced())
    }

    /// Removes generated directories that lost their last file, up to the one that the generator owns.
    fn remove_empty_parents(&self, path: &OwnedPath) -> Result<(), Error> {
        let Some(top) = GENERATED_FOLDERS.iter().find(|top| path.is_below(top)) else {
            return Ok(());
        };
        let top = self.workspace.root().join(top);
        let file = path.below(self.workspace.root());
        for directory in file.ancestors().skip(1).take_while(|directory| **directory != *top) {
            if !self.disk.remove_if_empty(directory)? {
                break;
            }
        }
        Ok(())
    }

    fn is_in_place(&self, path: &OwnedPath, content: &str) -> bool {
        let found = bounded::read(&path.below(self.workspace.root()));
        found.is_ok_and(|found| found == content.as_bytes())
    }

    fn staged(&self) -> PathBuf {
        self.directory.join("staged")
    }

    fn staged_file(&self, index: usize) -> PathBuf {
        self.staged().join(index.to_string())
    }

    fn replaced(&self) -> PathBuf {
        self.directory.join("replaced")
    }

    fn draft_path(&self) -> PathBuf {
        self.directory.join("journal.draft")
    }

    fn journal_path(&self) -> PathBuf {
        self.directory.join("journal.json")
    }
}

/// Delays Ctrl-C and a termination signal for the few milliseconds that the rest takes. If the handler can't be set, such
/// a signal is an interruption that the journal recovers from.
fn ignore_signals() {
    let console = Console::default();
    let _ = ctrlc::set_handler(move || console.note("putting the new files in place, one moment"));
}
