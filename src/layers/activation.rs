//! Activation functions, one to a file, each beside its derivative.

use crate::kernels::functions::Clamp;
use crate::layers::{Context, Layer, Mode, Pass, Spec};
use crate::read::{Problem, tagged};
use crate::tensor::Shape;

/// A function of each value.
pub trait Function {
    /// Whether its numbers are in their range; the error says which is not.
    ///
    /// # Errors
    ///
    /// Names the number, what was given and what is expected.
    fn validate(&self) -> Result<(), Problem> {
        Ok(())
    }

    /// Writes f(x) to `y`. NaN stays NaN.
    fn apply(&self, x: &[f32], y: &mut [f32]);

    /// Given x, y = f(x) and d_y, writes d_y · f'(x) to `d_x`. Of monotonic functions, y may stand in for x.
    fn chain(&self, x_y_d_y: [&[f32]; 3], d_x: &mut [f32]);

    /// Whether y never falls as x grows. Such a function commutes with the maximum, and its derivative follows from y.
    fn is_monotonic(&self) -> bool {
        true
    }

    /// Its bounds, where it does nothing but cut off at them: kernels do that while a value is in a register.
    fn clamp(&self) -> Option<Clamp> {
        None
    }

    /// Whether it is flat at both ends.
    fn saturates(&self) -> bool {
        false
    }

    /// Variance of a kernel's weights, times fan-in, that keeps signals at their size where this function follows (He et
    /// al., 2015). `None`: that of Glorot and Bengio.
    fn gain(&self) -> Option<f32> {
        None
    }
}

/// Everything that there is of a function but its file.
macro_rules! functions {
    ($($name:ident: $function:ident,)+) => {
        $(
            mod $name;
            pub use $name::$function;
        )+

        /// What [`crate::spec`] shows.
        pub mod specs {
            pub use super::{$($function),+};
        }

        tagged! {
            /// An activation function: the layer `{ type: "activation", function: "relu" }`.
            #[derive(Copy)]
            pub enum Activation by "function" as Function {
                $($name: $function($function),)+
            }
        }

        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}

functions! {
    relu: Relu,
    relu6: Relu6,
    leaky_relu: LeakyRelu,
    elu: Elu,
    silu: Silu,
    sigmoid: Sigmoid,
    tanh: Tanh,
    scaled_tanh: ScaledTanh,
    identity: Identity,
}

impl Activation {
    /// f(x) = x
    pub const IDENTITY: Self = Activation::Identity(Identity {});
}

/// Writes f(x) to `y`.
pub(crate) fn apply(function: Activation, x: &[f32], y: &mut [f32]) {
    function.apply(x, y);
}

/// Writes d_y · f'(x) to `d_x`, where y = f(x). Of monotonic functions, y may stand in for x.
pub(crate) fn chain(function: Activation, x: &[f32], y: &[f32], d_y: &[f32], d_x: &mut [f32]) {
    function.chain([x, y, d_y], d_x);
}

/// `y = f(x)` for each value (2.10 of the article); backward, `d_x = f'(x) · d_y`, which makes δ of the sum in 2.13.
struct ActivationLayer {
    input: Shape,
    function: Activation,
}

impl Spec for Activation {
    fn build(&self, input: Shape, _context: Context) -> Result<Box<dyn Layer>, Problem> {
        self.validate()?;
        let function = *self;
        Ok(Box::new(ActivationLayer { input, function }))
    }
}

impl Layer for ActivationLayer {
    fn output(&self) -> Shape {
        self.input
    }

    fn forward(&mut self, _weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        self.function.apply(x, y);
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, _d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        if let Some(d_x) = d_x {
            self.function.chain([pass.x, pass.y, pass.d_y], d_x);
        }
    }
}

/// What the tests of all functions do.
#[cfg(test)]
mod check {
    use super::*;
    use crate::layers::check::{CONTEXT, check_gradients};

    /// Checks values of f, what becomes of NaN, and the derivative against finite differences.
    pub fn check(function: impl Into<Activation>, values: &[(f32, f32)]) {
        let function = function.into();
        let value = |x: f32| {
            let mut y = [0.0];
            function.apply(&[x], &mut y);
            y[0]
        };
        for &(x, expected) in values {
            let actual = value(x);
            assert!(
                (actual - expected).abs() < 1e-4,
                "{function:?}({x}) = {actual}, expected {expected}"
            );
        }
        assert!(value(f32::NAN).is_nan(), "{function:?} hides a NaN");
        // −2.9, −2.7, … 2.9: away from the kink at 0.
        let x: Vec<f32> = (0..30).map(|i| i as f32 * 0.2 - 2.9).collect();
        for (batch, input) in [(1, Shape::vector(30)), (5, Shape::vector(6))] {
            let mut layer = function.build(input, CONTEXT).unwrap();
            check_gradients(&format!("{function:?}"), &mut *layer, batch, &x, 1e-3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::functions::map;
    use serde_json::json;

    #[test]
    fn every_function_is_known_by_its_name() {
        for name in NAMES {
            let given = json!({ "function": name });
            let function: Activation = serde_json::from_value(given).unwrap();
            let written = serde_json::to_value(function).unwrap();
            assert_eq!(written["function"], *name);
        }
    }

    #[test]
    fn clamps_are_what_they_say() {
        let x = [-7.0, -0.5, -0.0, 0.0, 0.5, 5.9, 6.0, 7.0];
        for name in NAMES {
            let function: Activation = serde_json::from_value(json!({ "function": name })).unwrap();
            let (mut y, mut clamped) = ([0.0; 8], [0.0; 8]);
            function.apply(&x, &mut y);
            if let Some(clamp) = function.clamp() {
                map(&x, &mut clamped, |x| clamp.apply(x));
                assert_eq!(y, clamped, "{name}");
            }
        }
    }

    #[test]
    fn monotonic_functions_give_their_derivative_from_y() {
        let x: Vec<f32> = (0..30).map(|i| i as f32 * 0.2 - 2.9).collect();
        for name in NAMES {
            let function: Activation = serde_json::from_value(json!({ "function": name })).unwrap();
            let (mut y, mut from_x, mut from_y) = ([0.0; 30], [0.0; 30], [0.0; 30]);
            function.apply(&x, &mut y);
            function.chain([&x, &y, &[1.0; 30]], &mut from_x);
            function.chain([&y, &y, &[1.0; 30]], &mut from_y);
            if function.is_monotonic() {
                assert_eq!(from_x, from_y, "{name}");
                assert!(y.is_sorted(), "{name}");
            }
        }
    }
}
