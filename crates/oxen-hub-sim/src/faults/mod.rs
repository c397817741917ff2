//! Injected faults.

mod action;
mod fault;
mod parse;

use std::sync::Mutex;

pub(crate) use action::Action;
pub use action::Envelope;
pub use fault::Fault;
pub use parse::ParseFaultError;

use crate::lock::lock;
use crate::random::Random;

/// The request header for a fault, if [`Builder::fault_header`](crate::Builder::fault_header) allows it. Its value is a
/// fault as text without method and path.
pub const FAULT_HEADER: &str = "x-oxen-sim-fault";

/// The faults that have not yet happened as often as requested.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        lock(&self.0).push(fault);
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }

    /// Takes the first fault that applies to a request, and counts that it happened.
    pub(crate) fn take(&self, method: &str, path: &str, random: &Random) -> Option<Fault> {
        let mut faults = lock(&self.0);
        let mut faults_of = faults.iter_mut();
        let index =
            faults_of.position(|fault| fault.applies(method, path, || random.fraction()))?;
        let fault = faults[index].clone();
        faults[index].times = fault.times.map(|times| times - 1);
        faults.retain(|fault| fault.times != Some(0));
        Some(fault)
    }
}
