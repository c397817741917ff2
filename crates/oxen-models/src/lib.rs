//! Every model on Oxen.ai as a typed Rust request.

// Generated code names this crate the same way here and in a crate of yours.
extern crate self as oxen_models;

pub mod chat;
mod choice;
mod effective;
pub mod media;
mod model;
#[rustfmt::skip]
pub mod models;
mod number;
mod object;
mod request;
mod show;
mod state;
mod suggest;
mod text;
mod unsendable;

pub use choice::{Choice, Literal, UnknownChoice};
pub use effective::ModelSchemaError;
pub use media::{Media, MediaError};
pub use model::{Endpoint, Modality, Model};
pub use number::{Integer, Number};
pub use object::Object;
pub use oxen_schema::schema::{Kind, Parameter, RequestSchema};
pub use request::{
    AnyRequest, AnyRequestError, InvalidRequest, ModelRequest, RequestBuilder, UnknownModel,
    Violation,
};
pub use state::{Missing, Provided};
pub use unsendable::Unsendable;

#[doc(hidden)]
pub use oxen_catalog as catalog;
#[doc(hidden)]
pub use serde;
#[doc(hidden)]
pub use serde::Serialize;
