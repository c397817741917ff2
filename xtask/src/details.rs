//! Fetching the details of the models of a listing, and deciding which failures concern a single model.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use oxen_hub::ErrorKind;
use oxen_schema::Diagnostic;
use oxen_schema::catalog::{Listing, MAX_BYTES, read_model};
use oxen_schema::model::{Model, ModelId};

use crate::environment::Environment;
use crate::error::Error;
use crate::hub::{Hub, Notice};
use crate::progress::Progress;

/// The largest size of the details of all models together, in bytes.
const MAX_DETAILS: usize = 16 * MAX_BYTES;

/// The number of models in a row whose details don't arrive after which the hub counts as down.
const MAX_IN_A_ROW: usize = 20;

/// The details of a model, or the reason why they can't be used.
pub(crate) type Details = Result<(Model, Vec<Diagnostic>), String>;

/// Fetches the details of each model of the listing; at most `jobs` are requested at a time.
///
/// An answer that is unusable, or still missing after all repetitions, concerns its model alone. The whole fetch fails
/// if that happens to more than half of the models, or if the answers for [`MAX_IN_A_ROW`] models in a row are missing,
/// because requesting all others would take hours. A failure that concerns the caller rather than a model ends it at once.
pub(crate) async fn details(
    hub: &Hub,
    jobs: usize,
    listing: &Listing,
    environment: &Environment,
) -> Result<BTreeMap<ModelId, Details>, Error> {
    let asked = listing.models().len();
    let progress = Progress::start(asked, &environment.console());
    let guard = environment.key_guard();
    let notice: Notice = Arc::new({
        let bar = progress.clone();
        move |text: &str| bar.notice(text)
    });
    let (hub, bar, notice, guard) = (&hub, &progress, &notice, &guard);
    let requests = listing.models().iter().map(|model| &model.id).map(|id| async move {
        let details = match hub.model(id.as_str(), notice).await {
            Ok(text) => guard
                .ensure_absent(&text, &format!("/models/{id}"))
                .and_then(|()| read_details(id, &text))
                .map(|read| (read, text.len())),
            Err(error) => Err(error),
        };
        bar.advance();
        (id.clone(), details)
    });
    let mut details = BTreeMap::new();
    let mut bytes = 0_usize;
    let mut first_failure = None;
    let (mut failures, mut in_a_row) = (0, 0);
    let mut answers = stream::iter(requests).buffer_unordered(jobs.max(1));
    while let Some((id, answer)) = answers.next().await {
        let answer = match answer {
            Ok((read, length)) => {
                bytes = bytes.saturating_add(length);
                in_a_row = 0;
                Ok(read)
            }
            Err(error) if is_about_one_model(&error) => {
                let reason = error_chain(&error);
                failures += 1;
                in_a_row = if is_no_answer(&error) { in_a_row + 1 } else { 0 };
                if in_a_row == MAX_IN_A_ROW {
                    return Err(error);
                }
                first_failure.get_or_insert(error);
                Err(reason)
            }
            Err(error) => return Err(error),
        };
        if bytes > MAX_DETAILS {
            return Err(Error::TooMuchDetail { limit: MAX_DETAILS });
        }
        details.insert(id, answer);
    }
    match first_failure {
        Some(error) if failures * 2 > asked => Err(error),
        _ => Ok(details),
    }
}

fn read_details(id: &ModelId, text: &str) -> Result<(Model, Vec<Diagnostic>), Error> {
    let read = read_model(text).map_err(|source| Error::Details { id: id.to_string(), source })?;
    if read.0.id == *id {
        Ok(read)
    } else {
        Err(Error::OtherModel { asked: id.to_string(), answered: read.0.id.to_string() })
    }
}

/// Returns whether a failure to get details may be due to the requested model.
///
/// Failures that every other model would have too don't count: a refused key (401, 403), a rate limit (429), a hub that
/// has moved (redirects) or can't be reached. Nor does an answer that quotes the key: that has to be investigated.
fn is_about_one_model(error: &Error) -> bool {
    match error {
        Error::Hub { source, .. } => matches!(
            source.kind(),
            ErrorKind::NotFound(_)
                | ErrorKind::Refused { .. }
                | ErrorKind::Malformed { .. }
                | ErrorKind::TooLarge { .. }
                | ErrorKind::Hub { .. }
                | ErrorKind::Interrupted
                | ErrorKind::Timeout { .. }
        ),
        Error::Details { .. } | Error::OtherModel { .. } => true,
        _ => false,
    }
}

/// Returns whether the hub has not answered, or a proxy has answered in its place.
fn is_no_answer(error: &Error) -> bool {
    let Error::Hub { source, .. } = error else { return false };
    match source.kind() {
        ErrorKind::Interrupted | ErrorKind::Timeout { .. } => true,
        ErrorKind::Hub { .. } => matches!(source.status(), Some(502..=504)),
        _ => false,
    }
}

/// Returns the error with its causes, on one line.
fn error_chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
