//! The sigmoid linear unit, also called swish (Elfwing et al., 2018).

use serde::{Deserialize, Serialize};

use super::Function;
use crate::kernels::functions::{map, map3, sigmoid};
use crate::kernels::lanes::F32x4;

/// x · sigmoid(x)
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Silu {}

impl Function for Silu {
    fn apply(&self, x: &[f32], y: &mut [f32]) {
        // From −200 down it is −0, also at −∞, which times 0 would be no number.
        map(x, y, |x| x.max(F32x4::splat(-200.0)) * sigmoid(x));
    }

    /// f'(x) = s + x · s · (1 − s), where s = sigmoid(x)
    fn chain(&self, given: [&[f32]; 3], d_x: &mut [f32]) {
        let one = F32x4::splat(1.0);
        // Within ±200, beyond which it is 0 or 1: ∞ times 0 would be no number.
        map3(given, d_x, |x, _, d_y| {
            let x = x.min(F32x4::splat(200.0)).max(F32x4::splat(-200.0));
            let s = sigmoid(x);
            d_y * s.multiply_add(x * s, one - s)
        });
    }

    /// It has a minimum near −1.28.
    fn is_monotonic(&self) -> bool {
        false
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
        check(Silu {}, &[(1.0, 0.731_058_6), (0.0, 0.0)]);
    }
}
