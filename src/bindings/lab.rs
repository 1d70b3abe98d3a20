//! The experiments, as JavaScript runs them. Each takes settings, of which any may be left out, and gives data; they take
//! tens of milliseconds, so a page has them in a worker.

use wasm_bindgen::prelude::*;

use super::reports::write;
use super::values::data;
use super::{Result, given};
use crate::lab;

/// The settings that are numbers, with their ranges.
#[wasm_bindgen(unchecked_return_type = "LabSliders")]
pub fn lab_sliders() -> JsValue {
    write(&lab::SLIDERS)
}

macro_rules! experiments {
    ($($(#[$doc:meta])* $function:ident: $module:ident, $settings:literal to $found:literal;)+) => {$(
        $(#[$doc])*
        #[wasm_bindgen(unchecked_return_type = $found)]
        pub fn $function(
            #[wasm_bindgen(unchecked_optional_param_type = $settings)] settings: JsValue,
        ) -> Result<JsValue> {
            let settings = given(&settings).map(|settings| data("settings", settings));
            Ok(write(&lab::$module::run(&settings.transpose()?.unwrap_or_default())?))
        }
    )+};
}

experiments! {
    /// A kernel's gradient by three recipes, with differences of the loss as the judge.
    lab_kernel_gradient: kernel_gradient, "Partial<KernelGradientSettings>" to "KernelGradient";
    /// What the step size makes of the error of one linear neuron.
    lab_step_size: step_size, "Partial<StepSizeSettings>" to "StepSize";
    /// Whether a kernel that is known is found again, behind pooling and in front of it.
    lab_kernel_recovery: kernel_recovery, "Partial<KernelRecoverySettings>" to "KernelRecovery";
    /// How many filters die while they learn.
    lab_dead_relu: dead_relu, "Partial<DeadReluSettings>" to "DeadRelu";
    /// What of the error reaches kernels below one neuron that adds up large maps.
    lab_delta_size: delta_size, "Partial<DeltaSizeSettings>" to "DeltaSize";
    /// What the picture's size makes of a kernel's gradient.
    lab_image_size: image_size, "Partial<ImageSizeSettings>" to "ImageSize";
    /// Learning with f' in δ, in the update alone, and nowhere.
    lab_missing_derivative: missing_derivative, "Partial<MissingDerivativeSettings>" to "MissingDerivative";
}
