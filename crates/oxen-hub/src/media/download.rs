//! A download with its settings.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::io::AsyncWrite;

use super::check::{SIGNATURE_LENGTH, extension};
use super::fetch::{Fetch, OnProgress};
use super::file::{PartFile, stem};
use super::inline::{Inline, Source};
use super::sink::Sink;
use crate::client::{CallOptions, Client, call_options};
use crate::error::{Error, ErrorKind};
use crate::generations::GenerationId;

/// A download of one medium. Made by [`Item::download`](crate::answers::Item::download).
///
/// The key is not sent along, unless the link is on the hub's own origin and answers 401 or 403 without it. A download
/// that breaks off is resumed where the server offers that, else begun again.
#[must_use = "a download begins with `bytes`, `save` or `copy_to`"]
pub struct Download {
    client: Option<Client>,
    source: Source,
    medium: &'static str,
    model: Arc<str>,
    number: usize,
    may_overwrite: bool,
    progress: Option<Box<OnProgress>>,
    options: CallOptions,
    /// The generation that provides a fresh link when the link has expired.
    generation: Option<GenerationId>,
}

impl Download {
    pub(crate) fn new(
        client: Option<Client>,
        source: Source,
        medium: &'static str,
        model: Arc<str>,
        number: usize,
    ) -> Self {
        let options = CallOptions::default();
        Self {
            client,
            source,
            medium,
            model,
            number,
            may_overwrite: false,
            progress: None,
            options,
            generation: None,
        }
    }

    pub(super) fn generation(&self) -> Option<&GenerationId> {
        self.generation.as_ref()
    }

    pub(crate) fn renewable(mut self, generation: Option<GenerationId>) -> Self {
        self.generation = generation;
        self
    }

    /// Sets a callback that receives the number of bytes so far, and the total if it is known.
    pub fn progress(mut self, on_progress: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        self.progress = Some(Box::new(on_progress));
        self
    }

    /// Allows an existing file to be replaced.
    pub fn overwrite(mut self) -> Self {
        self.may_overwrite = true;
        self
    }

    call_options!(options);

    /// Returns the medium's content.
    ///
    /// # Errors
    ///
    /// If the download fails, or the content is not a medium of this kind.
    pub async fn bytes(self) -> Result<Vec<u8>, Error> {
        let mut sink = Sink::Memory(Vec::new());
        about(self.generation.clone(), self.run(&mut sink)).await?;
        match sink {
            Sink::Memory(bytes) => Ok(bytes),
            Sink::File(_) | Sink::Writer(_) => Ok(Vec::new()),
        }
    }

    /// Saves the medium as a file, which appears only when it is complete; after an error nothing is left.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes), and [`Output`](crate::ErrorKind::Output) if the file can't be written, or exists
    /// already and [`overwrite`](Self::overwrite) isn't set.
    pub async fn save(self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let may_overwrite = self.may_overwrite;
        about(self.generation.clone(), async {
            if !may_overwrite && path.symlink_metadata().is_ok() {
                return Err(Error::output(io::ErrorKind::AlreadyExists.into()));
            }
            let (part, _) = self.save_beside(path).await?;
            part.put(path, may_overwrite).map_err(Error::output)
        })
        .await
    }

    /// Writes the medium to `writer`. What was written before an error stays written.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes), and [`Output`](crate::ErrorKind::Output) if the writer fails.
    pub async fn copy_to(self, writer: &mut (impl AsyncWrite + Unpin + Send)) -> Result<(), Error> {
        about(self.generation.clone(), self.run(&mut Sink::Writer(writer))).await.map(|_| ())
    }

    /// Saves the medium in a directory, under the first free name.
    pub(super) async fn save_in(
        self,
        directory: &Path,
        taken: &mut usize,
    ) -> Result<std::path::PathBuf, Error> {
        let (stem, number, may_overwrite) = (stem(&self.model), self.number, self.may_overwrite);
        about(self.generation.clone(), async {
            let (part, extension) = self.save_beside(&directory.join("x")).await?;
            loop {
                let path = directory.join(format!("{stem}-{}.{extension}", number + *taken));
                match part.put(&path, may_overwrite) {
                    Ok(()) => return Ok(path),
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => *taken += 1,
                    Err(error) => return Err(Error::output(error)),
                }
            }
        })
        .await
    }

    async fn save_beside(self, target: &Path) -> Result<(PartFile, &'static str), Error> {
        let (part, file) = PartFile::create(target).map_err(Error::output)?;
        let mut sink = Sink::File(tokio::fs::File::from_std(file));
        let extension = self.run(&mut sink).await?;
        Ok((part, extension))
    }

    async fn run(self, sink: &mut Sink<'_>) -> Result<&'static str, Error> {
        let url = match &self.source {
            Source::Inline(inline) => {
                return decode(inline, self.medium, self.progress, sink).await;
            }
            Source::Missing => {
                let what = format!("neither a link nor {} data", self.medium);
                return Err(Error::malformed("", what));
            }
            Source::Url(url) => url,
        };
        let Some(client) = &self.client else {
            return Err(Error::misused(
                "there is no client to download with; give the answer one by `with_client`",
            ));
        };
        let mut fetch = Fetch::new(&client.inner, url, self.medium, &self.options, self.progress)?;
        let fetching = async {
            let error = match fetch.run(sink).await {
                Err(error) if is_renewable(&error) => error,
                result => return result,
            };
            let Some(id) = self.generation else { return Err(error) };
            tracing::debug!(%id, "a fresh link in place of one that has expired");
            let generation = client.queue().get(&id).options(self.options.clone()).await?;
            let Some(url) = generation.result_url else {
                return Err(error);
            };
            fetch.lead_to(&url)?;
            fetch.run(sink).await.map_err(renewed)
        };
        match self.options.deadline {
            Some(limit) => match tokio::time::timeout(limit, fetching).await {
                Ok(result) => result,
                Err(_elapsed) => Err(Error::new(ErrorKind::Timeout { phase: crate::Phase::Body })),
            },
            None => fetching.await,
        }
    }
}

/// Adds the generation whose result is downloaded to an error.
async fn about<T>(
    generation: Option<GenerationId>,
    download: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    download.await.map_err(|error| error.with_generations(&generation))
}

/// Returns whether a link may have expired: 403, 404, 410.
fn is_renewable(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::LinkExpired { .. }) && error.status() != Some(401)
}

/// Marks the error of a fresh link that has expired too.
fn renewed(mut error: Error) -> Error {
    if let ErrorKind::LinkExpired { is_renewed } = &mut error.inner().kind {
        *is_renewed = true;
    }
    error
}

/// Decodes a medium from the answer's buffer into the sink.
async fn decode(
    inline: &Inline,
    medium: &str,
    mut progress: Option<Box<OnProgress>>,
    sink: &mut Sink<'_>,
) -> Result<&'static str, Error> {
    let mut found = None;
    let mut done = 0;
    for piece in inline.pieces() {
        let piece = piece?;
        if found.is_none() {
            found = Some(extension(medium, &piece[..piece.len().min(SIGNATURE_LENGTH)])?);
        }
        sink.write(&piece).await.map_err(Error::output)?;
        done += piece.len() as u64;
        if let Some(progress) = &mut progress {
            progress(done, Some(inline.size_hint().max(done)));
        }
    }
    sink.finish().await.map_err(Error::output)?;
    match found {
        Some(found) => Ok(found),
        None => extension(medium, &[]),
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("medium", &self.medium)
            .field("source", &self.source)
            .field("may_overwrite", &self.may_overwrite)
            .finish_non_exhaustive()
    }
}
