//! What all connections share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use fastrand::Rng;

use crate::catalog::Models;
use crate::faults::Faults;
use crate::files::Files;
use crate::jobs::{Account, Jobs};
use crate::record::Log;
use crate::server::Connections;
use crate::settings::Settings;
use crate::validate::Validators;

/// The user that the key belongs to.
pub(crate) const USER: &str = "ox";

/// The state of one simulated hub; it outlives its connections.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) key: String,
    /// `http://127.0.0.1:PORT` of the API.
    pub(crate) api_origin: String,
    /// The same of the results.
    pub(crate) files_origin: String,
    pub(crate) models: Models,
    pub(crate) validators: Validators,
    pub(crate) log: Log,
    pub(crate) faults: Faults,
    pub(crate) files: Files,
    pub(crate) jobs: Jobs,
    pub(crate) account: Account,
    pub(crate) event_loss: Mutex<f64>,
    pub(crate) connections: Connections,
    pub(crate) random: Random,
}

impl State {
    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.settings.frozen_clock.unwrap_or_else(|| {
            SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
        })
    }

    /// The share of events that are lost, from 0 to 1.
    pub(crate) fn event_loss(&self) -> f64 {
        *lock(&self.event_loss)
    }
}

/// The only source of what would be random in a hub.
#[derive(Debug)]
pub(crate) struct Random(Mutex<Rng>);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(Rng::with_seed(seed)))
    }

    pub(crate) fn number(&self) -> u64 {
        lock(&self.0).u64(..)
    }

    /// From 0 to less than 1.
    pub(crate) fn fraction(&self) -> f64 {
        lock(&self.0).f64()
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&self) -> String {
        let bits = lock(&self.0).u128(..);
        let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{bits:032x}");
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

/// Locks a mutex. A thread that panicked while it held the lock left nothing half done: all changes are single steps.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
