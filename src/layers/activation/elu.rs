//! The exponential linear unit (Clevert et al., 2016).

use serde::{Deserialize, Serialize};

use super::Function;
use crate::kernels::functions::{exp_m1_below_zero, map, map3};
use crate::kernels::lanes::F32x4;

/// x, or exp(x) − 1 below 0
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Elu {}

impl Function for Elu {
    fn apply(&self, x: &[f32], y: &mut [f32]) {
        let zero = F32x4::zero();
        map(x, y, |x| zero.greater(x).select(exp_m1_below_zero(x), x));
    }

    /// Below 0, f'(x) = exp(x) = y + 1.
    fn chain(&self, given: [&[f32]; 3], d_x: &mut [f32]) {
        let (zero, one) = (F32x4::zero(), F32x4::splat(1.0));
        map3(given, d_x, |x, y, d_y| {
            zero.greater(x).select(d_y * (y + one), d_y)
        });
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
        check(Elu {}, &[(-1.0, -0.632_120_6), (2.0, 2.0)]);
    }
}
