//! A streamed chat answer of 10,000 chunks, compared with the parser and the types of `async-openai`, in one run on the
//! same bytes: whole, by event, in network segments, byte by byte.
//!
//! `cargo bench -p oxen-models-tests --bench chat_stream`; fails if reading by event takes longer than with
//! `async-openai`, or if ten times the events take more than 12 times as long.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use async_openai::types::chat::CreateChatCompletionStreamResponse;
use eventsource_stream::EventStream;
use futures_util::{StreamExt, stream};
use oxen_hub::Client;
use oxen_hub::stream::ChatStream;
use serde_json::json;

const CHUNKS: usize = 10_000;
/// The bytes of a TCP segment on an ordinary network.
const SEGMENT: usize = 1460;
/// The largest accepted ratio of the times of reading by event: this crate to `async-openai`.
const MAX_RATIO: f64 = 1.0;
/// The largest accepted ratio of the times for ten times the events.
const MAX_GROWTH: f64 = 12.0;

fn events(count: usize) -> Vec<Vec<u8>> {
    let chunk = |index: usize| {
        let delta = if index == 0 {
            json!({"role": "assistant", "content": ""})
        } else {
            json!({"content": "ox "})
        };
        let reason = (index + 1 == count).then_some("stop");
        json!({
            "id": "chatcmpl-2f1b9c7e",
            "object": "chat.completion.chunk",
            "created": 1_754_600_000,
            "model": "deepseek-v4-flash",
            "system_fingerprint": "fp_8802369eaa",
            "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": reason}],
        })
    };
    let events = (0..count).map(|index| format!("data: {}\n\n", chunk(index)).into_bytes());
    events.chain([b"data: [DONE]\n\n".to_vec()]).collect()
}

async fn ours(client: &Client, pieces: Vec<Vec<u8>>) -> usize {
    let mut stream = ChatStream::of_bytes(client, pieces);
    let mut count = 0;
    while let Some(chunk) = stream.next().await {
        black_box(chunk.unwrap());
        count += 1;
    }
    count
}

async fn theirs(pieces: Vec<Vec<u8>>) -> usize {
    let mut events =
        EventStream::new(stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>)));
    let mut count = 0;
    while let Some(event) = events.next().await {
        let data = event.unwrap().data;
        if data == "[DONE]" {
            break;
        }
        let chunk: CreateChatCompletionStreamResponse = serde_json::from_str(&data).unwrap();
        black_box(chunk);
        count += 1;
    }
    count
}

fn time(run: impl Future<Output = usize>, count: usize) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let start = Instant::now();
    assert_eq!(runtime.block_on(run), count);
    start.elapsed()
}

fn main() -> ExitCode {
    let client = Client::builder().build().unwrap();
    let events_of = |count: usize| (events(count), events(count).concat());
    let (by_event, whole) = events_of(CHUNKS);
    let split = |size: usize| whole.chunks(size).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let forms = [
        ("whole", vec![whole.clone()]),
        ("by event", by_event),
        ("in segments", split(SEGMENT)),
        ("byte by byte", split(1)),
    ];
    println!("{:<14} {:>10} {:>10} {:>7}", "10,000 chunks", "ours", "theirs", "ratio");
    let mut is_good = true;
    for (form, pieces) in forms {
        // The best of several runs, alternating: a disturbance affects both.
        let (mut best, mut their_best) = (Duration::MAX, Duration::MAX);
        for _ in 0..5 {
            best = best.min(time(ours(&client, pieces.clone()), CHUNKS));
            their_best = their_best.min(time(theirs(pieces.clone()), CHUNKS));
        }
        let ratio = best.as_secs_f64() / their_best.as_secs_f64();
        println!("{form:<14} {best:>10.2?} {their_best:>10.2?} {ratio:>7.3}");
        is_good &= form != "by event" || ratio <= MAX_RATIO;
    }
    let whole_of = |count: usize| {
        let runs = (0..5).map(|_| time(ours(&client, vec![events_of(count).1]), count));
        runs.min().unwrap().as_secs_f64()
    };
    let growth = whole_of(CHUNKS) / whole_of(CHUNKS / 10);
    println!("ten times the events, whole: {growth:.1} times the time");
    if is_good && growth <= MAX_GROWTH { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
