//! The checks of links in answers.

use reqwest::Url;

use crate::address::is_loopback;
use crate::client::Inner;
use crate::error::Error;
use crate::transport::{Failure, origin};

/// Parses a link from an answer, and checks that a download may follow it.
pub(super) fn read(client: &Inner, link: &str) -> Result<Url, Error> {
    let url =
        client.base.join(link).ok_or_else(|| Error::malformed("", "a link that is not a URL"))?;
    if may_follow(client, &url) {
        return Ok(url);
    }
    let refused = Failure::Redirected { origin: origin(&url), status: None };
    Err(refused.into_error(client.key.as_ref()).0)
}

/// Returns whether a download may request this URL: over `https`, or unencrypted if the hub is requested so too.
pub(super) fn may_follow(client: &Inner, url: &Url) -> bool {
    let has_user = !url.username().is_empty() || url.password().is_some();
    let is_open = url.scheme() == "http"
        && (client.base.has_origin_of(url) || client.base.is_loopback() && is_loopback(url));
    !has_user && (url.scheme() == "https" || is_open)
}
