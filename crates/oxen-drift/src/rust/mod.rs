//! The effects of schema changes on generated code, and so on programs that use it.

mod argument;
mod structure;

use std::collections::{HashMap, HashSet};

use oxen_schema::nested::Nested;
use oxen_schema::schema::Keyword;
use oxen_schema::surface::ParameterSurface;
use serde_json::{Value, json};

use crate::change::Verdict;
use crate::compare::{Finding, key};
use crate::kind::ChangeKind;

/// A parameter in the generated code.
struct Setter<'a> {
    surface: &'a ParameterSurface,
    /// The names of variants, by a key that equal values share.
    variants: HashMap<String, &'a str>,
}

impl<'a> Setter<'a> {
    fn new(surface: &'a ParameterSurface) -> Self {
        let variants = surface.variants.iter();
        let variants = variants.map(|(value, name)| (key(value), name.as_str())).collect();
        Self { surface, variants }
    }

    fn is_shared(&self) -> bool {
        argument::is_shared(&self.surface.argument)
    }

    fn has_enum(&self) -> bool {
        self.surface.argument.has_generated_enum()
    }
}

/// The transition of a parameter in the generated code, from the old schema to the new one.
pub(crate) struct Transition<'a> {
    old: Setter<'a>,
    new: Setter<'a>,
    /// The names of the variants after the change.
    kept: HashSet<&'a str>,
    /// Whether the type of nested values is the same, or only grew.
    keeps_form: bool,
}

impl<'a> Transition<'a> {
    pub(crate) fn new(
        (old, old_types): (&'a ParameterSurface, Option<&Nested>),
        (new, new_types): (&'a ParameterSurface, Option<&Nested>),
    ) -> Self {
        let is_nested = old.argument.is_nested() && new.argument.is_nested();
        let types = old_types.zip(new_types).filter(|_| is_nested);
        let keeps_form = types.is_some_and(|(old, new)| structure::keeps(old, new));
        let (old, new) = (Setter::new(old), Setter::new(new));
        let kept = new.variants.values().copied().collect();
        Self { old, new, kept, keeps_form }
    }

    /// Returns the verdict on whether calls of the setter still compile.
    pub(crate) fn verdict(&self) -> Verdict {
        argument::verdict(&self.old.surface.argument, &self.new.surface.argument)
    }

    /// Returns whether both setters accept a type that is specific to the model.
    fn is_nested(&self) -> bool {
        self.old.surface.argument.is_nested() && self.new.surface.argument.is_nested()
    }

    /// Returns whether both setters accept a type that is specific to the model, and the old type's form is not kept.
    pub(crate) fn changes_form(&self) -> bool {
        self.is_nested() && !self.keeps_form
    }

    /// Returns the arguments of the setters, before and after, for a report.
    pub(crate) fn arguments(&self) -> (Value, Value) {
        let shown = |setter: &Setter<'_>| json!(argument::shown(&setter.surface.argument));
        (shown(&self.old), shown(&self.new))
    }

    /// Returns the names in users' code that changed, each with its new name: setter, type, variants.
    pub(crate) fn renamed(&self) -> Vec<(String, String)> {
        let (old, new) = (self.old.surface, self.new.surface);
        let mut renamed = Vec::new();
        if old.setter != new.setter {
            renamed.push((format!("{}()", old.setter), format!("{}()", new.setter)));
        }
        let (Some(before), Some(after)) = (old.enumeration(), new.enumeration()) else {
            if self.is_nested()
                && let (Some(before), Some(after)) = (&old.type_name, &new.type_name)
                && before != after
            {
                renamed.push((before.clone(), after.clone()));
            }
            return renamed;
        };
        if before != after {
            renamed.push((before.to_owned(), after.to_owned()));
        }
        for (value, name) in &old.variants {
            if let Some(other) = self.new.variants.get(&key(value))
                && other != name
            {
                renamed.push((format!("{before}::{name}"), format!("{after}::{other}")));
            }
        }
        renamed
    }

    /// Returns whether a removed value's variant belongs to another value now: `720P` and `720p` have one name.
    fn keeps_variant(&self, value: &Value) -> bool {
        let gone = self.old.variants.get(&key(value));
        gone.is_some_and(|name| self.kept.contains(name))
    }

    /// Returns the effect of a finding on programs.
    pub(crate) fn of_finding(&self, finding: &Finding, parameter: &str) -> Verdict {
        if self.old.is_shared() && self.new.is_shared() {
            return Verdict::Compatible;
        }
        let at_parameter = finding.path == parameter;
        match finding.kind {
            ChangeKind::ParameterBecameRequired if at_parameter => Verdict::Breaking,
            // Only programs that write out the builder's type parameters notice.
            ChangeKind::ParameterBecameOptional if at_parameter => Verdict::Uncertain,
            _ if self.keeps_form => Verdict::Compatible,
            _ if self.is_nested() => of_nested(finding),
            // If the whole enum is removed, the setter's verdict says so.
            ChangeKind::ValueRemoved if self.new.has_enum() => {
                if self.keeps_variant(&finding.old) {
                    self.verdict()
                } else {
                    Verdict::Breaking
                }
            }
            _ if shapes_setter(finding) => self.verdict(),
            _ => Verdict::Compatible,
        }
    }
}

/// Returns whether a finding can change the argument of a setter.
fn shapes_setter(finding: &Finding) -> bool {
    match finding.kind {
        ChangeKind::TypeNarrowed
        | ChangeKind::TypeWidened
        | ChangeKind::TypeChanged
        | ChangeKind::EnumIntroduced
        | ChangeKind::EnumDropped
        | ChangeKind::ValueAdded
        | ChangeKind::ValueRemoved
        | ChangeKind::AlternativeAdded
        | ChangeKind::AlternativeRemoved
        | ChangeKind::ParameterAddedOptional
        | ChangeKind::ParameterAddedRequired
        | ChangeKind::ParameterRemoved => true,
        ChangeKind::ConstraintIntroduced
        | ChangeKind::ConstraintDropped
        | ChangeKind::ConstraintTightened
        | ChangeKind::ConstraintLoosened
        | ChangeKind::ConstraintChanged => !finding.keyword.is_some_and(is_checked_when_built),
        _ => false,
    }
}

/// Returns whether a keyword is checked when a request is built, and so doesn't affect types.
fn is_checked_when_built(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::Minimum
            | Keyword::Maximum
            | Keyword::MultipleOf
            | Keyword::MinLength
            | Keyword::MaxLength
            | Keyword::Pattern
            | Keyword::MinItems
            | Keyword::MaxItems
            | Keyword::UniqueItems
            | Keyword::MinProperties
            | Keyword::MaxProperties
            | Keyword::DependentRequired
            | Keyword::DependentSchemas
            | Keyword::PropertyNames
            | Keyword::Not
            | Keyword::If
    )
}

/// Returns the effect of a finding within a nested type, whose fields and variants are public.
fn of_nested(finding: &Finding) -> Verdict {
    match finding.kind {
        ChangeKind::ParameterAddedOptional | ChangeKind::ValueAdded => Verdict::Compatible,
        // The names of all variants may depend on the set of alternatives; only the type of a required field shows
        // whether it may be null.
        ChangeKind::AlternativeAdded | ChangeKind::NullAccepted | ChangeKind::NullRefused => {
            Verdict::Uncertain
        }
        // `anyOf` and `oneOf` of the same shapes lead to the same types in most cases.
        ChangeKind::ConstraintTightened | ChangeKind::ConstraintLoosened
            if matches!(finding.keyword, Some(Keyword::AnyOf | Keyword::OneOf)) =>
        {
            Verdict::Uncertain
        }
        ChangeKind::ConstraintIntroduced
        | ChangeKind::ConstraintDropped
        | ChangeKind::ConstraintTightened
        | ChangeKind::ConstraintLoosened
        | ChangeKind::ConstraintChanged
            if finding.keyword.is_some_and(is_checked_when_built) =>
        {
            Verdict::Compatible
        }
        kind if kind.is_cosmetic() => Verdict::Compatible,
        ChangeKind::DefaultAdded | ChangeKind::DefaultChanged | ChangeKind::DefaultRemoved => {
            Verdict::Compatible
        }
        _ => Verdict::Breaking,
    }
}
