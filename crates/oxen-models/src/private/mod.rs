//! What the macros of `oxen-models-macros` expand into. Not part of the public API: anything here may change in
//! any release.

mod json;
mod sure;

pub use json::Json;
pub use sure::{choice, integer, media, number, text};

pub use crate::request::RequestBuilder;
use crate::request::{AnyRequest, InvalidRequest, ModelRequest};

/// A request type that a checked request can be put into.
pub trait Checked: ModelRequest + Sized {
    /// The caller has checked that the request is for this type's model.
    fn checked(request: AnyRequest) -> Self;
}

/// A request of which the macro has checked everything. `order` names its parameters in the order of the schema.
pub fn request<R: Checked>(builder: impl Into<RequestBuilder>, order: &[&str]) -> R {
    R::checked(builder.into().finish_checked(order))
}

/// A request with values that only the run time knows.
///
/// # Errors
///
/// [`InvalidRequest`] with every violation there is.
pub fn try_request<R: Checked>(builder: impl Into<RequestBuilder>) -> Result<R, InvalidRequest> {
    builder.into().finish().map(R::checked)
}

/// Stands for the request where the macro has reported errors, so that rustc has no more to say.
pub fn refused<R>() -> R {
    unreachable!("a request with errors doesn't compile")
}
