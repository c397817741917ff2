//! Work spread over the cores, in order.

use std::num::NonZero;
use std::thread;

/// Returns `f` of every item, in the order of the items. Every thread has a state of its own, such as a cache.
pub(crate) fn map<'t, T: Sync, S: Default, R: Send>(
    items: &'t [T],
    f: impl Fn(&mut S, &'t T) -> R + Sync,
) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let chunk = items.len().div_ceil(cores).max(1);
    let of_chunk = |items: &'t [T]| {
        let mut state = S::default();
        items.iter().map(|item| f(&mut state, item)).collect::<Vec<R>>()
    };
    thread::scope(|scope| {
        let of_chunk = &of_chunk;
        let threads: Vec<_> =
            items.chunks(chunk).map(|items| scope.spawn(move || of_chunk(items))).collect();
        threads
            .into_iter()
            .flat_map(|thread| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn keeps_the_order() {
        let items: Vec<usize> = (0..1_000).collect();
        assert_eq!(
            super::map(&items, |(): &mut (), item| item * 2),
            (0..2_000).step_by(2).collect::<Vec<_>>()
        );
        assert!(super::map(&[0_u8; 0], |(): &mut (), item| *item).is_empty());
    }
}
