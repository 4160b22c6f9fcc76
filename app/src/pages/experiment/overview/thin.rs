//! Fewer values for a small curve: the smallest and the greatest of each bucket, so that no peak
//! is lost. Knows nothing of drawing.

/// At most `2 * buckets` of the values, in order. Values must be finite.
pub(super) fn thin(values: &[f64], buckets: usize) -> Vec<f64> {
    if values.len() <= 2 * buckets || buckets == 0 {
        return values.to_vec();
    }
    let mut thinned = Vec::with_capacity(2 * buckets);
    for bucket in 0..buckets {
        let part = &values[values.len() * bucket / buckets..values.len() * (bucket + 1) / buckets];
        let place = |better: fn(&f64, &f64) -> bool| {
            let mut best = 0;
            for (index, value) in part.iter().enumerate() {
                if better(value, &part[best]) {
                    best = index;
                }
            }
            best
        };
        let (low, high) = (place(|a, b| a < b), place(|a, b| a > b));
        thinned.push(part[low.min(high)]);
        thinned.push(part[low.max(high)]);
    }
    thinned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_survive() {
        let mut values: Vec<f64> = (0..10_000).map(f64::from).collect();
        values[5_003] = -7.0;
        let thinned = thin(&values, 40);
        assert_eq!(thinned.len(), 80);
        assert!(thinned.contains(&-7.0));
        assert_eq!((thinned[0], thinned[79]), (0.0, 9_999.0));
    }

    #[test]
    fn few_values_stay_as_they_are() {
        assert_eq!(thin(&[3.0, 1.0], 40), [3.0, 1.0]);
        assert!(thin(&[], 40).is_empty());
    }
}
