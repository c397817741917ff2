//! Calls that may panic, without output on standard error.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Returns the result of the call; `None` if it panics.
///
/// The hook of the process stays in place for every other panic.
pub(super) fn catch_panics<T>(call: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                others(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(call));
    QUIET.set(before);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::catch_panics;

    #[test]
    fn a_panic_returns_none_and_other_calls_continue() {
        assert_eq!(catch_panics(|| -> u8 { panic!("quietly") }), None);
        assert_eq!(catch_panics(|| 7), Some(7));
    }
}
