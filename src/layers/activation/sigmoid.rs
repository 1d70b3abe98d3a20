//! The logistic function.

use serde::{Deserialize, Serialize};

use super::Function;
use crate::kernels::functions::{map, map3, sigmoid};
use crate::kernels::lanes::F32x4;

/// 1 / (1 + exp(−x))
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Sigmoid {}

impl Function for Sigmoid {
    fn apply(&self, x: &[f32], y: &mut [f32]) {
        map(x, y, sigmoid);
    }

    /// f'(x) = y · (1 − y)
    fn chain(&self, given: [&[f32]; 3], d_x: &mut [f32]) {
        let one = F32x4::splat(1.0);
        map3(given, d_x, |_, y, d_y| d_y * (y * (one - y)));
    }

    fn saturates(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::*;
    use super::*;

    #[test]
    fn values_and_derivatives() {
        check(Sigmoid {}, &[(1.0, 0.731_058_6), (-200.0, 0.0)]);
    }
}
