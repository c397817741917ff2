//! JSON pointers of limited length.

/// The maximum length of a JSON pointer in a diagnostic, in bytes: it consists of names from a schema, which each
/// diagnostic repeats.
pub(crate) const MAX_POINTER: usize = 1_000;

/// A JSON pointer built step by step, which ends in `…` where it would be too long.
#[derive(Debug, Default)]
pub(crate) struct Pointer {
    text: String,
    is_cut: bool,
}

impl Pointer {
    /// Adds the step to the value of a name.
    pub(crate) fn push(&mut self, name: &str) {
        self.push_raw("/");
        for character in name.chars() {
            match character {
                _ if self.is_cut => return,
                '~' => self.push_raw("~0"),
                '/' => self.push_raw("~1"),
                _ => self.push_raw(character.encode_utf8(&mut [0; 4])),
            }
        }
    }

    /// Adds a pointer, or a part of one.
    pub(crate) fn push_raw(&mut self, pointer: &str) {
        if self.is_cut {
            return;
        }
        let left = MAX_POINTER.saturating_sub(self.text.len());
        self.text.push_str(&pointer[..pointer.floor_char_boundary(left)]);
        if pointer.len() > left {
            self.text.push('…');
            self.is_cut = true;
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}
