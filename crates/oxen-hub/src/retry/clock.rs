//! The clock and the source of jitter, which tests can replace.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

/// The time, the pauses between attempts, and their jitter.
///
/// The time limits of connections and answers don't use it.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Returns the time of day, which dates of the hub are compared with.
    fn now(&self) -> SystemTime;

    /// Returns a random number from 0 to 1 as jitter, so that clients don't retry simultaneously.
    fn chance(&self) -> f64;

    /// Waits before a repetition.
    fn pause(&self, length: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn chance(&self) -> f64 {
        fastrand::f64()
    }

    fn pause(&self, length: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(length))
    }
}
