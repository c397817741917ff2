//! The base URL of the hub, and the URLs of its endpoints.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;

use crate::error::Error;
use crate::key::variable;

/// The environment variable of the base URL.
const VARIABLE: &str = "OXEN_BASE_URL";

/// The path of the API if a base URL has none.
const API: &str = "/api/ai";

/// The length limit of a path segment, in bytes; longer ids are refused.
const MAX_SEGMENT: usize = 1024;

/// The base URL of a hub.
///
/// ```
/// use oxen_hub::BaseUrl;
///
/// let base: BaseUrl = "https://hub.oxen.ai".parse()?;
/// assert_eq!(base.to_string(), "https://hub.oxen.ai/api/ai");
/// # Ok::<(), oxen_hub::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// The public hub.
    pub const DEFAULT: &'static str = "https://hub.oxen.ai/api/ai";

    /// Parses a base URL; `/api/ai` is added if it has no path.
    ///
    /// A proxy may put a path before it, as in `https://proxy.example/oxen/api/ai`: it stays before every path of the
    /// hub. Where another path than `/api/ai` is at its end, calls of paths that lie beside it, such as `/api/events`,
    /// are refused.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) unless it is an `http` or `https` URL without user name,
    /// query and fragment.
    pub fn new(text: &str) -> Result<Self, Error> {
        let refuse = |reason: &str| {
            let example = Self::DEFAULT;
            Err(Error::configuration(format!(
                "the base URL of the hub is not usable: {reason}; an example is {example}"
            )))
        };
        let mut url = match Url::parse(text.trim()) {
            Ok(url) => url,
            Err(error) => return refuse(&error.to_string()),
        };
        if !matches!(url.scheme(), "http" | "https") {
            return refuse("it must start with https:// or http://");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse(
                "it must not contain a user name or password; the key goes into OXEN_API_KEY",
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("it must not have a query or fragment");
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(if path.is_empty() { API } else { &path });
        Ok(Self(url))
    }

    /// Reads `OXEN_BASE_URL`; returns `None` if it is not set or blank.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) if the variable isn't Unicode or isn't a base URL.
    pub fn from_env() -> Result<Option<Self>, Error> {
        variable(VARIABLE)?.map(|text| Self::new(&text)).transpose()
    }

    /// Returns whether the hub is on this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Returns whether requests to the hub are encrypted or stay on this machine.
    pub fn is_confidential(&self) -> bool {
        self.0.scheme() == "https" || self.is_loopback()
    }

    /// Returns the host of the URL; empty if it has none.
    pub(crate) fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    pub(crate) fn has_origin_of(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }

    /// Returns the path before `/api/ai`, which is empty unless a proxy has one; `None` if the base URL ends otherwise.
    fn prefix(&self) -> Option<&str> {
        self.0.path().strip_suffix(API)
    }

    /// Returns the URL of a path below the base URL; a path that starts with `/api/` replaces the base's `/api/ai`.
    pub(crate) fn at(&self, path: &ApiPath) -> Result<Url, Error> {
        let base = if path.escaped.starts_with("/api/") {
            self.prefix().ok_or_else(|| {
                Error::configuration(format!(
                    "`{}` lies beside the base URL, and {self} does not end in {API}; use a base URL that does",
                    oxen_schema::text::excerpt(&path.escaped)
                ))
            })?
        } else {
            self.0.path()
        };
        let mut url = self.0.clone();
        url.set_path(&format!("{base}{}", path.escaped));
        Ok(url)
    }

    /// Resolves a link from an answer, which may be relative, against the base URL.
    pub(crate) fn join(&self, link: &str) -> Option<Url> {
        self.0.join(&self.behind_proxy(link.trim())).ok()
    }

    /// Adds the path of a proxy to a path of the hub, which knows nothing of it.
    fn behind_proxy<'a>(&self, link: &'a str) -> Cow<'a, str> {
        let prefix = self.prefix().unwrap_or_default();
        let is_behind = link.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
        if is_behind || !link.starts_with("/api/") {
            return link.into();
        }
        format!("{prefix}{link}").into()
    }

    /// Resolves the URL of a next page; returns `None` unless it is on this origin and has no credentials.
    pub(crate) fn continuation(&self, from: &Url, next: &str) -> Option<Url> {
        let url = from.join(&self.behind_proxy(next)).ok()?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        (self.has_origin_of(&url) && is_plain).then_some(url)
    }
}

impl Default for BaseUrl {
    fn default() -> Self {
        // A test checks that `DEFAULT` is a valid URL.
        Self(Url::parse(Self::DEFAULT).unwrap_or_else(|_| unreachable!("a constant URL")))
    }
}

impl FromStr for BaseUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str())
    }
}

/// Returns whether a URL's host is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// The path of an endpoint: escaped for the wire, and as a template for messages.
#[derive(Clone, Debug)]
pub(crate) struct ApiPath {
    escaped: String,
    pub(crate) template: &'static str,
}

impl ApiPath {
    /// Creates a path without parameters.
    pub(crate) fn fixed(path: &'static str) -> Self {
        Self { escaped: path.to_owned(), template: path }
    }

    /// Creates a path such as `/models/{id}/favorite`, with its parameter as one escaped segment.
    pub(crate) fn with_id(template: &'static str, id: &str) -> Result<Self, Error> {
        let escaped = escape(id).map_err(|reason| {
            let id = oxen_schema::text::excerpt(id);
            Error::invalid_argument(
                template,
                format!("the id `{id}` can't be part of a path: {reason}"),
            )
        })?;
        Ok(Self { escaped: template.replace("{id}", &escaped), template })
    }

    /// Checks a path written by the user, which must be escaped already.
    pub(crate) fn raw(path: &str) -> Result<Self, Error> {
        const TEMPLATE: &str = "a raw path";
        let refuse = |reason: &str| {
            let path = oxen_schema::text::excerpt(path);
            Err(Error::invalid_argument(
                TEMPLATE,
                format!("`{path}` is not a path of the API: {reason}"),
            ))
        };
        if !path.starts_with('/') || path.starts_with("//") {
            return refuse("it must start with one `/`");
        }
        if !path.bytes().all(|byte| byte.is_ascii_graphic())
            || path.contains(['\\', '#', '?', '"', '<', '>', '`'])
        {
            return refuse("it must be percent-encoded and have no query; add one with `query`");
        }
        let is_dots = |segment: &str| {
            matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
        };
        if path.split('/').any(is_dots) {
            return refuse("it must not contain the segments `.` and `..`");
        }
        Ok(Self { escaped: path.to_owned(), template: TEMPLATE })
    }
}

/// Escapes one segment of a path.
fn escape(segment: &str) -> Result<String, &'static str> {
    if segment.is_empty() {
        return Err("it is empty");
    }
    if matches!(segment, "." | "..") {
        return Err("it would change the path");
    }
    if segment.len() > MAX_SEGMENT {
        return Err("it is longer than 1,024 bytes");
    }
    let mut escaped = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:@!$'()*,;".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    Ok(escaped)
}
