//! One change.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::kind::ChangeKind;

/// Whether what worked yesterday works today.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It does.
    #[default]
    Compatible,
    /// It may not, and what is known about the models can't tell: the change's sentence says when.
    Uncertain,
    /// Some of it does not.
    Breaking,
}

impl Verdict {
    /// Its name in reports.
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

/// One change of one model.
#[derive(Clone, Debug, JsonSchema, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The id of the model.
    pub model: String,
    /// Where in its request, such as `elements[].image_url`; empty if it is about the model itself.
    ///
    /// `[]` stands for every item of a list, `[0]` for the first, `.*` for members that are not listed, `{1}`
    /// for the first of several shapes.
    pub path: String,
    /// What sort of change.
    pub kind: ChangeKind,
    /// The keyword of JSON Schema, or the key of the hub, that the change is about.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub keyword: String,
    /// What was there; null if nothing was.
    pub old: Value,
    /// What is there now; null if nothing is.
    pub new: Value,
    /// Whether the hub still accepts every request that it accepted.
    pub wire: Verdict,
    /// Whether every program that compiled still does.
    pub rust: Verdict,
    /// Whether a request that is still accepted may give another result.
    pub behaviour: bool,
    /// The name that this parameter or model may have had, or may have now. A guess, of no account for the
    /// verdicts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looks_renamed: Option<String>,
    /// The change in words.
    pub sentence: String,
}

impl Change {
    /// The worse of both verdicts.
    pub fn verdict(&self) -> Verdict {
        self.wire.max(self.rust)
    }

    /// Whether it breaks requests or programs.
    pub fn is_breaking(&self) -> bool {
        self.verdict() == Verdict::Breaking
    }
}
