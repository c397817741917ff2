//! A change of a model.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::kind::ChangeKind;

/// The effect of a change on requests or programs that worked before.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// All of them still work.
    #[default]
    Compatible,
    /// Some of them may no longer work, which the catalog can't decide; the change's sentence explains when.
    Uncertain,
    /// Some of them no longer work.
    Breaking,
}

impl Verdict {
    /// Returns its name in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Uncertain => "uncertain",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// A change of a model.
#[derive(Clone, Debug, JsonSchema, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The id of the model.
    pub model: String,
    /// The path into the request, such as `elements[].image_url`; empty if the change is about the model itself.
    ///
    /// `[]` stands for every item of a list, `[0]` for the first, `.*` for members that are not listed, `{1}`
    /// for the first of several shapes.
    pub path: String,
    /// The kind of change.
    pub kind: ChangeKind,
    /// The keyword of JSON Schema, or the key of the hub, that the change is about.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub keyword: String,
    /// The old value; null if there was none.
    pub old: Value,
    /// The new value; null if there is none.
    pub new: Value,
    /// Whether the hub still accepts every request that it accepted.
    pub wire: Verdict,
    /// Whether every program that compiled still does.
    pub rust: Verdict,
    /// Whether a request that is still accepted may give another result.
    pub behaviour: bool,
    /// The name that this parameter or model may have had before, or may have now: a guess that doesn't affect the
    /// verdicts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looks_renamed: Option<String>,
    /// The change in words.
    pub sentence: String,
}

impl Change {
    /// Returns the worse of the two verdicts.
    pub fn verdict(&self) -> Verdict {
        self.wire.max(self.rust)
    }

    /// Returns whether the change breaks requests or programs.
    pub fn is_breaking(&self) -> bool {
        self.verdict() == Verdict::Breaking
    }
}
