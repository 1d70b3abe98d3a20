//! L-BFGS (Nocedal and Wright, 2006, algorithms 7.4 and 7.5): Newton's direction, from how the gradient changed during
//! the last steps, and a line search along it ([`super::wolfe`]).

use std::collections::TryReserveError;
use std::result::Result;

use serde::{Deserialize, Serialize};

use super::search::{Objective, Search, Start, dot, step_to};
use super::wolfe::{self, Point};
use super::{CHECK, Method, StepSize, default_longest};
use crate::error;
use crate::tensor::grow;

/// L-BFGS for small sets: `train_step` takes the whole set as one batch, with a line search after strong Wolfe.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct LbfgsSpec {
    /// Length that each search tries first; 1 if left out.
    #[serde(default = "default_longest")]
    pub learning_rate: f32,
    /// Number of steps that are remembered, 1 to 100; 10 if left out.
    #[serde(default = "default_history")]
    pub history: usize,
    /// L2 penalty: half of it times the square of every kernel's weight is added to the loss; 0 if left out.
    #[serde(default)]
    pub weight_decay: f32,
}

fn default_history() -> usize {
    10
}

impl StepSize for LbfgsSpec {
    fn learning_rate(&self) -> f32 {
        self.learning_rate
    }
}

impl Method for LbfgsSpec {
    fn validate(&self) -> error::Result<()> {
        let holds = (1..=100).contains(&self.history);
        CHECK.holds("history", self.history, holds, "1 to 100")?;
        CHECK.not_negative("weight_decay", self.weight_decay)
    }

    fn penalty(&self) -> f32 {
        self.weight_decay
    }

    fn searches(&self) -> bool {
        true
    }

    fn search(&self, len: usize) -> Result<Option<Box<dyn Search>>, TryReserveError> {
        Ok(Some(Box::new(Lbfgs {
            first: self.learning_rate.into(),
            history: History::new(self.history, len)?,
            gradient: room(len)?,
        })))
    }
}

fn room(len: usize) -> Result<Vec<f32>, TryReserveError> {
    let mut values = Vec::new();
    grow(&mut values, len)?;
    Ok(values)
}

struct Lbfgs {
    /// Length that each search tries first.
    first: f64,
    history: History,
    /// Of what was tried last.
    gradient: Vec<f32>,
}

impl Search for Lbfgs {
    /// A search that fails is done once more along the gradient alone.
    fn search(&mut self, start: Start, new: &mut [f32], objective: &mut Objective) -> bool {
        let history = &mut self.history;
        history.begin();
        loop {
            history.find_direction(start.gradient);
            let point = Point {
                length: 0.0,
                loss: start.loss,
                slope: dot(start.gradient, &history.direction),
            };
            // Without curvature the gradient says where to go, not how far.
            let first = match history.is_empty() {
                true => self.first * (-point.slope).sqrt().recip().min(1.0),
                false => self.first,
            };
            let mut line = Line {
                from: start.weights,
                direction: &history.direction,
                weights: new,
                gradient: &mut self.gradient,
                best: &mut history.next.change,
                objective,
            };
            let downhill = point.slope < 0.0;
            let found = downhill.then(|| wolfe::search(point, first, &mut line));
            if let Some(point) = found.flatten() {
                step_to(start.weights, point.length, &history.direction, new);
                history.next.set_step(start.weights, new);
                history.next.set_change(start.gradient);
                return true;
            }
            if history.is_empty() {
                return false;
            }
            history.restarts = true;
        }
    }

    fn advance(&mut self) {
        self.history.advance();
    }

    fn clear(&mut self) {
        self.history.clear();
    }

    fn memory_len(&self) -> usize {
        2 * self.history.pairs.len() * self.gradient.len()
    }

    /// Step and change of gradient of each pair, oldest first; zeros for those that are empty.
    fn values(&self) -> Vec<f32> {
        let mut values = Vec::with_capacity(self.memory_len());
        for pair in &self.history.pairs {
            let full = if pair.curvature > 0.0 { 1.0 } else { 0.0 };
            let own = pair.step.iter().chain(&pair.change);
            values.extend(own.map(|value| full * value));
        }
        values
    }

    fn restore(&mut self, values: &[f32]) {
        let mut rest = values;
        for pair in &mut self.history.pairs {
            for part in [&mut pair.step, &mut pair.change] {
                let (own, others) = rest.split_at(part.len());
                part.copy_from_slice(own);
                rest = others;
            }
            pair.measure();
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
        step_to(self.from, length, self.direction, self.weights);
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

/// What the last steps showed.
struct History {
    /// Oldest first; those that are still empty stand in front.
    pairs: Vec<Pair>,
    /// What the step under way adds.
    next: Pair,
    /// Whether the step under way does without the pairs.
    restarts: bool,
    /// Where the step under way goes.
    direction: Vec<f32>,
}

/// A step and how the gradient changed during it.
struct Pair {
    /// s
    step: Vec<f32>,
    /// y
    change: Vec<f32>,
    /// s · y, above 0; 0: empty.
    curvature: f64,
    /// The coefficient that the first loop of the recursion leaves for the second.
    coefficient: f64,
}

/// Relative curvature below which a pair says nothing but rounding.
const FLATTEST: f64 = 1e-10;

impl Pair {
    fn new(len: usize) -> Result<Self, TryReserveError> {
        Ok(Pair {
            step: room(len)?,
            change: room(len)?,
            curvature: 0.0,
            coefficient: 0.0,
        })
    }

    fn set_step(&mut self, from: &[f32], to: &[f32]) {
        for ((step, from), to) in self.step.iter_mut().zip(from).zip(to) {
            *step = to - from;
        }
    }

    /// `change` holds the new gradient; takes the old one off it.
    fn set_change(&mut self, before: &[f32]) {
        axpy(-1.0, before, &mut self.change);
        self.measure();
    }

    /// Finds its curvature; what is not curved upwards is of no use.
    fn measure(&mut self) {
        let curvature = dot(&self.step, &self.change);
        let holds = curvature.is_finite() && curvature > FLATTEST * dot(&self.change, &self.change);
        self.curvature = if holds { curvature } else { 0.0 };
    }
}

impl History {
    /// Room for so many pairs of `len` weights.
    fn new(pairs: usize, len: usize) -> Result<Self, TryReserveError> {
        Ok(History {
            pairs: (0..pairs)
                .map(|_| Pair::new(len))
                .collect::<Result<_, _>>()?,
            next: Pair::new(len)?,
            restarts: false,
            direction: room(len)?,
        })
    }

    /// Whether there is nothing to go by but the gradient.
    fn is_empty(&self) -> bool {
        self.restarts || self.pairs.iter().all(|pair| pair.curvature == 0.0)
    }

    /// The two-loop recursion: minus the product of the inverse Hessian, as the pairs approximate it, and `gradient`.
    fn find_direction(&mut self, gradient: &[f32]) {
        let direction = &mut self.direction;
        direction.copy_from_slice(gradient);
        let known = |pair: &Pair| pair.curvature > 0.0 && !self.restarts;
        for pair in self.pairs.iter_mut().rev().filter(|pair| known(pair)) {
            pair.coefficient = dot(&pair.step, direction) / pair.curvature;
            axpy(-pair.coefficient, &pair.change, direction);
        }
        let newest = self.pairs.iter().rev().find(|pair| known(pair));
        let scale = newest.map_or(1.0, |pair| pair.curvature / dot(&pair.change, &pair.change));
        direction.iter_mut().for_each(|d| *d *= -scale as f32);
        for pair in self.pairs.iter().filter(|pair| known(pair)) {
            let back = dot(&pair.change, direction) / pair.curvature;
            axpy(-pair.coefficient - back, &pair.step, direction);
        }
    }

    /// Begins a step.
    fn begin(&mut self) {
        self.restarts = false;
        self.next.curvature = 0.0;
    }

    /// Keeps what the step has added.
    fn advance(&mut self) {
        if self.restarts {
            self.clear();
        }
        if self.next.curvature > 0.0 {
            std::mem::swap(&mut self.pairs[0], &mut self.next);
            self.pairs.rotate_left(1);
        }
    }

    fn clear(&mut self) {
        for pair in &mut self.pairs {
            pair.curvature = 0.0;
        }
    }
}

/// `y += a · x`
fn axpy(a: f64, x: &[f32], y: &mut [f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a as f32 * x;
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{filled_in, problem};
    use serde_json::json;

    #[test]
    fn what_is_left_out_has_its_default() {
        filled_in(
            json!({ "type": "lbfgs" }),
            json!({ "type": "lbfgs", "learning_rate": 1.0, "history": 10, "weight_decay": 0.0 }),
        );
    }

    #[test]
    fn numbers_have_ranges() {
        problem(json!({ "type": "lbfgs" }), "history", json!(0));
    }
}
