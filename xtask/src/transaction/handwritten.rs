//! The protection of hand-written content when an interrupted change is completed.
//!
//! Anyone can change a journal in the workspace. The commands write generated files as a whole, and only the generated
//! part of other files; so no other change is completed.

use crate::changelog;
use crate::features;
use crate::owned_path::{BASE_SCHEMAS, CHANGELOG, FEATURES_MANIFEST, OwnedPath, RULES};

/// Returns whether at least a part of a file is hand-written.
pub(super) fn is_by_hand(path: &OwnedPath) -> bool {
    path.as_str() == FEATURES_MANIFEST
        || path.as_str() == CHANGELOG
        || path.is_below(BASE_SCHEMAS)
        || path.is_below(RULES)
}

/// Returns whether a change of a hand-written file, from its present to its new content, keeps what is written by hand.
pub(super) fn is_kept(path: &OwnedPath, present: Option<&str>, new: Option<&str>) -> bool {
    match (present, new) {
        // An absent file has no hand-written part, and a present one must not be removed.
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
