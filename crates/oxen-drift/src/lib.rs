//! Changes between two catalogs of models, classified by what they break.
//!
//! [`diff`] compares two catalogs model by model, on the normalised form of their request schemas. Every
//! [`Change`] has two verdicts: on the **wire**, whether the hub still accepts every request that it
//! accepted; in **Rust**, whether every program that compiled against the generated crate still does.
//!
//! # How verdicts are reached
//!
//! Requests are contravariant: accepting more is safe, accepting less breaks. Each family of keywords is
//! compared as a set of accepted values, which results in a [`Direction`]. It alone determines the verdict on
//! the wire. If two sets can't be compared, the verdict is breaking: a gate must not hide a break.
//!
//! The verdict in Rust follows from the code generated for a parameter: its setter and its argument,
//! whether the type-state of the builder requires it, its enum and its variants, the types of nested values. It
//! covers builders only: `request!` checks its literals at compile time, so a literal that the hub now refuses no
//! longer compiles there, regardless of the verdict in Rust. A change that breaks on the wire requires a breaking
//! version step anyway.
//!
//! Both are tested: the tests of this crate check requests with another validator, and
//! those across the crates compile programs that use all of the old generated crate against the new one.
//!
//! An earlier request has the members that the old schema lists, and possibly others, but none that
//! only the new schema lists, because such members had no defined meaning. A schema lists a member wherever a part of
//! it does that applies to the same value.
//!
//! # The rules
//!
#![doc = include_str!("../RULES.md")]

mod annotations;
mod change;
mod compare;
mod direction;
mod documented;
mod kind;
mod model;
mod parameters;
mod renames;
mod render;
mod report;
mod rust;
mod shown;
mod words;

pub use change::{Change, Verdict};
pub use direction::Direction;
pub use kind::ChangeKind;
pub use render::{
    Colour, changelog_entry, json_schema, to_json, to_markdown, to_markdown_within, to_text,
};
pub use report::{Report, Side, Step, Summary, diff};
