//! How long and how much.

use std::time::Duration;

/// The time limits of a client. There is none on the whole of a download or a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Until a connection stands; 10 s.
    pub connect: Duration,
    /// For a whole attempt of a call that reads or sets a state; 60 s.
    pub read: Duration,
    /// The silence before the head of a chat answer; 10 min.
    pub chat: Duration,
    /// The silence before the head of an answer with images; 5 min.
    pub images: Duration,
    /// The silence before the head of an answer with videos; 30 min.
    pub videos: Duration,
    /// The silence before the head of an answer with audio; 5 min.
    pub audio: Duration,
    /// The silence before the head of the answer to an enqueue; 60 s.
    pub enqueue: Duration,
    /// The silence within the stream of events, which the hub breaks every 15 s; 45 s.
    pub events: Duration,
    /// The silence within a streamed chat answer; 5 min. Comments that keep the connection alive count as well.
    pub chat_stream: Duration,
    /// The silence within a body; 60 s. This clock runs between bytes only, not while the answer is waited for.
    pub body: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_mins(1),
            chat: Duration::from_mins(10),
            images: Duration::from_mins(5),
            videos: Duration::from_mins(30),
            audio: Duration::from_mins(5),
            enqueue: Duration::from_mins(1),
            events: Duration::from_secs(45),
            chat_stream: Duration::from_mins(5),
            body: Duration::from_mins(1),
        }
    }
}

/// The largest answers that a client takes, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// An answer in JSON, or the joined texts of a streamed one; 16 MiB.
    pub json: u64,
    /// A listing; 64 MiB.
    pub listing: u64,
    /// The body of an error, of which no more is read; 64 KiB.
    pub error_body: u64,
    /// What a stream brings from one event to the next; 1 MiB.
    pub event: u64,
    /// An answer that holds its media in base64; 256 MiB.
    pub base64: u64,
    /// A downloaded file; 4 GiB.
    pub download: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            json: 16 << 20,
            listing: 64 << 20,
            error_body: 64 << 10,
            event: 1 << 20,
            base64: 256 << 20,
            download: 4 << 30,
        }
    }
}
