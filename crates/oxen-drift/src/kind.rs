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
    /// A model is new.
    ModelAdded = "model-added" mirrors ModelWithdrawn;
    /// A model is gone.
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
    /// A parameter that may be left out is new.
    ParameterAddedOptional = "parameter-added-optional" mirrors ParameterRemoved;
    /// A parameter that every request has to have is new.
    ParameterAddedRequired = "parameter-added-required" mirrors ParameterRemoved;
    /// A parameter is gone.
    ParameterRemoved = "parameter-removed" mirrors ParameterAddedOptional;
    /// A parameter may no longer be left out.
    ParameterBecameRequired = "parameter-became-required" mirrors ParameterBecameOptional;
    /// A parameter may be left out now.
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
    /// The list of values has one more.
    ValueAdded = "value-added" mirrors ValueRemoved;
    /// The list of values has one fewer.
    ValueRemoved = "value-removed" mirrors ValueAdded;
    /// The list of values has another order.
    ValuesReordered = "values-reordered" mirrors ValuesReordered;
    /// A constraint is new.
    ConstraintIntroduced = "constraint-introduced" mirrors ConstraintDropped;
    /// A constraint is gone.
    ConstraintDropped = "constraint-dropped" mirrors ConstraintIntroduced;
    /// A constraint accepts less.
    ConstraintTightened = "constraint-tightened" mirrors ConstraintLoosened;
    /// A constraint accepts more.
    ConstraintLoosened = "constraint-loosened" mirrors ConstraintTightened;
    /// A constraint has another value, and which one accepts more can't be told.
    ConstraintChanged = "constraint-changed" mirrors ConstraintChanged;
    /// A keyword that is not checked has another value.
    UncheckedChanged = "unchecked-changed" mirrors UncheckedChanged;
    /// There is one more alternative.
    AlternativeAdded = "alternative-added" mirrors AlternativeRemoved;
    /// There is one alternative fewer.
    AlternativeRemoved = "alternative-removed" mirrors AlternativeAdded;
    /// An omitted parameter has a default now.
    DefaultAdded = "default-added" mirrors DefaultRemoved;
    /// An omitted parameter has another default.
    DefaultChanged = "default-changed" mirrors DefaultChanged;
    /// An omitted parameter no longer has a default.
    DefaultRemoved = "default-removed" mirrors DefaultAdded;
    /// Documentation states one more rule about requests.
    RuleAdded = "rule-added" mirrors RuleRemoved;
    /// A rule of documentation is gone.
    RuleRemoved = "rule-removed" mirrors RuleAdded;
    /// A rule of documentation requires something else, or is more or less sure.
    RuleChanged = "rule-changed" mirrors RuleChanged;
    /// The setter takes something else, though the hub accepts the same.
    SetterChanged = "setter-changed" mirrors SetterChanged;
    /// The title, the description or a hint for display is another one.
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

    /// Returns whether there is more to use than before.
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
