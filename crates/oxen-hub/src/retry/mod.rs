//! Retries: which requests are repeated, and when.

mod after;
mod clock;
mod policy;

pub use self::after::retry_after;
pub(crate) use self::after::wait_of;
pub use self::clock::{Clock, SystemClock};
pub use self::policy::RetryPolicy;
pub(crate) use self::policy::{Decision, Effect, Outcome};
