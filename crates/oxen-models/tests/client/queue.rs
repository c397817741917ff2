//! Checked requests to the queue.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use oxen_hub_sim::{End, Fault, Hub, Outcome};
use oxen_models::answers::{Images, Videos};
use oxen_models::generations::{GenerationFilter, GenerationStatus};
use oxen_models::models::bytedance_seedance_2_0_text_to_video::BytedanceSeedance2_0TextToVideo;
use oxen_models::models::flux_2_pro::Flux2Pro;
use oxen_models::{Answer, AnyRequest, ErrorKind};
use serde_json::json;

use super::client;

fn poster() -> Flux2Pro {
    Flux2Pro::builder().prompt("an ox at dawn").num_inference_steps(40).build().unwrap()
}

#[tokio::test]
async fn a_run_returns_the_media_of_its_request() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let images: Images = client
        .run(&poster())
        .generations(2)
        .on_enqueued(move |queued| tell.lock().unwrap().push(queued.id.clone()))
        .await
        .unwrap();
    let ids: Vec<_> = images.iter().map(|image| image.generation_id().unwrap().clone()).collect();
    assert_eq!(ids, *told.lock().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let paths = images.save_all(directory.path()).await.unwrap();
    let names: Vec<_> = paths.iter().map(|path| path.file_name().unwrap()).collect();
    assert_eq!(names, ["flux-2-pro-1.png", "flux-2-pro-2.png"]);

    let film = BytedanceSeedance2_0TextToVideo::builder().prompt("an ox").build().unwrap();
    let videos: Videos = client.run(&film).await.unwrap();
    assert_eq!(videos.len(), 1);
    hub.expire_links();
    assert!(!videos.first().unwrap().bytes().await.unwrap().is_empty());

    let any =
        AnyRequest::new("flux-2-pro", json!({"prompt": "an ox", "num_generations": 3})).unwrap();
    let Answer::Images(images) = client.run(&any).await.unwrap() else { panic!("no images") };
    assert_eq!(images.len(), 3);
    hub.assert_key_stayed_home();
}

#[tokio::test]
async fn unqueueable_requests_are_refused_before_sending() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let hello = json!({"messages": [{"role": "user", "content": "Hello!"}]});
    let hello = AnyRequest::new("deepseek-v4-flash", hello).unwrap();
    for error in [
        client.enqueue(&hello).await.unwrap_err(),
        client.run(&hello).await.unwrap_err(),
        client.recover(&hello, SystemTime::now()).await.unwrap_err(),
    ] {
        let ErrorKind::Invalid { violations } = error.kind() else { panic!("{error}") };
        assert!(violations[0].contains("`deepseek-v4-flash`"), "{error}");
    }
    assert_eq!(hub.requests().len(), 0);
}

#[tokio::test]
async fn an_interrupted_enqueue_is_recovered_and_waited_for() {
    let hub = Hub::builder().manual_queue().start().await.unwrap();
    let client = client(&hub);
    let since = SystemTime::now() - Duration::from_secs(1);
    hub.inject(Fault::cut(0, End::Reset).on("POST /queue").times(1));
    let error = client.enqueue(&poster()).generations(3).await.unwrap_err();
    assert!(error.may_have_run() && error.generation_ids().is_empty());
    // Another request of the same model.
    let other = Flux2Pro::builder().prompt("another ox").build().unwrap();
    client.enqueue(&other).await.unwrap();
    let found = client.recover(&poster(), since).await.unwrap();
    assert_eq!(found.len(), 3);
    hub.finish(found[0].id.as_str(), &Outcome::Failure("no luck".to_owned()));
    hub.run_queue();
    let mut ends = client.wait_all(found.iter().map(|generation| &generation.id));
    let mut failed = 0;
    while let Some(end) = ends.next().await {
        failed += usize::from(matches!(
            end.as_ref().map_err(oxen_models::Error::kind),
            Err(ErrorKind::Failed(_))
        ));
    }
    assert_eq!(failed, 1);
    assert_eq!(hub.count("POST /queue"), 2);
    let filter = GenerationFilter::new().status(GenerationStatus::Succeeded);
    let page = client.generations().list(filter).await.unwrap();
    assert_eq!(page.generations.len(), 3);
    assert_eq!(client.queue().list(GenerationFilter::new()).await.unwrap().generations, []);
}
