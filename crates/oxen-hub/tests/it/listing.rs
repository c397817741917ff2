//! Listings: complete, or refused.

use std::time::Duration;

use oxen_hub::models::ModelFilter;
use oxen_hub::{Error, ErrorKind};
use serde_json::{Value, json};

use crate::support::server::{Reply, Server};
use crate::support::{KEY, assert_no_key, client, run, shown};

fn list(server: &Server) -> Result<Vec<String>, Error> {
    let client = client(&server.url());
    let listing = run(async { client.models().list(ModelFilter::new()).await })?;
    Ok(listing.models().iter().map(|model| model.id().to_owned()).collect())
}

/// Returns a listing of one model with further properties.
fn with(beside: &Value) -> Reply {
    let mut listing = json!({"object": "list", "data": [{"id": "a"}]});
    listing.as_object_mut().unwrap().extend(beside.as_object().unwrap().clone());
    Reply::json(listing.to_string())
}

#[test]
fn signs_of_more_entries_make_a_listing_incomplete() {
    for beside in [
        json!({"has_more": true}),
        json!({"has_more": "true"}),
        json!({"has_more": 1}),
        json!({"hasMore": true}),
        json!({"HAS-MORE": "yes"}),
        json!({"next": 2}),
        json!({"next": "https://elsewhere.example/models?page=2"}),
        json!({"next_cursor": "abc"}),
        json!({"nextPageToken": "abc"}),
        json!({"links": {"next": "http://"}}),
        json!({"meta": {"has_more": true, "total": 500}}),
        json!({"pagination": {"page_number": 1, "page_size": 1, "total_pages": 9}}),
        json!({"pagination": {"total_entries": "500"}}),
        json!({"total_count": 500}),
        json!({"total": 2}),
        json!({"count": 1.5}),
        json!({"total_pages": 3.0}),
        json!({"truncated": true}),
        json!({"response_metadata": {"a": {"next_cursor": "x"}}}),
    ] {
        let server = Server::start(move |_, _| with(&beside));
        let error = list(&server).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Incomplete { .. }), "{error}");
        assert_eq!(server.count(), 1, "{error}");
    }
    // A sign is a text of the answer as well.
    let server = Server::start(|_, _| with(&json!({format!("next_{KEY}"): 1})));
    assert_no_key(&shown(&list(&server).unwrap_err()));
    let next = |value: &str| with(&json!({})).header("link", value);
    for reply in [
        next("<https://elsewhere.example/models?fields=id,name&page=2>; rel=next"),
        next("https://elsewhere.example/models; rel=next"),
        next("<https://elsewhere.example/models"),
        next("</models>; rel=\"next"),
        next("</models>; rel=self </models?page=2>; rel=next"),
        next("</models>x; rel=self"),
        with(&json!({})).header("x-total-count", "2"),
        with(&json!({})).header("x-total-count", "many"),
        with(&json!({})).header("x-next-page", "2"),
        with(&json!({})).header("x-next-page", "https://elsewhere.example/models"),
        with(&json!({})).header("content-range", "items 0-0/2"),
        with(&json!({})).header("content-range", "items 0-0/*"),
        with(&json!({})).header("link", "<https://elsewhere.example/models?page=2>; rel=\"next\""),
        Reply::status(206, r#"{"data":[{"id":"a"}]}"#).header("content-range", "bytes 0-9/100"),
        Reply::status(203, r#"{"data":[{"id":"a"}]}"#),
    ] {
        let server = Server::start(move |_, _| reply.clone());
        let error = list(&server).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Incomplete { .. }), "{error}");
        let client = client(&server.url());
        let part = run(async { client.models().list(ModelFilter::new()).partial().await }).unwrap();
        assert_eq!((part.models().len(), part.missing().is_some()), (1, true));
    }
}

#[test]
fn signs_of_the_end_leave_a_listing_complete() {
    for beside in [
        json!({}),
        json!({"has_more": false, "next": null, "next_cursor": "", "links": {"next": null}}),
        json!({"has_more": "false", "total": 1, "count": 1, "total_pages": 1, "page_number": 1}),
        json!({"pagination": {"total_entries": 1}, "truncated": 0, "links": {"self": "/models"}}),
        json!({"first_id": "a", "last_id": "a", "has_more": null}),
    ] {
        let server = Server::start(move |_, _| {
            with(&beside)
                .header(
                    "link",
                    "</models>; rel=\"self\"; title=\"a, <b>; rel=next\", </last>; rel=last,",
                )
                .header("x-total-count", "1")
                .header("x-next-page", "")
                .header("content-range", "items 0-0/1")
        });
        assert_eq!(list(&server).unwrap(), ["a"]);
    }
}

#[test]
fn pages_on_the_origin_are_followed() {
    let server = Server::start(|request, _| match request.target.as_str() {
        "/api/ai/models" => Reply::json(
            r#"{"object":"list","data":[{"id":"a"}],"total":3,"total_pages":3,"next":"/api/ai/models?page=2"}"#,
        ),
        "/api/ai/models?page=2" => {
            Reply::json(r#"{"data":[{"id":"b"}],"total":3,"total_pages":3}"#)
                .header("link", "<?page=3>; rel=\"prev next\"")
        }
        "/api/ai/models?page=3" => {
            Reply::json(r#"{"data":[{"id":"c"}],"total":3,"total_pages":3,"next":null}"#)
        }
        other => panic!("{other}"),
    });
    assert_eq!(list(&server).unwrap(), ["a", "b", "c"]);
    assert!(server.received().iter().all(|request| request.header("authorization").is_some()));
    let client = client(&server.url());
    let document = run(client.models().list(ModelFilter::new()).document()).unwrap();
    let expected = json!({"object": "list", "data": [{"id": "a"}, {"id": "b"}, {"id": "c"}]});
    assert_eq!(serde_json::from_str::<Value>(document.text()).unwrap(), expected);
}

#[test]
fn links_in_any_form_are_followed() {
    for link in [
        "</api/ai/models?fields=id,name&page=2>; rel=\"next\"",
        "<?page=2>; title=\"a,b\"; rel=\"next\"",
        "<?page=2>; title=\"a \\\" ;b\"; REL = next",
        "<?page=2>;rel='next'",
        "<?page=2>; title=\"\u{e9}\"; rel=\"prev next\"",
        "</api/ai/models>; rel=self, <?page=2>; x; rel=next; rel=self",
    ] {
        let server = Server::start(move |request, _| match request.target.as_str() {
            "/api/ai/models" => with(&json!({})).header("link", link),
            other if other.contains("page=2") => Reply::json(r#"{"data":[{"id":"b"}]}"#),
            other => panic!("{other}"),
        });
        assert_eq!(list(&server).unwrap(), ["a", "b"], "{link}");
    }
    let server = Server::start(|request, _| match request.target.as_str() {
        "/api/ai/models" => with(&json!({})).header("x-next-page", "?page=2"),
        _ => Reply::json(r#"{"data":[{"id":"b"}]}"#).header("x-total-count", "2"),
    });
    assert_eq!(list(&server).unwrap(), ["a", "b"]);
}

#[test]
fn endless_pages_are_refused() {
    // A page that refers to itself.
    let server = Server::start(|_, _| with(&json!({"next": "/api/ai/models?page=2"})));
    let error = list(&server).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Incomplete { .. }), "{error}");
    assert_eq!(server.count(), 2);
    // An endless sequence of pages.
    let server = Server::start(|request, _| {
        let page: u32 = request.target.split('=').nth(1).map_or(1, |page| page.parse().unwrap());
        with(&json!({"next": format!("/api/ai/models?page={}", page + 1)}))
    });
    let error = list(&server).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Incomplete { .. }), "{error}");
    assert_eq!(server.count(), 100);
    // A page that is not a listing.
    let server = Server::start(|_, earlier| match earlier {
        0 => with(&json!({"next": "?page=2"})),
        _ => Reply::json("[]"),
    });
    assert!(matches!(
        list(&server).unwrap_err().kind(),
        ErrorKind::Malformed { .. } | ErrorKind::Incomplete { .. }
    ));
}

#[test]
fn filters_and_searches_are_sent_as_queries() {
    let server =
        Server::start(|_, _| Reply::json(r#"{"models":[{"name":"a","json_request_schema":{}}]}"#));
    let client = client(&server.url());
    let models = client.models();
    run(async {
        let filter = ModelFilter::new().developer("Black Forest Labs").action("generate");
        let listing = models.list(filter).await.unwrap();
        assert_eq!(listing.models()[0].id(), "a");
        assert!(listing.models()[0].schema().is_some());
        models.search("an ox & more").await.unwrap();
        models.featured().await.unwrap();
        models.favorites().await.unwrap();
    });
    let targets: Vec<_> = server.received().into_iter().map(|request| request.target).collect();
    assert_eq!(
        targets,
        [
            "/api/ai/models?developer_name=Black+Forest+Labs&action=generate",
            "/api/ai/models/search?search=an+ox+%26+more",
            "/api/ai/models/featured",
            "/api/ai/models/favorites",
        ]
    );
}

#[test]
fn documents_that_are_not_listings_are_malformed() {
    for body in [
        "{}",
        "[]",
        "7",
        r#"{"data":{}}"#,
        r#"{"data":[7]}"#,
        r#"{"data":[{}]}"#,
        r#"{"data":[{"id":""}]}"#,
    ] {
        let server = Server::start(move |_, _| Reply::json(body));
        let error = list(&server).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{body}: {error}");
    }
    let server = Server::start(|_, _| Reply::json(r#"{"data":[]}"#));
    assert!(list(&server).unwrap().is_empty());
}

#[test]
fn a_deadline_is_that_of_all_pages() {
    let server = Server::start(|_, _| {
        let number = fastrand::u64(..);
        with(&json!({"next": format!("/api/ai/models?page={number}")}))
            .delayed(Duration::from_millis(100))
    });
    let client = client(&server.url());
    let call = client.models().list(ModelFilter::new()).deadline(Duration::from_secs(1));
    let error = run(async { call.await }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{error}");
    assert!(server.count() <= 20);
}
