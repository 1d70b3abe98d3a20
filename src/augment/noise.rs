//! Noise as of a camera's sensor.

use std::sync::LazyLock;

use crate::rng::Rng;

const LEN: usize = 4096;
/// Values in a row that come from one place of the table.
const RUN: usize = 64;

/// Normal numbers: sums of twelve uniform ones, which come out the same on every machine. Pieces of them, from random
/// places, are as good as new ones; drawing each value would take longer than all else that happens to a picture.
static NORMAL: LazyLock<[f32; LEN]> = LazyLock::new(|| {
    let mut rng = Rng::new(0, 0);
    // The variance of a uniform number in −1…1 is 1/3, that of twelve halves of them is 1.
    std::array::from_fn(|_| (0..12).map(|_| rng.symmetric(0.5)).sum())
});

/// Adds noise with the standard deviation `std` to each value.
pub(super) fn add(std: f32, rng: &mut Rng, values: &mut [f32]) {
    if std == 0.0 {
        return;
    }
    for values in values.chunks_mut(RUN) {
        let from = (rng.unit() * (LEN - RUN) as f32) as usize;
        for (value, normal) in values.iter_mut().zip(&NORMAL[from..from + RUN]) {
            *value += std * normal;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_its_deviation_and_no_mean() {
        const N: usize = 200_000;
        let mut values = vec![0.0; N];
        add(0.2, &mut Rng::new(1, 1), &mut values);
        let sum = |power| -> f64 { values.iter().map(|&v| f64::from(v).powi(power)).sum() };
        let (mean, deviation) = (sum(1) / N as f64, (sum(2) / N as f64).sqrt());
        assert!(mean.abs() < 0.01, "mean {mean}");
        assert!((deviation - 0.2).abs() < 0.004, "deviation {deviation}");
        // Of a normal distribution 68.3 % lie within one deviation and 95.4 % within two.
        for (deviations, expected) in [(1.0, 0.683), (2.0, 0.954)] {
            let within = values.iter().filter(|v| v.abs() < 0.2 * deviations).count();
            let fraction = within as f64 / N as f64;
            assert!(
                (fraction - expected).abs() < 0.015,
                "{fraction} within {deviations}"
            );
        }
    }

    #[test]
    fn neighbours_are_independent() {
        const N: usize = 100_000;
        let mut values = vec![0.0; N];
        add(1.0, &mut Rng::new(1, 1), &mut values);
        for apart in [1, 3, 64, 192] {
            let products = values
                .iter()
                .zip(&values[apart..])
                .map(|(a, b)| f64::from(a * b));
            let correlation = products.sum::<f64>() / N as f64;
            assert!(correlation.abs() < 0.05, "{correlation} at {apart}");
        }
    }

    #[test]
    fn none_is_none() {
        let mut values = [0.5; 5];
        add(0.0, &mut Rng::new(1, 1), &mut values);
        assert_eq!(values, [0.5; 5]);
    }
}
