//! The progress of the fetch, on standard error: a bar on a terminal, plain lines in a log.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::console::Console;

/// The number of models per line in a log.
const MODELS_PER_LINE: u64 = 25;

/// Counts models as they arrive.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    console: Console,
    total: u64,
}

impl Progress {
    /// Creates a progress of 0 of `total`.
    pub(crate) fn start(total: usize, console: &Console) -> Self {
        let total = total as u64;
        // Where standard error is not a terminal, the bar is hidden but still counts.
        let bar = ProgressBar::new(total);
        if let Ok(style) = ProgressStyle::with_template(
            "{msg} {wide_bar} {pos} of {len}, {elapsed} so far, about {eta} to go",
        ) {
            bar.set_style(style);
        }
        bar.set_message("fetching models");
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, console: console.clone(), total }
    }

    /// Counts one more model.
    pub(crate) fn advance(&self) {
        self.bar.inc(1);
        let done = self.bar.position();
        if self.bar.is_hidden() && (done.is_multiple_of(MODELS_PER_LINE) || done == self.total) {
            self.console.note(&format!("fetched {done} of {} models", self.total));
        }
    }

    /// Prints a text without disturbing the bar.
    pub(crate) fn notice(&self, text: &str) {
        self.bar.suspend(|| self.console.note(text));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
