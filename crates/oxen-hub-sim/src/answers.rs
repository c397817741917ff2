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
            /// All answers.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Returns the file name of the schema, such as `chat-completion`.
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
    /// The answer to a cancellation.
    Cancelled = "cancelled",
    /// The data of a completion event.
    CompletionEvent = "completion-event",
    /// The hub's own form of an error.
    Error = "error",
}

impl Answer {
    /// Returns the JSON schema of the answer as documented.
    ///
    /// `x-essential` lists the properties of an object that a reader can't do without. A reader must tolerate that any
    /// other property is missing or `null`, and also unknown properties and values that an `enum` of strings doesn't
    /// have.
    pub fn schema(self) -> Value {
        // A test reads all of them.
        serde_json::from_str(self.text()).unwrap_or_default()
    }

    /// Returns an answer as documented, determined by the seed.
    pub fn instance(self, seed: u64) -> Value {
        instance(&self.schema(), seed).unwrap_or_default()
    }

    /// Returns an answer as a future hub may give it: properties missing, null or new, enumerations with new values;
    /// only essential properties are always there. Determined by the seed.
    ///
    /// ```
    /// let answer = oxen_hub_sim::Answer::Enqueued.loose_instance(3);
    /// assert!(answer["generations"].is_array());
    /// ```
    pub fn loose_instance(self, seed: u64) -> Value {
        loose_instance(&self.schema(), seed)
    }
}
