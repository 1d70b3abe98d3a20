//! AdamW (Loshchilov and Hutter, 2019): [Adam](super::adam), with a weight decay to begin with.

use super::{AdamSpec, Kind, Method, Update, adam};
use crate::error::Result;

spec! {
    /// Adam, with a decoupled weight decay of 0.01 if it is left out: nothing else is different.
    pub struct AdamwSpec {
        /// Fraction of the old mean gradient that stays; 0.9 if left out.
        #[serde(default = "adam::default_beta1")]
        pub beta1: f32,
        /// Fraction of the old mean squared gradient that stays; 0.999 if left out.
        #[serde(default = "adam::default_beta2")]
        pub beta2: f32,
        /// Added to the root of the mean squared gradient; 1e-8 if left out.
        #[serde(default = "adam::default_epsilon")]
        pub epsilon: f32,
        /// Decay of the kernels, apart from the gradient; 0.01 if left out.
        #[serde(default = "default_weight_decay")]
        pub weight_decay: f32,
    }
}

fn default_weight_decay() -> f32 {
    0.01
}

impl AdamwSpec {
    fn adam(self) -> AdamSpec {
        AdamSpec {
            learning_rate: self.learning_rate,
            beta1: self.beta1,
            beta2: self.beta2,
            epsilon: self.epsilon,
            weight_decay: self.weight_decay,
            schedule: self.schedule,
            clip_norm: self.clip_norm,
        }
    }
}

impl Method for AdamwSpec {
    fn validate(&self) -> Result<()> {
        self.adam().validate()
    }

    fn usual_rate(&self) -> f64 {
        self.adam().usual_rate()
    }

    fn memory(&self) -> &'static [Kind] {
        self.adam().memory()
    }

    fn update(&self, update: Update) {
        self.adam().update(update);
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{filled_in, problem};
    use serde_json::json;

    #[test]
    fn what_is_left_out_has_its_default() {
        filled_in(
            json!({ "type": "adamw", "learning_rate": 0.5 }),
            json!({
                "type": "adamw", "learning_rate": 0.5, "beta1": 0.9f32, "beta2": 0.999f32, "epsilon": 1e-8f32,
                "weight_decay": 0.01f32, "schedule": { "type": "constant" },
            }),
        );
    }

    #[test]
    fn numbers_have_ranges() {
        let spec = json!({ "type": "adamw", "learning_rate": 1 });
        problem(spec, "weight_decay", json!(-1));
    }
}
