//! Weights as they are stored.

use super::Precision;

/// The weights of a convolution or of a dense layer; the last axis of the kernel are the channels that come out.
pub struct Weights {
    /// Values, and the channel to which each belongs, as the engine has them.
    kernel: Vec<f32>,
    pub bias: Vec<f32>,
}

/// A kernel as a header has it.
pub enum Stored {
    Floats(Vec<f32>),
    /// Whole numbers, and the factor of each channel.
    Whole(Vec<i8>, Vec<f32>),
}

impl Weights {
    /// Kernel, then a bias for each of so many channels.
    pub fn new(weights: &[f32], channels: usize) -> Self {
        let (kernel, bias) = weights.split_at(weights.len() - channels);
        Weights {
            kernel: kernel.to_vec(),
            bias: bias.to_vec(),
        }
    }

    /// Of each channel of the output: times `scale`, plus `shift`.
    pub fn fold(&mut self, scale: &[f32], shift: &[f32]) {
        let channels = self.bias.len();
        for (i, weight) in self.kernel.iter_mut().enumerate() {
            *weight *= scale[i % channels];
        }
        for ((bias, scale), shift) in self.bias.iter_mut().zip(scale).zip(shift) {
            *bias = *bias * scale + shift;
        }
    }

    pub fn store(&self, precision: Precision) -> Stored {
        if precision == Precision::Float32 {
            return Stored::Floats(self.kernel.clone());
        }
        let channels = self.bias.len();
        let mut largest = vec![0f32; channels];
        for (i, weight) in self.kernel.iter().enumerate() {
            largest[i % channels] = largest[i % channels].max(weight.abs());
        }
        let scales: Vec<f32> = largest.iter().map(|most| most / 127.0).collect();
        let whole = |(i, weight): (usize, &f32)| match scales[i % channels] {
            0.0 => 0,
            scale => (weight / scale).round().clamp(-127.0, 127.0) as i8,
        };
        Stored::Whole(self.kernel.iter().enumerate().map(whole).collect(), scales)
    }

    /// What they are once they have been stored: kernel, then bias.
    pub fn as_stored(&self, precision: Precision) -> Vec<f32> {
        let mut values = match self.store(precision) {
            Stored::Floats(values) => values,
            Stored::Whole(whole, scales) => whole
                .iter()
                .enumerate()
                .map(|(i, &value)| f32::from(value) * scales[i % scales.len()])
                .collect(),
        };
        values.extend(&self.bias);
        values
    }

    /// Number of products for one output pixel.
    pub fn products(&self) -> usize {
        self.kernel.len()
    }
}

impl Stored {
    /// Bytes in flash.
    pub fn bytes(&self) -> usize {
        match self {
            Stored::Floats(values) => 4 * values.len(),
            Stored::Whole(values, scales) => values.len() + 4 * scales.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_at_most_half_a_step_away() {
        let values = [
            0.5, -2.0, 0.25, 0.0, -1.27, 1.0, 0.1, 0.2, 7.0, 8.0, 0.0, 9.0,
        ];
        // Three rows of three channels, and a bias for each.
        let weights = Weights::new(&values, 3);
        let stored = weights.as_stored(Precision::Int8);
        for (i, (was, is)) in values.iter().zip(&stored).enumerate() {
            let channel = (0..9).filter(|j| j % 3 == i % 3);
            let step = channel.fold(0f32, |most, j| most.max(values[j].abs())) / 127.0;
            let most = if i < 9 { step * 0.5001 } else { 0.0 };
            assert!((was - is).abs() <= most, "{i}: {was} became {is}");
        }
        assert_eq!(weights.as_stored(Precision::Float32), values);
    }

    #[test]
    fn a_channel_of_zeros_stays_zero() {
        let stored = Weights::new(&[0.0, 1.0, 0.5, 2.0], 2).as_stored(Precision::Int8);
        assert_eq!(stored, [0.0, 1.0, 0.5, 2.0]);
    }
}
