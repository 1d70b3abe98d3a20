//! Learning rates: what usually works, and what is worth a try instead of another one.

use serde::{Deserialize, Serialize};

use super::progress::RollBack;
use crate::spec::OptimizerSpec;

/// Within this factor of what usually works, the rate is not what is wrong.
const NEAR: f64 = 4.0;

/// A learning rate beside what usually works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Rate {
    /// Below it.
    Small,
    /// Above it.
    Large,
    /// About as usual, or found by a search.
    Usual,
}

/// What to think of a learning rate, and what to try.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RateAdvice {
    /// How it stands to what usually works.
    pub rate: Rate,
    /// What to set, if it is not as usual.
    pub suggested: f64,
}

impl RateAdvice {
    /// Suggests what usually works.
    pub fn usual(optimizer: &OptimizerSpec) -> Self {
        RateAdvice {
            rate: judge(optimizer),
            suggested: optimizer.usual_rate(),
        }
    }

    /// Suggests less.
    pub fn smaller(optimizer: &OptimizerSpec) -> Self {
        RateAdvice {
            rate: judge(optimizer),
            suggested: smaller_rate(optimizer),
        }
    }
}

/// A tenth; far off, where that would be too much again, what usually works.
pub fn smaller_rate(optimizer: &OptimizerSpec) -> f64 {
    let tenth = rounded(f64::from(optimizer.learning_rate()) / 10.0);
    tenth.min(optimizer.usual_rate())
}

fn judge(optimizer: &OptimizerSpec) -> Rate {
    let (rate, usual) = (f64::from(optimizer.learning_rate()), optimizer.usual_rate());
    if optimizer.searches() {
        Rate::Usual
    } else if rate > usual * NEAR {
        Rate::Large
    } else if rate < usual / NEAR {
        Rate::Small
    } else {
        Rate::Usual
    }
}

/// The optimiser with the rate that is in force after a roll-back.
pub fn in_force(optimizer: &OptimizerSpec, roll_back: Option<&RollBack>) -> OptimizerSpec {
    match roll_back {
        None => *optimizer,
        Some(roll_back) => optimizer.with_learning_rate(roll_back.learning_rate as f32),
    }
}

/// To one digit.
fn rounded(rate: f64) -> f64 {
    // Divided by, not multiplied with: 1/10000 is not exact, and 3 / 10000 is 0.0003.
    let scale = libm::pow(10.0, -libm::log10(rate).floor());
    (rate * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};

    fn optimizer(name: &str, rate: f32) -> OptimizerSpec {
        from_value(json!({ "type": name, "learning_rate": rate })).unwrap()
    }

    #[test]
    fn a_rate_that_is_small_already_is_not_to_become_smaller() {
        for (optimizer, rate, suggested) in [
            (optimizer("adam", 0.1), Rate::Large, 0.001),
            (optimizer("sgd", 0.0001), Rate::Small, 0.01),
            (optimizer("adam", 0.001), Rate::Usual, 0.001),
            (optimizer("adam", 0.002), Rate::Usual, 0.001),
            (optimizer("sgd", 0.01), Rate::Usual, 0.01),
            (optimizer("lbfgs", 1.0), Rate::Usual, 0.01),
        ] {
            assert_eq!(
                RateAdvice::usual(&optimizer),
                RateAdvice { rate, suggested },
                "{optimizer:?}"
            );
        }
    }

    #[test]
    fn a_smaller_rate_is_a_tenth_or_what_usually_works() {
        assert_eq!(smaller_rate(&optimizer("sgd", 0.05)), 0.005);
        assert_eq!(smaller_rate(&optimizer("sgd", 1.0)), 0.01);
        assert_eq!(smaller_rate(&optimizer("adam", 0.001)), 0.0001);
    }

    #[test]
    fn after_a_roll_back_another_rate_is_in_force() {
        for name in [
            "sgd",
            "adam",
            "adamw",
            "rmsprop",
            "lbfgs",
            "gradient_descent",
        ] {
            let given = optimizer(name, 0.1);
            let roll_back = RollBack {
                epoch: 3,
                to: 2,
                learning_rate: 0.05,
                times: 1,
            };
            assert_eq!(in_force(&given, None), given);
            assert_eq!(in_force(&given, Some(&roll_back)), optimizer(name, 0.05));
        }
    }
}
