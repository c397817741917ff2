//! Streamed chat answers.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Value, json};

use super::answer::Completion;
use super::text::words;

/// The line ends of an event stream.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum LineEnd {
    /// A line feed.
    #[default]
    Lf,
    /// A carriage return and a line feed.
    CrLf,
    /// A carriage return.
    Cr,
}

/// The form of streamed chat answers. All forms are valid, and equivalent.
///
/// ```
/// use oxen_hub_sim::{LineEnd, StreamStyle};
///
/// let style = StreamStyle { line_end: LineEnd::CrLf, write_size: Some(1), ..StreamStyle::default() };
/// let hub = oxen_hub_sim::Hub::builder().stream_style(style);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches")]
pub struct StreamStyle {
    /// The number of words per chunk. The arguments of a call are split into four chunks.
    pub words_per_chunk: usize,
    /// The size of the writes in bytes, independent of the events; by default each event is one write.
    pub write_size: Option<usize>,
    /// The pause before each event.
    pub pause: Duration,
    /// The line ends.
    pub line_end: LineEnd,
    /// Whether a byte order mark comes first.
    pub byte_order_mark: bool,
    /// Whether a comment comes before each event.
    pub comments: bool,
    /// Whether each call in a delta has its `index`. Some providers leave it out.
    pub call_index: bool,
    /// Whether `data: [DONE]` comes last. Some providers leave it out.
    pub done: bool,
    /// Whether a blank line follows the last event. Some providers leave it out.
    pub last_blank_line: bool,
}

impl Default for StreamStyle {
    fn default() -> Self {
        Self {
            words_per_chunk: 1,
            write_size: None,
            pause: Duration::ZERO,
            line_end: LineEnd::Lf,
            byte_order_mark: false,
            comments: false,
            call_index: true,
            done: true,
            last_blank_line: true,
        }
    }
}

/// Returns the answer as an event stream.
pub(crate) fn stream(answer: &Completion, with_usage: bool, style: &StreamStyle) -> Response {
    let mut events: Vec<String> =
        chunks(answer, with_usage, style).iter().map(Value::to_string).collect();
    events.extend(style.done.then(|| "[DONE]".to_owned()));
    let last = events.len().saturating_sub(1);
    let texts = events.iter().enumerate().map(|(index, data)| {
        let start = if index == 0 && style.byte_order_mark { "\u{feff}" } else { "" };
        let comment = if style.comments { ": comment\n" } else { "" };
        let blank = if index == last && !style.last_blank_line { "" } else { "\n" };
        let text = format!("{start}{comment}data: {data}\n{blank}");
        match style.line_end {
            LineEnd::Lf => text,
            LineEnd::CrLf => text.replace('\n', "\r\n"),
            LineEnd::Cr => text.replace('\n', "\r"),
        }
    });
    let pieces: Vec<Bytes> = match style.write_size {
        Some(size) => {
            let whole: String = texts.collect();
            whole.as_bytes().chunks(size.max(1)).map(Bytes::copy_from_slice).collect()
        }
        None => texts.map(Bytes::from).collect(),
    };
    let pause = style.pause;
    let body = stream::iter(pieces).then(move |piece| async move {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        Ok::<_, Infallible>(piece)
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-cache")];
    (headers, Body::from_stream(body)).into_response()
}

fn chunks(answer: &Completion, with_usage: bool, style: &StreamStyle) -> Vec<Value> {
    let chunk = |choices: Value| {
        json!({
            "id": answer.id,
            "object": "chat.completion.chunk",
            "created": answer.created,
            "model": answer.model,
            "choices": choices,
        })
    };
    let delta = |delta: Value, finish_reason: Value| {
        chunk(json!([{"index": 0, "delta": delta, "finish_reason": finish_reason}]))
    };
    let mut chunks = vec![delta(json!({"role": "assistant", "content": ""}), Value::Null)];
    let content: Vec<&str> = answer.content.as_deref().map(words).into_iter().flatten().collect();
    let pieces = content.chunks(style.words_per_chunk.max(1));
    chunks.extend(pieces.map(|piece| delta(json!({"content": piece.concat()}), Value::Null)));
    for (index, call) in answer.calls.iter().enumerate() {
        let with_index = |mut call: Value| {
            if style.call_index {
                call["index"] = json!(index);
            }
            delta(json!({"tool_calls": [call]}), Value::Null)
        };
        let function = json!({"name": call.name, "arguments": ""});
        chunks.push(with_index(json!({"id": call.id, "type": "function", "function": function})));
        let characters: Vec<char> = call.arguments.chars().collect();
        for piece in characters.chunks(characters.len().div_ceil(4).max(1)) {
            let arguments: String = piece.iter().collect();
            chunks.push(with_index(json!({"function": {"arguments": arguments}})));
        }
    }
    chunks.push(delta(json!({}), json!(answer.finish_reason)));
    if with_usage {
        let mut usage = chunk(json!([]));
        usage["usage"] = answer.usage();
        chunks.push(usage);
    }
    chunks
}
