//! RMSProp, as `torch.optim.RMSprop` has it, neither centred nor with momentum: `g ← g + decay · w`,
//! `v ← beta2 · v + (1 − beta2) · g²`, `w −= α · g / (√v + ε)`.

use super::{CHECK, Kind, Method, Update};
use crate::error::Result;

spec! {
    /// RMSProp: each gradient over the root of its mean square.
    pub struct RmspropSpec {
        /// Fraction of the old mean squared gradient that stays; 0.99 if left out.
        #[serde(default = "default_beta2")]
        pub beta2: f32,
        /// Added to the root of the mean squared gradient; 1e-8 if left out.
        #[serde(default = "default_epsilon")]
        pub epsilon: f32,
        /// L2 decay of the kernels, added to their gradient; 0 if left out.
        #[serde(default)]
        pub weight_decay: f32,
    }
}

fn default_beta2() -> f32 {
    0.99
}

fn default_epsilon() -> f32 {
    1e-8
}

impl Method for RmspropSpec {
    fn validate(&self) -> Result<()> {
        CHECK.retained("beta2", self.beta2)?;
        CHECK.positive("epsilon", self.epsilon)?;
        CHECK.not_negative("weight_decay", self.weight_decay)
    }

    /// Each gradient is scaled to about 1.
    fn usual_rate(&self) -> f64 {
        0.001
    }

    /// The mean squared gradient v.
    fn memory(&self) -> &'static [Kind] {
        &[Kind::MeanSquare]
    }

    fn update(&self, mut update: Update) {
        let (beta2, epsilon) = (self.beta2, self.epsilon);
        let (rate, decay) = (update.rate, update.decay(self.weight_decay));
        let (weights, [(v, next_v)]) = update.split();
        for ((w, g), (v, next_v)) in weights.zip(v.iter().zip(next_v)) {
            let g = g + decay * *w;
            *next_v = beta2 * v + (1.0 - beta2) * g * g;
            *w -= rate * g / (next_v.sqrt() + epsilon);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{filled_in, problem};
    use serde_json::json;

    #[test]
    fn what_is_left_out_has_its_default() {
        filled_in(
            json!({ "type": "rmsprop", "learning_rate": 0.5 }),
            json!({
                "type": "rmsprop", "learning_rate": 0.5, "beta2": 0.99f32, "epsilon": 1e-8f32,
                "weight_decay": 0.0, "schedule": { "type": "constant" },
            }),
        );
    }

    #[test]
    fn numbers_have_ranges() {
        let spec = json!({ "type": "rmsprop", "learning_rate": 1 });
        problem(spec, "beta2", json!(1));
    }
}
