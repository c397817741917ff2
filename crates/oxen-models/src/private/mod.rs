//! The items that the macros of `oxen-models-macros` use. Not part of the public API: anything here may change in
//! any release.

mod constant;
mod infallible;
mod json;
mod shared;

pub use constant::{
    ComparedConstant, Constant, check, check_integer, check_multiple, check_number,
};
pub use infallible::{
    any_integer, any_media, any_number, choice, conversation, enumerated, integer, media, message,
    number, response_format, text, tool, tool_choice, tools,
};
pub use json::Json;
pub use shared::{
    ModelParameter, Sent, Serialized, SharedParameter, SharedParameters, SharedStruct,
    check_complete, check_shared,
};

#[cfg(feature = "model-types")]
pub use oxen_models_macros::expand_model_types;
#[cfg(feature = "macros")]
pub use oxen_models_macros::{expand_request, expand_try_request};

pub use crate::choice::{
    deserialize as deserialize_choice, parse as parse_choice, serialize as serialize_choice,
};
pub use crate::nested::{MemberReader, MemberWriter};
use crate::request::{AnyRequest, InvalidRequest};
pub use crate::request::{Checked, RequestBuilder, Single, deserialize, from_any, from_value};
pub use crate::schema_cache::{SchemaCache, SchemaPlace};
pub use crate::{
    __choice_traits as choice_traits, __request_traits as request_traits,
    __schema_cache as schema_cache,
};

/// Returns the request of a builder, which the macro has checked.
pub fn checked(builder: RequestBuilder) -> AnyRequest {
    builder.finish_checked()
}

/// Puts the parameters of a request into the order of their names in a string, each preceded by the same character.
/// The macros call it only for a request that isn't written in the order of its schema, because rustc takes longer to
/// check a call with a string than one without.
pub fn ordered<R: Checked>(request: R, order: &str) -> R {
    R::checked(request.into_any().ordered(order))
}

/// Returns the typed request of a builder, which the macro has checked, ordered as by [`ordered`].
pub fn request<R: Checked>(builder: RequestBuilder, order: &str) -> R {
    R::checked(builder.finish_checked().ordered(order))
}

/// Checks and returns a request with values that are only known at run time.
///
/// # Errors
///
/// Returns [`InvalidRequest`] with all violations.
pub fn try_request<R: Checked>(builder: RequestBuilder) -> Result<R, InvalidRequest> {
    builder.finish().map(R::checked)
}

/// Stands for the request after the macro has reported errors, so that rustc reports no further ones.
pub fn refused<R>() -> R {
    unreachable!("a request with errors doesn't compile")
}
