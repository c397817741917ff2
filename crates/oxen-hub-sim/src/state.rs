//! The state that all connections share.

use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::catalog::Models;
use crate::connection::Connections;
use crate::faults::Faults;
use crate::files::Files;
use crate::jobs::{Account, Jobs};
use crate::lock::lock;
use crate::random::Random;
use crate::record::Log;
use crate::settings::Settings;
use crate::validate::Validators;

/// The state of one simulated hub; it outlives its connections.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) key: String,
    /// `http://127.0.0.1:PORT` of the API.
    pub(crate) api_origin: String,
    /// `http://127.0.0.1:PORT` of the results.
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
    /// Returns the time in seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.settings.frozen_clock.unwrap_or_else(|| {
            SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
        })
    }

    /// Returns the share of events that are lost, from 0 to 1.
    pub(crate) fn event_loss(&self) -> f64 {
        *lock(&self.event_loss)
    }
}
