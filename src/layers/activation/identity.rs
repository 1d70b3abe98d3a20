//! None: what comes in goes out.

use serde::{Deserialize, Serialize};

use super::Function;
use crate::kernels::functions::Clamp;

/// x
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Identity {}

impl Function for Identity {
    fn apply(&self, x: &[f32], y: &mut [f32]) {
        y.copy_from_slice(x);
    }

    fn chain(&self, [_, _, d_y]: [&[f32]; 3], d_x: &mut [f32]) {
        d_x.copy_from_slice(d_y);
    }

    fn clamp(&self) -> Option<Clamp> {
        Some(Clamp::NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::*;
    use super::*;

    #[test]
    fn values_and_derivatives() {
        check(Identity {}, &[(-7.0, -7.0)]);
    }
}
