//! Values as text, truncated for messages.

use std::fmt::Write;

use super::instance::{Instance, each_item};
use crate::text::is_invisible;

/// The maximum number of characters of a value in a message.
const MAX_LENGTH: usize = 60;
/// The maximum number of levels of a value in a message.
const MAX_LEVELS: usize = 4;

/// Returns the value as JSON, truncated and with invisible characters escaped.
pub(super) fn value(instance: Instance<'_>) -> String {
    let mut text = Excerpt { text: String::new(), left: MAX_LENGTH, is_cut: false };
    write_value(instance, 0, &mut text);
    text.text
}

/// Returns a name or text for use within a sentence, truncated and with invisible characters escaped.
pub(super) fn plain(text: &str) -> String {
    let mut excerpt = Excerpt { text: String::new(), left: MAX_LENGTH, is_cut: false };
    excerpt.escaped(text, '\0');
    excerpt.text
}

/// A text of limited length, which ends in `…` if it was truncated.
struct Excerpt {
    text: String,
    left: usize,
    is_cut: bool,
}

impl Excerpt {
    fn push(&mut self, piece: &str) {
        if self.is_cut {
            return;
        }
        let length = piece.chars().count();
        if length > self.left {
            self.is_cut = true;
            self.text.push('…');
        } else {
            self.left -= length;
            self.text.push_str(piece);
        }
    }

    /// Closes the quotes of a text, even if it was truncated.
    fn close(&mut self, quote: char) {
        self.text.push(quote);
        self.left = self.left.saturating_sub(1);
    }

    fn escaped(&mut self, text: &str, quote: char) {
        let mut piece = String::new();
        for character in text.chars() {
            if self.is_cut {
                return;
            }
            piece.clear();
            match character {
                '\n' => piece.push_str("\\n"),
                '\r' => piece.push_str("\\r"),
                '\t' => piece.push_str("\\t"),
                '\\' if quote != '\0' => piece.push_str("\\\\"),
                _ if character == quote => piece.extend(['\\', character]),
                _ if is_invisible(character) || character != ' ' && character.is_whitespace() => {
                    let mut units = [0; 2];
                    for unit in character.encode_utf16(&mut units) {
                        let _ = write!(piece, "\\u{unit:04x}");
                    }
                }
                _ => piece.push(character),
            }
            self.push(&piece);
        }
    }
}

fn write_value(instance: Instance<'_>, level: usize, out: &mut Excerpt) {
    if out.is_cut {
        return;
    }
    match instance {
        Instance::Null => out.push("null"),
        Instance::Boolean(value) => out.push(if value { "true" } else { "false" }),
        Instance::Number(number) => out.push(&number.to_string()),
        Instance::String(text) => {
            out.push("\"");
            out.escaped(text, '"');
            out.close('"');
        }
        Instance::Array(items) if items.count() == 0 => out.push("[]"),
        Instance::Object(members) if members.count() == 0 => out.push("{}"),
        Instance::Array(_) if level == MAX_LEVELS => out.push("[…]"),
        Instance::Object(_) if level == MAX_LEVELS => out.push("{…}"),
        Instance::Array(items) => {
            for (index, item) in each_item(items).enumerate() {
                if out.is_cut {
                    return;
                }
                out.push(if index == 0 { "[" } else { ", " });
                write_value(item, level + 1, out);
            }
            out.push("]");
        }
        Instance::Object(members) => {
            let mut start = "{\"";
            members.visit(&mut |name, value| {
                out.push(std::mem::replace(&mut start, ", \""));
                out.escaped(name, '"');
                out.push("\": ");
                write_value(value, level + 1, out);
                !out.is_cut
            });
            out.push("}");
        }
    }
}
