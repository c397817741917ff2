//! Settings of a client.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::{Client, Inner, Limits, Timeouts};
use crate::address::BaseUrl;
use crate::error::Error;
use crate::key::ApiKey;
use crate::retry::{Clock, RetryPolicy, SystemClock};
use crate::transport::{Configure, Transport};
use crate::waits::Registry;

impl Client {
    /// Creates a client from the environment: `OXEN_API_KEY`, and `OXEN_BASE_URL` if it is set.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) if there is no key, or one of the two can't be used.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().env()?.require_key().build()
    }

    /// Returns a builder with the default settings: the public hub, without a key.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }
}

/// Settings of a client: the public hub, no key, and the documented defaults unless set otherwise.
///
/// ```
/// use std::time::Duration;
///
/// use oxen_hub::{Client, RetryPolicy};
///
/// let client = Client::builder()
///     .base_url("http://127.0.0.1:4000")?
///     .key("oxen-key-0123456789abcdef")?
///     .retry(RetryPolicy::default().repetitions(2))
///     .build()?;
/// assert_eq!(client.base_url().to_string(), "http://127.0.0.1:4000/api/ai");
/// # Ok::<(), oxen_hub::Error>(())
/// ```
#[must_use]
pub struct ClientBuilder<C = Client> {
    base: Option<BaseUrl>,
    key: Option<ApiKey>,
    requires_key: bool,
    namespace: Option<String>,
    timeouts: Timeouts,
    limits: Limits,
    retry: RetryPolicy,
    user_agent: Option<String>,
    plain_hosts: Vec<String>,
    clock: Arc<dyn Clock>,
    configure: Option<Box<Configure>>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Starts with the defaults; `Client::builder` does the same.
    #[allow(clippy::new_without_default, reason = "a client's `builder` is the way to one")]
    pub fn new() -> Self {
        Self {
            base: None,
            key: None,
            requires_key: false,
            namespace: None,
            timeouts: Timeouts::default(),
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            user_agent: None,
            plain_hosts: Vec::new(),
            clock: Arc::new(SystemClock),
            configure: None,
            client: PhantomData,
        }
    }

    /// Takes `OXEN_API_KEY` and `OXEN_BASE_URL` from the environment, where they are set.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) if one of the two can't be used.
    pub fn env(mut self) -> Result<Self, Error> {
        if let Some(key) = ApiKey::from_env()? {
            self.key = Some(key);
        }
        if let Some(base) = BaseUrl::from_env()? {
            self.base = Some(base);
        }
        Ok(self)
    }

    /// Makes [`build`](Self::build) fail without a key.
    pub fn require_key(mut self) -> Self {
        self.requires_key = true;
        self
    }

    /// Sets the key.
    ///
    /// # Errors
    ///
    /// As [`ApiKey::new`].
    pub fn key(mut self, key: &str) -> Result<Self, Error> {
        self.key = Some(ApiKey::new(key)?);
        Ok(self)
    }

    /// Sets the key.
    pub fn api_key(mut self, key: ApiKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Sets the base URL.
    ///
    /// # Errors
    ///
    /// As [`BaseUrl::new`].
    pub fn base_url(mut self, url: &str) -> Result<Self, Error> {
        self.base = Some(BaseUrl::new(url)?);
        Ok(self)
    }

    /// Sets the namespace of requests that set no `target_namespace`: where results are kept, and who is billed.
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Sets the time limits.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets the time limit of connecting.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.connect = limit;
        self
    }

    /// Sets the size limits of answers.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the retry policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Adds a program's name to the user agent, such as `poster-maker/1.2`.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// Allows unencrypted `http` to this host, which may be another machine. Anyone on the network path can read the key.
    pub fn allow_plain_http(mut self, host: impl Into<String>) -> Self {
        self.plain_hosts.push(host.into());
        self
    }

    /// Sets the clock, which also provides the jitter of pauses, for tests.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Changes the builder of reqwest 0.13, for proxies, certificates, DNS and pools.
    ///
    /// Redirects, retries and the key stay under the client's control.
    #[cfg(feature = "reqwest-0_13")]
    pub fn reqwest(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.configure = Some(Box::new(configure));
        self
    }

    /// Builds the client, which connects on its first call.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) if the base URL is plain `http` to another machine, a key is
    /// required and missing, or there is no TLS provider.
    pub fn build(self) -> Result<C, Error> {
        let user_agent = self.user_agent_text()?;
        let base = self.base.unwrap_or_default();
        if self.requires_key && self.key.is_none() {
            return Err(Error::configuration("there is no key; set OXEN_API_KEY"));
        }
        let is_allowed = self.plain_hosts.iter().any(|host| host.eq_ignore_ascii_case(base.host()));
        if !base.is_confidential() && !is_allowed {
            return Err(Error::configuration(format!(
                "refusing to talk to {base} unencrypted; use https://, or allow its host with `allow_plain_http`"
            )));
        }
        let transport =
            Transport::new(&user_agent, self.timeouts.connect, self.configure.as_deref())?;
        let client = Client {
            inner: Arc::new(Inner {
                transport,
                base,
                key: self.key,
                namespace: self.namespace,
                timeouts: self.timeouts,
                limits: self.limits,
                retry: self.retry,
                clock: self.clock,
                registry: Registry::default(),
            }),
        };
        Ok(client.into())
    }

    fn user_agent_text(&self) -> Result<String, Error> {
        let own = concat!("oxen-hub/", env!("CARGO_PKG_VERSION"));
        let Some(suffix) = &self.user_agent else { return Ok(own.to_owned()) };
        if suffix.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
            return Ok(format!("{own} {suffix}"));
        }
        Err(Error::configuration("the user agent must be visible ASCII characters"))
    }
}

/// Shows whether there is a key, not the key itself.
impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base", &self.base)
            .field("key", &self.key)
            .field("namespace", &self.namespace)
            .field("timeouts", &self.timeouts)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
