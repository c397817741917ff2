//! Why the hub could not be read, and what to do about it.

use std::time::Duration;

/// A failed exchange with the hub. No text in it ever contains the key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HubError {
    /// The base URL is not usable.
    #[error(
        "the address of the hub is not usable: {reason}; an example is https://hub.oxen.ai/api/ai"
    )]
    Address {
        /// What is wrong with it.
        reason: String,
    },

    /// The key can't be sent as a header.
    #[error(
        "OXEN_API_KEY has characters that no key has; copy it again, without quotes and line breaks"
    )]
    Key,

    /// The key would travel unencrypted.
    #[error("refusing to send OXEN_API_KEY unencrypted to {hub}; use https://, or unset the key")]
    Unencrypted {
        /// The hub as given.
        hub: String,
    },

    /// The HTTP client could not be set up.
    #[error("could not set up the HTTP client: {reason}")]
    Setup {
        /// Why.
        reason: String,
    },

    /// 401 or 403.
    #[error(
        "the hub answered {status} to GET {url}{}: {}",
        quoted(message),
        if *key_given { "it does not accept the key in OXEN_API_KEY; check that it is complete and still valid" }
        else { "it wants a key; set OXEN_API_KEY" }
    )]
    Unauthenticated {
        /// 401 or 403.
        status: u16,
        /// What was asked for.
        url: String,
        /// Whether a key was sent.
        key_given: bool,
        /// What the hub says, or empty.
        message: String,
    },

    /// Any other status that is not a success.
    #[error("the hub answered {status} to GET {url}{}{}", quoted(message), after(*attempts))]
    Status {
        /// The HTTP status.
        status: u16,
        /// What was asked for.
        url: String,
        /// What the hub says, or empty.
        message: String,
        /// How often it was asked.
        attempts: u32,
    },

    /// The hub asks for more patience than allowed.
    #[error(
        "the hub answered {status} to GET {url} and asks to wait {} s, but the longest wait is {} s; try again later, or raise --longest-delay",
        wait.as_secs(), longest.as_secs()
    )]
    WaitTooLong {
        /// The HTTP status.
        status: u16,
        /// What was asked for.
        url: String,
        /// What it asks for.
        wait: Duration,
        /// What is allowed.
        longest: Duration,
    },

    /// A redirect to another origin, or one too many.
    #[error("the hub redirects GET {url} to {target}, which was not followed: {reason}")]
    Redirect {
        /// What was asked for.
        url: String,
        /// The origin that it points to.
        target: String,
        /// Why it was not followed.
        reason: &'static str,
    },

    /// Something else than JSON came back.
    #[error(
        "GET {url} was answered with {found} instead of JSON; is {hub} the base URL of the API?"
    )]
    NotJson {
        /// What was asked for.
        url: String,
        /// What came back.
        found: String,
        /// The hub as given.
        hub: String,
    },

    /// The answer quotes the key, which must not get into the snapshot or a log.
    #[error("the answer to GET {url} contains the key in OXEN_API_KEY and was refused")]
    KeyInAnswer {
        /// What was asked for.
        url: String,
    },

    /// The answer exceeds the limit. It was not read to its end.
    #[error("the answer to GET {url} is larger than {} MiB and was refused", limit >> 20)]
    TooLarge {
        /// What was asked for.
        url: String,
        /// The limit in bytes.
        limit: usize,
    },

    /// No connection, or one that broke or stalled.
    #[error("GET {url} failed: {reason}{}", after(*attempts))]
    Transport {
        /// What was asked for.
        url: String,
        /// What happened.
        reason: String,
        /// How often it was tried.
        attempts: u32,
    },
}

fn quoted(message: &str) -> String {
    if message.is_empty() { String::new() } else { format!(" ({message})") }
}

fn after(attempts: u32) -> String {
    if attempts > 1 { format!(", {attempts} times in a row") } else { String::new() }
}
