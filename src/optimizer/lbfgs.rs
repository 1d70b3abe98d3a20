//! L-BFGS (Nocedal and Wright, 2006, algorithms 7.4 and 7.5): the direction of Newton's method, from how the gradient
//! turned during the last steps.

use std::collections::TryReserveError;

use crate::tensor::grow;

/// Relative curvature below which a pair says nothing but rounding.
const FLATTEST: f64 = 1e-10;

/// What the last steps showed, and room for a search.
#[derive(Default)]
pub struct History {
    /// Oldest first; those that are still empty stand in front.
    pairs: Vec<Pair>,
    /// What the step under way adds.
    pub next: Pair,
    /// Whether the step under way began without the pairs.
    pub afresh: bool,
    /// Where the step under way goes.
    pub direction: Vec<f32>,
    /// The gradient of what was tried last.
    pub gradient: Vec<f32>,
}

/// A step and how the gradient turned during it.
#[derive(Default)]
pub struct Pair {
    /// s
    pub step: Vec<f32>,
    /// y
    pub turn: Vec<f32>,
    /// s · y, above 0; 0: empty.
    curvature: f64,
    /// What it has taken off the direction that is being bent.
    share: f64,
}

impl Pair {
    fn new(len: usize) -> Result<Self, TryReserveError> {
        let mut pair = Pair::default();
        grow(&mut pair.step, len)?;
        grow(&mut pair.turn, len)?;
        Ok(pair)
    }

    /// Finds its curvature; what is not curved upwards is of no use.
    pub fn measure(&mut self) {
        let curvature = dot(&self.step, &self.turn);
        let holds = curvature.is_finite() && curvature > FLATTEST * dot(&self.turn, &self.turn);
        self.curvature = if holds { curvature } else { 0.0 };
    }
}

impl History {
    /// Room for so many pairs of `len` weights.
    pub fn new(pairs: usize, len: usize) -> Result<Self, TryReserveError> {
        let mut history = History {
            next: Pair::new(len)?,
            ..History::default()
        };
        for _ in 0..pairs {
            history.pairs.push(Pair::new(len)?);
        }
        grow(&mut history.direction, len)?;
        grow(&mut history.gradient, len)?;
        Ok(history)
    }

    /// Whether there is nothing to go by but the gradient.
    pub fn is_empty(&self) -> bool {
        self.afresh || self.pairs.iter().all(|pair| pair.curvature == 0.0)
    }

    /// Finds the direction: downhill along `gradient`, bent by the pairs.
    pub fn aim(&mut self, gradient: &[f32]) {
        let direction = &mut self.direction;
        direction.copy_from_slice(gradient);
        let known = |pair: &Pair| pair.curvature > 0.0 && !self.afresh;
        for pair in self.pairs.iter_mut().rev().filter(|pair| known(pair)) {
            pair.share = dot(&pair.step, direction) / pair.curvature;
            add(-pair.share, &pair.turn, direction);
        }
        let newest = self.pairs.iter().rev().find(|pair| known(pair));
        let scale = newest.map_or(1.0, |pair| pair.curvature / dot(&pair.turn, &pair.turn));
        direction.iter_mut().for_each(|d| *d *= -scale as f32);
        for pair in self.pairs.iter().filter(|pair| known(pair)) {
            let turned = dot(&pair.turn, direction) / pair.curvature;
            add(-pair.share - turned, &pair.step, direction);
        }
    }

    /// Begins a step.
    pub fn begin(&mut self) {
        self.afresh = false;
        self.next.curvature = 0.0;
    }

    /// Keeps what the step has added.
    pub fn advance(&mut self) {
        if self.afresh {
            self.clear();
        }
        if self.next.curvature > 0.0 {
            std::mem::swap(&mut self.pairs[0], &mut self.next);
            self.pairs.rotate_left(1);
        }
    }

    pub fn clear(&mut self) {
        for pair in &mut self.pairs {
            pair.curvature = 0.0;
        }
    }

    /// Number of values of [`values`](Self::values).
    pub fn len(&self) -> usize {
        2 * self.pairs.len() * self.direction.len()
    }

    /// Step and turn of each pair, oldest first; zeros for those that are empty.
    pub fn values(&self) -> Vec<f32> {
        let mut values = Vec::with_capacity(self.len());
        for pair in &self.pairs {
            let full = if pair.curvature > 0.0 { 1.0 } else { 0.0 };
            values.extend(pair.step.iter().chain(&pair.turn).map(|value| full * value));
        }
        values
    }

    /// Takes over the [`values`](Self::values) of another one.
    pub fn restore(&mut self, values: &[f32]) {
        let mut rest = values;
        for pair in &mut self.pairs {
            for part in [&mut pair.step, &mut pair.turn] {
                let (own, others) = rest.split_at(part.len());
                part.copy_from_slice(own);
                rest = others;
            }
            pair.measure();
        }
    }
}

/// Σ a · b
pub fn dot(a: &[f32], b: &[f32]) -> f64 {
    let products = a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b));
    products.sum()
}

fn add(share: f64, values: &[f32], sum: &mut [f32]) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += share as f32 * value;
    }
}
