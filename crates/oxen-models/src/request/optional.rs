//! Arguments of setters.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::marker::PhantomData;

use crate::chat::Tool;
use crate::choice::Literal;
use crate::media::Media;
use crate::number::{Integer, Number};
use crate::object::Object;

/// The argument of a method that sets an optional parameter: a value of its type, or an `Option` of one.
///
/// Any type that converts [`Into`] the parameter's type is accepted, including literals. `None` leaves the parameter
/// unchanged, so it stays unset unless it was set before. `Kind` distinguishes values from options; it is always
/// inferred.
///
#[cfg_attr(not(doctest), doc = include_str!("../../docs/optional.md"))]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of this parameter",
    label = "expected a value that converts into `{T}`, or an `Option` of one"
)]
pub trait Optional<T, Kind> {
    /// Returns the value, if there is one.
    fn into_optional(self) -> Option<T>;
}

/// Marks a value in [`Optional`] and [`List`].
#[derive(Debug)]
pub enum Value {}

/// Marks an `Option` in [`Optional`] and [`OptionalList`].
#[derive(Debug)]
pub struct Perhaps<Kind = Value>(PhantomData<Kind>);

/// Marks a list in [`OptionalList`].
#[derive(Debug)]
pub struct Given<Kind>(PhantomData<Kind>);

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>> Optional<T, Value> for V {
    fn into_optional(self) -> Option<T> {
        Some(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>> Optional<T, Perhaps> for Option<V> {
    fn into_optional(self) -> Option<T> {
        self.map(Into::into)
    }
}

/// The argument of a method that sets a list: an array, vector, slice, set or iterator of values that convert [`Into`]
/// the items' type, or one such value alone.
///
/// `Kind` distinguishes these; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list for this parameter",
    label = "expected an array, vector, slice or iterator of values that convert into `{T}`, or one of them"
)]
pub trait List<T, Kind> {
    /// Returns the items.
    fn into_list(self) -> impl Iterator<Item = T>;
}

/// The argument of a method that sets an optional list: a [`List`], or an `Option` of one. `None` leaves the parameter
/// unchanged.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list for this parameter",
    label = "expected an array, vector, slice or iterator of values that convert into `{T}`, one of them, or an `Option` of these"
)]
pub trait OptionalList<T, Kind> {
    /// Returns the items, if there is a list.
    fn into_optional_list(self) -> Option<impl Iterator<Item = T>>;
}

/// Marks a collection in [`List`].
#[derive(Debug)]
pub enum Items {}

/// Marks an iterator in [`List`].
#[derive(Debug)]
pub enum Iterated {}

macro_rules! lists {
    ($(impl [$($parameter:tt)*] $list:ty: $item:ty;)*) => {
        $(#[diagnostic::do_not_recommend]
        impl<$($parameter)* T, V> List<T, Items> for $list
        where
            $item: Into<T>,
        {
            fn into_list(self) -> impl Iterator<Item = T> {
                self.into_iter().map(Into::into)
            }
        })*
    };
}

lists! {
    impl [] Vec<V>: V;
    impl [] Box<[V]>: V;
    impl [] VecDeque<V>: V;
    impl [] BTreeSet<V>: V;
    impl ['a,] &'a Vec<V>: &'a V;
    impl ['a,] &'a [V]: &'a V;
    impl ['a,] &'a VecDeque<V>: &'a V;
    impl ['a,] &'a BTreeSet<V>: &'a V;
}

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>, const N: usize> List<T, Items> for [V; N] {
    fn into_list(self) -> impl Iterator<Item = T> {
        self.into_iter().map(Into::into)
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T, V, const N: usize> List<T, Items> for &'a [V; N]
where
    &'a V: Into<T>,
{
    fn into_list(self) -> impl Iterator<Item = T> {
        self.iter().map(Into::into)
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>, S> List<T, Items> for HashSet<V, S> {
    fn into_list(self) -> impl Iterator<Item = T> {
        self.into_iter().map(Into::into)
    }
}

#[diagnostic::do_not_recommend]
impl<T, I: Iterator> List<T, Iterated> for I
where
    I::Item: Into<T>,
{
    fn into_list(self) -> impl Iterator<Item = T> {
        self.map(Into::into)
    }
}

/// A type of items that no list converts into, so that one value in place of a list is a list of that one.
///
/// A generated type that is a list of lists doesn't implement it, because a list would be ambiguous.
#[doc(hidden)]
pub trait Single {}

macro_rules! single {
    ($($type:ty)*) => {
        $(impl Single for $type {})*
    };
}

single!(Text Media Integer Number Object Literal Tool bool);

#[diagnostic::do_not_recommend]
impl<T: Single, V: Into<T>> List<T, Value> for V {
    fn into_list(self) -> impl Iterator<Item = T> {
        std::iter::once(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<T, Kind, L: List<T, Kind>> OptionalList<T, Given<Kind>> for L {
    fn into_optional_list(self) -> Option<impl Iterator<Item = T>> {
        Some(self.into_list())
    }
}

#[diagnostic::do_not_recommend]
impl<T, Kind, L: List<T, Kind>> OptionalList<T, Perhaps<Kind>> for Option<L> {
    fn into_optional_list(self) -> Option<impl Iterator<Item = T>> {
        self.map(List::into_list)
    }
}

/// A string in a list of strings, owned or borrowed.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Text(pub(crate) Cow<'static, str>);

impl<S: AsRef<str>> From<S> for Text {
    fn from(text: S) -> Self {
        Self(Cow::Owned(text.as_ref().to_owned()))
    }
}
