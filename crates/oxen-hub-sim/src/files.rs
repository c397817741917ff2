//! Results and other files, behind links that expire.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use hyper::header::{
    ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE,
};
use hyper::{HeaderMap, StatusCode};

use crate::lock::lock;
use crate::media::Medium;

/// The size of the pieces of a generated file, in bytes.
const PIECE: usize = 64 << 10;

/// A downloadable file.
#[derive(Clone, Debug)]
pub(crate) enum File {
    Medium(Medium),
    Bytes {
        content_type: String,
        bytes: Bytes,
    },
    /// A PNG signature followed by zeros.
    Filler {
        length: u64,
    },
}

/// The first bytes of a filler, which make it look like a picture.
const FILLER_HEAD: &[u8] = b"\x89PNG\r\n\x1a\n";

/// All files by their path on the origin, which starts with a slash.
#[derive(Debug, Default)]
pub(crate) struct Files {
    files: Mutex<HashMap<String, File>>,
    /// A counter that invalidates the links of earlier values.
    generation: AtomicU64,
}

impl Files {
    pub(crate) fn add(&self, path: String, file: File) {
        lock(&self.files).insert(path, file);
    }

    pub(crate) fn expire_links(&self) {
        self.generation.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn find(&self, path: &str) -> Option<File> {
        lock(&self.files).get(path).cloned()
    }

    pub(crate) fn signature(&self, path: &str, expires: u64, seed: u64) -> String {
        let mut hasher = DefaultHasher::new();
        (path, expires, seed, self.generation.load(Ordering::Relaxed)).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }
}

impl File {
    pub(crate) fn serve(self, path: &str, headers: &HeaderMap) -> Response {
        let (content_type, content) = match self {
            Self::Medium(medium) => {
                (medium.kind.content_type().to_owned(), Content::Bytes(medium.render().into()))
            }
            Self::Bytes { content_type, bytes } => (content_type, Content::Bytes(bytes)),
            Self::Filler { length } => ("image/png".to_owned(), Content::Filler(length)),
        };
        let length = content.length();
        let mut hasher = DefaultHasher::new();
        (path, length).hash(&mut hasher);
        let tag = format!("\"{:016x}\"", hasher.finish());
        let common = [(CONTENT_TYPE, content_type), (ETAG, tag.clone())];
        let common = (common, [(ACCEPT_RANGES, "bytes")]);
        let text = |name| {
            headers.get(name).and_then(|value: &hyper::header::HeaderValue| value.to_str().ok())
        };
        let is_same = text(IF_RANGE).is_none_or(|expected| expected == tag);
        match text(RANGE).filter(|_| is_same).map(|range| parse_range(range, length)) {
            None | Some(Range::Unknown) => {
                let size = [(CONTENT_LENGTH, length.to_string())];
                (common, size, content.body(0, length)).into_response()
            }
            Some(Range::Part(start, end)) => {
                let range = [
                    (CONTENT_RANGE, format!("bytes {start}-{}/{length}", end - 1)),
                    (CONTENT_LENGTH, (end - start).to_string()),
                ];
                (StatusCode::PARTIAL_CONTENT, common, range, content.body(start, end))
                    .into_response()
            }
            Some(Range::Unsatisfiable) => {
                let range = [(CONTENT_RANGE, format!("bytes */{length}"))];
                (StatusCode::RANGE_NOT_SATISFIABLE, common, range).into_response()
            }
        }
    }
}

enum Range {
    /// From the first position to before the second.
    Part(u64, u64),
    Unsatisfiable,
    /// An unsupported form, which is ignored.
    Unknown,
}

fn parse_range(text: &str, length: u64) -> Range {
    let bounds = text.strip_prefix("bytes=").and_then(|range| range.split_once('-'));
    let Some((Ok(start), end)) = bounds.map(|(start, end)| (start.parse::<u64>(), end)) else {
        return Range::Unknown;
    };
    let end = if end.is_empty() { Ok(u64::MAX) } else { end.parse::<u64>() };
    match end {
        Err(_) => Range::Unknown,
        Ok(end) if start >= length || end < start => Range::Unsatisfiable,
        Ok(end) => Range::Part(start, end.saturating_add(1).min(length)),
    }
}

enum Content {
    Bytes(Bytes),
    Filler(u64),
}

impl Content {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Filler(length) => *length,
        }
    }

    fn body(self, start: u64, end: u64) -> Body {
        match self {
            Self::Bytes(bytes) => {
                // Both are at most the length of the bytes.
                let at =
                    |place: u64| usize::try_from(place).unwrap_or(bytes.len()).min(bytes.len());
                Body::from(bytes.slice(at(start)..at(end)))
            }
            Self::Filler(_) => Body::from_stream(stream::unfold(start, move |at| async move {
                (at < end).then(|| {
                    let piece = filler(at, end);
                    let next = at + piece.len() as u64;
                    (Ok::<_, std::convert::Infallible>(piece), next)
                })
            })),
        }
    }
}

fn filler(at: u64, end: u64) -> Bytes {
    static ZEROS: [u8; PIECE] = [0; PIECE];
    let length = usize::try_from(end - at).unwrap_or(PIECE).min(PIECE);
    match usize::try_from(at).ok().and_then(|at| FILLER_HEAD.get(at..)) {
        Some(head) if !head.is_empty() => Bytes::from_static(&head[..head.len().min(length)]),
        _ => Bytes::from_static(&ZEROS[..length]),
    }
}
