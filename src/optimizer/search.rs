//! Steps whose length is searched for: they need the loss of other weights, too.

use super::Optimizer;
use super::backtracking::backtrack;
use super::lbfgs::dot;
use super::wolfe::{self, Point};
use crate::spec::OptimizerSpec;

/// The loss of given weights, and its gradient where there is room for it. Always of the same examples.
pub type Objective<'a> = dyn FnMut(&[f32], Option<&mut [f32]>) -> f64 + 'a;

impl Optimizer {
    /// Finds the step of a method that searches, from `weights` with their gradient and loss;
    /// [`finish`](Self::finish) takes it. Where nothing better is found, it is a step on the spot.
    pub fn search(
        &mut self,
        weights: &[f32],
        d_weights: &[f32],
        loss: f64,
        objective: &mut Objective,
    ) {
        let rate = f64::from(self.spec.learning_rate());
        let better = match self.spec {
            OptimizerSpec::Lbfgs { .. } => self.bend(weights, d_weights, loss, rate, objective),
            _ => self.descend(weights, d_weights, loss, rate, objective),
        };
        if !better {
            self.weights.copy_from_slice(weights);
        }
    }

    /// Gradient descent. A step begins with twice the length of the last one, but never more than `rate`.
    fn descend(
        &mut self,
        weights: &[f32],
        d_weights: &[f32],
        loss: f64,
        rate: f64,
        objective: &mut Objective,
    ) -> bool {
        let last = self.first.now[0];
        let longest = if last > 0.0 {
            rate.min(2.0 * f64::from(last))
        } else {
            rate
        };
        let slope = -dot(d_weights, d_weights);
        let new = &mut self.weights;
        let found = backtrack(loss, slope, longest, &mut |length| {
            go(weights, -length, d_weights, new);
            objective(new, None)
        });
        self.first.next[0] = found.map_or(last, |length| length as f32);
        found.is_some()
    }

    /// L-BFGS. A search that fails is done once more along the gradient alone.
    fn bend(
        &mut self,
        weights: &[f32],
        d_weights: &[f32],
        loss: f64,
        rate: f64,
        objective: &mut Objective,
    ) -> bool {
        let history = &mut self.history;
        history.begin();
        loop {
            history.aim(d_weights);
            let start = Point {
                length: 0.0,
                loss,
                slope: dot(d_weights, &history.direction),
            };
            // Without curvature the gradient says where to go, not how far.
            let first = match history.is_empty() {
                true => rate * (-start.slope).sqrt().recip().min(1.0),
                false => rate,
            };
            let mut line = Line {
                from: weights,
                direction: &history.direction,
                weights: &mut self.weights,
                gradient: &mut history.gradient,
                best: &mut history.next.turn,
                objective,
            };
            let downhill = start.slope < 0.0;
            let found = downhill.then(|| wolfe::search(start, first, &mut line));
            if let Some(point) = found.flatten() {
                go(weights, point.length, &history.direction, &mut self.weights);
                let pair = &mut history.next;
                difference(&self.weights, weights, &mut pair.step);
                for (turn, before) in pair.turn.iter_mut().zip(d_weights) {
                    *turn -= before;
                }
                pair.measure();
                return true;
            }
            if history.is_empty() {
                return false;
            }
            history.afresh = true;
        }
    }
}

/// Weights along a direction.
struct Line<'a, 'b> {
    from: &'a [f32],
    direction: &'a [f32],
    weights: &'a mut [f32],
    gradient: &'a mut Vec<f32>,
    /// The gradient of the best so far.
    best: &'a mut Vec<f32>,
    objective: &'a mut Objective<'b>,
}

impl wolfe::Objective for Line<'_, '_> {
    fn at(&mut self, length: f64) -> Point {
        go(self.from, length, self.direction, self.weights);
        let loss = (self.objective)(self.weights, Some(self.gradient));
        Point {
            length,
            loss,
            slope: dot(self.gradient, self.direction),
        }
    }

    fn keep(&mut self) {
        std::mem::swap(self.gradient, self.best);
    }
}

/// Writes `from + length · direction`.
fn go(from: &[f32], length: f64, direction: &[f32], to: &mut [f32]) {
    for ((to, from), direction) in to.iter_mut().zip(from).zip(direction) {
        *to = from + length as f32 * direction;
    }
}

fn difference(a: &[f32], b: &[f32], to: &mut [f32]) {
    for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
        *to = a - b;
    }
}
