//! How the learning rate changes from step to step, as data.

use super::check::Check;
use crate::decimal::Decimal;
use crate::error::{Error, Result};

/// What the learning rate is multiplied with; formulas in [`crate::optimizer`]. Lengths are whole numbers of steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Schedule {
    /// 1 throughout.
    Constant {},
    /// Times `factor` after every so many steps, at once.
    Step {
        /// Length of a stair.
        every: f32,
        /// From stair to stair.
        factor: f32,
    },
    /// Times `factor` in every so many steps, little by little.
    Exponential {
        /// Length in which it changes by `factor`.
        every: f32,
        /// What remains after it.
        factor: f32,
    },
    /// Up in a straight line, then down along half a cosine.
    Cosine {
        /// Length of the whole, warm-up included; afterwards it stays as it is.
        steps: f32,
        /// Length of the way up.
        warm_up: f32,
        /// Where it ends.
        end: f32,
    },
    /// From 1/25 up along half a cosine, then down along another to nearly nothing.
    OneCycle {
        /// Length of the whole; afterwards it stays as it is.
        steps: f32,
        /// Length of the way up.
        warm_up: f32,
    },
}

impl Default for Schedule {
    fn default() -> Self {
        Schedule::Constant {}
    }
}

impl Schedule {
    /// Checks every number against its range.
    ///
    /// # Errors
    ///
    /// Names the field, what was given and what is expected.
    pub fn validate(&self) -> Result<()> {
        let check = Check("optimizer.schedule");
        match *self {
            Schedule::Constant {} => Ok(()),
            Schedule::Step { every, factor } | Schedule::Exponential { every, factor } => {
                check.length("every", every, 1.0)?;
                check.holds(
                    "factor",
                    factor,
                    factor > 0.0 && factor <= 1.0,
                    "above 0 and at most 1",
                )
            }
            Schedule::Cosine {
                steps,
                warm_up,
                end,
            } => {
                check.length("steps", steps, 1.0)?;
                check.length("warm_up", warm_up, 0.0)?;
                check.holds("end", end, (0.0..=1.0).contains(&end), "0 to 1")?;
                shorter(warm_up, steps)
            }
            Schedule::OneCycle { steps, warm_up } => {
                check.length("steps", steps, 2.0)?;
                check.length("warm_up", warm_up, 1.0)?;
                shorter(warm_up, steps)
            }
        }
    }
}

fn shorter(warm_up: f32, steps: f32) -> Result<()> {
    if warm_up < steps {
        return Ok(());
    }
    Err(Error::Spec(format!(
        "optimizer.schedule: warm_up is {} and steps is {}; expected a warm_up shorter than the whole",
        Decimal::from(warm_up),
        Decimal::from(steps)
    )))
}
