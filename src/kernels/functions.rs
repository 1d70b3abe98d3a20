//! Functions of each number of a slice, four at a time.

use super::lanes::F32x4;

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

/// tanh, to 4 units in the last place: a quotient of polynomials, as in Eigen's `generic_fast_tanh_float`. Beyond ±7.9
/// it is ±1. It uses nothing but the four operations and is therefore the same in every build.
#[inline(always)]
pub fn tanh(x: F32x4) -> F32x4 {
    const NUMERATOR: [f32; 7] = [
        -2.760_768_5e-16,
        2.000_188e-13,
        -8.604_672e-11,
        5.122_297_3e-8,
        1.485_722_4e-5,
        6.372_619_3e-4,
        4.893_524_6e-3,
    ];
    const DENOMINATOR: [f32; 4] = [1.198_258_4e-6, 1.185_347_1e-4, 2.268_434_6e-3, 4.893_525e-3];
    const END: f32 = 7.905_311;
    let x = x.min(F32x4::splat(END)).max(F32x4::splat(-END));
    let square = x * x;
    let horner = |coefficients: &[f32]| {
        let mut sum = F32x4::splat(coefficients[0]);
        for &c in &coefficients[1..] {
            sum = F32x4::splat(c).add_product(sum, square);
        }
        sum
    };
    x * horner(&NUMERATOR) / horner(&DENOMINATOR)
}

/// 1 / (1 + exp(−x))
#[inline(always)]
pub fn sigmoid(x: F32x4) -> F32x4 {
    let half = F32x4::splat(0.5);
    half.add_product(half, tanh(half * x))
}

/// exp(x) − 1 for x ≤ 0: with t = tanh(x / 2) it is 2t / (1 − t), which keeps its digits near 0.
#[inline(always)]
pub fn exp_m1_below_zero(x: F32x4) -> F32x4 {
    let t = tanh(F32x4::splat(0.5) * x);
    (t + t) / (F32x4::splat(1.0) - t)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest error over ±20, relative to the value where `relative`.
    fn error(f: fn(F32x4) -> F32x4, exact: fn(f64) -> f64, xs: impl Iterator<Item = f32>) -> f64 {
        xs.map(|x| {
            let mut y = [0.0];
            f(F32x4::splat(x)).store_part(&mut y);
            (f64::from(y[0]) / exact(f64::from(x)) - 1.0).abs()
        })
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
            let mut y = [0.0; 4];
            f(F32x4::splat(f32::NAN)).store(&mut y);
            assert!(y[0].is_nan());
        }
    }
}
