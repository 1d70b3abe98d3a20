//! What several test files share.

// Every test file compiles its own copy and may use only a part of it.
#![allow(dead_code)]

use std::fmt::Display;

/// Asserts that each value is near the expected one: within `tolerance` times the largest expected magnitude. When
/// everything expected is 0, only 0 will do; [`assert_within`] takes a distance instead.
#[track_caller]
pub fn assert_close<A, E>(what: impl Display, actual: &[A], expected: &[E], tolerance: f64)
where
    A: Copy + Into<f64>,
    E: Copy + Into<f64>,
{
    assert_within(what, actual, expected, tolerance * magnitude(expected));
}

/// Asserts that each value is at most `distance` from the expected one. A failure shows the worst element.
#[track_caller]
pub fn assert_within<A, E>(what: impl Display, actual: &[A], expected: &[E], distance: f64)
where
    A: Copy + Into<f64>,
    E: Copy + Into<f64>,
{
    let len = expected.len();
    assert_eq!(actual.len(), len, "{what}: number of values");
    let apart = |i: usize| match (actual[i].into() - expected[i].into()).abs() {
        // Otherwise NaN would compare as near.
        difference if difference.is_nan() => f64::INFINITY,
        difference => difference,
    };
    let off = (0..len).filter(|&i| apart(i) > distance).count();
    let worst = (0..len).max_by(|&i, &j| apart(i).total_cmp(&apart(j)));
    if let Some(i) = worst.filter(|_| off > 0) {
        let (actual, expected): (f64, f64) = (actual[i].into(), expected[i].into());
        let apart = apart(i);
        panic!(
            "{what}: [{i}] is {actual}, expected {expected}: {apart:.2e} apart where {distance:.2e} is allowed; \
            {off} of {len} values are off"
        );
    }
}

/// The largest absolute value; 0 for none.
pub fn magnitude<T: Copy + Into<f64>>(values: &[T]) -> f64 {
    let magnitudes = values.iter().map(|&value| value.into().abs());
    magnitudes.fold(0.0, f64::max)
}
