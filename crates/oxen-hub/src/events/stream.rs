//! The stream of events, which connects again whenever it breaks.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures_core::Stream;

use super::Event;
use crate::address::ApiPath;
use crate::answers::json;
use crate::client::{Answered, Call, Client};
use crate::error::{Error, ErrorKind};
use crate::method::Method;
use crate::retry::RetryPolicy;
use crate::sse::EventReader;

/// The time after which a connection counts as stable, so that the pauses start over.
const STABLE_AFTER: Duration = Duration::from_secs(20);

/// The limit of the failure count; the longest pause is reached long before.
const MAX_FAILURES: u32 = 20;

/// The events of the user, of all programs that use the key. Made by [`Client::events`].
///
/// It connects when it is polled, and again whenever the connection breaks, is refused, or keeps silent for longer than
/// [`Timeouts::events`](crate::Timeouts::events); the pauses between grow as those of
/// [`RetryPolicy`](crate::RetryPolicy). It ends only after an error: when the hub answers 401, or when the base URL has no
/// place for it. The hub sends an event once and never replays it: events during a broken connection are lost.
///
/// ```no_run
/// use oxen_hub::events::Event;
///
/// # async fn example(client: oxen_hub::Client) -> Result<(), oxen_hub::Error> {
/// let mut events = client.events();
/// while let Some(event) = events.next().await {
///     if let Event::Completed(completion) = event? {
///         println!("{} {}", completion.id, completion.status);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing unless it is polled"]
pub struct Events {
    client: Client,
    state: State,
    failures: u32,
}

type Waiting<T> = Pin<Box<dyn Future<Output = T> + Send>>;

enum State {
    Idle,
    Connecting(Waiting<Result<EventReader, Error>>),
    Reading(Box<EventReader>, Instant),
    Pausing(Waiting<()>),
    Over,
}

impl Client {
    /// Returns the events of the user: ends of generations, as they happen.
    pub fn events(&self) -> Events {
        Events { client: self.clone(), state: State::Idle, failures: 0 }
    }
}

impl Events {
    /// Returns the next event; `None` after an error.
    pub async fn next(&mut self) -> Option<Result<Event, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Begins the pause before another try.
    fn pause(&mut self, wait: Option<Duration>) {
        let inner = &self.client.inner;
        let pause = inner.retry.pause(self.failures, inner.clock.chance());
        let wait = wait.unwrap_or_default().min(inner.retry.longest_wait);
        self.failures = (self.failures + 1).min(MAX_FAILURES);
        self.state = State::Pausing(inner.clock.pause(pause.max(wait)));
    }

    fn disconnected(&mut self, error: Error) -> Result<Event, Error> {
        if error.status() == Some(401) || matches!(error.kind(), ErrorKind::Configuration { .. }) {
            self.state = State::Over;
            return Err(error);
        }
        tracing::debug!(%error, "no events for now");
        self.pause(error.retry_after());
        Ok(Event::Disconnected(error))
    }
}

/// Connects, without repetitions.
async fn connect(client: Client) -> Result<EventReader, Error> {
    let inner = &client.inner;
    let mut call =
        Call::plain(inner, Method::Get, &ApiPath::fixed("/api/events"), None)?.streaming();
    call.head_timeout = inner.timeouts.events;
    call.options = call.options.retry(RetryPolicy::never());
    let body = inner
        .fetch(&call, |mut answered: Answered| {
            if let Some(body) = answered.events.take() {
                return Ok(body);
            }
            let key = inner.key.as_ref();
            let found = json::read(&answered, key)?;
            let found = json::quote(found.to_string().as_bytes(), key);
            Err(Error::malformed("", format!("{found} instead of events")))
        })
        .await?;
    Ok(EventReader::new(body, inner.limits.event, inner.timeouts.events))
}

impl Stream for Events {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match &mut this.state {
                State::Idle => {
                    this.state = State::Connecting(Box::pin(connect(this.client.clone())));
                }
                State::Connecting(connecting) => {
                    let connected = ready!(connecting.as_mut().poll(cx));
                    return Poll::Ready(Some(match connected {
                        Ok(reader) => {
                            this.state = State::Reading(Box::new(reader), Instant::now());
                            Ok(Event::Connected)
                        }
                        Err(error) => this.disconnected(error),
                    }));
                }
                State::Reading(reader, since) => {
                    let next = ready!(reader.poll_next(cx));
                    if since.elapsed() >= STABLE_AFTER {
                        this.failures = 0;
                    }
                    return Poll::Ready(Some(match next {
                        Some(Ok(event)) => {
                            this.failures = 0;
                            let data = match &this.client.inner.key {
                                Some(key) if key.is_quoted_in(&event.data) => {
                                    key.strike_out(&event.data)
                                }
                                _ => event.data,
                            };
                            Ok(Event::read(event.name, data))
                        }
                        Some(Err(failure)) => {
                            let error = failure.into_error(this.client.inner.limits.event);
                            this.disconnected(error)
                        }
                        None => this.disconnected(Error::new(ErrorKind::Interrupted)),
                    }));
                }
                State::Pausing(pausing) => {
                    ready!(pausing.as_mut().poll(cx));
                    this.state = State::Idle;
                }
                State::Over => return Poll::Ready(None),
            }
        }
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Idle => "idle",
            State::Connecting(_) => "connecting",
            State::Reading(..) => "connected",
            State::Pausing(_) => "pausing",
            State::Over => "over",
        };
        f.debug_struct("Events").field("state", &state).finish_non_exhaustive()
    }
}
