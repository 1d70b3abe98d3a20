//! burn with its burn-flex backend behind the same calls as the engine: `new`, `train`, `predict`.

mod net;
mod spec;

use burn::nn::loss::{MseLoss, Reduction};
use burn::optim::momentum::MomentumConfig;
use burn::optim::{GradientsParams, ModuleOptimizer, SgdConfig};
use burn::prelude::*;
use burn::tensor::activation::{log_softmax, softmax};
use wasm_bindgen::prelude::*;

use net::{Net, tensor};
use spec::{Loss, Spec};

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

#[wasm_bindgen]
pub struct Network {
    spec: Spec,
    /// Taken out while a step turns it into the next one.
    net: Option<Net>,
    optimizer: ModuleOptimizer,
    device: Device,
}

#[wasm_bindgen]
impl Network {
    /// `spec` is JSON with every default filled in; `weights` are flat, in the engine's order.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, weights: &[f32]) -> Result<Network, JsError> {
        let spec: Spec = serde_json::from_str(spec)?;
        let device = Device::flex().autodiff();
        let momentum = MomentumConfig::new()
            .with_momentum(spec.optimizer.momentum)
            .with_dampening(0.0);
        Ok(Self {
            net: Some(Net::new(&spec, weights, &device)),
            optimizer: SgdConfig::new().with_momentum(Some(momentum)).init(),
            device,
            spec,
        })
    }

    /// Forward, backward, update; returns the loss. Pictures are `[n, c, h, w]`, targets `[n, outputs]`.
    pub fn train(&mut self, pictures: &[f32], targets: &[f32]) -> f32 {
        let net = self
            .net
            .take()
            .expect("a step that failed ended the worker");
        let pictures = self.pictures(pictures, &self.device);
        let n = pictures.dims()[0];
        let targets = tensor(targets, [n, targets.len() / n], &self.device);
        let outputs = net.forward(pictures);
        let loss = match self.spec.loss {
            Loss::CrossEntropy => -(targets * log_softmax(outputs, 1)).sum() / n as f64,
            // Half of the squared error, summed over the outputs.
            Loss::Mse => MseLoss::new().forward(outputs, targets, Reduction::Sum) / (2 * n) as f64,
        };
        let gradients = GradientsParams::from_grads(loss.backward(), &net);
        let rate = self.spec.optimizer.learning_rate;
        self.net = Some(self.optimizer.step(rate, net, gradients));
        loss.into_scalar()
    }

    /// Outputs `[n, outputs]`, probabilities with cross-entropy.
    pub fn predict(&self, pictures: &[f32]) -> Vec<f32> {
        let net = self
            .net
            .as_ref()
            .expect("a step that failed ended the worker")
            .valid();
        let outputs = net.forward(self.pictures(pictures, &self.device.clone().inner()));
        let outputs = match self.spec.loss {
            Loss::CrossEntropy => softmax(outputs, 1),
            Loss::Mse => outputs,
        };
        outputs
            .into_data()
            .try_to_vec()
            .expect("the backend computes in f32")
    }

    fn pictures(&self, values: &[f32], device: &Device) -> Tensor<4> {
        let input = &self.spec.input;
        let n = values.len() / (input.channels * input.height * input.width);
        tensor(
            values,
            [n, input.channels, input.height, input.width],
            device,
        )
    }
}
