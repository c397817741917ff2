//! The kinds of changes.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $id:literal mirrors $mirror:ident;)*) => {
        /// A kind of change. `RULES.md` has the verdicts of each.
        #[derive(Clone, Copy, Debug, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum ChangeKind {
            $($(#[$doc])* $name,)*
        }

        impl ChangeKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns its name in reports, such as `value-removed`.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }

            /// Returns the kind of the reverse change.
            #[must_use]
            pub fn mirror(self) -> Self {
                match self {
                    $(Self::$name => Self::$mirror,)*
                }
            }
        }
    };
}

kinds! {
    /// A model was added.
    ModelAdded = "model-added" mirrors ModelWithdrawn;
    /// A model was withdrawn.
    ModelWithdrawn = "model-withdrawn" mirrors ModelAdded;
    /// Another endpoint serves the model.
    EndpointChanged = "endpoint-changed" mirrors EndpointChanged;
    /// The model belongs to another developer.
    DeveloperChanged = "developer-changed" mirrors DeveloperChanged;
    /// The model has a modality or ability that it lacked.
    CapabilityAdded = "capability-added" mirrors CapabilityRemoved;
    /// The model no longer has a modality or ability.
    CapabilityRemoved = "capability-removed" mirrors CapabilityAdded;
    /// Another fact about the model has another value.
    FactChanged = "fact-changed" mirrors FactChanged;
    /// Something has another name in Rust.
    RustNameChanged = "rust-name-changed" mirrors RustNameChanged;
    /// An optional parameter was added.
    ParameterAddedOptional = "parameter-added-optional" mirrors ParameterRemoved;
    /// A required parameter was added.
    ParameterAddedRequired = "parameter-added-required" mirrors ParameterRemoved;
    /// A parameter was removed.
    ParameterRemoved = "parameter-removed" mirrors ParameterAddedOptional;
    /// A parameter is required now.
    ParameterBecameRequired = "parameter-became-required" mirrors ParameterBecameOptional;
    /// A parameter is optional now.
    ParameterBecameOptional = "parameter-became-optional" mirrors ParameterBecameRequired;
    /// Some of the types are no longer accepted.
    TypeNarrowed = "type-narrowed" mirrors TypeWidened;
    /// More types are accepted.
    TypeWidened = "type-widened" mirrors TypeNarrowed;
    /// Other types are accepted.
    TypeChanged = "type-changed" mirrors TypeChanged;
    /// Null is accepted now.
    NullAccepted = "null-accepted" mirrors NullRefused;
    /// Null is no longer accepted.
    NullRefused = "null-refused" mirrors NullAccepted;
    /// Only listed values are accepted now.
    EnumIntroduced = "enum-introduced" mirrors EnumDropped;
    /// Values are no longer listed.
    EnumDropped = "enum-dropped" mirrors EnumIntroduced;
    /// A value was added to the list.
    ValueAdded = "value-added" mirrors ValueRemoved;
    /// A value was removed from the list.
    ValueRemoved = "value-removed" mirrors ValueAdded;
    /// The list of values has another order.
    ValuesReordered = "values-reordered" mirrors ValuesReordered;
    /// A constraint was introduced.
    ConstraintIntroduced = "constraint-introduced" mirrors ConstraintDropped;
    /// A constraint was dropped.
    ConstraintDropped = "constraint-dropped" mirrors ConstraintIntroduced;
    /// A constraint accepts less.
    ConstraintTightened = "constraint-tightened" mirrors ConstraintLoosened;
    /// A constraint accepts more.
    ConstraintLoosened = "constraint-loosened" mirrors ConstraintTightened;
    /// A constraint has another value, and it can't be decided which one accepts more.
    ConstraintChanged = "constraint-changed" mirrors ConstraintChanged;
    /// A keyword that is not checked has another value.
    UncheckedChanged = "unchecked-changed" mirrors UncheckedChanged;
    /// An alternative was added.
    AlternativeAdded = "alternative-added" mirrors AlternativeRemoved;
    /// An alternative was removed.
    AlternativeRemoved = "alternative-removed" mirrors AlternativeAdded;
    /// An omitted parameter has a default now.
    DefaultAdded = "default-added" mirrors DefaultRemoved;
    /// An omitted parameter has another default.
    DefaultChanged = "default-changed" mirrors DefaultChanged;
    /// An omitted parameter no longer has a default.
    DefaultRemoved = "default-removed" mirrors DefaultAdded;
    /// A rule of documentation was added.
    RuleAdded = "rule-added" mirrors RuleRemoved;
    /// A rule of documentation was removed.
    RuleRemoved = "rule-removed" mirrors RuleAdded;
    /// A rule of documentation requires something else, or has another certainty.
    RuleChanged = "rule-changed" mirrors RuleChanged;
    /// The setter accepts other types, though the hub accepts the same values.
    SetterChanged = "setter-changed" mirrors SetterChanged;
    /// The title, the description or a hint for display has changed.
    DocumentationChanged = "documentation-changed" mirrors DocumentationChanged;
    /// The parameters are listed in another order.
    OrderChanged = "order-changed" mirrors OrderChanged;
    /// The hub lists the parameter among its basic ones now, or no longer does.
    BasicChanged = "basic-changed" mirrors BasicChanged;
    /// The parameter is marked as deprecated now, or no longer is.
    DeprecationChanged = "deprecation-changed" mirrors DeprecationChanged;
}

impl ChangeKind {
    /// Returns whether neither requests nor programs are affected.
    pub fn is_cosmetic(self) -> bool {
        matches!(
            self,
            Self::ValuesReordered
                | Self::DocumentationChanged
                | Self::OrderChanged
                | Self::BasicChanged
                | Self::DeprecationChanged
        )
    }

    /// Returns whether the change adds something to use.
    pub fn is_addition(self) -> bool {
        matches!(
            self,
            Self::ModelAdded
                | Self::CapabilityAdded
                | Self::ParameterAddedOptional
                | Self::ParameterAddedRequired
                | Self::ValueAdded
                | Self::AlternativeAdded
        )
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
