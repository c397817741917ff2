//! What the environment of the process says.

use std::fmt;

/// The variables that the commands read.
#[derive(Clone, Default)]
pub struct Environment {
    /// `OXEN_API_KEY`: the key for the hub.
    pub api_key: Option<String>,
    /// `OXEN_BASE_URL`: the hub that the key is for, unless `--hub` names one.
    pub base_url: Option<String>,
    /// `XTASK_ABORT_AFTER`: for tests, the number of file operations after which the process ends as if killed.
    pub abort_after: Option<u64>,
}

impl Environment {
    /// Reads the variables of this process. An empty one counts as unset.
    pub fn from_process() -> Self {
        let read = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        Self {
            api_key: read("OXEN_API_KEY"),
            base_url: read("OXEN_BASE_URL"),
            abort_after: read("XTASK_ABORT_AFTER").and_then(|value| value.parse().ok()),
        }
    }
}

/// Does not show the key.
impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Environment")
            .field("api_key", &self.api_key.as_ref().map(|_| ".."))
            .field("base_url", &self.base_url)
            .field("abort_after", &self.abort_after)
            .finish()
    }
}
