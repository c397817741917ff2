//! Options of a single call, which override those of its client.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::Error;
use crate::retry::RetryPolicy;

/// A callback before a repetition: the error of the attempt, and the pause before the next.
pub(crate) type OnRetry = dyn Fn(&Error, Duration) + Send + Sync;

/// The options of a single call, which override those of its client. Every call has them as methods too.
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) answer_timeout: Option<Duration>,
    pub(crate) body_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) allow_repeat: bool,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) on_retry: Option<Arc<OnRetry>>,
}

/// Headers that only the client sets.
const RESERVED: [&str; 8] = [
    "authorization",
    "proxy-authorization",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "content-type",
    "accept-encoding",
];

impl CallOptions {
    /// Sets the time limit for the head of an answer, and again for its whole body unless it is streamed or downloaded.
    #[must_use]
    pub fn answer_timeout(mut self, limit: Duration) -> Self {
        self.answer_timeout = Some(limit);
        self
    }

    /// Sets the limit of silence within the body of the answer, which is not one for the whole body.
    #[must_use]
    pub fn body_timeout(mut self, limit: Duration) -> Self {
        self.body_timeout = Some(limit);
        self
    }

    /// Sets the time limit for the call with all its attempts and pauses.
    #[must_use]
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// Sets the retry policy.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Allows a request that may have run to be sent again, at the risk of a second result and a second charge.
    #[must_use]
    pub fn allow_repeat(mut self) -> Self {
        self.allow_repeat = true;
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets a callback that runs before each repetition, with the error of the attempt and the pause.
    #[must_use]
    pub fn on_retry(mut self, callback: impl Fn(&Error, Duration) + Send + Sync + 'static) -> Self {
        self.on_retry = Some(Arc::new(callback));
        self
    }

    pub(crate) fn add_headers(&self, headers: &mut HeaderMap) -> Result<(), Error> {
        for (name, value) in &self.headers {
            let refuse = |reason: &str| {
                let name = oxen_schema::text::excerpt(name);
                Error::configuration(format!("the header `{name}` can't be sent: {reason}"))
            };
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| refuse("its name is not a valid header name"))?;
            if RESERVED.contains(&name.as_str()) {
                return Err(refuse("only the client sets it"));
            }
            let value = HeaderValue::from_str(value)
                .map_err(|_| refuse("its value has characters that a header can't carry"))?;
            headers.insert(name, value);
        }
        Ok(())
    }

    /// Returns the options of a further call of the same whole, whose deadline has run since `started`.
    pub(crate) fn after(mut self, started: Instant) -> Self {
        self.deadline = self.deadline.map(|limit| limit.saturating_sub(started.elapsed()));
        self
    }

    pub(crate) fn policy(&self, default: RetryPolicy) -> RetryPolicy {
        let policy = self.retry.unwrap_or(default);
        RetryPolicy { allow_repeat: policy.allow_repeat || self.allow_repeat, ..policy }
    }
}

/// Omits the values of headers, which may be secrets.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("CallOptions")
            .field("answer_timeout", &self.answer_timeout)
            .field("body_timeout", &self.body_timeout)
            .field("deadline", &self.deadline)
            .field("retry", &self.retry)
            .field("allow_repeat", &self.allow_repeat)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

/// Defines the setters of [`CallOptions`] for a call that holds `options`.
#[doc(hidden)]
#[macro_export]
macro_rules! call_options {
    ($($path:tt)+) => {
        /// Replaces all settings of the call.
        pub fn options(mut self, options: $crate::CallOptions) -> Self {
            self.$($path)+ = options;
            self
        }

        /// Sets the time limit for the head of an answer, and again for its whole body unless it is streamed or downloaded.
        pub fn answer_timeout(mut self, limit: std::time::Duration) -> Self {
            self.$($path)+ = self.$($path)+.answer_timeout(limit);
            self
        }

        /// Sets the limit of silence within the body of the answer, which is not one for the whole body.
        pub fn body_timeout(mut self, limit: std::time::Duration) -> Self {
            self.$($path)+ = self.$($path)+.body_timeout(limit);
            self
        }

        /// Sets the time limit for the call with all its attempts and pauses.
        pub fn deadline(mut self, limit: std::time::Duration) -> Self {
            self.$($path)+ = self.$($path)+.deadline(limit);
            self
        }

        /// Sets the retry policy.
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.$($path)+ = self.$($path)+.retry(policy);
            self
        }

        /// Allows a request that may have run to be sent again, at the risk of a second result and a second charge.
        pub fn allow_repeat(mut self) -> Self {
            self.$($path)+ = self.$($path)+.allow_repeat();
            self
        }

        /// Adds a header.
        pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            self.$($path)+ = self.$($path)+.header(name, value);
            self
        }

        /// Sets a callback that runs before each repetition, with the error of the attempt and the pause.
        pub fn on_retry(
            mut self,
            callback: impl Fn(&$crate::Error, std::time::Duration) + Send + Sync + 'static,
        ) -> Self {
            self.$($path)+ = self.$($path)+.on_retry(callback);
            self
        }
    };
}
pub(crate) use crate::call_options;
