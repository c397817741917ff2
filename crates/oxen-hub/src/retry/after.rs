//! Parsing of `Retry-After`.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Returns the time to wait according to the values of `Retry-After`, each of which is a number of seconds or a date.
///
/// A date that has passed means now. Values that can't be read, negative ones among them, count as absent; of several
/// readable ones the longest counts.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use oxen_hub::retry_after;
///
/// let now = SystemTime::now();
/// assert_eq!(retry_after(["7"], now), Some(Duration::from_secs(7)));
/// assert_eq!(retry_after(["Sun, 06 Nov 1994 08:49:37 GMT"], now), Some(Duration::ZERO));
/// assert_eq!(retry_after(["soon"], now), None);
/// ```
pub fn retry_after<'a>(
    values: impl IntoIterator<Item = &'a str>,
    now: SystemTime,
) -> Option<Duration> {
    values.into_iter().filter_map(|value| one(value.trim(), now)).max()
}

/// Returns the time to wait by the headers of an answer. A date counts from the answer's own, because the server's clock
/// may differ from this machine's, which is `now`.
pub(crate) fn wait_of(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let values = headers.get_all(RETRY_AFTER).iter().filter_map(|value| value.to_str().ok());
    let date = headers.get(DATE).and_then(|value| value.to_str().ok());
    let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
    retry_after(values, date.unwrap_or(now))
}

fn one(text: &str, now: SystemTime) -> Option<Duration> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than fit into a number count as the maximum.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}
