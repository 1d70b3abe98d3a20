//! Sine and cosine, the same in every build.
//!
//! The library's are for angles of any size, which takes 4 kB of what a browser loads.

/// Of an angle from −π to π, to 2⁻⁴⁹: Taylor's series, as far as its terms count.
pub(crate) fn sin_cos(angle: f64) -> (f64, f64) {
    let (mut sin, mut cos) = (0.0, 0.0);
    // angleⁿ / n!
    let mut term = 1.0;
    for n in 0..32 {
        match n % 4 {
            0 => cos += term,
            1 => sin += term,
            2 => cos -= term,
            _ => sin -= term,
        }
        term *= angle / f64::from(n + 1);
    }
    (sin, cos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn it_agrees_with_the_library() {
        for i in -1000..=1000 {
            let angle = f64::from(i) / 1000.0 * PI;
            let (sin, cos) = sin_cos(angle);
            let error = (sin - angle.sin()).abs().max((cos - angle.cos()).abs());
            assert!(error < 2f64.powi(-49), "{error:e} at {angle}");
        }
    }
}
