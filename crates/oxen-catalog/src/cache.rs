use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{LazyLock, PoisonError, RwLock};

/// A cache of parsed data by its key, in a static.
///
/// What it holds is kept as long as the program, like the embedded text that it is parsed from.
///
/// ```
/// use oxen_catalog::Cache;
///
/// static LENGTHS: Cache<&str, usize> = Cache::new();
/// let length = LENGTHS.get_or_insert_with("oxen", || "oxen".len());
/// assert_eq!(LENGTHS.get_or_insert_with("oxen", || unreachable!()), length);
/// ```
pub struct Cache<K, V: 'static>(LazyLock<RwLock<HashMap<K, &'static V>>>);

impl<K: Eq + Hash, V> Cache<K, V> {
    /// Creates an empty cache.
    #[allow(clippy::new_without_default, reason = "a cache is a static, which needs a constant")]
    pub const fn new() -> Self {
        Self(LazyLock::new(RwLock::default))
    }

    /// Returns the value of a key, which `read` returns if there is none.
    ///
    /// `read` runs without the lock, so it may use the cache itself. If two threads read a value at the same time, the
    /// first one's is kept.
    pub fn get_or_insert_with(&self, key: K, read: impl FnOnce() -> V) -> &'static V {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known;
        }
        let value = read();
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.entry(key).or_insert_with(|| Box::leak(Box::new(value)))
    }
}

/// Shows the type only, because a cache is not a fact about anything.
impl<K, V> fmt::Debug for Cache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").finish_non_exhaustive()
    }
}
