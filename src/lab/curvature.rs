//! The largest curvature of a quadratic loss.

use super::{difference, norm};
use crate::error::Result;

/// Enough where the largest curvature is twice the next or more.
const ITERATIONS: usize = 16;

/// λmax by power iteration: what the curvature does to a vector, again and again, turns it to where it is largest.
///
/// `gradient` is that of the loss at any weights; H·v is the gradient at w + v less that at w. Of a quadratic that is
/// exact.
pub fn largest(
    weights: &[f32],
    mut gradient: impl FnMut(&[f32]) -> Result<Vec<f32>>,
) -> Result<f64> {
    let here = gradient(weights)?;
    // What is at right angles to the direction that is looked for would stay so.
    let mut direction: Vec<f32> = (0..weights.len()).map(|i| 1.0 / (1 + i) as f32).collect();
    let mut largest = 0.0;
    for _ in 0..ITERATIONS {
        let moved: Vec<f32> = weights.iter().zip(&direction).map(|(w, d)| w + d).collect();
        let curved = difference(&gradient(&moved)?, &here);
        let length = norm(&curved);
        largest = length / norm(&direction);
        direction = curved.iter().map(|c| c / length as f32).collect();
    }
    Ok(largest)
}
