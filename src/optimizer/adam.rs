//! Adam (Kingma and Ba, 2015), with the decoupled decay of Loshchilov and Hutter (2019):
//! `m ← beta1 · m + (1 − beta1) · g`, `v ← beta2 · v + (1 − beta2) · g²`, and at step t, with
//! `m̂ = m / (1 − beta1ᵗ)` and `v̂ = v / (1 − beta2ᵗ)`: `w −= α · decay · w`, then `w −= α · m̂ / (√v̂ + ε)`.

use super::{CHECK, Kind, Method, Update};
use crate::error::Result;

spec! {
    /// Adam, with decoupled weight decay.
    pub struct AdamSpec {
        /// Fraction of the old mean gradient that stays; 0.9 if left out.
        #[serde(default = "default_beta1")]
        pub beta1: f32,
        /// Fraction of the old mean squared gradient that stays; 0.999 if left out.
        #[serde(default = "default_beta2")]
        pub beta2: f32,
        /// Added to the root of the mean squared gradient; 1e-8 if left out.
        #[serde(default = "default_epsilon")]
        pub epsilon: f32,
        /// Decay of the kernels, apart from the gradient; 0 if left out.
        #[serde(default)]
        pub weight_decay: f32,
    }
}

pub(super) fn default_beta1() -> f32 {
    0.9
}

pub(super) fn default_beta2() -> f32 {
    0.999
}

pub(super) fn default_epsilon() -> f32 {
    1e-8
}

impl Method for AdamSpec {
    fn validate(&self) -> Result<()> {
        CHECK.retained("beta1", self.beta1)?;
        CHECK.retained("beta2", self.beta2)?;
        CHECK.positive("epsilon", self.epsilon)?;
        CHECK.not_negative("weight_decay", self.weight_decay)
    }

    /// Each gradient is scaled to about 1.
    fn usual_rate(&self) -> f64 {
        0.001
    }

    /// The first and second moment, m and v.
    fn memory(&self) -> &'static [Kind] {
        &[Kind::Mean, Kind::MeanSquare]
    }

    fn update(&self, mut update: Update) {
        let (beta1, beta2, epsilon) = (self.beta1, self.beta2, self.epsilon);
        let decay = update.rate * update.decay(self.weight_decay);
        // In f64: 1 − 0.999ᵗ loses half the digits of f32 in the first steps.
        let t = update.t.try_into().unwrap_or(i32::MAX);
        let correction = |beta: f32| 1.0 - f64::from(beta).powi(t);
        let rate = (f64::from(update.rate) / correction(beta1)) as f32;
        let scale = correction(beta2).sqrt().recip() as f32;
        let (weights, [(m, next_m), (v, next_v)]) = update.split();
        let moments = m.iter().zip(next_m).zip(v.iter().zip(next_v));
        for ((w, g), ((m, next_m), (v, next_v))) in weights.zip(moments) {
            *next_m = beta1 * m + (1.0 - beta1) * g;
            *next_v = beta2 * v + (1.0 - beta2) * g * g;
            *w -= decay * *w;
            *w -= rate * *next_m / (scale * next_v.sqrt() + epsilon);
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
            json!({ "type": "adam", "learning_rate": 0.5 }),
            json!({
                "type": "adam", "learning_rate": 0.5, "beta1": 0.9f32, "beta2": 0.999f32, "epsilon": 1e-8f32,
                "weight_decay": 0.0, "schedule": { "type": "constant" },
            }),
        );
    }

    #[test]
    fn numbers_have_ranges() {
        for (name, value) in [
            ("beta1", json!(1)),
            ("beta2", json!(-0.1)),
            ("epsilon", json!(0)),
            ("weight_decay", json!(-1)),
        ] {
            problem(json!({ "type": "adam", "learning_rate": 1 }), name, value);
        }
    }
}
