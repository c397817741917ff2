//! The answers of models.

#[cfg(feature = "tls-no-provider")]
pub use crate::client::Answer;
#[cfg(feature = "tls-no-provider")]
pub use oxen_hub::answers::*;

/// Defines placeholders for answers in a build without the client, so that requests have an answer type in every build.
#[cfg(not(feature = "tls-no-provider"))]
macro_rules! markers {
    ($($name:ident)*) => {$(
        /// The answer type of a request in a build without the feature `client`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {}
    )*};
}

#[cfg(not(feature = "tls-no-provider"))]
markers! { Answer Audio ChatCompletion Images Videos }
