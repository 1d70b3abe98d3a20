//! The fully connected layer.

use serde::{Deserialize, Serialize};

use super::wiring::{Link, Wiring};
use super::{Context, Layer, Mode, Param, Pass, Spec, Unit, at_least_one};
use crate::init::Init;
use crate::kernels::gemm::{Gemm, Matrix};
use crate::read::Problem;
use crate::tensor::Shape;

/// Every input is connected to every unit, with a bias per unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct DenseSpec {
    /// Number of outputs.
    pub units: usize,
}

impl Spec for DenseSpec {
    fn build(&self, input: Shape, _context: Context) -> Result<Box<dyn Layer>, Problem> {
        Ok(Box::new(Dense::new(input, self.units)?))
    }

    fn neurons(&self) -> Option<Unit> {
        Some(Unit::Units)
    }
}

/// `y[j] = bias[j] + Σ_i x[i] · kernel[i, j]` (2.9 of the article), the map flattened as it stands.
///
/// Weights: kernel `[in, out]`, bias `[out]`.
pub struct Dense {
    inputs: usize,
    units: usize,
    gemm: Gemm,
}

impl Dense {
    pub fn new(input: Shape, units: usize) -> Result<Self, Problem> {
        at_least_one("units", units)?;
        Ok(Dense {
            inputs: input.len(),
            units,
            gemm: Gemm::default(),
        })
    }

    fn kernel_len(&self) -> usize {
        self.inputs * self.units
    }
}

impl Layer for Dense {
    fn output(&self) -> Shape {
        Shape::vector(self.units)
    }

    fn params(&self) -> Vec<Param> {
        let init = Init::Kernel {
            fan_in: self.inputs,
            fan_out: self.units,
        };
        vec![
            Param::new("kernel", &[self.inputs, self.units], init),
            Param::new("bias", &[self.units], Init::Constant(0.0)),
        ]
    }

    #[cfg(feature = "training")]
    fn wiring(&self) -> Option<&dyn Wiring> {
        Some(self)
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let n = x.len() / self.inputs;
        let (kernel, bias) = weights.split_at(self.kernel_len());
        for y in y.chunks_exact_mut(self.units) {
            y.copy_from_slice(bias);
        }
        let x = Matrix::new(x, n, self.inputs);
        let kernel = Matrix::new(kernel, self.inputs, self.units);
        self.gemm.multiply_add(y, x, kernel);
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let n = pass.x.len() / self.inputs;
        let kernel_len = self.kernel_len();
        let (d_kernel, d_bias) = d_weights.split_at_mut(kernel_len);
        for d_y in pass.d_y.chunks_exact(self.units) {
            for (d_bias, d_y) in d_bias.iter_mut().zip(d_y) {
                *d_bias += d_y;
            }
        }
        let x = Matrix::new(pass.x, n, self.inputs);
        let d_y = Matrix::new(pass.d_y, n, self.units);
        let kernel = Matrix::new(&pass.weights[..kernel_len], self.inputs, self.units);
        // ∂loss/∂kernel[i, j] = Σ x[i] · d_y[j] over the pictures (2.12 of the article, whose δ is −d_y).
        self.gemm.multiply_add(d_kernel, x.transposed(), d_y);
        if let Some(d_x) = d_x {
            // ∂loss/∂x[i] = Σ_j kernel[i, j] · d_y[j], the sum in 2.13; the activation below brings its f'.
            d_x.fill(0.0);
            self.gemm.multiply_add(d_x, d_y, kernel.transposed());
        }
    }
}

impl Wiring for Dense {
    fn links(&self, weights: &[f32], y: usize) -> Vec<Link> {
        let links = (0..self.inputs).map(|x| Link::weighted(x, weights, x * self.units + y));
        links
            .chain([Link::bias(weights, self.kernel_len() + y)])
            .collect()
    }

    fn reached(&self, _source: usize, _x: usize) -> Vec<usize> {
        (0..self.units).collect()
    }

    fn sharing(&self, weight: usize) -> Vec<usize> {
        vec![weight % self.units]
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_gradients, random};
    use super::*;

    #[test]
    fn gradients_agree_with_finite_differences() {
        for (inputs, units, batch) in [(1, 1, 1), (7, 3, 2), (12, 10, 5), (5, 17, 1)] {
            let mut layer = Dense::new(Shape::vector(inputs), units).unwrap();
            let case = format!("{inputs} to {units}, batch {batch}");
            check_gradients(&case, &mut layer, batch, &random(batch * inputs), 1e-3);
        }
    }

    #[test]
    fn forward_is_the_weighted_sum() {
        let mut dense = Dense::new(Shape::vector(2), 3).unwrap();
        // kernel [[1, 2, 3], [4, 5, 6]], bias [0.5, 0, -1]
        let weights = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 0.5, 0.0, -1.0];
        let mut y = [0.0; 6];
        dense.forward(&weights, &[1.0, 10.0, 2.0, -1.0], &mut y, Mode::Inference);
        assert_eq!(y, [41.5, 52.0, 62.0, -1.5, -1.0, -1.0]);
    }
}
