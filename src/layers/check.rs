//! Finite differences, the judge of every backward pass.

use super::{Context, Layer, Mode, Param, Pass, Path};
use crate::rng::Rng;
use crate::tensor::Shape;

/// Half the distance of the two points of a central difference.
const STEP: f32 = 1e-2;

/// Layers inside a layer run as the formulas say.
pub const CONTEXT: Context = Context {
    seed: 0,
    path: Path::Readable,
    first: true,
};

/// Height, width and channels.
pub const fn shape(height: usize, width: usize, channels: usize) -> Shape {
    Shape {
        height,
        width,
        channels,
    }
}

/// Random values in ±1.
pub fn random(len: usize) -> Vec<f32> {
    draw(11, len)
}

fn draw(seed: u64, len: usize) -> Vec<f32> {
    let mut rng = Rng::new(seed, len as u64);
    (0..len).map(|_| rng.symmetric(1.0)).collect()
}

/// All different, no two closer than ten steps, in random order: no maximum changes under a finite difference.
pub fn shuffled(len: usize) -> Vec<f32> {
    let mut rng = Rng::new(14, len as u64);
    let mut values: Vec<f32> = (0..len)
        .map(|i| (i as f32 - len as f32 / 2.0) * 10.0 * STEP)
        .collect();
    for i in (1..len).rev() {
        values.swap(i, (rng.unit() * (i + 1) as f32) as usize);
    }
    values
}

/// Checks both gradients of `layer` on the batch `x` with random weights and the loss Σ r · y for random r.
/// `tolerance` is relative to the largest derivative.
pub fn check_gradients(case: &str, layer: &mut dyn Layer, batch: usize, x: &[f32], tolerance: f32) {
    let weights_len = layer.params().iter().map(Param::size).sum();
    let weights = draw(12, weights_len);
    let y_len = batch * layer.output().len();
    // Independent of x: batch norm's derivative along x is 0.
    let d_y = draw(13, y_len);
    layer.reserve(batch, true).unwrap();

    let mode = Mode::Training { step: 0 };
    let mut y = vec![0.0; y_len];
    layer.forward(&weights, x, &mut y, mode);
    // What stands in the buffers before: weight gradients add up, d_x is overwritten.
    let mut d_weights = vec![0.5; weights_len];
    let mut d_x = vec![f32::NAN; x.len()];
    let pass = Pass {
        weights: &weights,
        x,
        y: &y,
        d_y: &d_y,
    };
    layer.backward(pass, &mut d_weights, Some(&mut d_x));
    d_weights.iter_mut().for_each(|d| *d -= 0.5);

    let mut loss = |weights: &[f32], x: &[f32]| -> f64 {
        layer.weights_changed();
        layer.forward(weights, x, &mut y, mode);
        y.iter()
            .zip(&d_y)
            .map(|(&y, &r)| f64::from(y) * f64::from(r))
            .sum()
    };
    let numeric = differences(x, |x| loss(&weights, x));
    assert_agree(&format!("{case}: d_x"), &d_x, &numeric, tolerance);
    let numeric = differences(&weights, |weights| loss(weights, x));
    assert_agree(
        &format!("{case}: d_weights"),
        &d_weights,
        &numeric,
        tolerance,
    );
}

/// Central differences of `loss` by each value.
fn differences(values: &[f32], mut loss: impl FnMut(&[f32]) -> f64) -> Vec<f64> {
    let mut moved = values.to_vec();
    (0..values.len())
        .map(|i| {
            let (above, below) = (values[i] + STEP, values[i] - STEP);
            moved[i] = above;
            let upper = loss(&moved);
            moved[i] = below;
            let lower = loss(&moved);
            moved[i] = values[i];
            (upper - lower) / f64::from(above - below)
        })
        .collect()
}

/// Asserts that each value is near the expected one, relative to the largest.
pub fn assert_agree(what: &str, actual: &[f32], expected: &[f64], tolerance: f32) {
    assert_eq!(actual.len(), expected.len(), "{what}: number of values");
    let scale = expected.iter().fold(1e-3f64, |scale, e| scale.max(e.abs()));
    let errors = actual
        .iter()
        .zip(expected)
        .map(|(&a, e)| (f64::from(a) - e).abs() / scale);
    // A NaN is the worst of all.
    let worst = errors.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
    if let Some((i, error)) = worst {
        assert!(
            error <= f64::from(tolerance),
            "{what}[{i}] is {}, expected {}; relative error {error:.1e}",
            actual[i],
            expected[i]
        );
    }
}
