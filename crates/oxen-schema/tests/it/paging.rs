//! Signs that an answer is a part of a listing, in the spellings of common servers.

use oxen_schema::paging::Continuation;
use serde_json::{Value, json};

/// Returns the sign that a listing of two entries on one page has.
fn find(answer: &Value) -> Option<Continuation> {
    Continuation::find(answer.as_object().unwrap(), 2, 1)
}

#[test]
fn a_part_of_a_listing_is_recognized() {
    for (answer, next) in [
        (
            json!({"links": [{"rel": "self", "href": "/a"}, {"rel": "next", "href": "/b"}]}),
            Some("/b"),
        ),
        (json!({"_links": [{"rel": ["Next"], "url": "?page=2"}]}), Some("?page=2")),
        (json!({"meta": {"link": [{"rel": "last next", "href": "x"}]}}), None),
        (json!({"@odata.nextLink": "https://x/models?$skip=2"}), Some("https://x/models?$skip=2")),
        (json!({"@odata.count": 2, "paging": {"link_next": "/b"}}), Some("/b")),
        (json!({"has_more_pages": true}), None),
        (json!({"hasMoreResults": "true"}), None),
        (json!({"moreResultsAvailable": 1}), None),
        (json!({"totalElements": 500}), None),
        (json!({"total_objects": 3}), None),
        (json!({"total": {"value": 500, "relation": "eq"}}), None),
        (json!({"hits": {"total": {"value": 3}}}), None),
        (json!({"last": false}), None),
        (json!({"page": {"isLast": false}}), None),
        (json!({"done": false}), None),
        (json!({"size": 3}), None),
        (json!({"size": 3, "total_time_ms": 12, "total": null, "last": "b"}), None),
        (json!({"no_more": false}), None),
        (json!({"moreavailable": true}), None),
        (json!({"ISMORE": "true"}), None),
    ] {
        let found = find(&answer).unwrap_or_else(|| panic!("{answer}"));
        assert_eq!(found.next.as_deref(), next, "{answer}");
    }
}

#[test]
fn a_whole_listing_is_recognized() {
    for answer in [
        json!({"links": []}),
        json!({"links": [{"rel": "self", "href": "/a"}, {"rel": "next", "href": null}, "next"]}),
        json!({"links": {"self": "/a", "next": null}, "has_more_pages": false}),
        json!({"@odata.nextLink": null, "@odata.context": "$metadata#models", "@odata.count": 2}),
        json!({"totalElements": 2, "totalPages": 1, "last": true, "first": true, "size": 20, "number": 0}),
        json!({"total": {"value": 2, "relation": "eq"}, "took": 5}),
        json!({"total": 2, "size": 100, "usage": {"total_tokens": 500}}),
        json!({"last": "/models?page=1", "more_info": "https://x/docs", "last_id": "b"}),
        json!({"last_page": 1, "context": "models", "isLast": "", "done": true}),
        json!({"items": [{"rel": "next", "href": "/x"}]}),
        json!({"no_more": true, "noMoreResults": true, "no_next": true}),
        json!({"learn_more": "See docs.example.com/models", "more_info": "docs/models"}),
    ] {
        assert_eq!(find(&answer), None, "{answer}");
    }
}
