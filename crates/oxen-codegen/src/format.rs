//! Formatted source text from tokens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proc_macro2::TokenStream;
use quote::quote;

use crate::Error;

/// One level of indentation.
pub(crate) const INDENT: &str = "    ";

/// Caches formatted items for all threads, by everything that determines them: most parameters look the same in
/// several models, and formatting takes longest.
#[derive(Debug, Default)]
pub(crate) struct FormatCache(Mutex<HashMap<String, Arc<str>>>);

impl FormatCache {
    /// Returns the cached text for this key, or creates it with `make`. Equal keys must stand for equal texts.
    pub(crate) fn get(
        &self,
        key: String,
        make: impl FnOnce() -> Result<String, Error>,
    ) -> Result<Arc<str>, Error> {
        if let Some(known) = self.locked().get(&key) {
            return Ok(Arc::clone(known));
        }
        let made: Arc<str> = make()?.into();
        self.locked().insert(key, Arc::clone(&made));
        Ok(made)
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, Arc<str>>> {
        // A panic elsewhere leaves whole entries only.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Formats top-level items, separated by blank lines.
pub(crate) fn items(tokens: TokenStream) -> Result<String, Error> {
    let file: syn::File = syn::parse2(tokens).map_err(Error::unparsable)?;
    Ok(space_out(&prettyplease::unparse(&file)))
}

/// Formats associated items as they stand inside an `impl` block.
pub(crate) fn associated_items(tokens: &TokenStream) -> Result<String, Error> {
    let text = items(quote! { impl Owner { #tokens } })?;
    let body = text
        .strip_prefix("impl Owner {\n")
        .and_then(|text| text.strip_suffix("}\n"))
        .unwrap_or_default();
    Ok(body.to_owned())
}

/// Inserts the blank lines between items that prettyplease omits, at the top level and up to two levels down.
fn space_out(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 16);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        spaced.push_str(line);
        spaced.push('\n');
        let parts = |next: &&str| {
            ends_item(line) && starts_item(next, depth(line)) || ends_imports(line, next)
        };
        if lines.peek().is_some_and(parts) {
            spaced.push('\n');
        }
    }
    spaced
}

/// Returns whether the last import of an inner module is followed by something else.
fn ends_imports(line: &str, next: &str) -> bool {
    let is_import = |line: &str| line.trim_start().starts_with("use ");
    is_import(line)
        && line.ends_with(';')
        && !is_import(next)
        && depth(line) == depth(next)
        && depth(line) > 0
}

fn ends_item(line: &str) -> bool {
    let text = line.trim_start();
    let comment = text.starts_with("//");
    !comment
        && (matches!(text, "}" | "};" | "];")
            || (text.ends_with("{}") || text.ends_with(';')) && !text.starts_with("use "))
}

/// Returns whether an item, and not a statement of a body, begins at this depth.
fn starts_item(line: &str, level: usize) -> bool {
    let text = line.trim_start();
    let words = ["///", "#[", "pub ", "fn ", "impl ", "impl<", "oxen_models::"];
    level <= 2 && depth(line) == level && words.iter().any(|word| text.starts_with(word))
}

fn depth(line: &str) -> usize {
    (line.len() - line.trim_start().len()) / INDENT.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_separated_by_blank_lines() {
        let text = items(quote! {
            pub struct A; pub struct B { a: u8 }
            impl B { fn a() { if true { b() } c() } fn d() {} }
        })
        .unwrap();
        assert_eq!(
            text,
            "pub struct A;\n\npub struct B {\n    a: u8,\n}\n\nimpl B {\n    fn a() {\n        if true {\n            \
             b()\n        }\n        c()\n    }\n\n    fn d() {}\n}\n"
        );
    }

    #[test]
    fn associated_items_keep_their_indentation() {
        let text = associated_items(&quote! { #[doc = " One."] fn a() {} }).unwrap();
        assert_eq!(text, "    /// One.\n    fn a() {}\n");
    }
}
