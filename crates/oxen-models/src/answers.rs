//! The answers of models.

#[cfg(feature = "tls-no-provider")]
pub use crate::client::Answer;
#[cfg(feature = "tls-no-provider")]
pub use oxen_hub::answers::*;

/// Defines placeholders for answers in a build without the client, so that requests name theirs in every build.
#[cfg(not(feature = "tls-no-provider"))]
macro_rules! markers {
    ($($name:ident)*) => {$(
        /// An answer that this build can't ask for; the feature `client` brings it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {}
    )*};
}

#[cfg(not(feature = "tls-no-provider"))]
markers! { Answer Audio ChatCompletion Images Videos }
