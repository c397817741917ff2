//! Reading hub answers, and the snapshot.
