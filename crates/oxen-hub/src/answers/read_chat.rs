//! Reading chat completions.

use std::time::Duration;

use super::chat::ChatCompletion;
use super::{Answer, json, sealed};
use crate::client::{Answered, Client, Timeouts};
use crate::error::Error;

impl sealed::Sealed for ChatCompletion {}

impl Answer for ChatCompletion {
    const IS_MEDIA: bool = false;
    const FROM_STREAM: Option<fn(Self) -> Self> = Some(|answer| answer);

    fn head_timeout(timeouts: &Timeouts) -> Duration {
        timeouts.chat
    }

    fn read(answered: Answered, client: &Client) -> Result<Self, Error> {
        let key = client.inner.key.as_ref();
        // An answer of the expected shape is read in a single pass.
        let mut completion = match serde_json::from_str::<Self>(json::text(&answered, key)?) {
            Ok(completion) if completion.choices.is_some() => {
                json::refuse_envelope(&completion.extra, &answered, key)?;
                completion
            }
            _ => Self::from_map(json::read_object(&answered, key)?),
        };
        if completion.choices.is_none() {
            let found = completion.extra.get("choices").map_or_else(
                || "no choices".to_owned(),
                |found| json::quote(found.to_string().as_bytes(), key),
            );
            return Err(Error::malformed("/choices", found));
        }
        completion.meta = answered.meta;
        completion.record_usage(&tracing::Span::current());
        Ok(completion)
    }
}
