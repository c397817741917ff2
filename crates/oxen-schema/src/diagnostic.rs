//! Non-fatal findings of reading a schema or a listing.

use std::fmt;

use crate::pointer::MAX_POINTER;
use crate::text::excerpt_within;

/// A part of a schema or a listing that was not understood, or that contradicts itself.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// A JSON pointer into the document that was read, such as `/properties/prompt/pattern`. It ends in `…` if it is
    /// too long.
    pub path: String,
    /// The finding and the assumption made instead, as a sentence without a full stop.
    pub message: String,
    /// The kind of finding.
    pub kind: DiagnosticKind,
}

/// The kinds of [`Diagnostic`]s.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum DiagnosticKind {
    /// A part of a schema or a listing that is not understood or not checked.
    #[default]
    NotChecked,
    /// A type that JSON Schema doesn't have.
    UnknownType,
    /// A lower limit above its upper limit.
    EmptyRange,
    /// A default that its own schema refuses.
    DefaultRefused,
    /// A required property that no `properties` lists.
    RequiredUnlisted,
    /// A listed value that the rest of its schema refuses.
    ValueRefused,
    /// A list of values of which none is valid.
    NoValidValue,
    /// A schema that no request satisfies.
    NoValidRequest,
    /// A duplicate key of an object.
    DuplicateKey,
    /// A fact about a model in an unexpected form.
    UnreadableFact,
    /// A capability or an endpoint that this crate doesn't know.
    UnknownWord,
}

impl DiagnosticKind {
    /// Returns whether the hub may check something that is not checked here.
    pub fn is_unchecked(self) -> bool {
        matches!(self, Self::NotChecked | Self::UnknownType)
    }

    /// Returns whether the finding is about a fact that the hub states about a model, not its request schema.
    pub fn is_about_facts(self) -> bool {
        matches!(self, Self::UnreadableFact | Self::UnknownWord)
    }
}

impl Diagnostic {
    /// Creates a diagnostic at `path` about something that is not understood or not checked.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of_kind(DiagnosticKind::NotChecked, path, message)
    }

    /// Creates a diagnostic of this kind at `path`.
    pub fn of_kind(
        kind: DiagnosticKind,
        path: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), message: message.into(), kind }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "/" } else { &self.path };
        write!(f, "{}: {}", excerpt_within(path, MAX_POINTER), self.message)
    }
}
