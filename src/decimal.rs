//! Numbers in messages: as few digits as tell a number from its neighbours, `0.1` or `3.4028235e38`.
//!
//! The standard library prints them exactly, at any length, and that would be 12 kB of what a browser loads, compressed.

use std::fmt;

/// Shows an `f32` or `f64`.
pub(crate) struct Decimal {
    value: f64,
    /// Whether it has no more digits than an `f32`.
    single: bool,
}

impl From<f32> for Decimal {
    fn from(value: f32) -> Self {
        Decimal {
            value: value.into(),
            single: true,
        }
    }
}

impl From<f64> for Decimal {
    fn from(value: f64) -> Self {
        Decimal {
            value,
            single: false,
        }
    }
}

impl Decimal {
    /// The part of the value within which there is no other. What is computed here is exact to half the distance of
    /// neighbours: enough to tell those of an `f32` apart, and all that there is for an `f64`.
    fn precision(&self) -> f64 {
        let value = self.value.abs();
        let distance = match self.single {
            true => (value - f64::from((value as f32).next_down())) / 2.0,
            false => value - value.next_down(),
        };
        distance / value
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.value.is_nan() {
            return f.write_str("NaN");
        }
        if self.value < 0.0 {
            f.write_str("-")?;
        }
        let mut value = self.value.abs();
        if value.is_infinite() {
            return f.write_str("inf");
        }
        let mut exponent = 0;
        let precision = self.precision();
        // A little less is 1, too.
        let one = 1.0 - precision;
        if value != 0.0 && !(1e-3..1e15).contains(&value) {
            while value >= 10.0 * one {
                value /= 10.0;
                exponent += 1;
            }
            while value < one {
                value *= 10.0;
                exponent -= 1;
            }
        }
        let (mut places, mut unit) = (0, 1.0);
        let wrong = |unit: f64| (value * unit - (value * unit).round()).abs();
        while wrong(unit) > value * unit * precision {
            places += 1;
            unit *= 10.0;
        }
        // Beyond 2^53 every number is whole, so both fit in 64 bits.
        let (digits, unit) = ((value * unit).round() as u64, unit as u64);
        write!(f, "{}", digits / unit)?;
        if places > 0 {
            write!(f, ".{:0places$}", digits % unit)?;
        }
        if exponent != 0 {
            write!(f, "e{exponent}")?;
        }
        Ok(())
    }
}

/// What is said about a number that is not as it should be.
pub(crate) fn unexpected(what: &str, value: impl Into<Decimal>, expected: &str) -> String {
    format!("{what} is {}; expected {expected}", value.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn numbers_are_short() {
        for (value, expected) in [
            (0.0, "0"),
            (-0.5, "-0.5"),
            (0.1, "0.1"),
            (1.0 / 3.0, "0.33333334"),
            (0.999_999_94, "0.99999994"),
            (1e-8, "1e-8"),
            (1.5e-5, "1.5e-5"),
            (16_777_216.0, "16777216"),
            (-1e20, "-1e20"),
            (1e38, "1e38"),
            (f32::MAX, "3.4028235e38"),
            (f32::NAN, "NaN"),
            (f32::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(Decimal::from(value).to_string(), expected);
        }
        for (value, expected) in [
            (0.1, "0.1"),
            (1.0 / 3.0, "0.3333333333333333"),
            (9_007_199_254_740_993.0, "9.007199254740992e15"),
            (2e-3 + 1e-12, "0.002000000001"),
        ] {
            assert_eq!(Decimal::from(value).to_string(), expected);
        }
    }

    #[test]
    fn the_standard_library_reads_the_same_number() {
        let mut rng = Rng::new(1, 0);
        for _ in 0..20_000 {
            let value = rng.symmetric(1.0) * rng.symmetric(40.0).exp2();
            let shown = Decimal::from(value).to_string();
            assert_eq!(shown.parse(), Ok(value));
            // Of an f64 the last digit may be off.
            let value = f64::from(value) + f64::from(value) * f64::from(rng.symmetric(1e-8));
            let shown = Decimal::from(value).to_string();
            let off = shown.parse::<f64>().unwrap() - value;
            assert!(
                off.abs() <= 8.0 * f64::EPSILON * value.abs(),
                "{shown}, {value}"
            );
        }
        for value in [f32::MIN_POSITIVE, 1e-45, 1.1e-40, f32::MAX] {
            assert_eq!(Decimal::from(value).to_string().parse(), Ok(value));
        }
    }
}
