//! Streams in every form and every split.

use std::collections::VecDeque;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame};
use proptest::prelude::*;

use super::{Event, EventFailure, EventReader};

/// A body in pieces; at its end it is over, breaks, or keeps silent.
struct Pieces(VecDeque<Bytes>, End);

#[derive(Clone, Copy)]
enum End {
    Orderly,
    Broken,
    Silent,
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match (self.0.pop_front(), self.1) {
            (Some(piece), _) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            (None, End::Orderly) => Poll::Ready(None),
            (None, End::Broken) => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
            (None, End::Silent) => Poll::Pending,
        }
    }
}

const LIMIT: u64 = 1 << 20;

fn reader(pieces: impl IntoIterator<Item = Vec<u8>>, end: End) -> EventReader<Pieces> {
    let pieces = pieces.into_iter().map(Bytes::from).collect();
    EventReader::new(Pieces(pieces, end), LIMIT, Duration::from_millis(1))
}

/// Reads all events of a body without silence, and the failure that ends it.
fn read(
    pieces: impl IntoIterator<Item = Vec<u8>>,
    end: End,
) -> (Vec<(Option<String>, String)>, Option<EventFailure>) {
    let mut reader = reader(pieces, end);
    let mut context = Context::from_waker(Waker::noop());
    let mut events = Vec::new();
    loop {
        let Poll::Ready(next) = reader.poll_next(&mut context) else { panic!("nothing is late") };
        match next {
            Some(Ok(Event { name, data })) => events.push((name, data)),
            Some(Err(failure)) => {
                assert!(matches!(reader.poll_next(&mut context), Poll::Ready(None)));
                return (events, Some(failure));
            }
            None => return (events, None),
        }
    }
}

fn data(texts: &[&str]) -> Vec<(Option<String>, String)> {
    texts.iter().map(|text| (None, (*text).to_owned())).collect()
}

/// All that the specification allows, and a last event without its blank line.
const EVERYTHING: &str = ": a comment\n\ndata: {\"a\": \"\u{e4}\u{1f402}\"}\n\nevent: done\nid: 7\nretry: 3\nnew: field\n\
    data:one\ndata:  two\ndata\n:\ndata: three:four\n\nid: 8\n\nevent: nothing\n\n\n\ndata: \n\ndata: [DONE]\n";

fn everything() -> Vec<(Option<String>, String)> {
    let mut events = data(&["{\"a\": \"\u{e4}\u{1f402}\"}"]);
    events.push((Some("done".to_owned()), "one\n two\n\nthree:four".to_owned()));
    events.extend(data(&["", "[DONE]"]));
    events
}

#[test]
fn events_do_not_depend_on_line_ends_or_splits() {
    for mark in ["", "\u{feff}"] {
        for line_end in ["\n", "\r\n", "\r"] {
            let text = format!("{mark}{EVERYTHING}").replace('\n', line_end).into_bytes();
            for end in [text.len(), text.len() - line_end.len()] {
                // With and without the end of the last line.
                let text = &text[..end];
                for split in 0..=text.len() {
                    let pieces = [text[..split].to_vec(), text[split..].to_vec()];
                    let (events, failure) = read(pieces, End::Orderly);
                    assert_eq!(events, everything(), "{line_end:?} at {split}");
                    assert!(failure.is_none());
                }
                let bytes = text.iter().map(|byte| vec![*byte]);
                assert_eq!(read(bytes, End::Orderly).0, everything(), "{line_end:?} by byte");
            }
        }
    }
}

#[test]
fn an_incomplete_event_is_not_returned() {
    let (events, failure) = read([b"data: 1\n\ndata: 2\n".to_vec()], End::Broken);
    assert_eq!(events, data(&["1"]));
    assert!(matches!(failure, Some(EventFailure::Interrupted(_))), "{failure:?}");
}

#[test]
fn invalid_utf8_ends_the_stream_only_within_an_event() {
    let (events, failure) = read([b"data: 1\n\ndata: \xff\n\ndata: 2\n\n".to_vec()], End::Orderly);
    assert_eq!(events, data(&["1"]));
    assert!(matches!(failure, Some(EventFailure::NotUtf8(_))), "{failure:?}");

    let (events, failure) = read([b": \xff\n\xff: \xff\ndata: 1\n\n".to_vec()], End::Orderly);
    assert_eq!(events, data(&["1"]));
    assert!(failure.is_none());
}

#[test]
fn more_than_the_limit_is_not_read() {
    let limit = usize::try_from(LIMIT).unwrap();
    let fitting = format!("data: {}\n\n", "x".repeat(limit - 8));
    assert_eq!(fitting.len(), limit);
    let twice = [fitting.clone().into_bytes(), fitting.clone().into_bytes()];
    assert_eq!(read(twice, End::Orderly).0.len(), 2);

    let endless = |start: &str, piece: &str| {
        let piece = piece.repeat(8192 / piece.len()).into_bytes();
        let pieces = std::iter::once(start.as_bytes().to_vec()).chain(vec![piece; 8192]);
        let (events, failure) = read(pieces, End::Orderly);
        assert!(events.is_empty());
        assert!(matches!(failure, Some(EventFailure::TooLarge)), "{failure:?}");
    };
    endless("data: ", "x");
    endless("", ": comment\n");
    endless("", "data: x\n");
    endless("", "unknown");
}

#[test]
fn silence_ends_the_stream() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut reader = reader([b"data: 1\n\ndata: 2\n".to_vec()], End::Silent);
        assert_eq!(reader.next().await.unwrap().unwrap().data, "1");
        let failure = reader.next().await.unwrap().unwrap_err();
        assert!(matches!(failure, EventFailure::Stalled), "{failure:?}");
        assert!(reader.next().await.is_none());
    });
}

#[test]
fn a_reader_can_be_sent_between_threads() {
    fn check<T: Send>(_: &T) {}
    let mut reader = reader([], End::Orderly);
    check(&reader);
    check(&pin!(reader.next()));
}

/// Nearly valid events, which random bytes rarely are.
const SAVED: [&[u8]; 12] = [
    EVERYTHING.as_bytes(),
    b"\xef\xbb\xbfdata: 1\r\r\ndata: 2\n\r\n\r",
    b"\xef\xbbdata: 1\n\n",
    b"\xef\xbb\xbf\xef\xbb\xbfdata: 1\n\n",
    b"event\nevent:\nevent: a\nevent: b\ndata\ndata:\n\n",
    b"data: \xe4\n\ndata: 2\n\n",
    b"data: \xf0\x9f\r\n\r\n",
    b": \xff\xfe\x00\n\n\x00\n\n",
    b"id: \x00\nretry: -1\nretry: 99999999999999999999\ndata: 1\n\n",
    b"data : 1\n data: 2\nDATA: 3\ndata:\t4\n\n",
    b"\r\n\r\n\r\r\n\n:",
    b"data: [DONE]",
];

#[test]
fn saved_bytes_give_the_same_events_however_they_are_split() {
    for bytes in SAVED {
        let whole = read([bytes.to_vec()], End::Orderly).0;
        let by_byte = read(bytes.iter().map(|byte| vec![*byte]), End::Orderly).0;
        assert_eq!(by_byte, whole, "{}", bytes.escape_ascii());
        let _ = read([bytes.to_vec()], End::Broken);
    }
}

proptest! {
    #[test]
    fn sent_events_are_read_from_any_pieces(
        events in prop::collection::vec(("[a-z]{0,3}", "(\\PC|\n){0,20}"), 0..8),
        sizes in prop::collection::vec(1_usize..40, 1..20),
        line_end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let mut text = String::new();
        for (name, data) in &events {
            text.push_str(&format!(": {name}\nevent: {name}\n"));
            data.split('\n').for_each(|line| text.push_str(&format!("data: {line}\n")));
            text.push('\n');
        }
        let bytes = text.replace('\n', line_end).into_bytes();
        let mut rest = bytes.as_slice();
        let mut pieces = Vec::new();
        for size in sizes.iter().cycle() {
            if rest.is_empty() { break }
            let (piece, after) = rest.split_at(rest.len().min(*size));
            pieces.push(piece.to_vec());
            rest = after;
        }
        let sent: Vec<_> = events
            .into_iter()
            .map(|(name, data)| (Some(name).filter(|name| !name.is_empty()), data))
            .collect();
        prop_assert_eq!(read(pieces, End::Orderly).0, sent);
    }

    #[test]
    fn arbitrary_bytes_do_not_hang_the_reader(pieces in prop::collection::vec(any::<Vec<u8>>(), 0..20)) {
        let _ = read(pieces, End::Orderly);
    }
}
