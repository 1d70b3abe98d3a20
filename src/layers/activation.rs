//! Activation functions, each beside its derivative.

use super::{Layer, Mode, Pass};
use crate::spec::Activation;
use crate::tensor::Shape;

/// Factor and inner slope of LeCun's scaled tanh ("Efficient BackProp", 1998): f(±1) = ±1.
const TANH_SCALE: f32 = 1.7159;
const TANH_SLOPE: f32 = 2.0 / 3.0;

/// `y = f(x)` for each value.
pub struct ActivationLayer {
    input: Shape,
    function: Activation,
}

impl ActivationLayer {
    pub fn new(input: Shape, function: Activation) -> Result<Self, String> {
        if let Activation::LeakyRelu { slope } = function
            && !(0.0..=1.0).contains(&slope)
        {
            return Err(format!(
                "activation: the slope of leaky_relu is {slope}; expected 0 to 1"
            ));
        }
        Ok(ActivationLayer { input, function })
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Writes f(x) to `y`.
#[inline(always)]
fn apply(x: &[f32], y: &mut [f32], f: impl Fn(f32) -> f32) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = f(x);
    }
}

/// Writes d_y · f' to `d_x`, where `derivative` gives f' from x and y = f(x).
#[inline(always)]
fn chain(pass: Pass, d_x: &mut [f32], derivative: impl Fn(f32, f32) -> f32) {
    let given = pass.x.iter().zip(pass.y).zip(pass.d_y);
    for (d_x, ((&x, &y), d_y)) in d_x.iter_mut().zip(given) {
        *d_x = d_y * derivative(x, y);
    }
}

impl Layer for ActivationLayer {
    fn output(&self) -> Shape {
        self.input
    }

    // "x < 0" rather than "x > 0": what is not a number stays so, instead of hiding as a zero.
    fn forward(&mut self, _weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        match self.function {
            Activation::Relu {} => apply(x, y, |x| if x < 0.0 { 0.0 } else { x }),
            Activation::LeakyRelu { slope } => apply(x, y, |x| if x < 0.0 { slope * x } else { x }),
            Activation::Elu {} => apply(x, y, |x| if x < 0.0 { x.exp_m1() } else { x }),
            Activation::Silu {} => apply(x, y, |x| x * sigmoid(x)),
            Activation::Sigmoid {} => apply(x, y, sigmoid),
            Activation::Tanh {} => apply(x, y, f32::tanh),
            Activation::ScaledTanh {} => apply(x, y, |x| TANH_SCALE * (TANH_SLOPE * x).tanh()),
            Activation::Identity {} => y.copy_from_slice(x),
        }
    }

    fn backward(&mut self, pass: Pass, _d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let Some(d_x) = d_x else { return };
        match self.function {
            Activation::Relu {} => chain(pass, d_x, |x, _| if x > 0.0 { 1.0 } else { 0.0 }),
            Activation::LeakyRelu { slope } => {
                chain(pass, d_x, |x, _| if x > 0.0 { 1.0 } else { slope })
            }
            Activation::Elu {} => chain(pass, d_x, |x, y| if x < 0.0 { y + 1.0 } else { 1.0 }),
            Activation::Silu {} => chain(pass, d_x, |x, y| {
                let s = sigmoid(x);
                s + y * (1.0 - s)
            }),
            Activation::Sigmoid {} => chain(pass, d_x, |_, y| y * (1.0 - y)),
            Activation::Tanh {} => chain(pass, d_x, |_, y| 1.0 - y * y),
            Activation::ScaledTanh {} => chain(pass, d_x, |_, y| {
                let tanh = y / TANH_SCALE;
                TANH_SCALE * TANH_SLOPE * (1.0 - tanh * tanh)
            }),
            Activation::Identity {} => d_x.copy_from_slice(pass.d_y),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::check_gradients;
    use super::*;

    const ALL: [Activation; 8] = [
        Activation::Relu {},
        Activation::LeakyRelu { slope: 0.1 },
        Activation::Elu {},
        Activation::Silu {},
        Activation::Sigmoid {},
        Activation::Tanh {},
        Activation::ScaledTanh {},
        Activation::Identity {},
    ];

    #[test]
    fn derivatives_agree_with_finite_differences() {
        // −2.9, −2.7, … 2.9: away from the kink at 0.
        let x: Vec<f32> = (0..30).map(|i| i as f32 * 0.2 - 2.9).collect();
        for function in ALL {
            for (batch, input) in [(1, Shape::vector(30)), (5, Shape::vector(6))] {
                let mut layer = ActivationLayer::new(input, function).unwrap();
                check_gradients(&format!("{function:?}"), &mut layer, batch, &x, 1e-3);
            }
        }
    }

    #[test]
    fn known_values() {
        let value = |function, x: f32| {
            let mut y = [0.0];
            let mut layer = ActivationLayer::new(Shape::vector(1), function).unwrap();
            layer.forward(&[], &[x], &mut y, Mode::Inference);
            y[0]
        };
        let sigmoid_of_1 = 0.731_058_6;
        for (function, x, expected) in [
            (Activation::Relu {}, -2.0, 0.0),
            (Activation::Relu {}, 2.0, 2.0),
            (Activation::LeakyRelu { slope: 0.25 }, -2.0, -0.5),
            (Activation::Elu {}, -1.0, -0.632_120_6),
            (Activation::Silu {}, 1.0, sigmoid_of_1),
            (Activation::Sigmoid {}, 1.0, sigmoid_of_1),
            (Activation::Sigmoid {}, -200.0, 0.0),
            (Activation::Tanh {}, 0.5, 0.462_117_16),
            (Activation::ScaledTanh {}, 1.0, 1.0),
            (Activation::ScaledTanh {}, -1.0, -1.0),
            (Activation::Identity {}, -7.0, -7.0),
        ] {
            let actual = value(function, x);
            assert!(
                (actual - expected).abs() < 1e-4,
                "{function:?}({x}) = {actual}, expected {expected}"
            );
        }
        for function in ALL {
            assert!(
                value(function, f32::NAN).is_nan(),
                "{function:?} hides a NaN"
            );
        }
    }
}
