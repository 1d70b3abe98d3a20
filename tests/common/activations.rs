//! Activation functions and their derivatives over the whole range of `f32`, against f64.

use serde_json::json;
use tab_trainer::layers::Path;
use tab_trainer::{Network, NetworkSpec};

/// Of a value, relative to it; below the smallest normal number, relative to that.
const TOLERANCE: f64 = 1e-6;
const SMALLEST: f64 = 1e-37;
/// Where x is so low that exp(x) is no normal number, sigmoid and silu may be 0.
const FLUSHED: f32 = -87.6;

/// Factor and inner slope of the scaled tanh, as the engine has them.
const SCALE: f32 = 1.7159;
const INNER: f32 = 2.0 / 3.0;

struct Function {
    name: &'static str,
    value: fn(f64) -> f64,
    slope: fn(f64) -> f64,
    /// The values at −∞ and ∞.
    ends: [f32; 2],
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

const FUNCTIONS: [Function; 8] = [
    Function {
        name: "relu",
        value: |x| x.max(0.0),
        slope: |x| if x > 0.0 { 1.0 } else { 0.0 },
        ends: [0.0, f32::INFINITY],
    },
    Function {
        name: "leaky_relu",
        value: |x| if x > 0.0 { x } else { 0.125 * x },
        slope: |x| if x > 0.0 { 1.0 } else { 0.125 },
        ends: [f32::NEG_INFINITY, f32::INFINITY],
    },
    Function {
        name: "elu",
        value: |x| if x > 0.0 { x } else { x.exp_m1() },
        slope: |x| if x > 0.0 { 1.0 } else { x.exp() },
        ends: [-1.0, f32::INFINITY],
    },
    Function {
        name: "silu",
        value: |x| x * sigmoid(x),
        slope: |x| sigmoid(x) * (1.0 + x * sigmoid(-x)),
        ends: [0.0, f32::INFINITY],
    },
    Function {
        name: "sigmoid",
        value: sigmoid,
        slope: |x| sigmoid(x) * sigmoid(-x),
        ends: [0.0, 1.0],
    },
    Function {
        name: "tanh",
        value: f64::tanh,
        slope: |x| 1.0 / x.cosh().powi(2),
        ends: [-1.0, 1.0],
    },
    Function {
        name: "scaled_tanh",
        value: |x| f64::from(SCALE) * (f64::from(INNER) * x).tanh(),
        slope: |x| f64::from(SCALE * INNER) / (f64::from(INNER) * x).cosh().powi(2),
        ends: [-SCALE, SCALE],
    },
    Function {
        name: "identity",
        value: |x| x,
        slope: |_| 1.0,
        ends: [f32::NEG_INFINITY, f32::INFINITY],
    },
];

/// A convolution of a single number with a kernel of a single weight, and the function: y = f(weight · x).
fn network(name: &str, path: Path, weight: f32) -> Network {
    let mut function = json!({ "type": "activation", "function": name });
    if name == "leaky_relu" {
        function["slope"] = json!(0.125);
    }
    let spec: NetworkSpec = serde_json::from_value(json!({
        "input": { "height": 1, "width": 1, "channels": 1 },
        "layers": [{ "type": "conv", "filters": 1, "kernel": 1 }, function],
        "loss": "mse",
        "optimizer": { "type": "sgd", "learning_rate": 0.1 },
    }))
    .expect("a valid spec");
    let mut network = Network::with_path(spec, 1, path).expect("a network");
    network.set_weights(&[weight, 0.0]).expect("two weights");
    network
}

/// Every exponent with some mantissas, both signs, and zero.
fn numbers() -> Vec<f32> {
    let bits = (0..255u32)
        .flat_map(|exponent| (0..8u32).map(move |part| (exponent << 23) | (part * 0x0012_4924)));
    let sizes = bits.map(f32::from_bits);
    sizes.flat_map(|size| [size, -size]).collect()
}

/// Values, derivatives and ends of all functions, in a stage, where the derivative is made from the value, and in a layer
/// of their own.
pub fn assert_activations_agree() {
    for function in FUNCTIONS {
        for path in [Path::Fast, Path::Readable] {
            assert_values_agree(&function, path);
            assert_slopes_agree(&function, path);
            assert_ends_agree(&function, path);
        }
    }
}

fn assert_values_agree(function: &Function, path: Path) {
    let xs = numbers();
    let ys = network(function.name, path, 1.0).predict(&xs).unwrap();
    for (&x, y) in xs.iter().zip(ys) {
        let expected = (function.value)(x.into());
        let exponential = matches!(function.name, "sigmoid" | "silu");
        if exponential && x < FLUSHED && y == 0.0 {
            continue;
        }
        let error = (f64::from(y) - expected).abs() / expected.abs().max(SMALLEST);
        assert!(
            error <= TOLERANCE,
            "{}({x:e}) is {y:e}, expected {expected:e}: off by {error:.1e} of it ({path:?})",
            function.name
        );
    }
}

/// Relative to the largest slope: a saturated value does not have the digits of its slope.
fn assert_slopes_agree(function: &Function, path: Path) {
    let mut network = network(function.name, path, 1.0);
    for x in numbers() {
        let y = network.predict(&[x]).unwrap()[0];
        // Of larger ones the squared error is not finite; their slope is 0 or 1, as that of others.
        if y.abs() > 1e18 {
            continue;
        }
        let target = if y.abs() < 4.0 { y - 1.0 } else { 0.0 };
        // The gradient of the bias.
        let gradient = network.gradients(&[x], &[target]).unwrap().gradients[1];
        let slope = f64::from(gradient) / f64::from(y - target);
        let expected = (function.slope)(x.into());
        assert!(
            (slope - expected).abs() <= TOLERANCE,
            "the slope of {} at {x:e} is {slope:e}, expected {expected:e} ({path:?})",
            function.name
        );
        assert!(
            function.name == "silu" || slope >= 0.0,
            "the slope of {} at {x:e} is {slope:e}, below 0 ({path:?})",
            function.name
        );
    }
}

fn assert_ends_agree(function: &Function, path: Path) {
    let mut network = network(function.name, path, 2.0);
    let ends = network.predict(&[-f32::MAX, f32::MAX]).unwrap();
    assert_eq!(ends, function.ends, "{} of ∓∞ ({path:?})", function.name);
    for (x, end) in [-f32::MAX, f32::MAX].into_iter().zip(ends) {
        if end.is_finite() {
            let found = network.gradients(&[x], &[end - 1.0]).unwrap();
            assert_eq!(
                found.gradients,
                [0.0, 0.0],
                "{} of ∓∞ ({path:?})",
                function.name
            );
        }
    }
}
