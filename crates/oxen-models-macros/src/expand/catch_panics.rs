//! Turns a panic into a compile error that asks for a bug report.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream};

/// Runs an expansion, and turns a panic into a compile error that asks for a bug report.
pub(crate) fn catch_panics(expand: impl FnOnce() -> TokenStream) -> TokenStream {
    catch_unwind(AssertUnwindSafe(expand)).unwrap_or_else(|panic| {
        let message = format!(
            "this is a mistake in oxen-models, not in your code; please report it: {}",
            text(panic.as_ref())
        );
        syn::Error::new(Span::call_site(), message).to_compile_error()
    })
}

fn text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_compile_error() {
        let expanded = catch_panics(|| panic!("item {} of 3", 4)).to_string();
        assert!(expanded.contains("compile_error"), "{expanded}");
        assert!(expanded.contains("please report it: item 4 of 3"), "{expanded}");
    }

    #[test]
    fn an_expansion_without_a_panic_is_unchanged() {
        assert_eq!(catch_panics(|| quote::quote!(a + 1)).to_string(), "a + 1");
    }
}
