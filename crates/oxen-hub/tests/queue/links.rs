//! Links to results that have expired.

use oxen_hub::answers::Images;
use oxen_hub::generations::Generation;
use oxen_hub::{Client, ErrorKind};
use oxen_hub_sim::{Fault, Hub};

use crate::support::{client, enqueue, error_ids, hub};

/// Returns a succeeded generation, whose link has expired since.
async fn expired(hub: &Hub, client: &Client) -> Generation {
    let id = enqueue(client, 1).await.remove(0);
    let generation = client.wait(&id).await.unwrap();
    hub.expire_links();
    generation
}

#[tokio::test]
async fn an_expired_link_is_renewed_once() {
    let hub = hub().start().await.unwrap();
    let client = client(&hub);
    let generation = expired(&hub, &client).await;
    let before = hub.count("GET /queue/*");
    let bytes = generation.download(&client).bytes().await.unwrap();
    assert!(bytes.starts_with(b"\x89PNG"));
    let images = Images::of_generations(&client, &[generation]);
    let directory = tempfile::tempdir().unwrap();
    let paths = images.save_all(directory.path()).await.unwrap();
    assert_eq!(paths[0].file_name().unwrap(), "painter-1.png");
    assert_eq!(hub.count("GET /queue/*"), before + 2);
    hub.assert_key_stayed_home();
}

#[tokio::test]
async fn an_expired_fresh_link_is_reported_as_such() {
    for status in [403, 404, 410] {
        let hub = hub().start().await.unwrap();
        let client = client(&hub);
        let generation = expired(&hub, &client).await;
        let before = hub.requests().len();
        hub.inject(Fault::status(status).on("GET /api/repos/*"));
        let error = generation.download(&client).bytes().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::LinkExpired { is_renewed: true });
        assert_eq!(error_ids(&error), [generation.id.to_string()]);
        assert_eq!(hub.requests().len(), before + 3);
    }
}

#[tokio::test]
async fn other_failures_do_not_renew_the_link() {
    let hub = hub().start().await.unwrap();
    let client = client(&hub);
    let id = enqueue(&client, 1).await.remove(0);
    let generation = client.wait(&id).await.unwrap();
    let before = hub.count("GET /queue/*");
    for fault in [
        Fault::status(400),
        Fault::answer(200, "text/html", "<html>"),
        Fault::answer(200, "image/png", "not a picture"),
        Fault::status(401),
    ] {
        hub.inject(fault.on("GET /api/repos/*").times(3));
        let error = generation.download(&client).bytes().await.unwrap_err();
        assert_eq!(error_ids(&error), [id.to_string()], "{error}");
        hub.clear_faults();
    }
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    generation.download(&client).save(&file).await.unwrap();
    let images = Images::of_generations(&client, std::slice::from_ref(&generation));
    let mut without_link = generation.clone();
    without_link.result_url = None;
    for error in [
        generation.download(&client).save(&file).await.unwrap_err(),
        images.save_all(file.join("below")).await.unwrap_err(),
        without_link.download(&client).bytes().await.unwrap_err(),
    ] {
        assert_eq!(error_ids(&error), [id.to_string()], "{error}");
    }
    assert_eq!(hub.count("GET /queue/*"), before);
    // The record is gone, or has no link any more.
    hub.expire_links();
    hub.inject(Fault::status(404).on("GET /queue/*").times(1));
    let error = generation.download(&client).bytes().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound(_)), "{error}");
    let record = format!("{{\"generation_id\": \"{id}\", \"status\": \"succeeded\"}}");
    hub.inject(Fault::answer(200, "application/json", record).on("GET /queue/*"));
    let error = generation.download(&client).bytes().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::LinkExpired { is_renewed: false });
}
