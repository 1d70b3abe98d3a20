//! Gradient descent with the whole set as one batch, and with steps as long as the loss falls enough: see
//! [`super::backtracking`].

use std::collections::TryReserveError;
use std::result::Result;

use serde::{Deserialize, Serialize};

use super::backtracking::backtrack;
use super::search::{Objective, Search, Start, dot, step_to};
use super::{Method, StepSize, default_longest};
use crate::error;

/// Gradient descent for small sets: `train_step` takes the whole set as one batch, and steps are as long as the loss falls
/// enough (Armijo).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct GradientDescentSpec {
    /// Longest step that is tried; 1 if left out.
    #[serde(default = "default_longest")]
    pub learning_rate: f32,
}

impl StepSize for GradientDescentSpec {
    fn learning_rate(&self) -> f32 {
        self.learning_rate
    }
}

impl Method for GradientDescentSpec {
    fn validate(&self) -> error::Result<()> {
        Ok(())
    }

    fn searches(&self) -> bool {
        true
    }

    fn search(&self, _len: usize) -> Result<Option<Box<dyn Search>>, TryReserveError> {
        Ok(Some(Box::new(GradientDescent {
            longest: self.learning_rate,
            length: 0.0,
            next: 0.0,
        })))
    }
}

struct GradientDescent {
    longest: f32,
    /// Of the last step; 0: none.
    length: f32,
    /// Of the step under way.
    next: f32,
}

impl Search for GradientDescent {
    /// A step begins with twice the length of the last one, but never more than the longest.
    fn search(&mut self, start: Start, new: &mut [f32], objective: &mut Objective) -> bool {
        let longest = f64::from(self.longest);
        let first = match self.length {
            0.0 => longest,
            length => longest.min(2.0 * f64::from(length)),
        };
        let slope = -dot(start.gradient, start.gradient);
        let found = backtrack(start.loss, slope, first, &mut |length| {
            step_to(start.weights, -length, start.gradient, new);
            objective(new, None)
        });
        self.next = found.map_or(self.length, |length| length as f32);
        found.is_some()
    }

    fn advance(&mut self) {
        self.length = self.next;
    }

    fn clear(&mut self) {
        self.length = 0.0;
    }

    fn memory_len(&self) -> usize {
        1
    }

    fn values(&self) -> Vec<f32> {
        vec![self.length]
    }

    fn restore(&mut self, values: &[f32]) {
        self.length = values[0].max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{filled_in, problem};
    use serde_json::json;

    #[test]
    fn what_is_left_out_has_its_default() {
        filled_in(
            json!({ "type": "gradient_descent" }),
            json!({ "type": "gradient_descent", "learning_rate": 1.0 }),
        );
    }

    #[test]
    fn numbers_have_ranges() {
        problem(
            json!({ "type": "gradient_descent" }),
            "learning_rate",
            json!(0),
        );
    }
}
