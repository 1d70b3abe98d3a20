//! Stochastic gradient descent, as `torch.optim.SGD` has it: `g ← g + decay · w`, `v ← momentum · v + g`, `w −= α · v`,
//! or with Nesterov's look ahead `w −= α · (g + momentum · v)`.

use super::{CHECK, Kind, Method, Update};
use crate::error::{Error, Result};

spec! {
    /// Gradient descent, with momentum if it is not 0.
    pub struct SgdSpec {
        /// Fraction of the old velocity that stays; 0 if left out.
        #[serde(default)]
        pub momentum: f32,
        /// Look ahead along the velocity; false if left out.
        #[serde(default)]
        pub nesterov: bool,
        /// L2 decay of the kernels, added to their gradient; 0 if left out.
        #[serde(default)]
        pub weight_decay: f32,
    }
}

impl Method for SgdSpec {
    fn validate(&self) -> Result<()> {
        CHECK.retained("momentum", self.momentum)?;
        CHECK.not_negative("weight_decay", self.weight_decay)?;
        if self.nesterov && self.momentum == 0.0 {
            return Err(Error::spec(
                "optimizer",
                "nesterov is true and momentum is 0; expected a momentum above 0",
            ));
        }
        Ok(())
    }

    /// The velocity v.
    fn memory(&self) -> &'static [Kind] {
        match self.momentum {
            0.0 => &[],
            _ => &[Kind::Mean],
        }
    }

    fn update(&self, mut update: Update) {
        let (rate, decay) = (update.rate, update.decay(self.weight_decay));
        if self.momentum == 0.0 {
            for (w, g) in update.weights() {
                *w -= rate * (g + decay * *w);
            }
            return;
        }
        let (weights, [(v, next_v)]) = update.split();
        for ((w, g), (v, next_v)) in weights.zip(v.iter().zip(next_v)) {
            let g = g + decay * *w;
            *next_v = self.momentum * v + g;
            let ahead = g + self.momentum * *next_v;
            *w -= rate * if self.nesterov { ahead } else { *next_v };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::OptimizerSpec;
    use super::super::check::{filled_in, problem};
    use crate::read::read;
    use serde_json::json;

    #[test]
    fn what_is_left_out_has_its_default() {
        filled_in(
            json!({ "type": "sgd", "learning_rate": 0.5, "clip_norm": null }),
            json!({
                "type": "sgd", "learning_rate": 0.5, "momentum": 0.0, "nesterov": false, "weight_decay": 0.0,
                "schedule": { "type": "constant" },
            }),
        );
    }

    #[test]
    fn numbers_have_ranges() {
        for (name, value) in [
            ("learning_rate", json!(0)),
            ("momentum", json!(1)),
            ("weight_decay", json!(-1)),
            ("clip_norm", json!(0)),
        ] {
            problem(json!({ "type": "sgd", "learning_rate": 1 }), name, value);
        }
        let nesterov = json!({ "type": "sgd", "learning_rate": 1, "nesterov": true });
        let problem = read::<OptimizerSpec>(nesterov).unwrap().check();
        let problem = problem.unwrap_err().to_string();
        assert!(problem.contains("expected a momentum above 0"), "{problem}");
    }
}
