//! JavaScript's values, as tests in a browser make and read them.

// Every test file compiles its own copy and may use only a part of it.
#![allow(dead_code)]

use js_sys::{Array, Error, Float32Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

/// The value of a JavaScript expression.
pub fn js(expression: &str) -> JsValue {
    let function = Function::new_no_args(&format!("return ({expression})"));
    function.call0(&JsValue::NULL).expect("a valid expression")
}

/// What an expression, a function, gives for some arguments.
pub fn call(function: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    let function: Function = js(function).unchecked_into();
    function.apply(&JsValue::NULL, arguments)
}

/// Something inside an object: `layers.0.name`.
pub fn get(object: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(object.clone(), |object, key| {
        Reflect::get(&object, &key.into()).expect("an object")
    })
}

pub fn number(object: &JsValue, path: &str) -> f64 {
    let value = get(object, path);
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{path} of {object:?} is no number"))
}

pub fn text(object: &JsValue, path: &str) -> String {
    let value = get(object, path);
    value
        .as_string()
        .unwrap_or_else(|| panic!("{path} of {object:?} is no text"))
}

/// What is wrong, where something is.
pub fn message(error: Option<Error>) -> String {
    error.expect("bad input was accepted").message().into()
}

/// As JavaScript hands numbers over.
pub fn floats(values: &[f32]) -> JsValue {
    Float32Array::from(values).into()
}

/// … and pixels.
pub fn bytes(values: &[u8]) -> JsValue {
    Uint8Array::from(values).into()
}

/// Bytes of wasm memory.
pub fn pages() -> f64 {
    let memory = wasm_bindgen::memory().unchecked_into::<Object>();
    number(&memory, "buffer.byteLength")
}
