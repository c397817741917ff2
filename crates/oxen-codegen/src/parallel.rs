//! Distributes work over the cores, and keeps its order.

use std::num::NonZero;
use std::thread;

/// Returns the result of `f` for every item, in the order of the items.
pub(crate) fn map<'t, T: Sync, R: Send>(items: &'t [T], f: impl Fn(&'t T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let chunk = items.len().div_ceil(cores).max(1);
    let of_chunk = |items: &'t [T]| items.iter().map(&f).collect::<Vec<R>>();
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
    fn results_keep_the_order_of_items() {
        let items: Vec<usize> = (0..1_000).collect();
        assert_eq!(super::map(&items, |item| item * 2), (0..2_000).step_by(2).collect::<Vec<_>>());
        assert!(super::map(&[0_u8; 0], |item| *item).is_empty());
    }
}
