//! One attempt over HTTP: connect, send, follow redirects within the origin, and read within limits.

mod body;
mod failure;
mod redirect;
mod tls;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Client, ClientBuilder, Response, Url};

pub(crate) use self::body::{BodyFailure, next_chunk, read_body, read_prefix};
pub(crate) use self::failure::Failure;
pub(crate) use self::redirect::origin;
use crate::address::is_loopback;
use crate::error::Error;

/// Redirects followed within one origin.
const REDIRECTS: usize = 5;

/// The time that an idle connection is kept. The hub documents no limit of its own; a POST on a connection that the hub
/// has closed fails and can't always be repeated, so that a short time is better than a long one.
const IDLE: Duration = Duration::from_secs(20);

/// A change to the builder of the HTTP library.
pub(crate) type Configure = dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync;

/// The connections of a client.
pub(crate) struct Transport {
    /// Uses the proxies of the environment.
    remote: Client,
    /// Uses no proxies: one would see plain text, and could not reach this machine anyway.
    local: Client,
}

/// A request as it goes out.
#[derive(Clone)]
pub(crate) struct Outgoing {
    pub(crate) method: reqwest::Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
}

impl Transport {
    pub(crate) fn new(
        user_agent: &str,
        connect_timeout: Duration,
        configure: Option<&Configure>,
    ) -> Result<Self, Error> {
        let tls = tls::configuration()?;
        let build = |is_local: bool| {
            let mut builder = Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .tcp_keepalive(Duration::from_secs(30))
                .pool_idle_timeout(IDLE)
                .connect_timeout(connect_timeout)
                .user_agent(user_agent);
            if let Some(configure) = configure {
                builder = configure(builder);
            }
            // The hook can't change redirects and retries.
            builder = builder
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false);
            if is_local {
                builder = builder.no_proxy();
            }
            builder.build().map_err(|error| {
                Error::configuration("the HTTP client could not be set up")
                    .with_source(error.without_url().into())
            })
        };
        Ok(Self { remote: build(false)?, local: build(true)? })
    }

    /// Sends the request and waits for the head of the answer, following redirects that `may_follow` lets through.
    pub(crate) async fn send(
        &self,
        mut request: Outgoing,
        head_timeout: Duration,
        may_follow: impl Fn(&Url) -> bool,
    ) -> Result<Response, Failure> {
        for _ in 0..=REDIRECTS {
            let response = self.send_once(&request, head_timeout).await?;
            if !redirect::is_redirect(response.status()) {
                return Ok(response);
            }
            let target = redirect::target(&response, &request, &may_follow)?;
            if target.origin() != request.url.origin() {
                redirect::strip(&mut request.headers);
            }
            request.url = target;
        }
        Err(Failure::Redirected { origin: None, status: None })
    }

    async fn send_once(
        &self,
        request: &Outgoing,
        head_timeout: Duration,
    ) -> Result<Response, Failure> {
        let client = if is_loopback(&request.url) { &self.local } else { &self.remote };
        let mut builder = client
            .request(request.method.clone(), request.url.clone())
            .headers(request.headers.clone());
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        match tokio::time::timeout(head_timeout, builder.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(Failure::of(error)),
            Err(_elapsed) => Err(Failure::HeadTimeout),
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}
