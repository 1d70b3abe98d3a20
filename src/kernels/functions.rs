//! Functions of each number of a slice, four at a time.

use super::lanes::{EXPONENT, F32x4};

/// `min(max(x, low), high)`. NaN stays NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clamp {
    pub low: f32,
    pub high: f32,
}

impl Clamp {
    /// x as it is.
    pub const NONE: Clamp = Clamp {
        low: f32::NEG_INFINITY,
        high: f32::INFINITY,
    };

    #[inline(always)]
    pub fn apply(self, x: F32x4) -> F32x4 {
        x.max(F32x4::splat(self.low)).min(F32x4::splat(self.high))
    }
}

/// Writes `f(x)` to `y`, element by element.
#[inline(always)]
pub fn map(x: &[f32], y: &mut [f32], f: impl Fn(F32x4) -> F32x4) {
    assert_eq!(x.len(), y.len());
    let (x, x_rest) = x.as_chunks();
    let (y, y_rest) = y.as_chunks_mut();
    for (x, y) in x.iter().zip(y) {
        f(F32x4::load(x)).store(y);
    }
    f(F32x4::load_part(x_rest)).store_part(y_rest);
}

/// Writes `f(a, b, c)` to `to`, element by element.
#[inline(always)]
pub fn map3([a, b, c]: [&[f32]; 3], to: &mut [f32], f: impl Fn(F32x4, F32x4, F32x4) -> F32x4) {
    assert!(a.len() == to.len() && b.len() == to.len() && c.len() == to.len());
    let ((a, a_rest), (b, b_rest), (c, c_rest)) = (a.as_chunks(), b.as_chunks(), c.as_chunks());
    let (to, to_rest) = to.as_chunks_mut();
    for (((a, b), c), to) in a.iter().zip(b).zip(c).zip(to) {
        f(F32x4::load(a), F32x4::load(b), F32x4::load(c)).store(to);
    }
    let [a, b, c] = [a_rest, b_rest, c_rest].map(F32x4::load_part);
    f(a, b, c).store_part(to_rest);
}

/// tanh to 5e-7 of its value: x times a quotient of two polynomials in x², the best of degree four each on ±9, where the
/// error is 2e-8 without rounding. Beyond, the quotient exceeds 1 and is cut off.
#[inline(always)]
pub fn tanh(x: F32x4) -> F32x4 {
    const NUMERATOR: [f32; 5] = [
        1.335_732_6e-8,
        2.061_099_6e-5,
        3.495_704e-3,
        0.133_811_23,
        1.0,
    ];
    const DENOMINATOR: [f32; 5] = [
        7.777_645_7e-7,
        3.285_824_7e-4,
        2.587_742_3e-2,
        0.467_144_4,
        1.0,
    ];
    /// Here the quotient is 1.000 01.
    const END: f32 = 11.0;
    let x = x.min(F32x4::splat(END)).max(F32x4::splat(-END));
    let square = x * x;
    let y = x * (horner(&NUMERATOR, square) / horner(&DENOMINATOR, square));
    y.min(F32x4::splat(1.0)).max(F32x4::splat(-1.0))
}

/// 1 / (1 + exp(−x)), to 5e-7 of its value, as exp(x) / (1 + exp(x)).
#[inline(always)]
pub fn sigmoid(x: F32x4) -> F32x4 {
    /// exp(r), with the least possible error, 8e-8 of it, but for the 1: so that f(0) is ½.
    const EXP: [f32; 6] = [
        8.297_645e-3,
        4.191_545e-2,
        0.166_675_75,
        0.499_988_94,
        0.999_999_7,
        1.0,
    ];
    let Reduced { r, power } = reduce(x);
    let e = power * horner(&EXP, r);
    e / (F32x4::splat(1.0) + e)
}

/// exp(x) − 1 for x ≤ 0, to 5e-7 of its value.
#[inline(always)]
pub fn exp_m1_below_zero(x: F32x4) -> F32x4 {
    /// (exp(r) − 1 − r) / r², with the least possible error of exp(r) − 1, 2e-8 of it.
    const POLYNOMIAL: [f32; 5] = [1.388_252_1e-3, 8.366_523e-3, 4.166_72e-2, 0.166_665_44, 0.5];
    let Reduced { r, power } = reduce(x);
    // In two parts that keep their digits: near 0 the power is 1.
    let rest = r.multiply_add(r * r, horner(&POLYNOMIAL, r));
    (power - F32x4::splat(1.0)).multiply_add(power, rest)
}

/// exp(x) as `power · exp(r)`.
struct Reduced {
    /// x − n·ln 2, within ±½·ln 2.
    r: F32x4,
    /// 2ⁿ, and 0 for an n below −126: so exp(x) is 0 where it would be no normal number, from −87.7 down.
    power: F32x4,
}

/// Of x from −88 to 88, beyond which exp(x) is 0 or not finite; x outside counts as that.
#[inline(always)]
fn reduce(x: F32x4) -> Reduced {
    const END: f32 = 88.0;
    /// ln 2: a part with so few digits that its products with n are exact, and what is missing.
    const LN_2: [f32; 2] = [0.693_145_75, 1.428_606_8e-6];
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    let x = x.min(F32x4::splat(END)).max(F32x4::splat(-END));
    let shifted = F32x4::splat(EXPONENT).multiply_add(x, F32x4::splat(LOG2_E));
    let n = shifted - F32x4::splat(EXPONENT);
    let r = LN_2
        .iter()
        .fold(x, |r, part| r.multiply_add(n, F32x4::splat(-part)));
    Reduced {
        r,
        power: shifted.exp2(),
    }
}

/// A polynomial, its leading coefficient first.
#[inline(always)]
fn horner(coefficients: &[f32], x: F32x4) -> F32x4 {
    let mut sum = F32x4::splat(coefficients[0]);
    for &c in &coefficients[1..] {
        sum = F32x4::splat(c).multiply_add(sum, x);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest error over ±20, relative to the value.
    fn error(f: fn(F32x4) -> F32x4, exact: fn(f64) -> f64, xs: impl Iterator<Item = f32>) -> f64 {
        xs.map(|x| (f64::from(value(f, x)) / exact(f64::from(x)) - 1.0).abs())
            .fold(0.0, f64::max)
    }

    #[test]
    fn they_agree_with_the_library() {
        let xs = || (1..80_000).map(|i| i as f32 * 2.5e-4);
        let tanh_error = error(tanh, f64::tanh, xs());
        assert!(tanh_error < 5e-7, "tanh: {tanh_error:e}");
        let below = error(exp_m1_below_zero, f64::exp_m1, xs().map(|x| -x));
        assert!(below < 1e-6, "exp_m1: {below:e}");
        let sigmoid_error = error(sigmoid, |x| 1.0 / (1.0 + (-x).exp()), xs());
        assert!(sigmoid_error < 5e-7, "sigmoid: {sigmoid_error:e}");
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        for f in [tanh, sigmoid, exp_m1_below_zero] {
            assert!(value(f, f32::NAN).is_nan());
        }
    }

    #[test]
    fn ends_are_exact() {
        for x in [20.0, 1e4, 1e30, f32::MAX, f32::INFINITY] {
            assert_eq!([tanh, sigmoid].map(|f| value(f, x)), [1.0, 1.0], "{x}");
            let below = [tanh, exp_m1_below_zero].map(|f| value(f, -x));
            assert_eq!(below, [-1.0, -1.0], "{x}");
        }
        for x in [-1e3, -1e30, f32::NEG_INFINITY] {
            assert_eq!(value(sigmoid, x).to_bits(), 0, "{x}");
        }
    }

    fn value(f: fn(F32x4) -> F32x4, x: f32) -> f32 {
        let mut y = [0.0];
        f(F32x4::splat(x)).store_part(&mut y);
        y[0]
    }
}
