//! Costs and credits.

use std::sync::Mutex;

use crate::catalog::Model;
use crate::lock::lock;
use crate::media::{MediaKind, Medium};

/// The spent amount and the credits of the user, in millionths of a dollar.
#[derive(Debug)]
pub(crate) struct Account {
    credits: Option<u64>,
    spent: Mutex<u64>,
}

impl Account {
    pub(crate) fn new(credits: Option<u64>) -> Self {
        Self { credits, spent: Mutex::new(0) }
    }

    /// Returns whether any credits are left.
    pub(crate) fn has_credits(&self) -> bool {
        self.credits.is_none_or(|credits| *lock(&self.spent) < credits)
    }

    /// Charges the amount if the credits cover it; returns whether they do.
    pub(crate) fn charge(&self, micros: u64) -> bool {
        let mut spent = lock(&self.spent);
        let after = spent.saturating_add(micros);
        let is_enough = self.credits.is_none_or(|credits| after <= credits);
        if is_enough {
            *spent = after;
        }
        is_enough
    }

    pub(crate) fn spent(&self) -> u64 {
        *lock(&self.spent)
    }
}

/// Returns the cost of a result by the model's pricing, or by a default price of this simulator.
pub(crate) fn cost(model: &Model, medium: Medium) -> u64 {
    let pricing = model.object().get("pricing");
    let price = |name: &str| pricing.and_then(|pricing| pricing.get(name)?.as_f64());
    let seconds = medium.shape.seconds;
    let dollars = match medium.kind {
        MediaKind::Image => price("cost_per_image").unwrap_or(0.04),
        MediaKind::Video => price("cost_per_second").unwrap_or(0.1) * seconds,
        MediaKind::Audio => price("cost_per_second").unwrap_or(0.001) * seconds,
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
    let micros = (dollars * 1e6).round() as u64;
    micros
}

/// Formats an amount in dollars as decimal text.
pub(crate) fn decimal(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    let short = text.trim_end_matches('0');
    if short.ends_with('.') { format!("{short}0") } else { short.to_owned() }
}
