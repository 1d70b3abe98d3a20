//! The same calls for pictures as a canvas gives them.

use super::{Evaluation, Gradients, Network, StepReport};
use crate::augment::{self, Augmentation};
use crate::error::Result;
use crate::image;

impl Network {
    /// [`predict`](Self::predict) for pictures as a canvas gives them, RGBA bytes `[n, height, width, 4]`: what
    /// [`image::rgba_to_input`] does is included.
    ///
    /// # Errors
    ///
    /// When the length is not that of one or more pictures, the network does not take one or three channels, or the
    /// memory is not there.
    pub fn predict_rgba(&mut self, rgba: &[u8]) -> Result<Vec<f32>> {
        self.with_pixels(rgba, None, |network, inputs| network.predict(inputs))
    }

    /// [`evaluate`](Self::evaluate) for RGBA bytes.
    ///
    /// # Errors
    ///
    /// As [`predict_rgba`](Self::predict_rgba) and [`evaluate`](Self::evaluate).
    pub fn evaluate_rgba(&mut self, rgba: &[u8], targets: &[f32]) -> Result<Evaluation> {
        self.with_pixels(rgba, None, |network, inputs| {
            network.evaluate(inputs, targets)
        })
    }

    /// [`train_step`](Self::train_step) for RGBA bytes, which are augmented first if `augmentation` says so.
    ///
    /// # Errors
    ///
    /// As [`predict_rgba`](Self::predict_rgba) and [`train_step`](Self::train_step).
    pub fn train_step_rgba(
        &mut self,
        rgba: &[u8],
        targets: &[f32],
        augmentation: Option<Augmentation>,
    ) -> Result<StepReport> {
        self.with_pixels(rgba, augmentation, |network, inputs| {
            network.train_step(inputs, targets)
        })
    }

    /// [`gradients`](Self::gradients) for RGBA bytes, which are augmented first if `augmentation` says so.
    ///
    /// # Errors
    ///
    /// As [`predict_rgba`](Self::predict_rgba) and [`gradients`](Self::gradients).
    pub fn gradients_rgba(
        &mut self,
        rgba: &[u8],
        targets: &[f32],
        augmentation: Option<Augmentation>,
    ) -> Result<Gradients<'_>> {
        let evaluation = self.with_pixels(rgba, augmentation, |network, inputs| {
            let n = network.check_examples(inputs, targets)?;
            network.pass(inputs, targets, n)
        })?;
        Ok(self.found(evaluation))
    }

    /// Does `then` with the input that the pictures `rgba` make.
    fn with_pixels<T>(
        &mut self,
        rgba: &[u8],
        augmentation: Option<Augmentation>,
        then: impl FnOnce(&mut Self, &[f32]) -> Result<T>,
    ) -> Result<T> {
        let shape = self.spec.input;
        image::check_channels(shape.channels)?;
        let bytes = image::picture_bytes(rgba, shape)?;
        let limits = self.spec.augmentation;
        let write = |inputs: &mut [f32]| match augmentation {
            None => image::convert(rgba.as_chunks::<4>().0, shape.channels, inputs),
            Some(augmentation) => {
                augment::convert_augmented(rgba, shape, &limits, augmentation, inputs);
            }
        };
        self.with_inputs(rgba.len() / bytes, write, then)
    }
}
