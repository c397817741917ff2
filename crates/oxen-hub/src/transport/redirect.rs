//! Redirects, which are restricted because the key may be sent along.

use reqwest::header::{HeaderMap, IF_RANGE, LOCATION, RANGE};
use reqwest::{Method, Response, StatusCode, Url};

use super::{Failure, Outgoing};

pub(super) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Returns the target of a redirect, or the failure if it must not be followed.
pub(super) fn target(
    response: &Response,
    request: &Outgoing,
    may_follow: &impl Fn(&Url) -> bool,
) -> Result<Url, Failure> {
    let status = response.status();
    let refused = |origin| Failure::Redirected { origin, status: Some(status.as_u16()) };
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let Some(target) = location.and_then(|location| request.url.join(location).ok()) else {
        return Err(refused(None));
    };
    let has_user = !target.username().is_empty() || target.password().is_some();
    // 301, 302 and 303 would turn other methods into a GET.
    let keeps_method = matches!(status.as_u16(), 307 | 308) || request.method == Method::GET;
    if has_user || !keeps_method || !may_follow(&target) {
        return Err(refused(origin(&target)));
    }
    Ok(target)
}

/// Removes the headers that are meant for one origin alone.
pub(super) fn strip(headers: &mut HeaderMap) {
    let mut kept = HeaderMap::new();
    for name in [RANGE, IF_RANGE] {
        kept.extend(headers.remove(&name).map(|value| (name, value)));
    }
    *headers = kept;
}

/// Returns the origin of a URL, if it has one.
pub(crate) fn origin(url: &Url) -> Option<String> {
    let origin = url.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}
