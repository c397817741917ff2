//! When a generation is asked about by itself.

use std::time::Duration;

use super::rhythm;
use crate::events::Completion;
use crate::generations::{Generation, MediaType};

/// So often the hub is asked for the record of a generation whose end an event has told, before the event is believed.
const TRIES: u32 = 4;

/// So often an answer in a row may make no sense before it ends the wait.
const REFUSALS: u32 = 3;

/// What is known about a generation that is waited for. Times are those of the attendant, from its start.
#[derive(Debug, Default)]
pub(super) struct Case {
    /// Where it is listed, if not where the client's own are.
    pub(super) namespace: Option<String>,
    pub(super) media_type: Option<MediaType>,
    /// When it was seen first.
    pub(super) since: Duration,
    /// The round in which it was listed last.
    pub(super) listed_in: u64,
    /// Whether it is asked about in every round in which it isn't listed: it has left the listing, or an answer failed.
    is_urgent: bool,
    /// Whether an answer was put off.
    is_put_off: bool,
    /// When it may be asked about though the listing never had it.
    ask_at: Duration,
    /// Whether an answer is under way.
    pub(super) is_asking: bool,
    pub(super) event: Option<Completion>,
    tries: u32,
    refusals: u32,
    pub(super) last: Option<Generation>,
}

/// What an answer without an end means.
pub(super) enum Next {
    /// The next rounds decide.
    Wait,
    /// The record is late: ask again after this pause.
    AskAfter(Duration),
    /// Take the event for the record.
    Believe(Completion),
    /// There will be no better answer.
    GiveUp,
}

impl Case {
    pub(super) fn new(namespace: Option<String>, event: Option<Completion>) -> Self {
        Self { namespace, event, ..Self::default() }
    }

    pub(super) fn age(&self, now: Duration) -> Duration {
        now.saturating_sub(self.since)
    }

    /// The pause until the next look at the listing.
    pub(super) fn pause(&self, now: Duration) -> Duration {
        rhythm::pause(self.media_type.as_ref(), self.age(now))
    }

    /// A listing has it.
    pub(super) fn listed(&mut self, round: u64) {
        self.listed_in = round;
        self.is_urgent = true;
    }

    /// Returns whether it is asked about now, in a round whose listing doesn't have it.
    pub(super) fn is_due(&self, round: u64, now: Duration) -> bool {
        let is_missing = self.listed_in != round && self.event.is_none();
        let is_time = is_missing && (self.is_urgent || now >= self.ask_at);
        !self.is_asking && (is_time || self.is_put_off)
    }

    /// An answer is asked for.
    pub(super) fn ask(&mut self) {
        self.is_asking = true;
        self.is_put_off = false;
    }

    /// The hub says that it is active, though a listing doesn't have it: the listing is not whole, so that it is asked
    /// about by itself, at twice the age each time.
    pub(super) fn is_active(&mut self, now: Duration) -> Next {
        self.refusals = 0;
        self.is_urgent = false;
        self.ask_at = now + self.age(now).max(self.pause(now));
        self.late()
    }

    /// The answer failed; `is_transient` if another one may not.
    pub(super) fn failed(&mut self, is_transient: bool) -> Next {
        self.is_urgent = true;
        self.refusals = if is_transient { 0 } else { self.refusals + 1 };
        let is_hopeless = self.refusals >= REFUSALS && self.event.is_none();
        if is_hopeless { Next::GiveUp } else { self.late() }
    }

    /// The hub doesn't have it.
    pub(super) fn gone(&mut self) -> Next {
        self.event.take().map_or(Next::GiveUp, Next::Believe)
    }

    /// The hub asks to slow down.
    pub(super) fn put_off(&mut self) {
        self.is_asking = false;
        self.is_put_off = true;
    }

    /// Where an event has told the end, the record is asked for some more times.
    fn late(&mut self) -> Next {
        if self.event.is_none() {
            return Next::Wait;
        }
        self.tries += 1;
        if self.tries < TRIES {
            return Next::AskAfter(Duration::from_millis(500) * 2_u32.pow(self.tries));
        }
        self.event.take().map_or(Next::Wait, Next::Believe)
    }
}
