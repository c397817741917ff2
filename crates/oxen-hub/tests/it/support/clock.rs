//! A clock that doesn't wait.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use oxen_hub::Clock;

/// Records the pauses and takes none of them; the jitter is always the largest.
#[derive(Debug, Clone, Default)]
pub(crate) struct TestClock {
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl TestClock {
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        self.pauses.lock().unwrap().clone()
    }
}

impl Clock for TestClock {
    /// Returns a time on 8 August 2026.
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_786_147_201)
    }

    fn chance(&self) -> f64 {
        1.0
    }

    fn pause(&self, length: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.pauses.lock().unwrap().push(length);
        Box::pin(tokio::time::sleep(Duration::from_millis(2)))
    }
}
