//! Time limits and size limits.

use std::time::Duration;

/// The time limits of a client.
///
/// The limit for the head of an answer includes connecting and the upload of the request. It is also the limit for the
/// whole body once the head has come, and both apply to each attempt:
/// [`CallOptions::deadline`](crate::CallOptions::deadline) limits the sum. The whole of a download or a stream has no
/// limit, but each of its steps has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// The limit for connecting; 10 s.
    pub connect: Duration,
    /// The limit for the head of an answer to any other call; 60 s.
    pub read: Duration,
    /// The limit for the head of a chat answer; 10 min.
    pub chat: Duration,
    /// The limit for the head of an answer with images; 5 min.
    pub images: Duration,
    /// The limit for the head of an answer with videos; 30 min.
    pub videos: Duration,
    /// The limit for the head of an answer with audio; 5 min.
    pub audio: Duration,
    /// The limit for the head of the answer to an enqueue; 60 s.
    pub enqueue: Duration,
    /// The limit of silence within the stream of events, in which the hub sends something every 15 s; 45 s.
    pub events: Duration,
    /// The limit of silence within a streamed chat answer; 5 min. Keep-alive comments end a silence as well.
    pub chat_stream: Duration,
    /// The limit from one chunk of a streamed chat answer to the next, whatever comments come between; 30 min.
    pub chat_chunk: Duration,
    /// The limit of silence within a body; 60 s. It applies between bytes, not before the head of the answer.
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
            chat_chunk: Duration::from_mins(30),
            body: Duration::from_mins(1),
        }
    }
}

/// The size limits of answers, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// An answer in JSON, or the joined texts of a streamed one; 16 MiB.
    pub json: u64,
    /// A listing; 64 MiB.
    pub listing: u64,
    /// The body of an error, whose rest is not read; 64 KiB.
    pub error_body: u64,
    /// The part of a stream from one event to the next; 1 MiB.
    pub event: u64,
    /// An answer that contains its media in base64; 256 MiB.
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
