//! The stream of events: raw, and as used by waits.

use std::sync::Arc;
use std::time::Duration;

use oxen_hub::events::Event;
use oxen_hub::generations::GenerationId;
use oxen_hub::{Client, ErrorKind, SystemClock, Timeouts};
use oxen_hub_sim::{End, Fault, Hub, Origin, Outcome};

use crate::support::{builder, client, enqueue, hub, prompt};

async fn manual() -> Hub {
    hub().manual_queue().start().await.unwrap()
}

/// Returns a client that never reaches its second round of polling, so that only events end its waits.
fn patient(hub: &Hub) -> Client {
    #[derive(Debug)]
    struct Patient;
    impl oxen_hub::Clock for Patient {
        fn now(&self) -> std::time::SystemTime {
            std::time::SystemTime::now()
        }
        fn chance(&self) -> f64 {
            0.0
        }
        fn pause(&self, length: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
            let is_round =
                length > Duration::from_millis(2900) && length < Duration::from_millis(3100);
            let length = if is_round { Duration::from_hours(1) } else { length / 100 };
            Box::pin(tokio::time::sleep(length))
        }
    }
    builder(hub).clock(Arc::new(Patient)).build().unwrap()
}

/// Waits until the client has connected and polled once.
async fn looked(hub: &Hub) {
    while hub.count("GET /queue") == 0 || hub.open_connections(Origin::Api) < 2 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn next(events: &mut oxen_hub::events::Events) -> Event {
    events.next().await.unwrap().unwrap()
}

#[tokio::test]
async fn the_raw_stream_yields_every_event_and_reconnects() {
    let hub = manual().await;
    let client = client(&hub);
    let id = enqueue(&client, 1).await.remove(0);
    let mut events = client.events();
    assert!(matches!(next(&mut events).await, Event::Connected));
    hub.send_events(": nothing\n\nevent: deployment\ndata: {}\n\ndata: plain\n\n");
    let Event::Other { name, data } = next(&mut events).await else { panic!() };
    assert_eq!((name.as_str(), data.as_str()), ("deployment", "{}"));
    let Event::Other { name, .. } = next(&mut events).await else { panic!() };
    assert_eq!(name, "message");
    for malformed in ["{", "[]", "{\"generation_id\": 7}", "{}"] {
        hub.send_events(&format!("event: media_generation_completed\ndata: {malformed}\n\n"));
        assert!(matches!(next(&mut events).await, Event::Other { .. }), "{malformed}");
    }
    hub.finish(id.as_str(), &Outcome::Natural);
    let Event::Completed(completion) = next(&mut events).await else { panic!() };
    assert_eq!(completion.id, id);
    assert!(completion.url.is_some() && completion.model.as_deref() == Some("painter"));
    hub.send_events(&format!("event: x\ndata: {}\n\n", hub.key()));
    let Event::Other { data, .. } = next(&mut events).await else { panic!() };
    assert_eq!(data, "[the key]");

    hub.restart().await;
    assert!(matches!(next(&mut events).await, Event::Disconnected(_)));
    assert!(matches!(next(&mut events).await, Event::Connected));
    hub.inject(Fault::status(404).on("GET /api/events").times(2));
    hub.restart().await;
    for _ in 0..3 {
        assert!(matches!(next(&mut events).await, Event::Disconnected(_)));
    }
    assert!(matches!(next(&mut events).await, Event::Connected));
    hub.inject(Fault::status(401).on("GET /api/events"));
    hub.restart().await;
    assert!(matches!(next(&mut events).await, Event::Disconnected(_)));
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Authentication { key_sent: true });
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn an_invalid_or_silent_stream_is_opened_again() {
    let hub = manual().await;
    let timeouts = {
        let mut timeouts = Timeouts::default();
        timeouts.events = Duration::from_millis(60);
        timeouts
    };
    let client = builder(&hub).timeouts(timeouts).build().unwrap();
    hub.inject(Fault::answer(200, "text/html", "<html>").on("GET /api/events").times(1));
    hub.inject(Fault::answer(200, "application/json", "{}").on("GET /api/events").times(1));
    let endless = vec![b'x'; (1 << 20) + 10];
    hub.inject(Fault::answer(200, "text/event-stream", endless).on("GET /api/events").times(1));
    let mut events = client.events();
    for _ in 0..2 {
        let Event::Disconnected(error) = next(&mut events).await else { panic!() };
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
    }
    assert!(matches!(next(&mut events).await, Event::Connected));
    let Event::Disconnected(error) = next(&mut events).await else { panic!() };
    assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
    // Keep-alives come every 15 s, which is longer than this client's limit of silence.
    assert!(matches!(next(&mut events).await, Event::Connected));
    let Event::Disconnected(error) = next(&mut events).await else { panic!() };
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{error}");
}

#[tokio::test]
async fn keep_alives_keep_the_connection() {
    let hub = hub().manual_queue().keep_alive(Duration::from_millis(20)).start().await.unwrap();
    let timeouts = {
        let mut timeouts = Timeouts::default();
        timeouts.events = Duration::from_millis(500);
        timeouts
    };
    let client = builder(&hub).timeouts(timeouts).build().unwrap();
    let mut events = client.events();
    assert!(matches!(next(&mut events).await, Event::Connected));
    let nothing = tokio::time::timeout(Duration::from_millis(1500), events.next()).await;
    assert!(nothing.is_err());
    assert_eq!(hub.count("GET /api/events"), 1);
}

#[tokio::test]
async fn an_event_ends_a_wait_before_polling_does() {
    let hub = manual().await;
    let client = patient(&hub);
    let id = enqueue(&client, 1).await.remove(0);
    let ending = async {
        looked(&hub).await;
        hub.send_events(
            "event: media_generation_completed\ndata: {\"generation_id\": \"foreign\"}\n\n",
        );
        hub.send_events("event: media_generation_completed\ndata: {{{\n\n");
        hub.finish(id.as_str(), &Outcome::Natural);
        // The event comes a second time.
        hub.announce(id.as_str());
    };
    let (generation, ()) = tokio::join!(client.wait(&id).into_future(), ending);
    assert!(generation.unwrap().completed_at.is_some());
    assert_eq!(hub.count("GET /queue/*"), 1);
    // One more if the connection was established only after the first poll.
    assert!(hub.count("GET /queue") <= 2);
}

#[tokio::test]
async fn an_event_ahead_of_its_record_is_used_after_some_tries() {
    let hub = manual().await;
    let client = patient(&hub);
    let id = enqueue(&client, 1).await.remove(0);
    let early = async {
        looked(&hub).await;
        hub.announce(id.as_str());
    };
    let (generation, ()) = tokio::join!(client.wait(&id).into_future(), early);
    let generation = generation.unwrap();
    assert!(generation.result_url.is_some());
    assert_eq!(generation.parameters["prompt"], "an ox");
    assert_eq!(hub.count("GET /queue/*"), 4);
    // The same if the record can't be fetched at all.
    let id = enqueue(&client, 1).await.remove(0);
    let before = hub.count("GET /queue");
    hub.inject(Fault::status(503).on("GET /queue/*"));
    let early = async {
        while hub.count("GET /queue") == before {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        looked(&hub).await;
        let data = format!(
            "{{\"generation_id\": \"{id}\", \"status\": \"failed\", \"error\": \"no luck\"}}"
        );
        hub.send_events(&format!("event: media_generation_completed\ndata: {data}\n\n"));
    };
    let (error, ()) = tokio::join!(client.wait(&id).into_future(), early);
    let error = error.unwrap_err();
    let ErrorKind::Failed(generation) = error.kind() else { panic!("{error}") };
    assert_eq!(generation.error_message.as_deref(), Some("no luck"));
}

#[tokio::test]
async fn the_link_of_an_event_replaces_one_missing_from_the_record() {
    let hub = manual().await;
    let client = patient(&hub);
    let id = enqueue(&client, 1).await.remove(0);
    let record = format!("{{\"generation_id\": \"{id}\", \"status\": \"succeeded\"}}");
    let ending = async {
        looked(&hub).await;
        hub.inject(Fault::answer(200, "application/json", record).on("GET /queue/*"));
        hub.finish(id.as_str(), &Outcome::Natural);
    };
    let (generation, ()) = tokio::join!(client.wait(&id).into_future(), ending);
    assert!(generation.unwrap().download(&client).bytes().await.unwrap().starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn an_event_that_comes_before_its_id_is_not_lost() {
    let hub = manual().await;
    let client = patient(&hub);
    // The event overtakes the answer to the enqueue.
    hub.inject(Fault::delay(Duration::from_millis(100)).on("POST /queue"));
    let ending = async {
        while hub.generations().is_empty() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        hub.run_queue();
    };
    let (generations, ()) =
        tokio::join!(client.run("painter", &prompt("ox")).into_future(), ending);
    assert_eq!(generations.unwrap().len(), 1);
    assert_eq!((hub.count("GET /queue/*"), hub.count("GET /queue")), (1, 0));
}

#[tokio::test]
async fn a_stream_that_keeps_closing_does_not_delay_waits() {
    let hub = manual().await;
    hub.inject(Fault::lasting(Duration::from_millis(50)).on("GET /api/events"));
    let client = client(&hub);
    let ids = enqueue(&client, 20).await;
    let ending = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        hub.run_queue();
    };
    let waiting = async {
        let mut ends = client.wait_all(&ids);
        let mut count = 0;
        while let Some(end) = ends.next().await {
            end.unwrap();
            count += 1;
        }
        count
    };
    let (count, ()) = tokio::join!(waiting, ending);
    assert_eq!(count, 20);
}

#[tokio::test]
async fn a_silent_endpoint_delays_nothing() {
    let hub = manual().await;
    hub.inject(Fault::cut(0, End::Silence).on("GET /api/events"));
    let client = builder(&hub).connect_timeout(Duration::from_millis(100)).build().unwrap();
    let ending = async {
        while hub.generations().is_empty() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        hub.run_queue();
    };
    let (generations, ()) =
        tokio::join!(client.run("painter", &prompt("ox")).into_future(), ending);
    assert_eq!(generations.unwrap().len(), 1);
}

#[tokio::test]
async fn waits_share_one_connection_for_events() {
    let hub = manual().await;
    let client = builder(&hub).clock(Arc::new(SystemClock)).build().unwrap();
    let ids = enqueue(&client, 8).await;
    let waits: Vec<_> = ids
        .iter()
        .map(|id: &GenerationId| tokio::spawn(client.clone().wait(id).into_future()))
        .collect();
    looked(&hub).await;
    hub.run_queue();
    for wait in waits {
        assert!(wait.await.unwrap().is_ok());
    }
    assert_eq!(hub.count("GET /api/events"), 1);
    assert_eq!(hub.count("GET /queue/*"), 8);
}

/// A clock whose long pauses last until they are released.
#[derive(Debug)]
struct Held(tokio::sync::watch::Receiver<bool>);

impl oxen_hub::Clock for Held {
    fn now(&self) -> std::time::SystemTime {
        std::time::SystemTime::now()
    }
    fn chance(&self) -> f64 {
        0.0
    }
    fn pause(&self, length: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut released = self.0.clone();
        Box::pin(async move {
            if length > Duration::from_secs(30) {
                let _ = released.wait_for(|released| *released).await;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        })
    }
}

#[tokio::test]
async fn an_event_does_not_shorten_the_time_that_the_hub_asks_to_wait() {
    for status in [429, 503] {
        let hub = manual().await;
        let (release, released) = tokio::sync::watch::channel(false);
        let client = builder(&hub).clock(Arc::new(Held(released))).build().unwrap();
        let id = enqueue(&client, 1).await.remove(0);
        hub.inject(Fault::status(status).header("retry-after", "50").on("GET /queue").times(1));
        let ending = async {
            looked(&hub).await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            hub.finish(id.as_str(), &Outcome::Natural);
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert_eq!((hub.count("GET /queue"), hub.count("GET /queue/*")), (1, 0), "{status}");
            release.send_replace(true);
        };
        let (generation, ()) = tokio::join!(client.wait(&id).into_future(), ending);
        assert!(generation.is_ok());
        assert_eq!(hub.count("GET /queue/*"), 1);
    }
}
