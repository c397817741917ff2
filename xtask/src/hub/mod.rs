//! Asking a hub for its models.

mod address;
mod answer;
mod error;
mod retry;

use std::time::{Duration, SystemTime};

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue, LOCATION};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Response, StatusCode, Url};

pub use self::address::{ApiKey, DEFAULT_HUB, HubAddress};
use self::answer::{BodyError, content_type, error_message, is_transient, not_json, read_body};
pub use self::error::HubError;
pub use self::retry::{RetryPolicy, retry_after};

/// A listing larger than this is refused: nothing larger would be read as JSON.
pub const LISTING_LIMIT: usize = oxen_schema::catalog::MAX_BYTES;

/// One model larger than this is refused.
pub const MODEL_LIMIT: usize = 4 << 20;

/// Redirects followed within one origin.
const REDIRECTS: usize = 5;

/// Limits of patience.
#[derive(Debug, Clone, Copy)]
pub struct HubOptions {
    /// Until a connection stands.
    pub connect_timeout: Duration,
    /// For one whole attempt, the body included.
    pub timeout: Duration,
    /// What happens after a failed attempt.
    pub retry: RetryPolicy,
}

impl Default for HubOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_mins(1),
            retry: RetryPolicy::default(),
        }
    }
}

/// A client of the hub's model endpoints. It only ever sends GET requests.
#[derive(Debug)]
pub struct Hub {
    client: Client,
    address: HubAddress,
    key: Option<ApiKey>,
    retry: RetryPolicy,
}

/// What an attempt came to.
enum Outcome {
    /// It worked, or no repetition will help.
    Final(Result<String, HubError>),
    /// Worth another attempt, after the given delay if the hub asks for one.
    Again { error: HubError, wait: Option<(u16, Duration)> },
}

impl Hub {
    /// Sets up a client.
    ///
    /// # Errors
    ///
    /// [`HubError::Unencrypted`] if the key would travel in plain text, [`HubError::Setup`] if TLS is not available.
    pub fn new(
        address: HubAddress,
        key: Option<ApiKey>,
        options: HubOptions,
    ) -> Result<Self, HubError> {
        let mut headers =
            HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        if let Some(key) = &key {
            if !address.is_confidential() {
                return Err(HubError::Unencrypted { hub: address.to_string() });
            }
            headers.insert(AUTHORIZATION, key.authorization()?);
        }
        // Another provider may have been installed already, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("oxen-models-xtask/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .redirect(Policy::custom(follow_within_origin))
            .connect_timeout(options.connect_timeout)
            .timeout(options.timeout);
        if address.is_loopback() {
            // A proxy of the environment would see the unencrypted key, and could not reach this machine anyway.
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| HubError::Setup { reason: reason(error) })?;
        Ok(Self { client, address, key, retry: options.retry })
    }

    /// The text of GET `/models`.
    ///
    /// # Errors
    ///
    /// Any [`HubError`] of an exchange, after the allowed repetitions.
    pub async fn listing(&self, notice: &impl Fn(&str)) -> Result<String, HubError> {
        self.get(&["models"], LISTING_LIMIT, notice).await
    }

    /// The text of GET `/models/{id}`.
    ///
    /// # Errors
    ///
    /// Any [`HubError`] of an exchange, after the allowed repetitions.
    pub async fn model(&self, id: &str, notice: &impl Fn(&str)) -> Result<String, HubError> {
        self.get(&["models", id], MODEL_LIMIT, notice).await
    }

    async fn get(
        &self,
        segments: &[&str],
        limit: usize,
        notice: &impl Fn(&str),
    ) -> Result<String, HubError> {
        let url = self.address.endpoint(segments);
        let mut attempts = 0;
        loop {
            attempts += 1;
            let (error, wait) = match self.attempt(&url, limit, attempts).await {
                Outcome::Final(result) => return result,
                Outcome::Again { error, wait } => (error, wait),
            };
            if attempts > self.retry.retries {
                return Err(error);
            }
            let chance = fastrand::f64();
            let delay = match wait {
                Some((status, wait)) if wait > self.retry.longest_delay => {
                    let (url, longest) = (url.to_string(), self.retry.longest_delay);
                    return Err(HubError::WaitTooLong { status, url, wait, longest });
                }
                // Those who were told the same second must not all come back in it.
                Some((_, wait)) => wait + self.retry.first_delay.mul_f64(chance),
                None => self.retry.backoff(attempts - 1, chance),
            };
            notice(&format!("{error}; trying again in {:.1} s", delay.as_secs_f64()));
            tokio::time::sleep(delay).await;
        }
    }

    async fn attempt(&self, url: &Url, limit: usize, attempts: u32) -> Outcome {
        let asked = || url.to_string();
        let broken = |error| Outcome::Again {
            error: HubError::Transport { url: asked(), reason: reason(error), attempts },
            wait: None,
        };
        let mut response = match self.client.get(url.clone()).send().await {
            Ok(response) => response,
            Err(error) => return broken(error),
        };
        let status = response.status();
        if !status.is_success() {
            return self.refusal(response, asked(), attempts).await;
        }
        let response_type = content_type(&response);
        let body = match read_body(&mut response, limit).await {
            Ok(body) => body,
            Err(BodyError::TooLarge) => {
                return Outcome::Final(Err(HubError::TooLarge { url: asked(), limit }));
            }
            Err(BodyError::Broken(error)) => return broken(error),
        };
        let not_json =
            |found| HubError::NotJson { url: asked(), found, hub: self.address.to_string() };
        Outcome::Final(match not_json_or_text(response_type.as_deref(), body) {
            Ok(text) if self.key.as_ref().is_some_and(|key| key.is_in(&text)) => {
                Err(HubError::KeyInAnswer { url: asked() })
            }
            Ok(text) => Ok(text),
            Err(found) => Err(not_json(found)),
        })
    }

    /// Turns an answer that is not a success into an error.
    async fn refusal(&self, mut response: Response, url: String, attempts: u32) -> Outcome {
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let target = target.and_then(|target| response.url().join(target).ok());
            return Outcome::Final(Err(refused_redirect(response.url(), target.as_ref(), url)));
        }
        let wait =
            retry_after(response.headers(), SystemTime::now()).map(|wait| (status.as_u16(), wait));
        let message = error_message(&mut response, self.key.as_ref()).await;
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            let (status, key_given) = (status.as_u16(), self.key.is_some());
            return Outcome::Final(Err(HubError::Unauthenticated {
                status,
                url,
                key_given,
                message,
            }));
        }
        let error = HubError::Status { status: status.as_u16(), url, message, attempts };
        if is_transient(status) {
            Outcome::Again { error, wait }
        } else {
            Outcome::Final(Err(error))
        }
    }
}

fn not_json_or_text(response_type: Option<&str>, body: Vec<u8>) -> Result<String, String> {
    match not_json(response_type, &body) {
        Some(found) => Err(found),
        None => String::from_utf8(body).map_err(|_| "bytes that are not UTF-8".to_owned()),
    }
}

/// The key goes along with a redirect, so none is followed to another scheme, host or port.
fn follow_within_origin(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let same_origin = attempt.previous().iter().all(|url| url.origin() == attempt.url().origin());
    if same_origin && attempt.previous().len() <= REDIRECTS {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

fn refused_redirect(from: &Url, target: Option<&Url>, url: String) -> HubError {
    let (target, reason) = match target {
        // Only the origin is shown: the rest may hold tokens.
        Some(target) if target.origin() != from.origin() => (
            target.origin().ascii_serialization(),
            "the key is for the hub alone; if the hub moved, give its new address with --hub",
        ),
        Some(target) => (target.path().to_owned(), "too many redirects"),
        None => ("nowhere".to_owned(), "its Location header is not a URL"),
    };
    HubError::Redirect { url, target, reason }
}

/// The innermost cause in words; the URL is left out, it is named already.
fn reason(error: reqwest::Error) -> String {
    if error.is_timeout() {
        return "no complete answer within the time limit (--timeout)".to_owned();
    }
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
