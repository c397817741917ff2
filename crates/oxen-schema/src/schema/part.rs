//! Optional parts of a schema, boxed.

use std::ops::{Deref, DerefMut};

/// A part of a schema that has the size of a pointer if it is empty. Schemas are walked recursively, so their size
/// affects the depth of the stack.
#[derive(Clone, Debug)]
pub(super) struct Part<T>(Option<Box<T>>);

/// The value of a part that is empty.
pub(super) trait Empty: Default + 'static {
    fn empty() -> &'static Self;
}

/// Implements [`Empty`] for parts.
macro_rules! empty {
    ($($part:ty),*) => {$(
        impl $crate::schema::part::Empty for $part {
            fn empty() -> &'static Self {
                static EMPTY: std::sync::LazyLock<$part> =
                    std::sync::LazyLock::new(Default::default);
                &EMPTY
            }
        }
    )*};
}

pub(super) use empty;

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<T> for Part<T> {
    fn from(part: T) -> Self {
        Self(Some(Box::new(part)))
    }
}

impl<T: Empty + PartialEq> Part<T> {
    /// Returns whether the part is empty.
    pub(super) fn is_empty(&self) -> bool {
        self.0.as_deref().is_none_or(|part| part == T::empty())
    }
}

impl<T> Part<T> {
    /// Returns the part, if it was ever set.
    pub(super) fn get(&self) -> Option<&T> {
        self.0.as_deref()
    }
}

impl<T: Empty> Part<T> {
    pub(super) fn into_inner(self) -> T {
        self.0.map(|part| *part).unwrap_or_default()
    }
}

impl<T: Empty> Deref for Part<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some(part) => part,
            None => T::empty(),
        }
    }
}

impl<T: Empty> DerefMut for Part<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Empty + PartialEq> PartialEq for Part<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            _ => **self == **other,
        }
    }
}
