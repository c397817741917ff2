//! The documented answers of the hub, as JSON schemas.

use serde_json::Value;

use crate::instance::{instance, loose_instance};

/// The files in the order of [`Answer::ALL`].
macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident = $file:literal,)*) => {
        /// A documented answer of the hub, or the data of one of its events.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        #[non_exhaustive]
        pub enum Answer {
            $($(#[$doc])* $name,)*
        }

        impl Answer {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The file name of its schema, such as `chat-completion`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $file,)* }
            }

            fn text(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("../answers/", $file, ".json")),)* }
            }
        }
    };
}

answers! {
    /// One model.
    Model = "model",
    /// A listing of models.
    Models = "models",
    /// The second listing.
    EvaluationModels = "evaluation-models",
    /// A whole answer of a chat model.
    ChatCompletion = "chat-completion",
    /// The data of one event of a streamed answer.
    ChatCompletionChunk = "chat-completion-chunk",
    /// Pictures.
    Images = "images",
    /// Videos.
    Videos = "videos",
    /// Sounds.
    Audios = "audios",
    /// The ids of new generations.
    Enqueued = "enqueued",
    /// One generation of the queue.
    Generation = "generation",
    /// A listing of the queue.
    Generations = "generations",
    /// A page of the history.
    History = "history",
    /// One generation of the history.
    HistoryEntry = "history-entry",
    /// The answer to cancelling.
    Cancelled = "cancelled",
    /// The data of a completion event.
    CompletionEvent = "completion-event",
    /// The hub's own form of an error.
    Error = "error",
}

impl Answer {
    /// The JSON schema of the answer as it is documented.
    ///
    /// `x-essential` lists the properties of an object that a reader can't do without. A reader must get along without
    /// any other one, with `null` in its place, with properties that are not listed, and with values that an `enum` of
    /// strings doesn't have.
    pub fn schema(self) -> Value {
        // A test reads all of them.
        serde_json::from_str(self.text()).unwrap_or_default()
    }

    /// An answer as it is documented, determined by the seed.
    pub fn instance(self, seed: u64) -> Value {
        instance(&self.schema(), seed).unwrap_or_default()
    }

    /// An answer as a hub may give it one day: properties missing, null or new, enumerations with new values; only what
    /// a reader can't do without is there for sure. Determined by the seed.
    ///
    /// ```
    /// let answer = oxen_hub_sim::Answer::Enqueued.loose_instance(3);
    /// assert!(answer["generations"].is_array());
    /// ```
    pub fn loose_instance(self, seed: u64) -> Value {
        loose_instance(&self.schema(), seed)
    }
}
