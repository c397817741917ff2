//! The `format` keyword.

mod date_time;

use std::net::{Ipv4Addr, Ipv6Addr};

use fluent_uri::{Iri, IriRef, Uri, UriRef};

/// A format of strings that is checked.
///
/// Other formats of JSON Schema (`email`, `hostname`, `regex` …) are reported as not checked.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Format {
    /// `2026-08-08`, RFC 3339.
    Date,
    /// `2026-08-08T12:00:00Z`, RFC 3339.
    DateTime,
    /// `12:00:00Z`, RFC 3339.
    Time,
    /// Four numbers with dots.
    Ipv4,
    /// RFC 4291.
    Ipv6,
    /// RFC 3987, with a scheme.
    Iri,
    /// RFC 3987, with or without a scheme.
    IriReference,
    /// RFC 6901.
    JsonPointer,
    /// RFC 3986, with a scheme: a URL or a `data:` URI.
    Uri,
    /// RFC 3986, with or without a scheme.
    UriReference,
    /// RFC 4122, with hyphens.
    Uuid,
}

impl Format {
    const EVERY: [Self; 11] = [
        Self::Date,
        Self::DateTime,
        Self::Time,
        Self::Ipv4,
        Self::Ipv6,
        Self::Iri,
        Self::IriReference,
        Self::JsonPointer,
        Self::Uri,
        Self::UriReference,
        Self::Uuid,
    ];

    /// Returns its name in JSON Schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Time => "time",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Iri => "iri",
            Self::IriReference => "iri-reference",
            Self::JsonPointer => "json-pointer",
            Self::Uri => "uri",
            Self::UriReference => "uri-reference",
            Self::Uuid => "uuid",
        }
    }

    /// Returns the format with this name, if it is checked.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|format| format.name() == name)
    }

    /// Describes the format within a sentence: "a URI such as …".
    pub(crate) fn explanation(self) -> &'static str {
        match self {
            Self::Date => "a date such as 2026-08-08",
            Self::DateTime => "a date and time such as 2026-08-08T12:00:00Z",
            Self::Time => "a time with an offset such as 12:00:00Z",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Iri => "an IRI such as https://example.com/ox.png",
            Self::IriReference => "an IRI reference",
            Self::JsonPointer => "a JSON pointer such as /a/0",
            Self::Uri => "a URI such as https://example.com/ox.png or data:image/png;base64,…",
            Self::UriReference => "a URI reference",
            Self::Uuid => "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
        }
    }

    /// Returns whether the text is in this format.
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Date => date_time::is_date(text),
            Self::DateTime => date_time::is_date_time(text),
            Self::Time => date_time::is_time(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Iri => Iri::parse(text).is_ok(),
            Self::IriReference => IriRef::parse(text).is_ok(),
            Self::JsonPointer => is_json_pointer(text),
            Self::Uri => Uri::parse(text).is_ok(),
            Self::UriReference => UriRef::parse(text).is_ok(),
            Self::Uuid => is_uuid(text),
        }
    }
}

/// Returns whether the text is empty, or segments that start with `/` and have `~` only in `~0` and `~1`.
fn is_json_pointer(text: &str) -> bool {
    (text.is_empty() || text.starts_with('/'))
        && text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']))
}

/// Returns whether the text is groups of 8, 4, 4, 4 and 12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let mut groups = text.split('-');
    GROUPS.into_iter().all(|length| {
        groups.next().is_some_and(|group| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    }) && groups.next().is_none()
}
