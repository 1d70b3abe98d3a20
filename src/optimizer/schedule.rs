//! What the learning rate is multiplied with at step t, from 0.
//!
//! * step: `factor^⌊t / every⌋`, and exponential: `factor^(t / every)`;
//! * cosine: `(t + 1) / (warm_up + 1)` on the way up, so that no step is lost at 0, then from 1 to end along
//!   half a cosine (Loshchilov and Hutter, 2017);
//! * one_cycle: from 1/25 to 1, then to 1/250 000, each along half a cosine: Smith and Topin (2018) with the numbers
//!   of `torch.optim.lr_scheduler.OneCycleLR`, as optax counts its steps.

use std::f64::consts::FRAC_PI_2;

use crate::spec::Schedule;
use crate::trigonometry::sin_cos;

/// Where one_cycle begins.
const CYCLE_START: f64 = 1.0 / 25.0;
/// Where one_cycle ends.
const CYCLE_END: f64 = CYCLE_START / 1e4;

/// The factor for a step that `t` steps were before.
pub fn factor(schedule: Schedule, t: u64) -> f64 {
    let t = t as f64;
    match schedule {
        Schedule::Constant {} => 1.0,
        Schedule::Step { every, factor } => power(factor, (t / f64::from(every)).floor()),
        Schedule::Exponential { every, factor } => power(factor, t / f64::from(every)),
        Schedule::Cosine {
            steps,
            warm_up,
            end,
        } => {
            let (steps, warm_up) = (f64::from(steps), f64::from(warm_up));
            if t < warm_up {
                (t + 1.0) / (warm_up + 1.0)
            } else {
                half_cosine(1.0, end.into(), (t - warm_up) / (steps - warm_up))
            }
        }
        Schedule::OneCycle { steps, warm_up } => {
            let (steps, warm_up) = (f64::from(steps), f64::from(warm_up));
            if t < warm_up {
                half_cosine(CYCLE_START, 1.0, t / warm_up)
            } else {
                half_cosine(1.0, CYCLE_END, (t - warm_up) / (steps - warm_up))
            }
        }
    }
}

/// `powf` would be 1 kB of what a browser loads; logarithm and exponential are there for the loss.
fn power(factor: f32, exponent: f64) -> f64 {
    (f64::from(factor).ln() * exponent).exp()
}

/// From one value to another, flat at both ends, and flat beyond; `way`: share that is done.
fn half_cosine(from: f64, to: f64, way: f64) -> f64 {
    // (1 + cos α) / 2 = cos² (α / 2)
    let (_, cos) = sin_cos(FRAC_PI_2 * way.min(1.0));
    to + (from - to) * cos * cos
}
