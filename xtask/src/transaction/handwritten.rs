//! What of an interrupted change is taken on trust: nothing that concerns what people have written.
//!
//! A journal lies in the workspace for anyone to change. The commands write generated files whole, and of others only
//! the part that is theirs; so nothing else is completed.

use crate::changelog;
use crate::features;
use crate::owned_path::{BASE_SCHEMAS, CHANGELOG, FEATURES_MANIFEST, OwnedPath, RULES};

/// Returns whether a change of a file, from its present to its new content, leaves what is written by hand as it is.
pub(super) fn is_kept(path: &OwnedPath, present: Option<&str>, new: Option<&str>) -> bool {
    let is_by_hand = path.as_str() == FEATURES_MANIFEST
        || path.as_str() == CHANGELOG
        || path.is_below(BASE_SCHEMAS)
        || path.is_below(RULES);
    match (present, new) {
        _ if !is_by_hand => true,
        // A file that is not there has nothing by hand in it, and none that is there goes.
        (present, None) => present.is_none(),
        (None, Some(_)) => path.as_str() != FEATURES_MANIFEST,
        (Some(present), Some(new)) => match path.as_str() {
            FEATURES_MANIFEST => features::differ_only_in_features(present, new),
            CHANGELOG => changelog::by_hand(present) == changelog::by_hand(new),
            _ => same_json(present, new),
        },
    }
}

fn same_json(present: &str, new: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    read(present).is_some_and(|present| read(new) == Some(present))
}
