//! LeCun's tanh ("Efficient BackProp", 1998), with f(±1) = ±1: targets of ±1 lie where it still has a slope.

use serde::{Deserialize, Serialize};

use super::Function;
use crate::kernels::functions::{map, map3, tanh};
use crate::kernels::lanes::F32x4;

/// 1.7159 · tanh(2x / 3)
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ScaledTanh {}

const SCALE: f32 = 1.7159;
const SLOPE: f32 = 2.0 / 3.0;

impl Function for ScaledTanh {
    fn apply(&self, x: &[f32], y: &mut [f32]) {
        let (scale, slope) = (F32x4::splat(SCALE), F32x4::splat(SLOPE));
        map(x, y, |x| scale * tanh(slope * x));
    }

    /// f'(x) = SCALE · SLOPE · (1 − (y / SCALE)²), as a product, which keeps its digits near ±SCALE.
    fn chain(&self, given: [&[f32]; 3], d_x: &mut [f32]) {
        let (scale, slope) = (F32x4::splat(SCALE), F32x4::splat(SLOPE / SCALE));
        map3(given, d_x, |_, y, d_y| {
            d_y * (slope * ((scale - y) * (scale + y)))
        });
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
        check(ScaledTanh {}, &[(1.0, 1.0), (-1.0, -1.0)]);
    }
}
