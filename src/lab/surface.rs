//! A loss over a plane through the space of all weights.

use serde::Serialize;

use super::{dot, norm};
use crate::error::Result;
use crate::network::Network;

/// Points a side.
const POINTS: usize = 41;

/// Losses over a plane through the space of all weights, on a grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Surface {
    /// Values of the coordinate to the right, from the first column to the last.
    pub x: [f64; 2],
    /// Values of the coordinate upwards, from the first row to the last.
    pub y: [f64; 2],
    /// Number of columns, and of rows.
    pub points: usize,
    /// The losses, row by row.
    pub losses: Vec<f32>,
}

/// A plane: an origin, and two directions of length 1 at right angles to each other.
pub struct Plane {
    origin: Vec<f32>,
    directions: [Vec<f32>; 2],
}

impl Plane {
    /// The plane through `origin` with the direction `up` and, as far as it is at right angles to that, `right`.
    pub fn new(origin: Vec<f32>, right: &[f32], up: &[f32]) -> Self {
        let up = unit(up);
        let along = dot(&up, right) as f32;
        let right: Vec<f32> = right.iter().zip(&up).map(|(r, u)| r - along * u).collect();
        Plane {
            origin,
            directions: [unit(&right), up],
        }
    }

    /// Where `weights` lie when they are moved to the plane on the shortest way.
    pub fn coordinates(&self, weights: &[f32]) -> [f64; 2] {
        let offset = super::difference(weights, &self.origin);
        self.directions
            .each_ref()
            .map(|direction| dot(&offset, direction))
    }

    fn at(&self, coordinates: [f64; 2]) -> Vec<f32> {
        let [x, y] = coordinates.map(|c| c as f32);
        let directions = self.directions[0].iter().zip(&self.directions[1]);
        let offsets = directions.map(|(u, v)| x * u + y * v);
        self.origin
            .iter()
            .zip(offsets)
            .map(|(w, d)| w + d)
            .collect()
    }

    /// The losses of `network` in a part of the plane. Its weights stay as they are.
    pub fn surface(
        &self,
        network: &mut Network,
        [inputs, targets]: [&[f32]; 2],
        [x, y]: [[f64; 2]; 2],
    ) -> Result<Surface> {
        let weights = network.weights().to_vec();
        let place =
            |[from, to]: [f64; 2], i: usize| from + (to - from) * i as f64 / (POINTS - 1) as f64;
        let mut losses = Vec::with_capacity(POINTS * POINTS);
        for i in 0..POINTS * POINTS {
            let point = self.at([place(x, i % POINTS), place(y, i / POINTS)]);
            network.set_weights(&point)?;
            losses.push(network.evaluate(inputs, targets)?.loss);
        }
        network.set_weights(&weights)?;
        Ok(Surface {
            x,
            y,
            points: POINTS,
            losses,
        })
    }
}

/// `values` with length 1; as they are where they have none.
fn unit(values: &[f32]) -> Vec<f32> {
    match norm(values) {
        0.0 => values.to_vec(),
        length => values.iter().map(|v| v / length as f32).collect(),
    }
}
