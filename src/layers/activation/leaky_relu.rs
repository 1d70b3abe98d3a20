//! ReLU that does not go quite flat, so that no unit can die (Maas et al., 2013).

use serde::{Deserialize, Serialize};

use super::Function;
use crate::kernels::functions::{map, map3};
use crate::kernels::lanes::F32x4;
use crate::layers::wrong;
use crate::read::Problem;

/// x, or slope · x below 0
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct LeakyRelu {
    /// Slope below 0, from 0 to 1; 0.01 if left out.
    #[serde(default = "default_slope")]
    pub slope: f32,
}

fn default_slope() -> f32 {
    0.01
}

impl Function for LeakyRelu {
    fn validate(&self) -> Result<(), Problem> {
        match (0.0..=1.0).contains(&self.slope) {
            true => Ok(()),
            false => Err(wrong("slope", self.slope, "0 to 1")),
        }
    }

    fn apply(&self, x: &[f32], y: &mut [f32]) {
        let (zero, slope) = (F32x4::zero(), F32x4::splat(self.slope));
        map(x, y, |x| zero.greater(x).select(slope * x, x));
    }

    fn chain(&self, given: [&[f32]; 3], d_x: &mut [f32]) {
        let (zero, slope) = (F32x4::zero(), F32x4::splat(self.slope));
        map3(given, d_x, |x, _, d_y| {
            x.greater(zero).select(d_y, slope * d_y)
        });
    }

    fn gain(&self) -> Option<f32> {
        Some(2.0 / (1.0 + self.slope * self.slope))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::*;
    use super::*;

    #[test]
    fn values_and_derivatives() {
        check(LeakyRelu { slope: 0.25 }, &[(-2.0, -0.5), (2.0, 2.0)]);
    }
}
