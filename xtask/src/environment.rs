//! The environment variables of the process.

use oxen_hub::{ApiKey, BaseUrl};

use crate::console::Console;
use crate::error::Error;
use crate::key_guard::KeyGuard;

/// The variables that the commands read.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `OXEN_API_KEY`: the key for the hub.
    pub api_key: Option<ApiKey>,
    /// `OXEN_BASE_URL`: the hub that the key is for, unless `--hub` names one.
    pub base_url: Option<BaseUrl>,
    /// `XTASK_ABORT_AFTER`: for tests, the number of file operations after which the process ends as if killed.
    pub abort_after: Option<u64>,
}

impl Environment {
    /// Reads the variables of this process. An empty one counts as unset.
    ///
    /// # Errors
    ///
    /// [`Error::HubSetup`] if the key or the base URL can't be used: an invalid URL must not send the key to the default hub.
    pub fn from_process() -> Result<Self, Error> {
        let abort_after = std::env::var("XTASK_ABORT_AFTER").ok();
        Ok(Self {
            api_key: ApiKey::from_env()?,
            base_url: BaseUrl::from_env()?,
            abort_after: abort_after.and_then(|value| value.parse().ok()),
        })
    }

    /// Returns the guard of the key.
    pub fn key_guard(&self) -> KeyGuard {
        KeyGuard::new(self.api_key.clone())
    }

    /// Returns the console, which strikes out the key.
    pub fn console(&self) -> Console {
        Console::new(self.key_guard())
    }
}
