//! Paths into a request.

use std::fmt;

/// One step from a value to one within it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Step {
    /// To the property with this name.
    Property(String),
    /// To the item at this position, from 0.
    Item(usize),
}

/// A path into a request, displayed as `elements[0].frontal_image_url`. Empty for the request itself.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Path {
    steps: Vec<Step>,
}

impl Path {
    /// Returns the steps from the request to the value.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Returns the parameter that the path leads to or into.
    pub fn parameter(&self) -> Option<&str> {
        match self.steps.first()? {
            Step::Property(name) => Some(name),
            Step::Item(_) => None,
        }
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<T: IntoIterator<Item = Step>>(steps: T) -> Self {
        Self { steps: steps.into_iter().collect() }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.steps.iter().enumerate() {
            match step {
                Step::Item(index) => write!(f, "[{index}]")?,
                Step::Property(name) if !is_plain(name) => {
                    write!(f, "[{}]", super::describe::value(super::Instance::String(name)))?;
                }
                Step::Property(name) if position == 0 => f.write_str(name)?,
                Step::Property(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}

/// Returns whether a name can stand in a path without quotes.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// A location during a check: steps are linked, and converted into a path only for a violation.
#[derive(Clone, Copy, Debug)]
pub(super) enum InstanceLocation<'a> {
    Root,
    Property(&'a InstanceLocation<'a>, &'a str),
    Item(&'a InstanceLocation<'a>, usize),
}

impl InstanceLocation<'_> {
    pub(super) fn to_path(self) -> Path {
        let mut steps = Vec::new();
        let mut location = self;
        loop {
            location = match location {
                InstanceLocation::Root => break,
                InstanceLocation::Property(parent, name) => {
                    steps.push(Step::Property(name.to_owned()));
                    *parent
                }
                InstanceLocation::Item(parent, index) => {
                    steps.push(Step::Item(index));
                    *parent
                }
            };
        }
        steps.into_iter().rev().collect()
    }
}
