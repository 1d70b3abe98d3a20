//! Global average pooling (Lin et al., 2014): each map becomes its mean.

use serde::{Deserialize, Serialize};

use super::average_pool::AveragePool;
use super::windows::Windows;
use super::{Context, Layer, Spec};
use crate::read::Problem;
use crate::tensor::Shape;

/// The mean of each map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct GlobalAveragePoolSpec {}

impl Spec for GlobalAveragePoolSpec {
    /// An average pooling with one window, which is the whole map.
    fn build(&self, input: Shape, _context: Context) -> Result<Box<dyn Layer>, Problem> {
        let windows = Windows {
            input,
            output: Shape::vector(input.channels),
            height: input.height,
            width: input.width,
            stride: 1,
        };
        Ok(Box::new(AveragePool { windows }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{CONTEXT, check_gradients, random, shape};
    use super::*;

    #[test]
    fn gradients_agree_with_finite_differences() {
        for (input, batch) in [(shape(4, 6, 3), 2), (shape(1, 1, 4), 3)] {
            let mut layer = GlobalAveragePoolSpec {}.build(input, CONTEXT).unwrap();
            let x = random(batch * input.len());
            check_gradients(&format!("{input}"), &mut *layer, batch, &x, 1e-3);
        }
    }
}
