//! Tool calls that come in pieces.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::{ENTRY, Texts, extend, merge, set};
use crate::answers::ToolCall;

/// The calls of a message, as far as they have come.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    list: Vec<ToolCall>,
    /// The place in the list of the last call with an index.
    by_index: BTreeMap<u64, usize>,
}

impl Calls {
    /// Adds the pieces of a delta, and returns by how many bytes, roughly, the calls have grown.
    pub(super) fn add(&mut self, pieces: &[ToolCall]) -> u64 {
        let mut added = BTreeSet::new();
        let mut growth = 0;
        for piece in pieces {
            let (place, more) = self.add_piece(piece, &added);
            added.insert(place);
            growth += more;
        }
        growth
    }

    /// Adds a piece of a delta that has added to these calls already; returns the position of its call, and the growth.
    fn add_piece(&mut self, piece: &ToolCall, added: &BTreeSet<usize>) -> (usize, u64) {
        let mut growth = 0;
        let place = self.place(piece, added).unwrap_or_else(|| {
            growth += ENTRY;
            let place = self.list.len();
            self.list.push(ToolCall { index: piece.index, ..ToolCall::default() });
            if let Some(index) = piece.index {
                self.by_index.insert(index, place);
            }
            place
        });
        let call = &mut self.list[place];
        set(&mut call.id, filled(piece.id.as_ref()));
        set(&mut call.kind, filled(piece.kind.as_ref()));
        growth += merge(&mut call.extra, &piece.extra, Texts::Continue);
        if let Some(new) = &piece.function {
            let function = call.function.get_or_insert_default();
            set(&mut function.name, filled(new.name.as_ref()));
            growth += extend(&mut function.arguments, new.arguments.as_deref());
            growth += merge(&mut function.extra, &new.extra, Texts::Continue);
        }
        (place, growth)
    }

    /// Returns the position of the call that a piece continues; `None` if it begins one.
    ///
    /// Pieces belong together by their index. Some providers leave it out: there an id or a second name begins a call,
    /// and anything else continues the last one. Others give every call the same index: there a second id begins one.
    /// Where there are neither ids nor indices, a delta with several names has as many calls, even of the same function.
    fn place(&self, piece: &ToolCall, added: &BTreeSet<usize>) -> Option<usize> {
        let place = match piece.index {
            Some(index) => *self.by_index.get(&index)?,
            None => self.list.len().checked_sub(1)?,
        };
        let call = &self.list[place];
        let is_other = |new: Option<&String>, old: Option<&String>| {
            filled(new).is_some_and(|new| old.is_some_and(|old| old != new))
        };
        let name = |call: &ToolCall| call.function.as_ref()?.name.clone();
        let has_id = filled(piece.id.as_ref()).is_some();
        let begins = match piece.index {
            _ if !has_id && added.contains(&place) => filled(name(piece).as_ref()).is_some(),
            Some(_) => is_other(piece.id.as_ref(), call.id.as_ref()),
            None if has_id => piece.id != call.id,
            None => is_other(name(piece).as_ref(), name(call).as_ref()),
        };
        (!begins).then_some(place)
    }

    /// Returns the calls in order, without the index that only a stream has.
    pub(super) fn into_list(mut self) -> Vec<ToolCall> {
        if self.list.iter().all(|call| call.index.is_some()) {
            self.list.sort_by_key(|call| call.index);
        }
        for call in &mut self.list {
            call.index = None;
        }
        self.list
    }
}

/// Returns the text unless it is empty.
fn filled(text: Option<&String>) -> Option<&String> {
    text.filter(|text| !text.is_empty())
}
