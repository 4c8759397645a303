//! Medians and percentiles of what was measured. No means: one hiccup of the machine would bend them.

/// Measured values, sorted.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample(Vec<f64>);

impl Sample {
    /// `None` when nothing was measured.
    pub fn new(mut values: Vec<f64>) -> Option<Self> {
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        (!values.is_empty()).then_some(Self(values))
    }

    /// The smallest value that at least `percent` of the values do not exceed (nearest rank), 0 to 100.
    pub fn percentile(&self, percent: f64) -> f64 {
        let rank = (percent / 100.0 * self.0.len() as f64).ceil().max(1.0) as usize;
        self.0[rank.min(self.0.len()) - 1]
    }

    /// The value in the middle.
    pub fn median(&self) -> f64 {
        self.percentile(50.0)
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::Sample;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let hundred = Sample::new((1..=100).rev().map(f64::from).collect()).unwrap();
        for (percent, expected) in [(0.0, 1.0), (1.0, 1.0), (50.0, 50.0), (95.0, 95.0), (100.0, 100.0)] {
            assert_eq!(hundred.percentile(percent), expected, "{percent} %");
        }
        let three = Sample::new(vec![9.0, 1.0, 5.0]).unwrap();
        assert_eq!((three.median(), three.percentile(95.0), three.len()), (5.0, 9.0, 3));
    }

    #[test]
    fn nothing_measured_is_no_sample() {
        assert_eq!(Sample::new(vec![]), None);
        assert_eq!(Sample::new(vec![f64::NAN]), None);
    }
}
