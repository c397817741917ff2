//! When to ask again.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// How often a GET is repeated, and after which delays.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// Repetitions after the first attempt.
    pub retries: u32,
    /// The delay before the first repetition; each further one doubles it.
    pub first_delay: Duration,
    /// No delay is longer. A hub that asks for more makes the fetch fail.
    pub longest_delay: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            retries: 4,
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_mins(1),
        }
    }
}

impl RetryPolicy {
    /// The delay after the failed attempt number `attempt`, counted from 0. `chance` from 0 to 1 spreads those who
    /// failed together over the upper half of the interval.
    pub fn backoff(&self, attempt: u32, chance: f64) -> Duration {
        let full =
            self.first_delay.saturating_mul(2_u32.saturating_pow(attempt)).min(self.longest_delay);
        full.mul_f64(f64::midpoint(1.0, chance.clamp(0.0, 1.0)))
    }
}

/// What `Retry-After` asks for, given as seconds or as a date; a date that has passed means now.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}
