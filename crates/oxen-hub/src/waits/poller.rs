//! The task that listens to events and polls the queue, for all waits of a client.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::future::Future;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};

use super::message::Message;
use super::tracker::Next;
use super::{outcome, rhythm};
use crate::client::{CallOptions, Client};
use crate::error::{Error, ErrorKind, NotFound};
use crate::events::{Completion, Event};
use crate::generations::{Generation, GenerationFilter, GenerationId};
use crate::queue::QueueListing;
use crate::retry::RetryPolicy;

/// Records that are requested at the same time; with listings and events, at most eight connections.
const MAX_CONCURRENT: usize = 3;

/// Namespaces listed per round; generations of others are requested one by one.
const NAMESPACES: usize = 4;

/// Time in which new waits are collected before the first round that includes them.
const COLLECTION_PAUSE: Duration = Duration::from_millis(200);

/// Shortest time between two rounds.
const BETWEEN_ROUNDS: Duration = Duration::from_secs(1);

/// Average time between two requests for records of active generations that no listing has.
const BETWEEN_RECORDS: Duration = Duration::from_secs(1);

/// Longest `Retry-After` that is honoured.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Listings in a row that may fail before records are requested one by one.
const FAILED_LISTINGS: u32 = 3;

/// Runs the poller until the last lease is dropped, the hub refuses the key, or the runtime ends.
pub(super) fn run(
    client: Client,
    number: u64,
    messages: mpsc::Sender<Message>,
    inbox: mpsc::Receiver<Message>,
    tried: watch::Sender<bool>,
) -> impl Future<Output = ()> + Send {
    // Also covers a task that is dropped before its first poll.
    let guard = ExitGuard { client: client.clone(), number };
    async move {
        let _guard = guard;
        poll(client, messages, inbox, tried).await;
    }
}

async fn poll(
    client: Client,
    messages: mpsc::Sender<Message>,
    mut inbox: mpsc::Receiver<Message>,
    tried: watch::Sender<bool>,
) {
    let mut tasks = JoinSet::new();
    let (mut events, sender) = (client.events(), messages.clone());
    tasks.spawn(async move {
        while let Some(event) = events.next().await {
            if sender.send(Message::Event(event)).await.is_err() {
                return;
            }
        }
    });
    let mut poller = Poller {
        client,
        messages,
        tasks,
        tried,
        now: Duration::ZERO,
        timer: None,
        ticks: 0,
        round: 0,
        round_at: None,
        last_round: None,
        not_before: Duration::ZERO,
        listings_out: 0,
        failed: HashSet::new(),
        failures: 0,
        own_namespaces: HashSet::new(),
        queue: VecDeque::new(),
        asking: 0,
    };
    loop {
        poller.adopt();
        poller.set_timer();
        // The channel stays open: the poller has a sender.
        let Some(message) = inbox.recv().await else { return };
        while poller.tasks.try_join_next().is_some() {}
        if let Err(error) = poller.handle(message) {
            let mut registry = poller.client.inner.registry.lock();
            for (id, entry) in registry.open() {
                entry.end(Err(error.to_copy_for(id)));
            }
            return;
        }
    }
}

/// Removes the poller from the registry, whatever ended it.
struct ExitGuard {
    client: Client,
    number: u64,
}

impl Drop for ExitGuard {
    fn drop(&mut self) {
        self.client.inner.registry.lock().abandon(self.number);
    }
}

/// The running pause before the next round.
struct Timer {
    since: Instant,
    /// The poller's time when the pause began.
    from: Duration,
    length: Duration,
    abort: AbortHandle,
}

struct Poller {
    client: Client,
    messages: mpsc::Sender<Message>,
    /// Requests, pauses and events under way; they end with the poller.
    tasks: JoinSet<()>,
    tried: watch::Sender<bool>,
    /// The time since the start, as the pauses of the client's clock measure it.
    now: Duration,
    timer: Option<Timer>,
    ticks: u64,
    round: u64,
    round_at: Option<Duration>,
    last_round: Option<Duration>,
    /// No request before this time, because of a `Retry-After`.
    not_before: Duration,
    /// The listings of this round that have not come yet.
    listings_out: usize,
    /// The namespaces whose listing failed in this round.
    failed: HashSet<Option<String>>,
    /// The listings in a row that failed.
    failures: u32,
    /// The namespaces of the generations in the client's own listing.
    own_namespaces: HashSet<String>,
    /// The generations whose records are to be requested.
    queue: VecDeque<GenerationId>,
    asking: usize,
}

impl Poller {
    /// Takes over new entries of the registry.
    fn adopt(&mut self) {
        let (mut soonest, mut ended) = (None::<Duration>, Vec::new());
        {
            let mut registry = self.client.inner.registry.lock();
            for id in std::mem::take(&mut registry.fresh) {
                let Some(entry) = registry.open_entry(&id) else { continue };
                entry.tracker.since = self.now;
                if entry.tracker.event.is_some() {
                    ended.push(id);
                    continue;
                }
                let pause =
                    if entry.is_old { COLLECTION_PAUSE } else { entry.tracker.pause(self.now) };
                soonest = Some(soonest.map_or(pause, |soonest| soonest.min(pause)));
            }
        }
        if let Some(pause) = soonest {
            self.plan_round(self.now + pause);
        }
        for id in ended {
            self.ask_soon(id);
        }
    }

    /// Plans a round at this time, unless one is planned earlier.
    fn plan_round(&mut self, at: Duration) {
        let earliest = self.last_round.map_or(Duration::ZERO, |last| last + BETWEEN_ROUNDS);
        let at = at.max(earliest).max(self.not_before);
        self.round_at = Some(self.round_at.map_or(at, |planned| planned.min(at)));
    }

    /// Starts the pause until the next round.
    fn set_timer(&mut self) {
        let wanted = self.round_at.filter(|_| self.listings_out == 0);
        if let Some(timer) = &self.timer
            && wanted == Some(timer.from + timer.length)
        {
            return;
        }
        self.end_timer();
        let Some(at) = wanted else { return };
        self.ticks += 1;
        let (tick, length) = (self.ticks, at.saturating_sub(self.now));
        let abort = self.after(length, Message::Tick(tick));
        self.timer = Some(Timer { since: Instant::now(), from: self.now, length, abort });
    }

    /// Ends the running pause, and notes how much of it is over.
    fn end_timer(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.abort.abort();
            self.now = timer.from + timer.since.elapsed().min(timer.length);
        }
    }

    /// Sends a message after a pause.
    fn after(&mut self, length: Duration, message: Message) -> AbortHandle {
        let (pause, messages) = (self.client.inner.clock.pause(length), self.messages.clone());
        self.tasks.spawn(async move {
            pause.await;
            // An error means that the poller is gone.
            let _ = messages.send(message).await;
        })
    }

    /// Handles a message; an error ends all waits.
    fn handle(&mut self, message: Message) -> Result<(), Error> {
        match message {
            Message::Wake => {}
            Message::Event(Ok(event)) => self.handle_event(event),
            Message::Event(Err(error)) if error.status() == Some(401) => return Err(error),
            // Without events, polling goes on.
            Message::Event(Err(_)) => {
                self.tried.send_replace(true);
            }
            Message::Tick(tick) => {
                let timer = if tick == self.ticks { self.timer.take() } else { None };
                if let Some(timer) = timer {
                    self.now = timer.from + timer.length;
                    self.round_at = None;
                    self.begin_round();
                }
            }
            Message::Listed(namespace, listing) => self.listed(namespace, listing)?,
            Message::Ask(id) => self.ask_soon(id),
            Message::Answered(id, answer) => {
                self.asking -= 1;
                self.answered(&id, *answer)?;
                self.ask_next();
            }
        }
        Ok(())
    }

    fn handle_event(&mut self, event: Event) {
        match event {
            Event::Connected => {
                self.tried.send_replace(true);
                // Events before the connection were missed.
                let is_waited_for = self.client.inner.registry.lock().open().next().is_some();
                if is_waited_for {
                    self.plan_round(self.now);
                }
            }
            Event::Completed(event) => self.completed(event),
            Event::Disconnected(_) => {
                self.tried.send_replace(true);
            }
            Event::Other { .. } => {}
        }
    }

    fn completed(&mut self, event: Completion) {
        let id = event.id.clone();
        {
            let mut registry = self.client.inner.registry.lock();
            match registry.entries.get_mut(&id) {
                None => return registry.keep(event),
                // After the end, or a second time.
                Some(entry) if entry.is_over() || entry.tracker.event.is_some() => return,
                Some(entry) => entry.tracker.event = Some(event),
            }
        }
        self.ask_soon(id);
    }

    fn begin_round(&mut self) {
        self.round += 1;
        self.last_round = Some(self.now);
        self.failed.clear();
        let namespaces: BTreeSet<Option<String>> = {
            let mut registry = self.client.inner.registry.lock();
            registry.open().map(|(_, entry)| entry.tracker.namespace.clone()).collect()
        };
        let own = self.client.inner.namespace.as_deref();
        for namespace in namespaces.into_iter().take(NAMESPACES) {
            let mut filter = GenerationFilter::new();
            filter.namespace = namespace.as_deref().or(own).map(str::to_owned);
            let call = self.client.queue().list(filter).options(once());
            let messages = self.messages.clone();
            self.listings_out += 1;
            self.tasks.spawn(async move {
                // An error means that the poller is gone.
                let _ = messages.send(Message::Listed(namespace, call.await)).await;
            });
        }
    }

    fn listed(
        &mut self,
        namespace: Option<String>,
        listing: Result<QueueListing, Error>,
    ) -> Result<(), Error> {
        self.listings_out -= 1;
        match listing {
            Ok(listing) => {
                self.failures = 0;
                let mut registry = self.client.inner.registry.lock();
                for generation in listing.generations {
                    if namespace.is_none()
                        && let Some(own) = &generation.target_namespace
                        && !self.own_namespaces.contains(own)
                    {
                        self.own_namespaces.insert(own.clone());
                    }
                    // A listing that shows an end only means that the generation left the queue: the whole record is requested.
                    if let Some(entry) = registry.open_entry(&generation.id)
                        && !generation.status.is_final()
                    {
                        entry.tracker.listed(self.round);
                        entry.show(generation);
                    }
                }
            }
            Err(error) if error.status() == Some(401) => return Err(error),
            Err(error) => {
                tracing::debug!(%error, "no listing of the queue");
                self.failures += 1;
                self.slow_down(&error);
                self.failed.insert(namespace);
            }
        }
        if self.listings_out == 0 {
            self.end_round();
        }
        Ok(())
    }

    /// Postpones all requests by the `Retry-After` of an error.
    fn slow_down(&mut self, error: &Error) {
        let is_limit = matches!(error.kind(), ErrorKind::RateLimited { .. });
        let Some(wait) = error.retry_after().or(is_limit.then_some(BETWEEN_ROUNDS)) else { return };
        self.end_timer();
        self.not_before = self.not_before.max(self.now + wait.min(LONGEST_WAIT));
        self.round_at = self.round_at.map(|at| at.max(self.not_before));
        let mut registry = self.client.inner.registry.lock();
        for id in self.queue.drain(..) {
            if let Some(entry) = registry.open_entry(&id) {
                entry.tracker.postpone();
            }
        }
    }

    /// Requests the records of generations that no listing has, and plans the next round.
    fn end_round(&mut self) {
        let mut shortest = None::<Duration>;
        {
            let mut registry = self.client.inner.registry.lock();
            for (id, entry) in registry.open() {
                let pause = entry.tracker.pause(self.now);
                shortest = Some(shortest.map_or(pause, |shortest| shortest.min(pause)));
                let says_nothing = self.failures < FAILED_LISTINGS
                    && self.failed.contains(&entry.tracker.namespace);
                if !says_nothing && entry.tracker.is_due(self.round, self.now) {
                    entry.tracker.ask();
                    self.queue.push_back(id.clone());
                }
            }
        }
        if let Some(pause) = shortest {
            let pause = rhythm::jittered(pause, self.client.inner.clock.chance());
            self.plan_round(self.now + pause);
        }
        self.ask_next();
    }

    /// Requests a record before all others, or with the next round if the hub has asked to wait.
    fn ask_soon(&mut self, id: GenerationId) {
        if self.now < self.not_before {
            self.end_timer();
        }
        let is_late = self.now < self.not_before;
        let is_new = {
            let mut registry = self.client.inner.registry.lock();
            let entry = registry.open_entry(&id).filter(|entry| !entry.tracker.is_asking);
            match entry {
                Some(entry) if is_late => {
                    entry.tracker.postpone();
                    false
                }
                Some(entry) => {
                    entry.tracker.ask();
                    true
                }
                None => false,
            }
        };
        if is_late {
            self.plan_round(self.not_before);
        }
        if is_new {
            self.queue.push_front(id);
        }
        self.ask_next();
    }

    fn ask_next(&mut self) {
        while self.asking < MAX_CONCURRENT
            && let Some(id) = self.queue.pop_front()
        {
            // The wait may be over.
            if self.client.inner.registry.lock().open_entry(&id).is_none() {
                continue;
            }
            self.asking += 1;
            let call = self.client.queue().get(&id).options(once());
            let messages = self.messages.clone();
            self.tasks.spawn(async move {
                // An error means that the poller is gone.
                let _ = messages.send(Message::Answered(id, Box::new(call.await))).await;
            });
        }
    }

    fn answered(
        &mut self,
        id: &GenerationId,
        answer: Result<Generation, Error>,
    ) -> Result<(), Error> {
        if let Err(error) = &answer {
            self.slow_down(error);
        }
        let mut registry = self.client.inner.registry.lock();
        let waits = u32::try_from(registry.entries.len()).unwrap_or(u32::MAX);
        let Some(entry) = registry.open_entry(id) else { return Ok(()) };
        entry.tracker.is_asking = false;
        let next = match answer {
            Ok(generation) if generation.status.is_active() => {
                let own = &self.own_namespaces;
                let namespace = generation.target_namespace.as_ref();
                // An active generation that isn't listed may be in a namespace that wasn't listed.
                if entry.tracker.namespace.is_none()
                    && entry.tracker.listed_in != self.round
                    && let Some(namespace) = namespace.filter(|name| !own.contains(*name))
                {
                    entry.tracker.namespace = Some(namespace.clone());
                }
                entry.show(generation);
                entry.tracker.is_active(self.now, BETWEEN_RECORDS.saturating_mul(waits))
            }
            Ok(mut generation) => {
                if let Some(event) = entry.tracker.event.take() {
                    generation.result_url = generation.result_url.or(event.url);
                }
                entry.end(outcome::of(generation));
                return Ok(());
            }
            Err(error) if error.status() == Some(401) => return Err(error),
            Err(error) => {
                let is_gone = matches!(error.kind(), ErrorKind::NotFound(NotFound::Generation(_)));
                let next = if is_gone {
                    entry.tracker.gone()
                } else {
                    entry.tracker.failed(error.is_transient())
                };
                if matches!(next, Next::GiveUp) {
                    entry.end(Err(error));
                    return Ok(());
                }
                next
            }
        };
        match next {
            Next::Wait | Next::GiveUp => {}
            Next::UseEvent(event) => {
                let last = entry.tracker.last.take();
                entry.end(outcome::of(outcome::with_event(last, event)));
            }
            Next::RequestAfter(pause) => {
                drop(registry);
                self.after(pause, Message::Ask(id.clone()));
            }
        }
        Ok(())
    }
}

/// Options of requests without retries: the next round repeats them.
fn once() -> CallOptions {
    CallOptions::default().retry(RetryPolicy::never())
}
