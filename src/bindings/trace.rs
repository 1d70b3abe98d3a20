//! The inside of one step, as JavaScript looks at it.

use std::cell::{RefCell, RefMut};

use js_sys::Uint8ClampedArray;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::ImageData;

use super::reports::write;
use super::values::{bytes, data, floats, index, refused};
use super::{Network, Result, examples, given};
use crate::network::trace::paint::{self, Picture};
use crate::network::trace::{self, Maps, Scope, Values};
use crate::training;

/// One step of training with one picture, kept to be looked at. `free()` gives its memory back.
///
/// Layers are numbered as in `summary().layers`; the picture is 0. δ is −∂E/∂output of a layer, as the article has it.
/// Methods take it shared, as those of `Network`.
#[wasm_bindgen]
pub struct Trace(RefCell<trace::Trace>);

impl Trace {
    fn inner(&self) -> RefMut<'_, trace::Trace> {
        self.0.borrow_mut()
    }
}

#[wasm_bindgen]
impl Network {
    /// The step that training would take with one picture `[h, w, c]`. The network stays as it is.
    pub fn trace(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] input: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
    ) -> Result<Trace> {
        let (input, targets) = examples(&input, &targets)?;
        Ok(Trace(RefCell::new(self.inner().trace(&input, &targets)?)))
    }

    /// The same for RGBA bytes of one picture, as large as the network's input or larger in the same proportions.
    pub fn trace_rgba(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
    ) -> Result<Trace> {
        let (rgba, targets) = (bytes("rgba", &rgba)?, floats("targets", &targets)?);
        let trace = self.inner().trace_rgba(&rgba, &targets)?;
        Ok(Trace(RefCell::new(trace)))
    }

    /// The same for one picture as large as the network's input.
    pub fn trace_image_data(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ImageData")] image: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
    ) -> Result<Trace> {
        let (rgba, targets) = (self.pixels(&image)?, floats("targets", &targets)?);
        let trace = self.inner().trace_rgba(&rgba, &targets)?;
        Ok(Trace(RefCell::new(trace)))
    }

    /// Memory that a trace needs, about, and the most that it may need.
    #[wasm_bindgen(unchecked_return_type = "TraceSize")]
    pub fn trace_size(&self) -> JsValue {
        write(&self.inner().trace_size())
    }

    /// What the network should answer for class number `class`.
    pub fn target_of(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] class: JsValue,
    ) -> Result<Vec<f32>> {
        let class = index("class", &class)?;
        Ok(training::target_of(&self.inner(), class)?)
    }
}

#[wasm_bindgen]
impl Trace {
    /// What there is to show.
    #[wasm_bindgen(unchecked_return_type = "Summary")]
    pub fn summary(&self) -> JsValue {
        write(&self.inner().summary())
    }

    /// What a layer made, or its δ: [h, w, c]; nothing where no error was computed.
    pub fn maps(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Maps")] which: JsValue,
    ) -> Result<Vec<f32>> {
        let (layer, which): (_, Maps) = (index("layer", &layer)?, data("which", &which)?);
        Ok(self.inner().maps(layer, which)?)
    }

    /// Of each value of a max-pooling's output where its maximum was in the input; nothing of other layers.
    pub fn maxima(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: JsValue,
    ) -> Result<Vec<u32>> {
        Ok(self.inner().maxima(index("layer", &layer)?)?)
    }

    /// Something of each of a layer's parameters, in their order.
    pub fn values(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Values")] which: JsValue,
    ) -> Result<Vec<f32>> {
        let (layer, which): (_, Values) = (index("layer", &layer)?, data("which", &which)?);
        Ok(self.inner().values(layer, which)?)
    }

    /// How one value of a layer's output comes about.
    #[wasm_bindgen(unchecked_return_type = "Terms")]
    pub fn terms(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] y: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] x: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] channel: JsValue,
    ) -> Result<JsValue> {
        let [layer, y, x, channel] = place(&layer, &y, &x, &channel)?;
        Ok(write(&self.inner().terms(layer, y, x, channel)?))
    }

    /// How the δ of one value of a layer's output comes about.
    #[wasm_bindgen(unchecked_return_type = "DeltaTerms")]
    pub fn delta_terms(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] y: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] x: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] channel: JsValue,
    ) -> Result<JsValue> {
        let [layer, y, x, channel] = place(&layer, &y, &x, &channel)?;
        Ok(write(&self.inner().delta_terms(layer, y, x, channel)?))
    }

    /// How the gradient of one of a layer's weights comes about, by its place in the layer's values.
    #[wasm_bindgen(unchecked_return_type = "GradientTerms")]
    pub fn gradient_terms(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] weight: JsValue,
    ) -> Result<JsValue> {
        let (layer, weight) = (index("layer", &layer)?, index("weight", &weight)?);
        Ok(write(&self.inner().gradient_terms(layer, weight)?))
    }

    /// The gradient of the weights between a channel and a filter of a convolution: by finite differences, and by the three
    /// recipes that circulate.
    #[wasm_bindgen(unchecked_return_type = "Recipes")]
    pub fn recipes(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] filter: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] channel: JsValue,
    ) -> Result<JsValue> {
        let (layer, filter) = (index("layer", &layer)?, index("filter", &filter)?);
        let channel = index("channel", &channel)?;
        Ok(write(&self.inner().recipes(layer, filter, channel)?))
    }

    /// Loss of the picture after a plain step of gradient descent of some of the weights, for each α.
    pub fn losses(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Scope")] scope: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] alphas: JsValue,
    ) -> Result<Vec<f32>> {
        let (scope, alphas): (Scope, _) = (data("scope", &scope)?, floats("alphas", &alphas)?);
        Ok(self.inner().losses(scope, &alphas)?)
    }

    /// The largest absolute value of a layer's output or δ.
    pub fn largest(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Maps")] which: JsValue,
    ) -> Result<f32> {
        let (layer, which): (_, Maps) = (index("layer", &layer)?, data("which", &which)?);
        Ok(self.inner().largest(layer, which)?)
    }

    /// The maps of a layer as tiles, or the picture in its own colours; null where there is nothing.
    #[wasm_bindgen(unchecked_return_type = "ImageData | null")]
    pub fn paint(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Maps")] which: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Painting")] painting: JsValue,
    ) -> Result<JsValue> {
        let (layer, which): (_, Maps) = (index("layer", &layer)?, data("which", &which)?);
        let painting = or_default("painting", &painting)?;
        image_data(&self.inner().paint(layer, which, painting)?)
    }

    /// Something of a layer's kernel as tiles: a row for each channel that goes in, a column for each filter. Null where there
    /// is nothing.
    #[wasm_bindgen(unchecked_return_type = "ImageData | null")]
    pub fn paint_kernel(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Values")] which: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Painting")] painting: JsValue,
    ) -> Result<JsValue> {
        let (layer, which): (_, Values) = (index("layer", &layer)?, data("which", &which)?);
        let painting = or_default("painting", &painting)?;
        image_data(&self.inner().paint_kernel(layer, which, painting)?)
    }
}

/// The colours of maps from −scale to +scale, RGBA.
#[wasm_bindgen]
pub fn palette(dark: bool) -> Vec<u8> {
    paint::palette(dark).as_flattened().to_vec()
}

/// The network that a training with these settings begins with.
#[wasm_bindgen(unchecked_return_type = "NetworkSpec")]
pub fn network_of(
    #[wasm_bindgen(unchecked_param_type = "Settings")] settings: JsValue,
) -> Result<JsValue> {
    let settings = data("settings", &settings)?;
    Ok(write(&training::network_of(&settings)?))
}

fn place(layer: &JsValue, y: &JsValue, x: &JsValue, channel: &JsValue) -> Result<[usize; 4]> {
    Ok([
        index("layer", layer)?,
        index("y", y)?,
        index("x", x)?,
        index("channel", channel)?,
    ])
}

fn or_default<T: DeserializeOwned + Default>(name: &str, value: &JsValue) -> Result<T> {
    let value = given(value).map(|value| data(name, value));
    Ok(value.transpose()?.unwrap_or_default())
}

fn image_data(picture: &Picture) -> Result<JsValue> {
    let Picture {
        width,
        height,
        rgba,
    } = picture;
    if rgba.is_empty() {
        return Ok(JsValue::NULL);
    }
    let (width, height) = (*width as u32, *height as u32);
    // A copy: an ImageData keeps the array that it is given, and a view of this memory would show what comes to lie there.
    let rgba = Uint8ClampedArray::new_from_slice(rgba);
    let image = ImageData::new_with_js_u8_clamped_array_and_sh(&rgba, width, height);
    let image = image.map_err(|thrown| refused("painting", &thrown))?;
    Ok(image.into())
}
