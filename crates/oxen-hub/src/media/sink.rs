//! The destination of downloaded bytes.

use std::io;

use tokio::io::{AsyncSeekExt as _, AsyncWrite, AsyncWriteExt as _};

/// The destination of downloaded bytes.
pub(super) enum Sink<'a> {
    Memory(Vec<u8>),
    File(tokio::fs::File),
    Writer(&'a mut (dyn AsyncWrite + Unpin + Send)),
}

impl Sink<'_> {
    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Memory(memory) => {
                memory.extend_from_slice(bytes);
                Ok(())
            }
            Self::File(file) => file.write_all(bytes).await,
            Self::Writer(writer) => writer.write_all(bytes).await,
        }
    }

    /// Discards all bytes so far; returns false for a writer, which can't take them back.
    pub(super) async fn restart(&mut self) -> io::Result<bool> {
        match self {
            Self::Memory(memory) => memory.clear(),
            Self::File(file) => {
                file.flush().await?;
                file.set_len(0).await?;
                file.rewind().await?;
            }
            Self::Writer(_) => return Ok(false),
        }
        Ok(true)
    }

    pub(super) async fn finish(&mut self) -> io::Result<()> {
        match self {
            Self::Memory(_) => Ok(()),
            Self::File(file) => file.flush().await,
            Self::Writer(writer) => writer.flush().await,
        }
    }
}
