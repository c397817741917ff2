//! The download of all media of an answer into a directory.

use std::future::{Future, IntoFuture};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use super::Download;
use crate::error::Error;
use crate::generations::GenerationId;

/// The download of all media of an answer into a directory, begun when it is awaited. Made by
/// [`Generated::save_all`](crate::answers::Generated::save_all).
#[derive(Debug)]
#[must_use = "saving begins when it is awaited"]
pub struct SaveAll {
    directory: PathBuf,
    downloads: Vec<Download>,
}

impl SaveAll {
    pub(crate) fn new(directory: PathBuf, downloads: Vec<Download>) -> Self {
        Self { directory, downloads }
    }

    /// Allows existing files to be replaced, so that the numbers start at 1.
    pub fn overwrite(mut self) -> Self {
        self.downloads = self.downloads.into_iter().map(Download::overwrite).collect();
        self
    }

    /// Sets a callback that receives the number of bytes of the current medium so far, and the total if it is known.
    pub fn progress(self, on_progress: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        let on_progress = Arc::new(Mutex::new(on_progress));
        let downloads = self.downloads.into_iter().map(|download| {
            let on_progress = Arc::clone(&on_progress);
            download.progress(move |done, total| {
                (on_progress.lock().unwrap_or_else(PoisonError::into_inner))(done, total);
            })
        });
        Self { downloads: downloads.collect(), directory: self.directory }
    }

    async fn save(self) -> Result<Vec<PathBuf>, Error> {
        let downloads = self.downloads.iter();
        let ids: Vec<GenerationId> = downloads.filter_map(Download::generation).cloned().collect();
        let about = |error: Error| error.with_generations(&ids);
        std::fs::create_dir_all(&self.directory).map_err(|error| about(Error::output(error)))?;
        let mut paths = Vec::with_capacity(self.downloads.len());
        let mut taken = 0;
        for download in self.downloads {
            paths.push(download.save_in(&self.directory, &mut taken).await.map_err(about)?);
        }
        Ok(paths)
    }
}

impl IntoFuture for SaveAll {
    type Output = Result<Vec<PathBuf>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.save())
    }
}
