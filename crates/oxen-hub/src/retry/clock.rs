//! Time and chance, so that tests can replace them.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

/// The time, the pauses between attempts, and the chance that spreads them.
///
/// The time limits of connections and answers don't go through it: they are the network's.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Returns the time of day, which dates in `Retry-After` are compared with.
    fn now(&self) -> SystemTime;

    /// Returns a number from 0 to 1 that spreads those who failed together.
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
