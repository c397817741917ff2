//! The progress of a call, for the error if the deadline ends the call.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};

use crate::error::{Error, ErrorKind, Phase};

/// The progress of a call.
#[derive(Default)]
pub(super) struct Progress {
    attempts: AtomicU32,
    phase: AtomicU8,
    may_have_run: AtomicBool,
}

const HEAD: u8 = 0;
const BODY: u8 = 1;
const PAUSE: u8 = 2;

impl Progress {
    /// Notes the beginning of an attempt, and returns its number, counted from 1.
    pub(super) fn begin(&self) -> u32 {
        self.phase.store(HEAD, Ordering::Relaxed);
        self.attempts.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(super) fn body(&self) {
        self.phase.store(BODY, Ordering::Relaxed);
    }

    pub(super) fn pause(&self) {
        self.phase.store(PAUSE, Ordering::Relaxed);
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }

    pub(super) fn note_run(&self) {
        self.may_have_run.store(true, Ordering::Relaxed);
    }

    pub(super) fn may_have_run(&self) -> bool {
        self.may_have_run.load(Ordering::Relaxed)
    }

    /// Creates the error of a deadline that ends the call now.
    pub(super) fn deadline(&self, creates: bool) -> Error {
        let phase = match self.phase.load(Ordering::Relaxed) {
            HEAD => Phase::Head,
            BODY => Phase::Body,
            _ => Phase::Pause,
        };
        if creates && phase != Phase::Pause {
            self.note_run();
        }
        Error::new(ErrorKind::Timeout { phase })
    }
}
