//! The retry policy.

use std::time::Duration;

/// The number of repetitions of a call, and the pauses before them.
///
/// | what happened | GET, DELETE, PUT | POST, PATCH |
/// | --- | --- | --- |
/// | no connection: DNS, refused, TLS, connect timeout | again | again: nothing was sent |
/// | a certificate that isn't trusted | no: it would fail again | no |
/// | 429 | again, after `Retry-After` | again, likewise: it was refused, and nothing was made |
/// | 408, 500, 502, 503, 504 | again, after `Retry-After` | only with `allow_repeat` |
/// | broken or silent after something was sent | again | only with `allow_repeat` |
/// | 2xx that can't be read | again once | once, only with `allow_repeat` |
/// | any other status, a redirect elsewhere | no | no |
///
/// Where "only with `allow_repeat`" applies, the error says that the request
/// [may have run](crate::Error::may_have_run).
///
/// The pause before a repetition doubles from one to the next, its upper half is random, and none is longer than
/// [`longest_pause`](Self::longest_pause). `Retry-After` replaces it; one longer than
/// [`longest_wait`](Self::longest_wait) ends the call at once with an error that carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Repetitions after the first attempt; 4 by default.
    pub repetitions: u32,
    /// The pause before the first repetition; 0.5 s by default.
    pub first_pause: Duration,
    /// The longest pause; 30 s by default.
    pub longest_pause: Duration,
    /// The longest `Retry-After` that is waited for; 60 s by default.
    pub longest_wait: Duration,
    /// Whether a request that may have run is sent again, at the risk of a second result and a second charge; false by
    /// default.
    pub allow_repeat: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            repetitions: 4,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            longest_wait: Duration::from_mins(1),
            allow_repeat: false,
        }
    }
}

impl RetryPolicy {
    /// Returns a policy without repetitions.
    pub fn never() -> Self {
        Self { repetitions: 0, ..Self::default() }
    }

    /// Sets the number of repetitions.
    #[must_use]
    pub fn repetitions(mut self, repetitions: u32) -> Self {
        self.repetitions = repetitions;
        self
    }

    /// Sets the first and the longest pause.
    #[must_use]
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        (self.first_pause, self.longest_pause) = (first, longest);
        self
    }

    /// Sets the longest `Retry-After` that is waited for; a longer one ends the call.
    #[must_use]
    pub fn longest_wait(mut self, longest: Duration) -> Self {
        self.longest_wait = longest;
        self
    }

    /// Returns the pause after the failed attempt number `attempt`, counted from 0. `chance` from 0 to 1 selects a
    /// point in the upper half of the interval, as jitter.
    pub fn pause(&self, attempt: u32, chance: f64) -> Duration {
        let factor = 2_u32.saturating_pow(attempt);
        let full = self.first_pause.saturating_mul(factor).min(self.longest_pause);
        full / 2 + share(full / 2, chance)
    }

    pub(crate) fn decide(
        &self,
        effect: Effect,
        outcome: Outcome,
        attempt: u32,
        chance: f64,
    ) -> Decision {
        let is_repeatable = effect == Effect::Repeatable || self.allow_repeat;
        let wait = match outcome {
            Outcome::NotSent => None,
            Outcome::Limited { wait } => wait,
            Outcome::Transient { wait } if is_repeatable => wait,
            Outcome::Interrupted if is_repeatable => None,
            Outcome::Unreadable { before } if is_repeatable && !before => None,
            _ => return Decision::Stop,
        };
        if attempt >= self.repetitions || wait.is_some_and(|wait| wait > self.longest_wait) {
            return Decision::Stop;
        }
        Decision::Again(match wait {
            Some(wait) if wait.is_zero() => wait,
            // Adds jitter, so that clients don't retry simultaneously.
            Some(wait) => wait.saturating_add(share(self.first_pause, chance)),
            None => self.pause(attempt, chance),
        })
    }
}

/// Returns this share of a time, from 0 to 1.
fn share(time: Duration, share: f64) -> Duration {
    // The longest time is rounded up, to one that a `Duration` can't hold.
    Duration::try_from_secs_f64(time.as_secs_f64() * share.clamp(0.0, 1.0)).unwrap_or(time)
}

/// The effect of a second execution of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// None: the request reads or removes, or the caller says so.
    Repeatable,
    /// A second result and a second charge, or none that is documented.
    Creates,
}

/// The outcome of a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing was sent.
    NotSent,
    /// 429.
    Limited { wait: Option<Duration> },
    /// 408, or a 5xx that is usually transient.
    Transient { wait: Option<Duration> },
    /// Broken or silent after something was sent.
    Interrupted,
    /// A success that can't be read; `before` if an earlier attempt ended so too.
    Unreadable { before: bool },
    /// Any failure that a repetition would not solve.
    Final,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Stop,
    Again(Duration),
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTCOMES: [Outcome; 6] = [
        Outcome::NotSent,
        Outcome::Limited { wait: None },
        Outcome::Transient { wait: None },
        Outcome::Interrupted,
        Outcome::Unreadable { before: false },
        Outcome::Final,
    ];

    fn repeats(policy: RetryPolicy, effect: Effect) -> [bool; 6] {
        OUTCOMES.map(|outcome| policy.decide(effect, outcome, 0, 1.0) != Decision::Stop)
    }

    #[test]
    fn outcomes_are_repeated_as_documented() {
        let policy = RetryPolicy::default();
        assert_eq!(repeats(policy, Effect::Repeatable), [true, true, true, true, true, false]);
        assert_eq!(repeats(policy, Effect::Creates), [true, true, false, false, false, false]);
        let lifted = RetryPolicy { allow_repeat: true, ..policy };
        assert_eq!(repeats(lifted, Effect::Creates), [true, true, true, true, true, false]);
        assert_eq!(repeats(RetryPolicy::never(), Effect::Repeatable), [false; 6]);
    }

    #[test]
    fn an_unreadable_answer_is_requested_again_once() {
        let outcome = Outcome::Unreadable { before: true };
        let policy = RetryPolicy::default();
        assert_eq!(policy.decide(Effect::Repeatable, outcome, 1, 0.5), Decision::Stop);
    }

    #[test]
    fn repetitions_are_counted_and_long_waits_refused() {
        let policy = RetryPolicy::default();
        let decide = |outcome, attempt| policy.decide(Effect::Creates, outcome, attempt, 0.0);
        assert_eq!(decide(Outcome::NotSent, 4), Decision::Stop);
        assert_ne!(decide(Outcome::NotSent, 3), Decision::Stop);
        let asks = |seconds| Outcome::Limited { wait: Some(Duration::from_secs(seconds)) };
        assert_eq!(decide(asks(60), 0), Decision::Again(Duration::from_mins(1)));
        assert_eq!(decide(asks(61), 0), Decision::Stop);
        assert_eq!(decide(asks(0), 0), Decision::Again(Duration::ZERO));
    }
}
