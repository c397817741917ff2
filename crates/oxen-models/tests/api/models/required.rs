//! The messages of the compiler when a request is built without a required parameter.

use oxen_models::Provided;

/// The required parameter `messages` is set.
#[diagnostic::on_unimplemented(
    message = "the required parameter `messages` is not set",
    label = "call `.user(..)`, `.message(..)` or `.messages(..)` before `.build()`"
)]
pub trait Messages {}
#[diagnostic::do_not_recommend]
impl Messages for Provided {}

/// The required parameter `prompt` is set.
#[diagnostic::on_unimplemented(
    message = "the required parameter `prompt` is not set",
    label = "call `.prompt(..)` before `.build()`"
)]
pub trait Prompt {}
#[diagnostic::do_not_recommend]
impl Prompt for Provided {}

/// The required parameter `aspect_ratio` is set.
#[diagnostic::on_unimplemented(
    message = "the required parameter `aspect_ratio` is not set",
    label = "call `.aspect_ratio(..)` before `.build()`"
)]
pub trait AspectRatio {}
#[diagnostic::do_not_recommend]
impl AspectRatio for Provided {}
