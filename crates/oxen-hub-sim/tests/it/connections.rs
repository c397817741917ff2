//! Starting, stopping, the log, and reproducibility by the seed.

use oxen_hub_sim::{Hub, Origin};
use serde_json::json;

use crate::support::{client, get, listing, post, start};

#[test]
fn a_hub_needs_no_runtime_and_ends_with_its_handle() {
    let hub = Hub::start_blocking().unwrap();
    let address =
        hub.base_url().trim_start_matches("http://").trim_end_matches("/api/ai").to_owned();
    std::net::TcpStream::connect(&address).unwrap();
    drop(hub);
    std::net::TcpStream::connect(&address).unwrap_err();
}

#[tokio::test]
async fn stopping_closes_everything() {
    let hub = start().await;
    let url = format!("{}/events", hub.base_url().trim_end_matches("/ai"));
    let mut events = client().get(&url).bearer_auth(hub.key()).send().await.unwrap();
    hub.stop().await;
    assert!(events.chunk().await.is_err());
    client().get(&url).send().await.unwrap_err();
}

#[tokio::test]
async fn many_hubs_run_at_once() {
    let (first, second) = (start().await, start().await);
    post(&first, "/models/talker/favorite", &json!({})).await;
    assert!(get(&second, "/models/favorites").await.json()["data"].as_array().unwrap().is_empty());
    assert!(Hub::builder().port(port(&first)).start().await.is_err());
    let port = port(&first);
    first.stop().await;
    let again = Hub::builder().port(port).start().await.unwrap();
    assert!(again.base_url().contains(&port.to_string()));
}

fn port(hub: &Hub) -> u16 {
    hub.base_url().trim_end_matches("/api/ai").rsplit(':').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_log_records_requests_and_answers() {
    let hub = start().await;
    client();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for path in ["/models?developer_name=Ox", "/models/org%2Feditor"] {
        let request = client.get(format!("{}{path}", hub.base_url())).bearer_auth(hub.key());
        request.header("X-Ox", "1").send().await.unwrap().bytes().await.unwrap();
    }
    post(&hub, "/queue", &json!({"model": "nobody"})).await;
    hub.wait_for_requests(3).await;
    let requests = hub.requests();
    assert_eq!(requests[0].route(), "GET /models");
    assert_eq!(
        (requests[0].query.as_str(), requests[0].header("x-ox")),
        ("developer_name=Ox", Some("1"))
    );
    assert_eq!(requests[1].path, "/api/ai/models/org%2Feditor");
    assert_eq!(requests[1].connection, requests[0].connection);
    assert_ne!(requests[2].connection, requests[0].connection);
    assert_eq!((requests[2].body_size, requests[2].status), (Some(18), Some(404)));
    assert_eq!(requests[2].json().unwrap(), json!({"model": "nobody"}));
    assert!(requests[2].answered_at.unwrap() >= requests[2].received_at);
    assert!(requests[2].bytes_sent() > 100);
    assert!(!format!("{requests:?}").contains(hub.key()));
    assert_eq!((hub.count("GET /models*"), hub.count("GET /models")), (2, 1));
    assert_eq!(hub.accepted_connections(), 2);
    drop(client);
    hub.wait_until_idle().await;
    assert_eq!(hub.open_connections(Origin::Api), 0);
}

#[tokio::test]
async fn the_seed_determines_the_answers() {
    let answers = async |seed: u64| {
        let hub =
            Hub::builder().listing(listing()).manual_queue().frozen_clock(1_786_147_200).seed(seed);
        let hub = hub.start().await.unwrap();
        let painting = json!({"model": "painter", "prompt": "ox", "response_format": "b64_json"});
        [
            post(&hub, "/images/generate", &painting).await.json(),
            post(&hub, "/queue", &painting).await.json(),
            json!(hub.key()),
        ]
    };
    let first = answers(1).await;
    assert_eq!(first, answers(1).await);
    assert_ne!(first, answers(2).await);
}

#[tokio::test]
async fn requests_have_ids_of_their_own_or_generated_ones() {
    let hub = start().await;
    let id = async |own: &str| {
        let request = client().get(format!("{}/models", hub.base_url())).bearer_auth(hub.key());
        let response = request.header("x-oxen-request-id", own).send().await.unwrap();
        response.headers()["x-oxen-request-id"].to_str().unwrap().to_owned()
    };
    assert_eq!(id("ox_1-A").await, "ox_1-A");
    for refused in ["", "a b", "é", &"x".repeat(129)] {
        assert_eq!(id(refused).await.len(), 36, "{refused}");
    }
}

#[tokio::test]
async fn debug_output_does_not_contain_the_key() {
    let hub = start().await;
    get(&hub, "/models").await;
    let text = format!("{hub:?} {:?} {:?}", hub.requests(), hub.key_leaks());
    assert!(text.contains(&hub.base_url()) && !text.contains(hub.key()), "{text}");
}

#[tokio::test]
async fn the_log_keeps_only_the_last_requests() {
    let hub = Hub::builder().listing(listing()).log_limit(2).start().await.unwrap();
    for id in ["talker", "painter", "filmer"] {
        get(&hub, &format!("/models/{id}")).await;
    }
    hub.wait_for_requests(3).await;
    let kept: Vec<_> =
        hub.requests().iter().map(|request| (request.number, request.route())).collect();
    assert_eq!(kept, [(1, "GET /models/painter".to_owned()), (2, "GET /models/filmer".to_owned())]);
}
