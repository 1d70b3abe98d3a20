//! What is used of JavaScript's own objects. js-sys has them all, but its promises would come along.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    pub type Array;
    #[wasm_bindgen(constructor)]
    pub fn new() -> Array;
    #[wasm_bindgen(static_method_of = Array, js_name = isArray)]
    pub fn is_array(value: &JsValue) -> bool;
    #[wasm_bindgen(method, getter)]
    pub fn length(this: &Array) -> u32;
    #[wasm_bindgen(method, indexing_getter)]
    pub fn get(this: &Array, index: u32) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn push(this: &Array, item: &JsValue);

    pub type Object;
    #[wasm_bindgen(constructor)]
    pub fn new() -> Object;
    #[wasm_bindgen(static_method_of = Object)]
    pub fn entries(value: &JsValue) -> Array;
    #[wasm_bindgen(method, indexing_getter, catch)]
    pub fn get(this: &Object, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, indexing_setter)]
    pub fn set(this: &Object, name: &str, value: &JsValue);

    pub type Float32Array;
    #[wasm_bindgen(constructor)]
    pub fn new(values: &[f32]) -> Float32Array;
    /// A view of all of it, which is copied on its way.
    #[wasm_bindgen(method, js_name = subarray)]
    pub fn to_vec(this: &Float32Array) -> Vec<f32>;

    pub type Float64Array;
    #[wasm_bindgen(constructor)]
    pub fn new(values: &[f64]) -> Float64Array;

    #[derive(Debug)]
    pub type Error;
    #[wasm_bindgen(constructor)]
    pub fn new(message: &str) -> Error;
    #[wasm_bindgen(method, setter)]
    pub fn set_name(this: &Error, name: &str);
}

impl Array {
    pub fn iter(&self) -> impl Iterator<Item = JsValue> {
        (0..self.length()).map(|index| self.get(index))
    }
}

impl FromIterator<JsValue> for Array {
    fn from_iter<T: IntoIterator<Item = JsValue>>(items: T) -> Self {
        let array = Array::new();
        items.into_iter().for_each(|item| array.push(&item));
        array
    }
}
