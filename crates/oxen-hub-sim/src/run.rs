//! The execution of generations.

use std::sync::Arc;

use crate::files::File;
use crate::jobs::{Generation, Status, cost, event};
use crate::refusal::INSUFFICIENT_CREDITS;
use crate::state::State;

/// The end of a generation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// The end that follows from its parameters and the credits.
    Natural,
    /// A failure with this message.
    Failure(String),
}

/// Runs a generation in real time.
pub(crate) async fn run(state: Arc<State>, id: String) {
    tokio::time::sleep(state.settings.queue_latency).await;
    state.start_generation(&id);
    tokio::time::sleep(state.settings.queue_latency).await;
    state.finish_generation(&id, &Outcome::Natural);
}

impl State {
    pub(crate) fn start_generation(&self, id: &str) {
        let now = self.now();
        self.jobs.change(id, |generation| {
            generation.status = Status::Processing;
            generation.started_at.get_or_insert(now);
        });
    }

    /// Ends a generation, stores its result, and sends the event. One that has ended stays unchanged.
    pub(crate) fn finish_generation(&self, id: &str, outcome: &Outcome) {
        let Some(generation) = self.jobs.find(id).filter(|found| found.status.is_active()) else {
            return;
        };
        let result = match outcome {
            Outcome::Natural => self.judge(&generation),
            Outcome::Failure(message) => Err(message.clone()),
        };
        let now = self.now();
        let changed = self.jobs.change(id, |generation| {
            generation.started_at.get_or_insert(now);
            generation.completed_at = Some(now);
            match result {
                Ok(cost) => {
                    generation.status = Status::Succeeded;
                    generation.cost = Some(cost);
                }
                Err(message) => {
                    generation.status = Status::Failed;
                    generation.error = Some(message);
                }
            }
        });
        if let Some((generation, true)) = changed {
            self.publish(&generation);
        }
    }

    /// Returns the cost of the generation, or the reason why it fails. The parameters are checked only now.
    fn judge(&self, generation: &Generation) -> Result<u64, String> {
        let Some(model) = self.models.find(&generation.model) else {
            return Err(format!("Model not found: {}", generation.model));
        };
        let errors = self.validators.check(&model, &generation.parameters);
        if !errors.is_empty() {
            let reasons = errors.join("; ");
            return Err(format!("Getting model response error: 422 - Value error, {reasons}"));
        }
        let cost = cost(&model, generation.medium);
        if self.account.charge(cost) { Ok(cost) } else { Err(INSUFFICIENT_CREDITS.to_owned()) }
    }

    /// Sends the event of a success for a generation in any state.
    pub(crate) fn announce(&self, id: &str) {
        if let Some(mut generation) = self.jobs.find(id) {
            generation.status = Status::Succeeded;
            let url = self.store(&generation);
            self.jobs.send(event(&generation, Some(url)));
        }
    }

    /// Stores the result and returns a link to it.
    fn store(&self, generation: &Generation) -> String {
        self.files.add(generation.file_path(), File::Medium(generation.medium));
        self.link(&generation.file_path())
    }

    fn publish(&self, generation: &Generation) {
        let is_success = generation.status == Status::Succeeded;
        let url = is_success.then(|| self.store(generation));
        if self.random.fraction() >= self.event_loss() {
            self.jobs.send(event(generation, url));
        }
    }
}
