//! "How are the kernels updated?" The three recipes that circulate for a kernel's gradient, beside finite differences as the
//! judge.

use serde::Serialize;

use super::super::gradient_check::{Differences, TOLERANCE, least_scale};
use super::{Scope, Trace};
use crate::error::{Error, Result};
use crate::kernels::window::Window;
use crate::layers::graph::Kind;
use crate::spec::LayerSpec;

/// One recipe for the gradient of a kernel slice.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Recipe {
    /// What it gives for each weight: [k, k].
    pub gradient: Vec<f32>,
    /// Whether that agrees with all the finite differences that there are.
    pub agrees: bool,
}

/// ∂E/∂w of one slice of a kernel, the weights between one channel and one filter, found in four ways: each [k, k].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Recipes {
    /// By finite differences of the loss. `None` where the loss has a bend, and no derivative.
    pub numerical: Vec<Option<f32>>,
    /// Cross-correlation of input and δ, neither of them turned: the right one.
    pub neither: Recipe,
    /// With the input turned by 180°.
    pub input_turned: Recipe,
    /// With δ turned by 180°.
    pub delta_turned: Recipe,
    /// The largest difference that counts as agreement.
    pub tolerance: f32,
}

impl Trace {
    /// The gradient of the weights between a `channel` and a `filter` of a convolution, in four ways.
    ///
    /// # Errors
    ///
    /// When the layer is no convolution that learns, or has no such filter or channel.
    pub fn recipes(&mut self, layer: usize, filter: usize, channel: usize) -> Result<Recipes> {
        let slice = self.slice(layer, filter, channel)?;
        let gradients = slice.gradients();
        let Slice {
            window, filters, ..
        } = slice;
        let len = window.size * window.size;
        let weight = |k: usize| (k * window.input.channels + channel) * filters + filter;
        let first = self
            .range(Scope {
                layer: Some(layer),
                weight: Some(0),
            })?
            .start;
        let places: Vec<_> = (0..len).map(|k| first + weight(k)).collect();
        let whole = self.range(Scope {
            layer: Some(layer),
            weight: None,
        })?;
        let derivatives = &self.network.d_weights[whole];
        let scale = derivatives
            .iter()
            .map(|d| f64::from(d.abs()))
            .fold(least_scale(self.loss), f64::max);
        let tolerance = TOLERANCE * scale;
        let own = gradients[0].iter().map(|d| f64::from(d.abs()));
        let fine = TOLERANCE * own.fold(least_scale(self.loss), f64::max);
        let weights = self.network.weights.to_vec();
        let mut differences = Differences::new(&weights, |weights: &[f32]| self.loss_with(weights));
        let numerical: Vec<_> = places
            .into_iter()
            .map(|place| {
                // As near as this slice is worth where the loss is smooth; near a bend, as near as counts as agreement.
                let near = differences.at(place, fine);
                near.or_else(|| differences.at(place, tolerance))
                    .map(|d| d as f32)
            })
            .collect();
        self.pass();
        let agrees = |gradient: &[f32]| {
            let mut pairs = gradient.iter().zip(&numerical);
            pairs.all(|(g, n)| n.is_none_or(|n| f64::from((g - n).abs()) <= tolerance))
        };
        let recipe = |gradient: Vec<f32>| Recipe {
            agrees: agrees(&gradient),
            gradient,
        };
        let [neither, input_turned, delta_turned] = gradients.map(recipe);
        Ok(Recipes {
            neither,
            input_turned,
            delta_turned,
            tolerance: tolerance as f32,
            numerical,
        })
    }

    /// The gradient of the same weights by the three recipes: turning neither, the input, δ.
    ///
    /// # Errors
    ///
    /// As those of [`recipes`](Self::recipes).
    pub(crate) fn by_recipe(
        &self,
        layer: usize,
        filter: usize,
        channel: usize,
    ) -> Result<[Vec<f32>; 3]> {
        Ok(self.slice(layer, filter, channel)?.gradients())
    }

    fn slice(&self, layer: usize, filter: usize, channel: usize) -> Result<Slice> {
        let node = self.node(layer)?;
        let (Kind::Layer(LayerSpec::Conv(spec)), false) = (node.kind, node.pass.d_y.is_empty())
        else {
            let sentence = format!("got {layer}; expected a convolution that learns");
            return Err(Error::input("layer", sentence));
        };
        let [filters, channels] = [spec.filters, node.input.channels];
        if filter >= filters || channel >= channels {
            let sentence = format!(
                "got filter {filter} and channel {channel}; layer {layer} has {filters} filters for {channels} channels"
            );
            return Err(Error::input("filter", sentence));
        }
        let window = spec.window(node.input).expect("it was built");
        let own = node.pass.d_y.iter().skip(filter).step_by(filters);
        Ok(Slice {
            window,
            filters,
            x: padded(&window, node.pass.x, channel),
            // −δ: gradients keep the field's sign.
            d_y: own.copied().collect(),
        })
    }
}

/// One input map and one map of ∂E/∂net, between which the slice stands.
struct Slice {
    window: Window,
    /// Of the whole layer.
    filters: usize,
    /// With the zeros around it: row-major, of the size that all windows cover.
    x: Vec<f32>,
    /// [rows, cols]
    d_y: Vec<f32>,
}

impl Slice {
    /// Turning neither, the input, δ.
    fn gradients(&self) -> [Vec<f32>; 3] {
        [(false, false), (true, false), (false, true)]
            .map(|(turn_x, turn_d_y)| self.gradient(turn_x, turn_d_y))
    }

    /// `Σ_ij x[i·s + u, j·s + v] · d_y[i, j]` for each u and v, with either of them turned by 180° first.
    fn gradient(&self, turn_x: bool, turn_d_y: bool) -> Vec<f32> {
        let Window {
            rows,
            cols,
            size,
            stride,
            ..
        } = self.window;
        let width = covered(cols, &self.window);
        let turned = |values: &[f32], i: usize, turn: bool| match turn {
            true => values[values.len() - 1 - i],
            false => values[i],
        };
        let entry = |u: usize, v: usize| {
            let mut sum = 0.0;
            for i in 0..rows {
                for j in 0..cols {
                    let x = turned(&self.x, (i * stride + u) * width + j * stride + v, turn_x);
                    let d_y = turned(&self.d_y, i * cols + j, turn_d_y);
                    sum += f64::from(x) * f64::from(d_y);
                }
            }
            sum as f32
        };
        (0..size * size)
            .map(|k| entry(k / size, k % size))
            .collect()
    }
}

/// Pixels along one dimension that `count` windows cover.
fn covered(count: usize, window: &Window) -> usize {
    (count - 1) * window.stride + window.size
}

/// One channel of a map, with the zeros that the windows reach into.
fn padded(window: &Window, x: &[f32], channel: usize) -> Vec<f32> {
    let (height, width) = (covered(window.rows, window), covered(window.cols, window));
    let pixel = |row: usize, col: usize| {
        let row = row
            .checked_sub(window.pad_top)
            .filter(|row| *row < window.input.height)?;
        let col = col
            .checked_sub(window.pad_left)
            .filter(|col| *col < window.input.width)?;
        Some(x[window.input.index(row, col, channel)])
    };
    (0..height * width)
        .map(|i| pixel(i / width, i % width).unwrap_or(0.0))
        .collect()
}
