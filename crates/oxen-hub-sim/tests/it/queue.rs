//! The queue, its events, and the history.

use std::collections::HashSet;
use std::time::Duration;

use oxen_hub_sim::{Fault, Hub, Origin, Outcome};
use serde_json::{Value, json};

use crate::support::{client, download, get, listing, post, try_request};

async fn manual() -> Hub {
    Hub::builder().listing(listing()).manual_queue().start().await.unwrap()
}

async fn enqueue(hub: &Hub, body: &Value) -> Vec<String> {
    let answer = post(hub, "/queue", body).await.json();
    let generations = answer["generations"].as_array().unwrap_or_else(|| panic!("{answer}"));
    assert!(generations.iter().all(|generation| generation["status"] == "queued"));
    generations
        .iter()
        .map(|generation| generation["generation_id"].as_str().unwrap().to_owned())
        .collect()
}

fn painting() -> Value {
    json!({"model": "painter", "prompt": "ox", "steps": 4})
}

#[tokio::test]
async fn a_generation_goes_through_its_states() {
    let hub = manual().await;
    let id = &enqueue(&hub, &painting()).await[0];
    let path = format!("/queue/{id}");
    let queued = get(&hub, &path).await.json();
    assert_eq!((&queued["status"], &queued["model_name"]), (&json!("queued"), &json!("painter")));
    assert_eq!((&queued["prompt"], &queued["steps"]), (&json!("ox"), &json!(4)));
    assert_eq!(queued["target_namespace"], "ox");
    hub.begin(id);
    let processing = get(&hub, &path).await.json();
    assert_eq!(processing["status"], "processing");
    assert!(processing["started_at"].is_u64() && processing["completed_at"].is_null());
    hub.run_queue();
    let succeeded = get(&hub, &path).await.json();
    assert_eq!(succeeded["status"], "succeeded");
    assert_eq!(download(succeeded["result_url"].as_str().unwrap()).await.status, 200);
    assert_eq!(get(&hub, "/queue/nothing").await.status, 404);
}

#[tokio::test]
async fn generations_end_by_themselves() {
    let hub =
        Hub::builder().listing(listing()).queue_latency(Duration::ZERO).start().await.unwrap();
    let mut events = listen(&hub).await;
    let ids =
        enqueue(&hub, &json!({"model": "filmer", "prompt": "ox", "num_generations": 3})).await;
    let mut seen = HashSet::new();
    while seen.len() < 3 {
        let event = events.next().await;
        assert_eq!(event["status"], "succeeded");
        assert_eq!(event["media_type"], "video");
        seen.insert(event["generation_id"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen, ids.into_iter().collect());
}

#[tokio::test]
async fn only_model_number_and_credits_are_checked_at_enqueue() {
    let hub = manual().await;
    for (body, part) in [
        (json!({"model": "nobody"}), "Model not found: nobody"),
        (json!({"model": "talker"}), ":unsupported_media_type"),
        (json!({"model": "singer"}), ":unsupported_media_type"),
        (
            json!({"model": "painter", "num_generations": 5}),
            "num_generations must be an integer between 1 and 4",
        ),
        (json!({"model": "painter", "num_generations": "2"}), "num_generations"),
        (json!({}), "You must specify a model to call"),
    ] {
        let answer = post(&hub, "/queue", &body).await;
        assert!(matches!(answer.status, 400 | 404));
        let detail = answer.json()["error"]["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(part), "{body}: {detail}");
    }
    let id = &enqueue(&hub, &json!({"model": "painter", "prompt": "ox", "steps": "many"})).await[0];
    hub.run_queue();
    let failed = get(&hub, &format!("/queue/{id}")).await.json();
    assert_eq!(failed["status"], "failed");
    let message = failed["error_message"].as_str().unwrap();
    assert!(
        message.starts_with("Getting model response error: 422 - ") && message.contains("/steps"),
        "{message}"
    );

    let hub = Hub::builder().listing(listing()).max_generations(12).start().await.unwrap();
    assert_eq!(enqueue(&hub, &json!({"model": "painter", "num_generations": 12})).await.len(), 12);
}

#[tokio::test]
async fn credits_may_run_out_when_a_generation_runs() {
    let hub =
        Hub::builder().listing(listing()).manual_queue().credits(50_000).start().await.unwrap();
    let ids =
        enqueue(&hub, &json!({"model": "painter", "prompt": "ox", "num_generations": 2})).await;
    hub.run_queue();
    let second = get(&hub, &format!("/generations/{}", ids[1])).await.json();
    assert_eq!(second["generation"]["error_message"], "Insufficient credits");
    assert_eq!(second["generation"]["cost"], Value::Null);
    let history = get(&hub, "/generations").await.json();
    assert_eq!(history["total_cost"], "0.04");
    let hub = Hub::builder().listing(listing()).credits(0).start().await.unwrap();
    assert_eq!(post(&hub, "/queue", &painting()).await.status, 402);
}

#[tokio::test]
async fn cancelling_ends_only_active_generations() {
    let hub = manual().await;
    let ids =
        enqueue(&hub, &json!({"model": "painter", "prompt": "ox", "num_generations": 2})).await;
    hub.finish(&ids[0], &Outcome::Failure("no luck".to_owned()));
    for id in &ids {
        let answer =
            try_request(&hub, "DELETE", &format!("/queue/{id}"), None).await.unwrap().json();
        assert_eq!(answer, json!({"status": "success", "generation_id": id}));
    }
    hub.run_queue();
    let statuses: Vec<_> =
        hub.generations().iter().map(|generation| generation["status"].clone()).collect();
    assert_eq!(statuses, ["failed", "cancelled"]);
    assert_eq!(try_request(&hub, "DELETE", "/queue/nothing", None).await.unwrap().status, 404);
}

#[tokio::test]
async fn listings_are_filtered_capped_and_paged() {
    let hub =
        Hub::builder().listing(listing()).manual_queue().listing_cap(3).start().await.unwrap();
    let paintings =
        json!({"model": "painter", "prompt": "ox", "num_generations": 4, "target_repo": "art"});
    let ids = enqueue(&hub, &paintings).await;
    let film = json!({"model": "filmer", "prompt": "ox", "target_namespace": "herd"});
    let film = enqueue(&hub, &film).await.remove(0);
    hub.finish(&ids[0], &Outcome::Natural);
    for (path, count) in [
        ("/queue", 3),
        ("/queue?status=succeeded", 1),
        ("/queue?namespace=herd", 1),
        ("/queue?model=filmer", 1),
        ("/queue?media_type=image", 3),
        ("/queue?repo=art&status=queued", 3),
        ("/queue?folder=art", 0),
        ("/generations", 5),
        ("/generations?status=queued&media_type=video", 1),
        ("/generations?page=2&page_size=3", 2),
        ("/generations?page=9", 0),
    ] {
        let answer = get(&hub, path).await.json();
        assert_eq!(answer["count"], count, "{path}");
        assert_eq!(answer["generations"].as_array().unwrap().len(), count, "{path}");
    }
    let page = get(&hub, "/generations?page_size=2").await.json();
    assert_eq!((&page["total_pages"], &page["total_entries"]), (&json!(3), &json!(5)));
    assert_eq!(page["generations"][0]["generation_id"], json!(film));
    assert_eq!(get(&hub, "/generations?page_size=1001").await.status, 400);
    assert_eq!(get(&hub, "/generations?page=0").await.status, 400);
}

/// The event stream of a hub.
struct Events {
    response: reqwest::Response,
    text: String,
}

impl Events {
    /// Returns the text up to the next blank line.
    async fn text(&mut self) -> String {
        loop {
            if let Some((text, rest)) = self.text.split_once("\n\n") {
                let (text, rest) = (text.to_owned(), rest.to_owned());
                self.text = rest;
                return text;
            }
            let chunk = self.response.chunk().await.unwrap().expect("the stream goes on");
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    async fn next(&mut self) -> Value {
        let text = self.text().await;
        let data = text.strip_prefix("event: media_generation_completed\ndata: ");
        serde_json::from_str(data.unwrap_or_else(|| panic!("{text}"))).unwrap()
    }
}

async fn listen(hub: &Hub) -> Events {
    let url = format!("{}/events", hub.base_url().trim_end_matches("/ai"));
    let ask = async || client().get(&url).bearer_auth(hub.key()).send().await.unwrap();
    let mut response = ask().await;
    while response.status() == 503 {
        response = ask().await;
    }
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    Events { response, text: String::new() }
}

#[tokio::test]
async fn listeners_receive_the_ends_of_generations() {
    let hub = manual().await;
    let ids =
        enqueue(&hub, &json!({"model": "painter", "prompt": "ox", "num_generations": 4})).await;
    hub.finish(&ids[0], &Outcome::Natural);
    let mut events = listen(&hub).await;
    let mut second = listen(&hub).await;
    try_request(&hub, "DELETE", &format!("/queue/{}", ids[1]), None).await.unwrap();
    hub.finish(&ids[2], &Outcome::Failure("no luck".to_owned()));
    hub.finish(&ids[3], &Outcome::Natural);
    hub.finish(&ids[3], &Outcome::Natural);
    let failed = events.next().await;
    assert_eq!(
        failed,
        json!({"generation_id": ids[2], "status": "failed", "media_type": "image", "error": "no luck"})
    );
    let succeeded = events.next().await;
    assert_eq!(
        (&succeeded["generation_id"], &succeeded["model"]),
        (&json!(ids[3]), &json!("painter"))
    );
    assert_eq!(download(succeeded["url"].as_str().unwrap()).await.status, 200);
    assert_eq!(second.next().await, failed);
    hub.send_events("event: other\ndata: x\n\n");
    assert_eq!(events.text().await, "event: other\ndata: x");
}

#[tokio::test]
async fn idle_event_streams_are_kept_alive_and_seen_to_close() {
    let hub = Hub::builder()
        .listing(listing())
        .keep_alive(Duration::from_millis(1))
        .start()
        .await
        .unwrap();
    let mut events = listen(&hub).await;
    assert_eq!(events.text().await, ": keep-alive");
    assert_eq!(hub.open_connections(Origin::Api), 1);
    drop(events);
    hub.wait_until_idle().await;
}

#[tokio::test]
async fn events_are_lost_as_requested() {
    let hub = manual().await;
    let mut events = listen(&hub).await;
    hub.lose_events(1.0);
    let ids =
        enqueue(&hub, &json!({"model": "painter", "prompt": "ox", "num_generations": 2})).await;
    hub.finish(&ids[0], &Outcome::Natural);
    hub.lose_events(0.0);
    hub.finish(&ids[1], &Outcome::Natural);
    assert_eq!(events.next().await["generation_id"], json!(ids[1]));
}

#[tokio::test]
async fn a_restart_drops_events_and_keeps_generations() {
    let hub = manual().await;
    let mut events = listen(&hub).await;
    let ids = enqueue(&hub, &json!({"model": "painter", "prompt": "ox"})).await;
    hub.restart().await;
    assert!(events.response.chunk().await.is_err());
    assert_eq!(hub.open_connections(Origin::Api), 0);
    hub.run_queue();
    let mut events = listen(&hub).await;
    let second = enqueue(&hub, &json!({"model": "painter", "prompt": "ox"})).await;
    hub.run_queue();
    assert_eq!(events.next().await["generation_id"], json!(second[0]));
    assert_eq!(get(&hub, &format!("/queue/{}", ids[0])).await.json()["status"], "succeeded");
}

#[tokio::test]
async fn events_can_be_early_or_repeated() {
    let hub = manual().await;
    let mut events = listen(&hub).await;
    let id = enqueue(&hub, &painting()).await.remove(0);
    hub.announce(&id);
    hub.announce(&id);
    let early = events.next().await;
    assert_eq!((&early["generation_id"], &early["status"]), (&json!(id), &json!("succeeded")));
    assert_eq!(download(early["url"].as_str().unwrap()).await.status, 200);
    assert_eq!(events.next().await["generation_id"], json!(id));
    assert_eq!(get(&hub, &format!("/queue/{id}")).await.json()["status"], "queued");
}

/// Supports tests of waiting: many generations, restarts, lost events, capped listings and failing GETs at once.
#[tokio::test]
async fn a_thousand_generations_end_despite_all_faults() {
    let hub =
        Hub::builder().listing(listing()).queue_latency(Duration::from_millis(5)).listing_cap(100);
    let hub = hub
        .fault(Fault::status(503).on("GET").share(0.1))
        .max_generations(12)
        .start()
        .await
        .unwrap();
    hub.lose_events(0.5);
    let mut events = listen(&hub).await;
    let body = json!({"model": "painter", "prompt": "ox", "num_generations": 10});
    let mut ids = HashSet::new();
    for batch in 0..100 {
        ids.extend(enqueue(&hub, &body).await);
        if batch % 20 == 10 {
            hub.restart().await;
            events = listen(&hub).await;
        }
    }
    assert_eq!(ids.len(), 1000);
    let mut open = ids.clone();
    while !open.is_empty() {
        for id in open.clone() {
            let answer = get(&hub, &format!("/queue/{id}")).await;
            if answer.status == 200 && answer.json()["status"] == "succeeded" {
                open.remove(&id);
            }
        }
    }
    hub.clear_faults();
    drop(events);
    let listed = get(&hub, "/queue?status=succeeded").await.json();
    assert_eq!(listed["count"], 100);
    let history = get(&hub, "/generations?page_size=1000").await.json();
    let shown: HashSet<_> = history["generations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|generation| generation["generation_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(shown, ids);
    hub.wait_until_idle().await;
}
