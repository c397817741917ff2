//! The keywords of request schemas.

use std::fmt;

use super::json_type::{JsonType, Types};

macro_rules! keywords {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// A keyword that request schemas are read by: those of JSON Schema's draft 2020-12 that are understood, and the
        /// hub's `basic`, `renderType` and `x-order`.
        ///
        /// ```
        /// use oxen_schema::schema::Keyword;
        ///
        /// assert_eq!(Keyword::from_name("multipleOf"), Some(Keyword::MultipleOf));
        /// assert_eq!(Keyword::MultipleOf.to_string(), "multipleOf");
        /// assert_eq!(Keyword::from_name("unevaluatedItems"), None);
        /// ```
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Keyword {
            $(#[doc = concat!("`", $name, "`")] $variant,)+
        }

        impl Keyword {
            /// Every keyword.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the keyword's name in schemas.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Returns the keyword with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

keywords! {
    AdditionalProperties = "additionalProperties",
    AllOf = "allOf",
    AnyOf = "anyOf",
    Basic = "basic",
    Const = "const",
    Contains = "contains",
    Default = "default",
    Definitions = "definitions",
    Defs = "$defs",
    Dependencies = "dependencies",
    DependentRequired = "dependentRequired",
    DependentSchemas = "dependentSchemas",
    Deprecated = "deprecated",
    Description = "description",
    Else = "else",
    Enum = "enum",
    ExclusiveMaximum = "exclusiveMaximum",
    ExclusiveMinimum = "exclusiveMinimum",
    Format = "format",
    If = "if",
    Items = "items",
    MaxContains = "maxContains",
    Maximum = "maximum",
    MaxItems = "maxItems",
    MaxLength = "maxLength",
    MaxProperties = "maxProperties",
    MinContains = "minContains",
    Minimum = "minimum",
    MinItems = "minItems",
    MinLength = "minLength",
    MinProperties = "minProperties",
    MultipleOf = "multipleOf",
    Not = "not",
    Nullable = "nullable",
    OneOf = "oneOf",
    Order = "x-order",
    Pattern = "pattern",
    PatternProperties = "patternProperties",
    PrefixItems = "prefixItems",
    Properties = "properties",
    PropertyNames = "propertyNames",
    Ref = "$ref",
    RenderType = "renderType",
    Required = "required",
    Schema = "$schema",
    Then = "then",
    Title = "title",
    Type = "type",
    UniqueItems = "uniqueItems",
}

impl Keyword {
    /// Returns the types whose instances the keyword constrains.
    pub(super) const fn constrained_types(self) -> Types {
        match self {
            Self::Minimum
            | Self::Maximum
            | Self::ExclusiveMinimum
            | Self::ExclusiveMaximum
            | Self::MultipleOf => Types::of(JsonType::Number),
            Self::MinLength | Self::MaxLength | Self::Pattern | Self::Format => {
                Types::of(JsonType::String)
            }
            Self::MinItems
            | Self::MaxItems
            | Self::Items
            | Self::PrefixItems
            | Self::UniqueItems
            | Self::Contains
            | Self::MinContains
            | Self::MaxContains => Types::of(JsonType::Array),
            Self::MinProperties
            | Self::MaxProperties
            | Self::Properties
            | Self::PatternProperties
            | Self::AdditionalProperties
            | Self::PropertyNames
            | Self::Required
            | Self::DependentRequired
            | Self::DependentSchemas
            | Self::Dependencies => Types::of(JsonType::Object),
            Self::Title
            | Self::Description
            | Self::Default
            | Self::Deprecated
            | Self::RenderType
            | Self::Nullable
            | Self::Basic
            | Self::Then
            | Self::Else
            | Self::Definitions
            | Self::Defs
            | Self::Schema
            | Self::Order => Types::NONE,
            Self::Type
            | Self::Enum
            | Self::Const
            | Self::Ref
            | Self::AllOf
            | Self::AnyOf
            | Self::OneOf
            | Self::Not
            | Self::If => Types::ALL,
        }
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
