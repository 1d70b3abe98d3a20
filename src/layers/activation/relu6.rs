//! ReLU that ends at 6 (Krizhevsky, 2010), as MobileNets have it: what comes out fits few bits.

use serde::{Deserialize, Serialize};

use super::Function;
use crate::kernels::functions::{Clamp, map, map3};
use crate::kernels::lanes::F32x4;

/// min(max(x, 0), 6)
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Relu6 {}

const TOP: f32 = 6.0;

impl Function for Relu6 {
    fn apply(&self, x: &[f32], y: &mut [f32]) {
        let (zero, top) = (F32x4::zero(), F32x4::splat(TOP));
        map(x, y, |x| {
            let below = zero.greater(x).select(zero, x);
            below.greater(top).select(top, below)
        });
    }

    /// f'(x) = 1 between 0 and 6, and 0 elsewhere; so it is for y in place of x.
    fn chain(&self, given: [&[f32]; 3], d_x: &mut [f32]) {
        let (zero, top) = (F32x4::zero(), F32x4::splat(TOP));
        map3(given, d_x, |x, _, d_y| {
            let passed = top.greater(x).select(d_y, zero);
            x.greater(zero).select(passed, zero)
        });
    }

    fn clamp(&self) -> Option<Clamp> {
        Some(Clamp {
            low: 0.0,
            high: TOP,
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
        check(Relu6 {}, &[(-2.0, 0.0), (2.0, 2.0), (7.0, 6.0)]);
    }
}
