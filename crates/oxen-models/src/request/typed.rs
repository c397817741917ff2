//! The common functions of typed requests, based on [`Checked`].

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;

use super::{AnyRequest, AnyRequestError, ModelRequest};
use crate::model::Model;

/// A request type that wraps a checked request. Generated types implement it.
pub trait Checked: ModelRequest + Sized {
    /// The model that the type is for.
    const FOR: &'static Model;

    /// Wraps a request that has been checked for this type's model.
    fn checked(request: AnyRequest) -> Self;
}

impl<R: Checked> From<R> for AnyRequest {
    fn from(request: R) -> Self {
        request.into_any()
    }
}

/// Checks a request body for the model of a type.
///
/// # Errors
///
/// Returns [`AnyRequestError`] if it is for another model, or this one's schema doesn't accept it.
pub fn from_value<R: Checked>(body: Value) -> Result<R, AnyRequestError> {
    AnyRequest::for_model(R::FOR, body).map(R::checked)
}

/// Converts an untyped request into one for the model of a type.
///
/// # Errors
///
/// Returns [`AnyRequestError`] if it is for another model, or this one's schema doesn't accept it.
pub fn from_any<R: Checked>(request: AnyRequest) -> Result<R, AnyRequestError> {
    if request.model().id == R::FOR.id {
        return Ok(R::checked(request));
    }
    let found = Value::from(request.model().id).to_string();
    Err(AnyRequestError::OtherModel { model: R::FOR.id, found })
}

/// Deserializes and checks a request for the model of a type.
///
/// # Errors
///
/// Returns an error with every violation in its message.
pub fn deserialize<'de, R: Checked, D: Deserializer<'de>>(deserializer: D) -> Result<R, D::Error> {
    from_value(Value::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// Implements the traits of a request type.
#[macro_export]
#[doc(hidden)]
macro_rules! __request_traits {
    ($name:ident, $response:ty) => {
        impl $crate::ModelRequest for $name {
            type Response = $response;

            fn as_any(&self) -> &$crate::AnyRequest {
                &self.0
            }

            fn into_any(self) -> $crate::AnyRequest {
                self.0
            }
        }

        impl $crate::__private::Checked for $name {
            const FOR: &'static $crate::Model = Self::MODEL;

            fn checked(request: $crate::AnyRequest) -> Self {
                Self(request)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::deserialize(deserializer)
            }
        }

        impl ::core::convert::TryFrom<$crate::serde_json::Value> for $name {
            type Error = $crate::AnyRequestError;

            fn try_from(
                body: $crate::serde_json::Value,
            ) -> ::core::result::Result<Self, $crate::AnyRequestError> {
                $crate::__private::from_value(body)
            }
        }

        impl ::core::convert::TryFrom<$crate::AnyRequest> for $name {
            type Error = $crate::AnyRequestError;

            fn try_from(
                request: $crate::AnyRequest,
            ) -> ::core::result::Result<Self, $crate::AnyRequestError> {
                $crate::__private::from_any(request)
            }
        }
    };
}
