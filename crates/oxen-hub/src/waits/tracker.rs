//! Decides when the record of a generation is requested.

use std::time::Duration;

use super::rhythm;
use crate::events::Completion;
use crate::generations::{Generation, MediaType};

/// Requests for the record after an event reported the end, before the event's own data is used.
const TRIES: u32 = 4;

/// Permanent failures in a row that end a wait.
const REFUSALS: u32 = 3;

/// The state of a wait. Times count from the start of the poller.
#[derive(Debug, Default)]
pub(super) struct Tracker {
    /// The namespace that lists the generation, if it isn't the client's own.
    pub(super) namespace: Option<String>,
    pub(super) media_type: Option<MediaType>,
    /// The time when the poller first saw the generation.
    pub(super) since: Duration,
    /// The last round in which the generation was listed.
    pub(super) listed_in: u64,
    /// Whether the record is requested in every round that doesn't list the generation, because the generation has left
    /// the listing or a request failed.
    is_urgent: bool,
    /// Whether a request was postponed.
    is_postponed: bool,
    /// The time from which the record may be requested although no listing ever had the generation.
    ask_at: Duration,
    /// Whether a request is under way.
    pub(super) is_asking: bool,
    pub(super) event: Option<Completion>,
    tries: u32,
    refusals: u32,
    pub(super) last: Option<Generation>,
}

/// The next step after an answer that doesn't end the wait.
pub(super) enum Next {
    /// The next rounds decide.
    Wait,
    /// The record lags behind the event: request it again after this pause.
    RequestAfter(Duration),
    /// Use the event in place of the record.
    UseEvent(Completion),
    /// The wait ends with the error.
    GiveUp,
}

impl Tracker {
    pub(super) fn new(namespace: Option<String>, event: Option<Completion>) -> Self {
        Self { namespace, event, ..Self::default() }
    }

    pub(super) fn age(&self, now: Duration) -> Duration {
        now.saturating_sub(self.since)
    }

    /// Returns the pause until the next listing.
    pub(super) fn pause(&self, now: Duration) -> Duration {
        rhythm::pause(self.media_type.as_ref(), self.age(now))
    }

    /// Notes that a listing has the generation.
    pub(super) fn listed(&mut self, round: u64) {
        self.listed_in = round;
        self.is_urgent = true;
    }

    /// Returns whether the record is requested now, in a round whose listing doesn't have the generation.
    pub(super) fn is_due(&self, round: u64, now: Duration) -> bool {
        let is_missing = self.listed_in != round && self.event.is_none();
        let is_time = is_missing && (self.is_urgent || now >= self.ask_at);
        !self.is_asking && (is_time || self.is_postponed)
    }

    /// Notes that the record is requested.
    pub(super) fn ask(&mut self) {
        self.is_asking = true;
        self.is_postponed = false;
    }

    /// Notes that the generation is active although no listing has it: the listing is capped, so the record is requested
    /// again when the generation's age has doubled, or earlier after `longest`, which is long if many are waited for.
    pub(super) fn is_active(&mut self, now: Duration, longest: Duration) -> Next {
        self.refusals = 0;
        self.is_urgent = false;
        self.ask_at = now + self.age(now).min(longest).max(self.pause(now));
        self.late()
    }

    /// Notes a failed request; `is_transient` if a repetition may succeed.
    pub(super) fn failed(&mut self, is_transient: bool) -> Next {
        self.is_urgent = true;
        self.refusals = if is_transient { 0 } else { self.refusals + 1 };
        let is_hopeless = self.refusals >= REFUSALS && self.event.is_none();
        if is_hopeless { Next::GiveUp } else { self.late() }
    }

    /// Notes that the hub doesn't have the generation.
    pub(super) fn gone(&mut self) -> Next {
        self.event.take().map_or(Next::GiveUp, Next::UseEvent)
    }

    /// Notes that the request was postponed.
    pub(super) fn postpone(&mut self) {
        self.is_asking = false;
        self.is_postponed = true;
    }

    /// After an event, requests a lagging record a few more times before the event's data is used.
    fn late(&mut self) -> Next {
        if self.event.is_none() {
            return Next::Wait;
        }
        self.tries += 1;
        if self.tries < TRIES {
            return Next::RequestAfter(Duration::from_millis(500) * 2_u32.pow(self.tries));
        }
        self.event.take().map_or(Next::Wait, Next::UseEvent)
    }
}
