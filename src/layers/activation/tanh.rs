//! The hyperbolic tangent.

use serde::{Deserialize, Serialize};

use super::Function;
use crate::kernels::functions::{map, map3, tanh};
use crate::kernels::lanes::F32x4;

/// tanh(x)
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Tanh {}

impl Function for Tanh {
    fn apply(&self, x: &[f32], y: &mut [f32]) {
        map(x, y, tanh);
    }

    /// f'(x) = 1 − y², as a product, which keeps its digits near ±1.
    fn chain(&self, given: [&[f32]; 3], d_x: &mut [f32]) {
        let one = F32x4::splat(1.0);
        map3(given, d_x, |_, y, d_y| d_y * ((one - y) * (one + y)));
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
        check(Tanh {}, &[(0.5, 0.462_117_16), (-0.5, -0.462_117_16)]);
    }
}
