//! The rectified linear unit.

use serde::{Deserialize, Serialize};

use super::Function;
use crate::kernels::functions::{Clamp, map, map3};
use crate::kernels::lanes::F32x4;

/// max(x, 0)
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Relu {}

impl Function for Relu {
    /// "x < 0" rather than "x > 0": NaN stays NaN instead of becoming 0.
    fn apply(&self, x: &[f32], y: &mut [f32]) {
        let zero = F32x4::zero();
        map(x, y, |x| zero.greater(x).select(zero, x));
    }

    fn chain(&self, given: [&[f32]; 3], d_x: &mut [f32]) {
        let zero = F32x4::zero();
        map3(given, d_x, |x, _, d_y| x.greater(zero).select(d_y, zero));
    }

    fn clamp(&self) -> Option<Clamp> {
        Some(Clamp {
            low: 0.0,
            ..Clamp::NONE
        })
    }

    fn gain(&self) -> Option<f32> {
        Some(2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::*;
    use super::*;

    #[test]
    fn values_and_derivatives() {
        check(Relu {}, &[(-2.0, 0.0), (2.0, 2.0)]);
    }
}
