//! Steps as calls of functions, and what is handed to these.

use std::fmt::Write;

use tab_trainer::spec::Activation;
use tab_trainer::tensor::Shape;

use super::Precision;
use super::plan::{Operation, Plan, Step, Window};
use crate::layers::{TANH_SCALE, TANH_SLOPE};

/// The shape of a step's windows, where it has such.
pub fn window_of(step: &Step) -> String {
    let whole = |size, stride| Window {
        size,
        stride,
        top: 0,
        left: 0,
        rows: step.output.height,
        cols: step.output.width,
        pool: 1,
    };
    let window = match &step.operation {
        Operation::Conv(window, _) | Operation::Depthwise(window, _) => *window,
        Operation::MaxPool { size, stride } | Operation::AveragePool { size, stride } => {
            whole(*size, *stride)
        }
        _ => return String::new(),
    };
    let Shape {
        height,
        width,
        channels,
    } = step.input;
    let Window {
        size,
        stride,
        top,
        left,
        rows,
        cols,
        pool,
    } = window;
    let (name, filters) = (&step.name, step.output.channels);
    format!(
        "static const struct tab_trainer_window tab_trainer_{name}_window = {{\n  {height}, {width}, {channels}, {size}, {stride}, {top}, {left}, {rows}, {cols}, {filters}, {pool}\n}};\n"
    )
}

/// The C function of an activation function, and its name.
fn function(activation: Activation) -> (String, String) {
    let (name, body) = match activation {
        Activation::Relu(_) => ("relu".into(), "x > 0.0f ? x : 0.0f".into()),
        Activation::Relu6(_) => (
            "relu6".into(),
            "x < 0.0f ? 0.0f : x > 6.0f ? 6.0f : x".into(),
        ),
        Activation::LeakyRelu(leaky) => (
            // A function for each slope.
            format!("leaky_relu_{:08x}", leaky.slope.to_bits()),
            format!("x > 0.0f ? x : {:e}f * x", leaky.slope),
        ),
        Activation::Elu(_) => ("elu".into(), "x > 0.0f ? x : expf(x) - 1.0f".into()),
        Activation::Silu(_) => ("silu".into(), "x / (1.0f + expf(-x))".into()),
        Activation::Sigmoid(_) => ("sigmoid".into(), "1.0f / (1.0f + expf(-x))".into()),
        Activation::Tanh(_) => ("tanh".into(), "tanhf(x)".into()),
        Activation::ScaledTanh(_) => (
            "scaled_tanh".into(),
            format!("{TANH_SCALE:e}f * tanhf({TANH_SLOPE:e}f * x)"),
        ),
        Activation::Identity(_) => ("identity".into(), "x".to_owned()),
    };
    let name: String = name;
    let text = format!("static float tab_trainer_{name}(float x)\n{{\n  return {body};\n}}\n\n");
    (format!("tab_trainer_{name}"), text)
}

/// All that the steps need, each once.
pub fn activations(steps: &[Step]) -> String {
    let mut all: Vec<String> = steps
        .iter()
        .filter_map(|step| step.activation.map(|activation| function(activation).1))
        .collect();
    all.sort_unstable();
    all.dedup();
    all.concat()
}

/// A step as a line of `predict`.
pub fn call(step: &Step, plan: &Plan) -> String {
    let at = |buffer: usize| format!("m + {}", plan.places[buffer]);
    let x = step
        .sources
        .first()
        .map(|&source| at(source))
        .unwrap_or_default();
    let y = at(step.target);
    let name = format!("tab_trainer_{}", step.name);
    let then = step
        .activation
        .map_or("0".into(), |activation| function(activation).0);
    let Shape {
        height,
        width,
        channels,
    } = step.input;
    let pixels = height * width;
    let scale = match plan.precision {
        Precision::Float32 => "0".to_owned(),
        Precision::Int8 => format!("{name}_scale"),
    };
    let window = format!("{x}, &{name}_window");
    let weighted = format!("{window}, {name}_kernel, {scale}, {name}_bias, {then}, {y}");
    let line = match &step.operation {
        Operation::Pixels => format!("pixels(rgb, {pixels}, {channels}, {y})"),
        Operation::Conv(..) => format!("conv({weighted})"),
        Operation::Depthwise(..) => format!("depthwise({weighted})"),
        Operation::ScaleShift { .. } => {
            format!(
                "scale_shift({x}, {pixels}, {channels}, {name}_scale, {name}_shift, {then}, {y})"
            )
        }
        Operation::Apply => format!("apply({x}, {}, {then}, {y})", step.output.len()),
        Operation::MaxPool { .. } => format!("max_pool({window}, {y})"),
        Operation::AveragePool { .. } => format!("average_pool({window}, {y})"),
        Operation::Mean => format!("mean({x}, {pixels}, {channels}, {y})"),
        Operation::PowerNorm { power } => {
            format!("power_norm({x}, {pixels}, {channels}, {power:e}f, {y})")
        }
        Operation::Add => format!(
            "add({x}, {}, {}, {y})",
            at(step.sources[1]),
            step.output.len()
        ),
        Operation::Concat => {
            let mut from = plan.places[step.target];
            let mut lines = String::new();
            for &source in &step.sources {
                let len = plan.steps.iter().rev().find(|step| step.target == source);
                let len = len.map_or(0, |step| step.output.len());
                let x = at(source);
                writeln!(lines, "  tab_trainer_copy({x}, {len}, m + {from});").unwrap_or_default();
                from += len;
            }
            return lines;
        }
    };
    format!("  tab_trainer_{line};\n")
}
