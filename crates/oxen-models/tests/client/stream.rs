//! Streamed chat answers.

use std::time::{Duration, Instant};

use oxen_hub_sim::{Fault, Hub, LineEnd, Origin, StreamStyle};
use oxen_models::answers::{Chunk, Role};
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::{AnyRequest, ErrorKind, NotFound, blocking};
use serde_json::{Value, json};

use super::client;

const ROUTE: &str = "POST /chat/completions";

fn hello() -> DeepseekV4Flash {
    DeepseekV4Flash::builder().user("Hello, my dear ox!").stream(false).build().unwrap()
}

#[tokio::test]
async fn a_stream_in_any_form_equals_the_whole_answer() {
    for line_end in [LineEnd::Lf, LineEnd::CrLf, LineEnd::Cr] {
        for is_full in [true, false] {
            let style = StreamStyle {
                line_end,
                write_size: Some(if is_full { 7 } else { 1460 }),
                byte_order_mark: is_full,
                comments: is_full,
                done: is_full,
                call_index: is_full,
                last_blank_line: is_full,
                ..StreamStyle::default()
            };
            let hub = Hub::builder().stream_style(style).start().await.unwrap();
            let client = client(&hub);
            let whole = client.send(&hello()).await.unwrap();
            let streamed = client.stream(&hello()).collect().await.unwrap();
            assert_eq!(streamed.choices, whole.choices);
            assert_eq!((streamed.object, streamed.model), (whole.object, whole.model));
            let bodies: Vec<Value> = hub
                .requests()
                .iter()
                .map(|request| request.json().unwrap()["stream"].clone())
                .collect();
            assert_eq!(bodies, [false, true]);

            let joined = DeepseekV4Flash::builder().user("Hello, my dear ox!").stream(true);
            let joined = client.send(&joined.build().unwrap()).await.unwrap();
            assert_eq!(joined.choices, whole.choices);
        }
    }
}

#[tokio::test]
async fn chunks_arrive_as_they_are_generated() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let mut text = client.stream(&hello()).await.unwrap().text();
    let mut pieces = Vec::new();
    while let Some(piece) = text.next().await {
        pieces.push(piece.unwrap());
    }
    assert_eq!(pieces, ["Hello, ", "my ", "dear ", "ox!"]);
    let mut stream = client.stream(&hello()).await.unwrap();
    let first: Chunk = stream.next().await.unwrap().unwrap();
    let delta = first.choices.unwrap()[0].delta.clone().unwrap();
    assert_eq!(delta.role, Some(Role::Assistant));
    assert_eq!(stream.collect().await.unwrap().text(), "Hello, my dear ox!");
}

#[tokio::test]
async fn only_chat_models_stream() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let poster = AnyRequest::new("flux-2-pro", json!({"prompt": "an ox"})).unwrap();
    let error = client.stream(&poster).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Invalid { .. }), "{error}");
    assert!(error.to_string().contains("/images/edit"), "{error}");
    assert_eq!(hub.requests().len(), 0);
    let chat = AnyRequest::new(
        "deepseek-v4-flash",
        json!({"messages": [{"role": "user", "content": "Hi"}]}),
    );
    assert_eq!(client.stream(&chat.unwrap()).collect().await.unwrap().text(), "Hi");
    hub.inject(Fault::error(404, oxen_hub_sim::Envelope::Typed).on(ROUTE).times(1));
    let error = client.stream(&hello()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound(NotFound::Model { .. })), "{error}");
}

#[tokio::test]
async fn a_stream_that_may_have_run_is_not_requested_again() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    for status in [408, 500, 502, 503, 504] {
        hub.inject(Fault::status(status).on(ROUTE).times(1));
        let error = client.stream(&hello()).await.unwrap_err();
        assert!(error.may_have_run(), "{error}");
    }
    assert_eq!(hub.count(ROUTE), 5);
    hub.inject(Fault::status(429).header("retry-after", "0").on(ROUTE).times(1));
    assert!(client.stream(&hello()).await.is_ok(), "nothing was made");
}

#[tokio::test]
async fn a_dropped_stream_is_closed_while_it_is_idle() {
    let style = StreamStyle { pause: Duration::from_mins(10), ..StreamStyle::default() };
    let hub = Hub::builder().stream_style(style).start().await.unwrap();
    let client = client(&hub);
    let stream = client.stream(&hello()).await.unwrap();
    assert_eq!(hub.open_connections(Origin::Api), 1);
    drop(stream);
    closes(&hub).await;
}

async fn closes(hub: &Hub) {
    let patience = Instant::now() + Duration::from_secs(20);
    while hub.open_connections(Origin::Api) > 0 {
        assert!(Instant::now() < patience, "the connection stays open");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[test]
fn the_blocking_client_reads_streams() {
    let style = StreamStyle { words_per_chunk: 2, ..StreamStyle::default() };
    let hub = Hub::builder().stream_style(style).start_blocking().unwrap();
    let client = blocking::Client::new(client(&hub)).unwrap();
    let texts: Vec<String> = client
        .stream(&hello())
        .unwrap()
        .map(|chunk| chunk.unwrap().text().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    assert_eq!(texts, ["Hello, my ", "dear ox!"]);
    let mut stream = client.stream(&hello()).unwrap();
    let _ = stream.next();
    assert_eq!(stream.collect().unwrap().text(), "Hello, my dear ox!");

    // Dropped in the middle of a long answer.
    let long = DeepseekV4Flash::builder().user("ox ".repeat(200_000)).build().unwrap();
    let mut stream = client.stream(&long).unwrap();
    let _ = stream.next();
    drop(stream);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(closes(&hub));
}
