//! Streams of arbitrary content, in arbitrary pieces.

use std::sync::LazyLock;

use oxen_hub::Client;
use oxen_hub::answers::Chunk;
use oxen_hub::stream::ChatStream;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::stream::piece;
use crate::support::run;

static CLIENT: LazyLock<Client> = LazyLock::new(|| Client::builder().build().unwrap());

/// Generates the fragments of a stream, well-formed or not.
fn fragments() -> impl Strategy<Value = String> {
    let chunk = |delta: Value, reason: Value| {
        let choice = json!({"index": 0, "delta": delta, "finish_reason": reason});
        format!("data: {}\n\n", json!({"id": "1", "choices": [choice]}))
    };
    let call = |index: Option<u64>, id: Option<&str>, arguments: &str| {
        chunk(json!({"tool_calls": [piece(index, id, None, arguments)]}), Value::Null)
    };
    let known = vec![
        chunk(json!({"content": "\u{e4}\u{1f402} "}), Value::Null),
        chunk(json!({"content": null, "reasoning_content": "hm"}), Value::Null),
        chunk(json!({"content": 7, "tool_calls": {}}), json!({})),
        chunk(json!({}), json!("stop")),
        call(Some(0), Some("a"), "{"),
        call(Some(1), Some("b"), ""),
        call(Some(0), None, "}"),
        call(None, None, "x"),
        call(None, Some("c"), "y"),
        ": comment\n".to_owned(),
        "event: ping\ndata: 1\n\n".to_owned(),
        "data: : keep-alive\n\n".to_owned(),
        "data: {\"choices\":[{\"index\":18446744073709551615,\"delta\":{}}]}\n\n".to_owned(),
        "data: {\"choices\":[]}\r\n\r\n".to_owned(),
        "data: {\"choices\":\r\rdata: 7\r\n\n".to_owned(),
        "data: {\"error\":{}}\n\n".to_owned(),
        "data: [DONE]\n\n".to_owned(),
    ];
    prop_oneof![9 => prop::sample::select(known), 1 => "(\\PC|\n){0,12}"]
}

proptest! {
    #[test]
    fn an_answer_does_not_depend_on_how_its_stream_is_split(
        fragments in prop::collection::vec(fragments(), 0..12),
        sizes in prop::collection::vec(1_usize..60, 1..12),
        end in 0_usize..6,
    ) {
        let text = fragments.concat().into_bytes();
        // Usually cut within the last event.
        let text = &text[..text.len().saturating_sub(end)];
        let read = |pieces: Vec<Vec<u8>>| {
            let mut stream = ChatStream::of_bytes(&CLIENT, pieces);
            run(async {
                let (mut chunks, mut failure) = (Vec::new(), None);
                while let Some(next) = stream.next().await {
                    match next {
                        Ok(chunk) => chunks.push(chunk),
                        Err(error) => failure = Some(error.to_string()),
                    }
                }
                (chunks, failure, stream.so_far())
            })
        };
        let mut rest = text;
        let mut pieces = Vec::new();
        for size in sizes.iter().cycle() {
            if rest.is_empty() { break }
            let (piece, after) = rest.split_at(rest.len().min(*size));
            pieces.push(piece.to_vec());
            rest = after;
        }
        let whole = read(vec![text.to_vec()]);
        prop_assert_eq!(&read(pieces), &whole);
        let (chunks, failure, answer) = whole;
        if failure.is_none() {
            let said: String = chunks.iter().map(Chunk::text).collect();
            prop_assert_eq!(answer.text(), said);
        }
    }

    #[test]
    fn arbitrary_bytes_do_not_hang_a_stream(pieces in prop::collection::vec(any::<Vec<u8>>(), 0..12)) {
        let _ = run(async { ChatStream::of_bytes(&CLIENT, pieces).collect().await });
    }
}
