//! Weights in fewer bits: a kernel's weight becomes a whole number times a scale, one for each channel that comes out, as in
//! the files of stems.

use tab_trainer::network::Parameter;

/// In how many bits weights are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As they are.
    Float32,
    /// Kernels as whole numbers of 16 bits.
    Int16,
    /// Kernels as whole numbers of 8 bits.
    Int8,
}

/// A kernel in whole numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounded {
    /// One for each weight.
    pub steps: Vec<i16>,
    /// What a step is worth, for each channel that comes out: the last dimension.
    pub scales: Vec<f32>,
}

impl Precision {
    /// The largest whole number; `None` where numbers stay as they are.
    fn most(self) -> Option<i16> {
        match self {
            Precision::Float32 => None,
            Precision::Int16 => Some(i16::MAX),
            Precision::Int8 => Some(i8::MAX.into()),
        }
    }

    /// A parameter's `values` in whole numbers; `None` for those that stay as they are: few, and as many as there are channels.
    pub fn round(self, parameter: &Parameter, values: &[f32]) -> Option<Rounded> {
        let most = self.most().filter(|_| parameter.is_kernel())?;
        let channels = *parameter.shape.last()?;
        let mut scales = vec![0.0f32; channels];
        for values in values.chunks_exact(channels) {
            for (scale, value) in scales.iter_mut().zip(values) {
                *scale = scale.max(value.abs() / f32::from(most));
            }
        }
        let step = |(value, scale): (&f32, &f32)| match *scale {
            0.0 => 0,
            scale => (value / scale).round() as i16,
        };
        let steps = values
            .chunks_exact(channels)
            .flat_map(|values| values.iter().zip(&scales).map(step));
        Some(Rounded {
            steps: steps.collect(),
            scales,
        })
    }
}

impl Rounded {
    /// What is left of the weights.
    pub fn values(&self) -> Vec<f32> {
        let channels = self.scales.len().max(1);
        let values = self.steps.chunks_exact(channels).flat_map(|steps| {
            let pairs = steps.iter().zip(&self.scales);
            pairs.map(|(&step, scale)| f32::from(step) * scale)
        });
        values.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tab_trainer::{Network, NetworkSpec};

    /// The kernel of a dense layer of two units on three values.
    fn kernel() -> Parameter {
        let spec = serde_json::json!({
            "input": { "height": 1, "width": 1, "channels": 3 },
            "layers": [{ "type": "dense", "units": 2 }],
            "loss": "cross_entropy",
            "optimizer": { "type": "sgd", "learning_rate": 0.1 },
        });
        let network = Network::new(NetworkSpec::from_json(spec).unwrap(), 0).unwrap();
        network.parameters()[0].clone()
    }

    #[test]
    fn each_channel_has_a_scale_of_its_own() {
        let values = [1.27, 0.0, -0.5, 0.0, 0.004, 0.0];
        let rounded = Precision::Int8.round(&kernel(), &values).unwrap();
        assert_eq!(rounded.steps, [127, 0, -50, 0, 0, 0]);
        assert_eq!(rounded.scales, [0.01, 0.0]);
    }

    #[test]
    fn no_weight_moves_by_more_than_half_a_step() {
        let values = [0.7, -3.0, -0.123, 2.9, 0.0456, 0.011];
        for precision in [Precision::Int8, Precision::Int16] {
            let rounded = precision.round(&kernel(), &values).unwrap();
            for (i, (before, after)) in values.iter().zip(rounded.values()).enumerate() {
                let half = 0.5001 * rounded.scales[i % 2];
                assert!((before - after).abs() <= half, "{before} became {after}");
            }
        }
    }
}
