//! A socket whose bytes a fault controls.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::connection::{Connection, End, Plan};
use crate::lock::lock;

/// A TCP stream that follows the plan of its connection.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    connection: Arc<Connection>,
}

/// The write that the plan allows.
enum Allowed {
    /// This many of the given bytes.
    Own(usize),
    Replacement(Bytes),
    End(End),
}

impl Wire {
    pub(super) fn new(stream: TcpStream, connection: Arc<Connection>) -> Self {
        Self { stream, connection }
    }

    fn end(&self, end: End) -> Poll<io::Result<usize>> {
        match end {
            End::Reset => {
                // Closing such a socket sends a reset.
                let _ = self.stream.set_zero_linger();
                Poll::Ready(Err(ErrorKind::ConnectionReset.into()))
            }
            End::Close => Poll::Ready(Err(ErrorKind::BrokenPipe.into())),
            End::Silence => Poll::Pending,
        }
    }
}

impl Plan {
    fn allow(&mut self, wanted: usize) -> Allowed {
        if let Some(end) = self.ended {
            return Allowed::End(end);
        }
        if let Some(replacement) = &self.replacement {
            return if replacement.is_empty() {
                Allowed::End(End::Close)
            } else {
                Allowed::Replacement(replacement.clone())
            };
        }
        match self.cut {
            Some((0, end)) => Allowed::End(end),
            Some((left, _)) => Allowed::Own(usize::try_from(left).unwrap_or(wanted).min(wanted)),
            None => Allowed::Own(wanted),
        }
    }

    /// Notes that bytes were sent.
    fn advance(&mut self, bytes: usize) {
        if let Some(replacement) = &mut self.replacement {
            replacement.advance(bytes);
        } else if let Some((left, _)) = &mut self.cut {
            *left = left.saturating_sub(bytes as u64);
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let is_used = buffer.filled().len() > before;
        let mut plan = lock(&self.connection.plan);
        if is_used && plan.stale {
            plan.ended = Some(End::Reset);
            drop(plan);
            return self.end(End::Reset).map_ok(|_| ());
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        loop {
            let allowed = lock(&self.connection.plan).allow(bytes.len());
            let (part, is_own) = match &allowed {
                Allowed::End(end) => {
                    lock(&self.connection.plan).ended = Some(*end);
                    return self.end(*end);
                }
                Allowed::Own(length) => (&bytes[..*length], true),
                Allowed::Replacement(replacement) => (&replacement[..], false),
            };
            // Counted before they are sent, so that no client receives more than was counted.
            self.connection.count(part.len());
            let written = Pin::new(&mut self.stream).poll_write(context, part);
            let length = match &written {
                Poll::Ready(Ok(length)) => *length,
                _ => 0,
            };
            self.connection.uncount(part.len() - length);
            let length = ready!(written)?;
            lock(&self.connection.plan).advance(length);
            if is_own {
                return Poll::Ready(Ok(length));
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A reset connection must not be shut down in an orderly way.
        if lock(&self.connection.plan).ended == Some(End::Reset) {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
