//! Details of a JSON text that a parsed value doesn't have: line numbers and duplicate keys.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::pointer::Pointer;
use crate::text::excerpt;
use crate::{Diagnostic, DiagnosticKind};

/// The number of keys up to which comparing all pairs is faster than hashing.
const MAX_LINEAR: usize = 8;
/// The maximum number of duplicate keys that are reported.
const MAX_DUPLICATES: usize = 100;

/// Returns the duplicate keys in the objects of a JSON text, which has to be valid.
pub(super) fn duplicate_keys(text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    Scanner::new(text).value(&mut |event| {
        if let Event::KeyTwice { path, key, line } = event
            && found.len() < MAX_DUPLICATES
        {
            let message = format!(
                "the key `{}` occurs twice, again in line {line}; the last one is used",
                excerpt(key)
            );
            let pointer = pointer_of(path);
            found.push(Diagnostic::of_kind(DiagnosticKind::DuplicateKey, pointer, message));
        }
    });
    found
}

/// Returns the line, from 1, of the value at a JSON pointer of a valid JSON text.
pub(super) fn line_of(text: &str, pointer: &str) -> Option<usize> {
    let steps = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
    let steps: Vec<String> = steps.collect();
    let mut found = None;
    Scanner::new(text).value(&mut |event| {
        // From the end, as most values nearby share the start.
        if let Event::Value { path, line } = event
            && path.len() == steps.len()
            && path.iter().zip(&steps).rev().all(|(step, wanted)| step.is(wanted))
        {
            found = Some(line);
        }
    });
    found
}

enum Event<'e> {
    Value { path: &'e [Step<'e>], line: usize },
    KeyTwice { path: &'e [Step<'e>], key: &'e str, line: usize },
}

/// One step of a path: to the value of a key, or to an item by its position.
#[derive(Clone)]
enum Step<'t> {
    Key(Cow<'t, str>),
    Item(usize),
}

impl Step<'_> {
    fn is(&self, wanted: &str) -> bool {
        match self {
            Self::Key(key) => key == wanted,
            Self::Item(index) => wanted.parse() == Ok(*index),
        }
    }
}

/// Returns the JSON pointer of a path.
fn pointer_of(path: &[Step<'_>]) -> String {
    let mut pointer = Pointer::default();
    for step in path {
        match step {
            Step::Key(key) => pointer.push(key),
            Step::Item(index) => pointer.push(&index.to_string()),
        }
    }
    pointer.into_text()
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    path: Vec<Step<'t>>,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1, path: Vec::new() }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips white space, commas and colons, which a valid text has where they belong.
    fn skip(&mut self) -> Option<u8> {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' | b',' | b':' => {}
                // The first byte of a byte order mark, which has three.
                0xef => self.at += 2,
                _ => return Some(byte),
            }
            self.at += 1;
        }
        None
    }

    fn value(&mut self, visit: &mut impl FnMut(Event<'_>)) {
        let first = self.skip();
        visit(Event::Value { path: &self.path, line: self.line });
        match first {
            Some(b'{') => self.object(visit),
            Some(b'[') => self.array(visit),
            Some(b'"') => drop(self.string()),
            _ => {
                let ends = |byte: u8| byte.is_ascii_whitespace() || b",]}".contains(&byte);
                while self.peek().is_some_and(|byte| !ends(byte)) {
                    self.at += 1;
                }
            }
        }
    }

    fn object(&mut self, visit: &mut impl FnMut(Event<'_>)) {
        self.at += 1;
        let (mut few, mut many) = (Vec::new(), HashSet::new());
        while self.skip() == Some(b'"') {
            let key = self.string();
            self.path.push(Step::Key(key.clone()));
            let is_known =
                if few.len() < MAX_LINEAR { few.contains(&key) } else { many.contains(&key) };
            if is_known {
                visit(Event::KeyTwice { path: &self.path, key: &key, line: self.line });
            } else if few.len() < MAX_LINEAR {
                few.push(key);
                if few.len() == MAX_LINEAR {
                    many.extend(few.iter().cloned());
                }
            } else {
                many.insert(key);
            }
            self.value(visit);
            self.path.pop();
        }
        self.at += 1;
    }

    fn array(&mut self, visit: &mut impl FnMut(Event<'_>)) {
        self.at += 1;
        let mut index = 0_usize;
        while self.skip().is_some_and(|byte| byte != b']') {
            self.path.push(Step::Item(index));
            self.value(visit);
            self.path.pop();
            index += 1;
        }
        self.at += 1;
    }

    /// Skips a string, and returns it with its escapes resolved.
    fn string(&mut self) -> Cow<'t, str> {
        let start = self.at;
        self.at += 1;
        let mut is_escaped = false;
        while let Some(byte) = self.peek().filter(|byte| *byte != b'"') {
            is_escaped |= byte == b'\\';
            self.at += if byte == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        if is_escaped {
            Cow::Owned(serde_json::from_str(quoted).unwrap_or_default())
        } else {
            Cow::Borrowed(quoted.trim_matches('"'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"a\": [1, {\"b/c\": \"}\\\"\",\n \"x\": null}],\n  \"d\": {},\n  \"\\u0061\": true\n}";

    #[test]
    fn values_are_found_by_their_pointer() {
        let places = [("", 1), ("/a", 5), ("/a/1/b~1c", 2), ("/a/1/x", 3), ("/d", 4)];
        for (pointer, line) in places {
            assert_eq!(line_of(TEXT, pointer), Some(line), "{pointer}");
        }
        assert_eq!(line_of(TEXT, "/e"), None);
        assert_eq!(line_of("\u{feff}\n7", ""), Some(2));
    }

    #[test]
    fn keys_are_compared_after_unescaping() {
        let found = duplicate_keys(TEXT);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].kind), ("/a", DiagnosticKind::DuplicateKey));
        assert!(found[0].message.contains("line 5"), "{}", found[0]);
        // More keys than are compared one by one.
        let many: Vec<String> = (0..20).chain([3, 15]).map(|key| format!("\"{key}\":[]")).collect();
        let paths: Vec<String> = duplicate_keys(&format!("{{{}}}", many.join(",")))
            .into_iter()
            .map(|it| it.path)
            .collect();
        assert_eq!(paths, ["/3", "/15"]);
    }

    #[test]
    fn invalid_json_ends_the_scan() {
        for text in ["", "{", "[", "\"", "{\"a", "{\"a\\", "]", "}", "[[{{", "\u{ef}"] {
            assert!(duplicate_keys(text).is_empty(), "{text}");
        }
    }
}
