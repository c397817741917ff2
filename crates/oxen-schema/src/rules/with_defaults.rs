//! A request as the model sees it, with defaults for absent parameters.

use serde_json::Value;

use crate::schema::{Instance, Members};

/// The members of a request, and the defaults of absent parameters. The request is not copied, because prompts and
/// media can be large.
#[derive(Debug)]
pub(super) struct WithDefaults<'a> {
    body: &'a dyn Members,
    /// The defaults of parameters that the body lacks.
    defaults: Vec<(&'a str, Value)>,
}

impl<'a> WithDefaults<'a> {
    pub(super) fn new(body: &'a dyn Members, defaults: Vec<(&'a str, Value)>) -> Self {
        Self { body, defaults }
    }
}

impl Members for WithDefaults<'_> {
    fn count(&self) -> usize {
        self.body.count() + self.defaults.len()
    }

    fn member(&self, name: &str) -> Option<Instance<'_>> {
        let default = || self.defaults.iter().find(|(other, _)| *other == name);
        self.body.member(name).or_else(|| default().map(|(_, value)| value.into()))
    }

    fn visit<'a>(&'a self, visitor: &mut dyn FnMut(&'a str, Instance<'a>) -> bool) {
        let mut goes_on = true;
        self.body.visit(&mut |name, value| {
            goes_on = visitor(name, value);
            goes_on
        });
        for (name, value) in &self.defaults {
            if !goes_on {
                return;
            }
            goes_on = visitor(name, value.into());
        }
    }
}
