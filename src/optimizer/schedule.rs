//! Learning-rate schedules: what the learning rate is multiplied with at step t, from 0.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::read::tagged;
use crate::spec::check::Check;

const CHECK: Check = Check("optimizer.schedule");

/// A curve over the steps of a training.
pub trait Curve {
    /// Checks every number against its range.
    ///
    /// # Errors
    ///
    /// Names the field, what was given and what is expected.
    fn validate(&self) -> Result<()> {
        Ok(())
    }

    /// The factor for a step that `t` steps were before.
    fn factor(&self, t: u64) -> f64;
}

tagged! {
    /// What the learning rate is multiplied with, from step to step. Lengths are whole numbers of steps.
    #[derive(Copy)]
    pub enum Schedule by "type" as Curve {
        constant: Constant(ConstantSchedule),
        step: Step(StepSchedule),
        exponential: Exponential(ExponentialSchedule),
        cosine: Cosine(CosineSchedule),
        one_cycle: OneCycle(OneCycleSchedule),
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Schedule::Constant(ConstantSchedule {})
    }
}

/// 1 throughout.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ConstantSchedule {}

impl Curve for ConstantSchedule {
    fn factor(&self, _t: u64) -> f64 {
        1.0
    }
}

/// Times `factor` after every so many steps, at once: `factor^⌊t / every⌋`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct StepSchedule {
    /// Length of a stair.
    pub every: u32,
    /// From stair to stair; at most 1.
    pub factor: f32,
}

impl Curve for StepSchedule {
    fn validate(&self) -> Result<()> {
        check_decay(self.every, self.factor)
    }

    fn factor(&self, t: u64) -> f64 {
        let stairs = t / u64::from(self.every);
        libm::pow(self.factor.into(), stairs as f64)
    }
}

/// Times `factor` in every so many steps, little by little: `factor^(t / every)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ExponentialSchedule {
    /// Length in which it changes by `factor`.
    pub every: u32,
    /// What remains after it; at most 1.
    pub factor: f32,
}

impl Curve for ExponentialSchedule {
    fn validate(&self) -> Result<()> {
        check_decay(self.every, self.factor)
    }

    fn factor(&self, t: u64) -> f64 {
        libm::pow(self.factor.into(), t as f64 / f64::from(self.every))
    }
}

/// Up in a straight line, `(t + 1) / (warm_up + 1)`, so that no step is lost at 0; then from 1 to `end` along half a
/// cosine (Loshchilov and Hutter, 2017).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct CosineSchedule {
    /// Length of the whole, warm-up included; afterwards it stays as it is.
    pub steps: u32,
    /// Length of the way up; 0 if left out.
    #[serde(default)]
    pub warm_up: u32,
    /// Where it ends; 0 if left out.
    #[serde(default)]
    pub end: f32,
}

impl Curve for CosineSchedule {
    fn validate(&self) -> Result<()> {
        CHECK.at_least("steps", self.steps, 1)?;
        CHECK.holds("end", self.end, (0.0..=1.0).contains(&self.end), "0 to 1")?;
        check_warm_up(self.warm_up, self.steps)
    }

    fn factor(&self, t: u64) -> f64 {
        let (t, steps, warm_up) = (t as f64, f64::from(self.steps), f64::from(self.warm_up));
        if t < warm_up {
            (t + 1.0) / (warm_up + 1.0)
        } else {
            half_cosine(1.0, self.end.into(), (t - warm_up) / (steps - warm_up))
        }
    }
}

/// From 1/25 up along half a cosine, then down along another to 1/250 000: Smith and Topin (2018) with the numbers of
/// `torch.optim.lr_scheduler.OneCycleLR`, as optax counts its steps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct OneCycleSchedule {
    /// Length of the whole; afterwards it stays as it is.
    pub steps: u32,
    /// Length of the way up.
    pub warm_up: u32,
}

/// Where one_cycle begins.
const CYCLE_START: f64 = 1.0 / 25.0;
/// Where one_cycle ends.
const CYCLE_END: f64 = CYCLE_START / 1e4;

impl Curve for OneCycleSchedule {
    fn validate(&self) -> Result<()> {
        CHECK.at_least("steps", self.steps, 2)?;
        CHECK.at_least("warm_up", self.warm_up, 1)?;
        check_warm_up(self.warm_up, self.steps)
    }

    fn factor(&self, t: u64) -> f64 {
        let (t, steps, warm_up) = (t as f64, f64::from(self.steps), f64::from(self.warm_up));
        if t < warm_up {
            half_cosine(CYCLE_START, 1.0, t / warm_up)
        } else {
            half_cosine(1.0, CYCLE_END, (t - warm_up) / (steps - warm_up))
        }
    }
}

fn check_decay(every: u32, factor: f32) -> Result<()> {
    CHECK.at_least("every", every, 1)?;
    let holds = factor > 0.0 && factor <= 1.0;
    CHECK.holds("factor", factor, holds, "above 0 and at most 1")
}

fn check_warm_up(warm_up: u32, steps: u32) -> Result<()> {
    if warm_up < steps {
        return Ok(());
    }
    Err(Error::spec(
        "optimizer.schedule",
        format!(
            "warm_up is {warm_up} and steps is {steps}; expected a warm_up shorter than the whole"
        ),
    ))
}

/// From one value to another, flat at both ends, and flat beyond; `done` is the fraction of the way.
fn half_cosine(from: f64, to: f64, done: f64) -> f64 {
    to + (from - to) * (1.0 + libm::cos(PI * done.min(1.0))) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read;
    use serde_json::json;

    #[test]
    fn numbers_have_ranges() {
        for (given, expected) in [
            (
                json!({ "type": "step", "every": 0, "factor": 0.5 }),
                ".every: got 0; expected at least 1",
            ),
            (
                json!({ "type": "exponential", "every": 9, "factor": 0 }),
                ".factor: got 0",
            ),
            (
                json!({ "type": "exponential", "every": 9, "factor": -0.5 }),
                ".factor: got -0.5",
            ),
            (json!({ "type": "cosine", "steps": 0 }), ".steps: got 0"),
            (
                json!({ "type": "cosine", "steps": 9, "warm_up": 9 }),
                ": warm_up is 9 and steps is 9; expected a warm_up shorter",
            ),
            (
                json!({ "type": "cosine", "steps": 9, "end": 2 }),
                ".end: got 2; expected 0 to 1",
            ),
            (
                json!({ "type": "one_cycle", "steps": 9, "warm_up": 12 }),
                ": warm_up is 12 and steps is 9",
            ),
            (
                json!({ "type": "one_cycle", "steps": 9, "warm_up": 0 }),
                ".warm_up: got 0",
            ),
        ] {
            let problem = read::<Schedule>(given).unwrap().validate().unwrap_err();
            let expected = format!("optimizer.schedule{expected}");
            assert!(problem.to_string().starts_with(&expected), "{problem}");
        }
    }
}
