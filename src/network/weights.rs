//! The weights of a network, which know when they were changed.

use std::ops::Deref;

/// All parameters in order. To read they are a slice.
pub struct Weights {
    values: Vec<f32>,
    version: u64,
}

impl Weights {
    pub fn new(values: Vec<f32>) -> Self {
        Weights { values, version: 0 }
    }

    /// The values, to change them: whatever was made of them before is void.
    pub fn change(&mut self) -> &mut Vec<f32> {
        self.version += 1;
        &mut self.values
    }

    /// Another one after every [`change`](Self::change).
    pub fn version(&self) -> u64 {
        self.version
    }
}

impl Deref for Weights {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::layers::Mode;
    use crate::{Network, NetworkSpec};

    /// Stages of every kind that make something of their weights.
    fn network(optimizer: &Value) -> Network {
        let conv = json!({ "type": "conv", "filters": 3, "kernel": 3 });
        let depthwise = json!({ "type": "depthwise_conv", "kernel": 3 });
        let spec: Value = json!({
            "input": { "height": 4, "width": 4, "channels": 2 },
            "layers": [
                conv,
                { "type": "batch_norm" },
                depthwise,
                { "type": "residual", "layers": [{ "type": "conv", "filters": 4, "kernel": 5 }] },
                { "type": "dense", "units": 2 },
            ],
            "loss": "mse",
            "optimizer": optimizer,
        });
        let spec: NetworkSpec = serde_json::from_value(spec).unwrap();
        Network::new(spec, 3).unwrap()
    }

    /// Whatever was prepared for other weights is made again, however these came to be others.
    #[test]
    fn answers_are_those_of_the_weights() {
        let inputs: Vec<f32> = (0..64).map(|i| (i % 7) as f32 / 7.0 - 0.5).collect();
        let targets = [1.0, 0.0, 0.0, 1.0];
        for optimizer in [
            json!({ "type": "adam", "learning_rate": 0.01 }),
            json!({ "type": "lbfgs" }),
        ] {
            let mut network = network(&optimizer);
            let mut seen: Vec<Vec<f32>> = Vec::new();
            for turn in 0..4 {
                let halves: Vec<f32> = network.weights().iter().map(|w| 0.5 * w).collect();
                match turn {
                    0 => {}
                    1 => network.set_weights(&halves).unwrap(),
                    2 => {
                        let mut state = network.state();
                        state.weights = halves;
                        network.set_state(&state).unwrap();
                    }
                    _ => drop(network.train_step(&inputs, &targets).unwrap()),
                }
                let case = format!("{optimizer}, turn {turn}");
                let mut fresh = self::network(&optimizer);
                fresh.set_weights(network.weights()).unwrap();
                let answers = network.predict(&inputs).unwrap();
                assert_eq!(answers, fresh.predict(&inputs).unwrap(), "{case}");
                // Somebody else's weights in between.
                let other = vec![0.5; network.weights().len()];
                network.model.forward(&other, &inputs, Mode::Inference);
                assert_eq!(answers, network.predict(&inputs).unwrap(), "{case}");
                assert!(!seen.contains(&answers), "{case}: other answers");
                seen.push(answers);
            }
        }
    }
}
