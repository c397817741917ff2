//! Random numbers from a seed.

use std::sync::Mutex;

use fastrand::Rng;

use crate::lock::lock;

/// The only source of random numbers in a hub.
#[derive(Debug)]
pub(crate) struct Random(Mutex<Rng>);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(Rng::with_seed(seed)))
    }

    pub(crate) fn number(&self) -> u64 {
        lock(&self.0).u64(..)
    }

    /// Returns a number from 0 to less than 1.
    pub(crate) fn fraction(&self) -> f64 {
        lock(&self.0).f64()
    }

    /// Returns a version 4 UUID.
    pub(crate) fn uuid(&self) -> String {
        let bits = lock(&self.0).u128(..);
        let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{bits:032x}");
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}
