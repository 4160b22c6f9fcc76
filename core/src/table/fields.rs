//! A sorted map that never changes and shares its keys with maps that have the same ones: the rows
//! of a table mostly hold the same metrics and parameters. Never copies a key that is shared.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Values by key, sorted by key.
#[derive(Debug, Clone, PartialEq)]
pub struct Fields<K, V> {
    keys: Arc<[K]>,
    values: Box<[V]>,
}

impl<K, V> Fields<K, V> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// All keys, sorted.
    pub fn keys(&self) -> &Arc<[K]> {
        &self.keys
    }

    /// All values, by key.
    pub fn values(&self) -> &[V] {
        &self.values
    }

    /// All keys with their values, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.keys.iter().zip(&self.values)
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let place = self.keys.binary_search_by(|own| own.borrow().cmp(key));
        self.values.get(place.ok()?)
    }
}

impl<K: Ord + Clone, V: Clone> Fields<K, V> {
    /// A copy that can be changed and shares nothing.
    pub fn to_map(&self) -> BTreeMap<K, V> {
        let pairs = self.iter();
        pairs
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }
}

impl<K: Eq, V> Fields<K, V> {
    /// Gives up its own keys for `keys`, if they are the same.
    pub fn share(&mut self, keys: &Arc<[K]>) {
        if self.keys == *keys {
            self.keys = keys.clone();
        }
    }
}

impl<K, V> Default for Fields<K, V> {
    fn default() -> Self {
        Self {
            keys: Arc::new([]),
            values: Box::default(),
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Fields<K, V> {
    /// Of equal keys the last one counts.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        BTreeMap::from_iter(pairs).into()
    }
}

impl<K, V> From<BTreeMap<K, V>> for Fields<K, V> {
    fn from(map: BTreeMap<K, V>) -> Self {
        let (keys, values): (Vec<K>, Vec<V>) = map.into_iter().unzip();
        Self {
            keys: keys.into(),
            values: values.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_and_shared() {
        let mut one = Fields::from_iter([("b".to_owned(), 2), ("a".to_owned(), 1)]);
        let other = Fields::from_iter([("a".to_owned(), 3), ("b".to_owned(), 4)]);
        one.share(other.keys());
        assert!(Arc::ptr_eq(one.keys(), other.keys()));
        one.share(Fields::<String, i32>::default().keys());
        assert_eq!((one.get("a"), one.get("b")), (Some(&1), Some(&2)));
        assert_eq!((one.get("c"), one.len()), (None, 2));
        assert!(one.iter().map(|(key, _)| key).eq(["a", "b"]));
    }
}
