//! Every model on Oxen.ai as a typed Rust request: a wrong request doesn't compile, and errors that only show
//! at run time are reported before the request is sent.
//!
//! Each model has a module in [`models`] with its request type, its builder and its enums:
//!
// Examples that name models are compiled over the frozen catalog: see `tests/frozen`.
#![cfg_attr(not(doctest), doc = include_str!("../docs/builder.md"))]
//!
//! - A required parameter that isn't set is a compile error that names it. Everything else is checked by `build`,
//!   which reports [all violations at once](InvalidRequest).
//! - A parameter that isn't set isn't sent: the model uses its default. [`Model::parameters`] lists the defaults.
//! - Media are passed as URLs, or as files with [`Media::file`].
//! - Chat requests consist of [messages, tools and formats](chat).
//! - [`AnyRequest`] is a request for a model that is chosen at run time.
//! - A parameter newer than this version of the crate is sent with `.extra(name, value)`.
//! - [Rules](rules) that a model's documentation states in prose are checked too; `.without_rule(id)` lifts one for a
//!   request, and [`ModelRequest::warnings`] lists those that are not certain enough to refuse it.
//!
//! # Features
//!
//! Each developer of models has a feature, such as `deepseek` or `black-forest-labs`, all on by default. A program that
//! uses few models compiles faster with only their features. `schemars` derives JSON schemas from types, for
//! [tools](chat::Tool::parameters) and [answers](chat::ResponseFormat::json_schema).
//!
//! `client`, on by default, sends requests; without it no HTTP library is compiled. `blocking` adds a client for
//! programs without an async runtime. `tls-no-provider` is the client without a TLS provider, for programs that install
//! their own; this crate never installs a provider for the whole process.
//!
//! `macros`, on by default, provides `request!`, `try_request!` and `#[derive(ModelRequest)]`. `model-types` adds
//! `model_types!` for private models; it compiles the generator.
//!
//! # Versions
//!
//! A program that compiles keeps compiling with every later release of the same 0.x, and a request that passes its
//! checks keeps passing them. If the catalog loses a model, a parameter or a value, or requests are checked more
//! strictly, the next release is 0.(x + 1).0. Models, optional parameters, enum variants and fields of [`Model`] may
//! be added in any release.
//!
//! Error messages are for people and may change in any release, and so may everything that is hidden from this
//! documentation: names that start with two underscores, and functions that only generated code and macros call.
//! One of those, `__checked`, returns a request without checking it.

// Generated code refers to this crate by the same name here and in other crates.
extern crate self as oxen_models;

pub mod answers;
pub mod chat;
mod choice;
#[cfg(feature = "tls-no-provider")]
mod client;
mod endpoint;
mod macros;
pub mod media;
mod model;
#[cfg(not(frozen_catalog))]
#[rustfmt::skip]
#[allow(
    clippy::approx_constant,
    clippy::doc_markdown,
    clippy::fn_params_excessive_bools,
    clippy::iter_not_returning_iterator,
    clippy::many_single_char_names,
    clippy::should_implement_trait,
    clippy::too_many_lines,
    clippy::type_complexity,
    clippy::unreadable_literal,
    reason = "names, numbers, shapes and descriptions are the hub's"
)]
pub mod models;
#[cfg(frozen_catalog)]
include!(concat!(env!("OUT_DIR"), "/models.rs"));
#[doc(hidden)]
#[path = "private/mod.rs"]
pub mod __private;
mod nested;
mod not_representable;
mod number;
mod object;
mod pricing;
pub mod request;
pub mod schema {
    //! A model's request schema, and the violations of it.

    pub use oxen_catalog::RequestSchemaError;
    pub use oxen_schema::schema::{Kind, Parameter, Path, RequestSchema, Rule, Step, Violation};
}
mod schema_cache;
mod snippets;
mod state;
mod suggest;
mod text;
mod unknown_model;

#[cfg(feature = "macros")]
pub use macros::ModelRequest;

pub use choice::{Choice, Literal, UnknownChoice};
pub use endpoint::{Endpoint, Modality};
pub use media::{Media, MediaError};
pub use model::Model;
pub use nested::Nullable;
pub use not_representable::NotRepresentable;
pub use number::{Integer, Number};
pub use object::Object;
pub use oxen_schema::rules;
pub use oxen_schema::schema::{Kind, Parameter, RequestSchema};
pub use pricing::{Pricing, PricingMethod};
pub use request::{
    AnyRequest, AnyRequestError, InvalidRequest, List, ModelRequest, Optional, OptionalList,
    Parameters, RequestBuilder, Retargeted, Text, ToRequest, Violation,
};
pub use schema_cache::ModelSchemaError;
pub use state::{Missing, Provided};
pub use unknown_model::UnknownModel;

#[cfg(feature = "blocking")]
pub use client::blocking;
#[cfg(feature = "tls-no-provider")]
pub use client::{
    Answer, ChatResponse, Client, DiscoveredModel, DiscoveredRequest, DiscoveryError, EnqueueCall,
    IntoCall, InvalidDiscoveredRequest, QueueResponse, RecoverCall, Response, RunCall,
    SchemaProblem, SendCall, StreamCall,
};
#[cfg(all(feature = "schemars", feature = "tls-no-provider"))]
pub use client::{
    ConverseCall, ConverseError, ConverseReason, Structured, StructuredCall, ToolError, Tools,
    Transcript,
};
#[cfg(feature = "tls-no-provider")]
pub use oxen_hub::{
    ApiKey, BaseUrl, CallOptions, ClientBuilder, Clock, Error, ErrorKind, Limits, Method, NotFound,
    Partial, Phase, RetryPolicy, Timeouts, events, generations, models as hub_models, queue,
    stream, waits,
};

#[doc(hidden)]
pub use oxen_catalog as catalog;
#[doc(hidden)]
pub use serde;
#[doc(hidden)]
pub use serde::Serialize;
#[doc(hidden)]
pub use serde_json;
