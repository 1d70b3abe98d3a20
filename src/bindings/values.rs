//! Reads values of JavaScript.
//!
//! Whatever a caller hands over may run code of theirs while it is read, and throw: getters, proxies, toJSON. So it is read
//! before the network is borrowed, through imports that catch; an exception that crossed Rust's frames would leave the
//! network borrowed and the stack where it was.

use js_sys::{ArrayBuffer, Reflect};
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use web_sys::ImageData;

use crate::error::{Error, Result};
use crate::read::{Problem, read};
use crate::tensor::Shape;

/// All whole numbers up to here are numbers of JavaScript.
const LARGEST_WHOLE: f64 = ((1u64 << 53) - 1) as f64;

#[wasm_bindgen]
extern "C" {
    /// js-sys's own do not catch, and would copy twice: what `subarray` returns is copied on its way.
    type Float32Array;
    #[wasm_bindgen(method, catch, js_name = subarray)]
    fn copy(this: &Float32Array) -> std::result::Result<Vec<f32>, JsValue>;

    type Float64Array;
    #[wasm_bindgen(method, catch, js_name = subarray)]
    fn copy(this: &Float64Array) -> std::result::Result<Vec<f64>, JsValue>;

    type Uint8Array;
    #[wasm_bindgen(method, catch, js_name = subarray)]
    fn copy(this: &Uint8Array) -> std::result::Result<Vec<u8>, JsValue>;

    type Uint8ClampedArray;
    #[wasm_bindgen(method, catch, js_name = subarray)]
    fn copy(this: &Uint8ClampedArray) -> std::result::Result<Vec<u8>, JsValue>;

    /// Text, not js-sys's `JsString`: where an import that returns an object throws, wasm-bindgen 0.2.130 loses a slot of
    /// its table for the object that did not come.
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = stringify)]
    fn stringify(
        value: &JsValue,
        replacer: &mut dyn FnMut(JsValue, JsValue) -> JsValue,
    ) -> std::result::Result<Option<String>, JsValue>;

    /// Likewise.
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn text_of(object: &JsValue, name: &str) -> std::result::Result<Option<String>, JsValue>;

    /// js-sys's own does not catch what a revoked proxy throws.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> std::result::Result<bool, JsValue>;
}

/// `value` as an array of the type `T`. Only what is one inside is one: proxies and objects with its prototype are not.
fn view<T: JsCast>(value: &JsValue) -> Option<&T> {
    value.dyn_ref().filter(|_| ArrayBuffer::is_view(value))
}

/// Numbers: a Float32Array, or a list.
pub fn floats(name: &str, value: &JsValue) -> Result<Vec<f32>> {
    match view::<Float32Array>(value) {
        Some(array) => array.copy().map_err(|thrown| refused(name, &thrown)),
        None => list(name, value, "a Float32Array"),
    }
}

/// Numbers with more digits: a Float64Array, or a list.
pub fn doubles(name: &str, value: &JsValue) -> Result<Vec<f64>> {
    match view::<Float64Array>(value) {
        Some(array) => array.copy().map_err(|thrown| refused(name, &thrown)),
        None => list(name, value, "a Float64Array"),
    }
}

fn list<T: DeserializeOwned>(name: &str, value: &JsValue, expected: &str) -> Result<Vec<T>> {
    match is_array(value) {
        Ok(true) => data(name, value),
        _ => Err(unexpected(name, value, expected)),
    }
}

/// Bytes of pixels.
pub fn bytes(name: &str, value: &JsValue) -> Result<Vec<u8>> {
    let copy = if let Some(array) = view::<Uint8ClampedArray>(value) {
        array.copy()
    } else if let Some(array) = view::<Uint8Array>(value) {
        array.copy()
    } else {
        let expected = "a Uint8Array or Uint8ClampedArray";
        return Err(unexpected(name, value, expected));
    };
    copy.map_err(|thrown| refused(name, &thrown))
}

/// The pixels of one ImageData or of a list, all as large as `size`.
pub fn images(value: &JsValue, size: Shape) -> Result<Vec<u8>> {
    if !matches!(is_array(value), Ok(true)) {
        return image("image", value, size);
    }
    let count = whole("images.length", &field("images", value, "length")?)?;
    let mut rgba = Vec::new();
    for i in 0..count {
        let name = format!("images[{i}]");
        let own = Reflect::get_f64(value, i as f64).map_err(|thrown| refused(&name, &thrown))?;
        rgba.extend(image(&name, &own, size)?);
    }
    Ok(rgba)
}

fn image(name: &str, value: &JsValue, size: Shape) -> Result<Vec<u8>> {
    if !value.is_instance_of::<ImageData>() {
        return Err(unexpected(name, value, "an ImageData"));
    }
    let part = |part| field(name, value, part);
    let (width, height) = (part("width")?.as_f64(), part("height")?.as_f64());
    if (width, height) != (Some(size.width as f64), Some(size.height as f64)) {
        let [width, height] = [width, height].map(|side| side.unwrap_or(f64::NAN));
        return Err(Error::input(
            name,
            format!(
                "got {height}×{width} pixels; expected {}×{}, as the network's input",
                size.height, size.width
            ),
        ));
    }
    bytes(&format!("{name}.data"), &part("data")?)
}

/// A whole number that a number of JavaScript can hold.
pub fn whole(name: &str, value: &JsValue) -> Result<u64> {
    match value.as_f64() {
        Some(number) if number.fract() == 0.0 && (0.0..=LARGEST_WHOLE).contains(&number) => {
            Ok(number as u64)
        }
        _ => Err(unexpected(name, value, "a whole number from 0 to 2^53 - 1")),
    }
}

/// A place in a list: what is beyond the last one is so in Rust, too.
pub fn index(name: &str, value: &JsValue) -> Result<usize> {
    Ok(usize::try_from(whole(name, value)?).unwrap_or(usize::MAX))
}

/// A text.
pub fn text(name: &str, value: &JsValue) -> Result<String> {
    value
        .as_string()
        .ok_or_else(|| unexpected(name, value, "a text"))
}

/// The items of a list.
pub fn elements(name: &str, value: &JsValue) -> Result<Vec<JsValue>> {
    if !matches!(is_array(value), Ok(true)) {
        return Err(unexpected(name, value, "a list"));
    }
    let length = format!("{name}.length");
    let count = whole(&length, &field(name, value, "length")?)?;
    let item = |i: u64| {
        let item = Reflect::get_f64(value, i as f64);
        item.map_err(|thrown| refused(&format!("{name}[{i}]"), &thrown))
    };
    (0..count).map(item).collect()
}

/// The field `name` of an object.
pub fn field(object: &str, value: &JsValue, name: &str) -> Result<JsValue> {
    Reflect::get(value, &name.into()).map_err(|thrown| match value.is_object() {
        true => refused(&format!("{object}.{name}"), &thrown),
        false => unexpected(object, value, &format!("an object with {name}")),
    })
}

/// Refuses an object with other fields than those that are `known`.
pub fn only(name: &str, value: &JsValue, known: &[&str]) -> Result<()> {
    let keys = Reflect::own_keys(value).map_err(|thrown| match value.is_object() {
        true => refused(name, &thrown),
        false => unexpected(name, value, &format!("an object with {}", known.join(", "))),
    })?;
    for key in keys.iter().filter_map(|key| key.as_string()) {
        if !known.contains(&key.as_str()) {
            let problem = Problem::unknown("field", &key, known).within(name);
            return Err(Error::Input(problem.into()));
        }
    }
    Ok(())
}

/// Data as JSON can hold it; an error begins with the place, such as `spec.layers[3].units`.
pub fn data<T: DeserializeOwned>(name: &str, value: &JsValue) -> Result<T> {
    let value = json(value).map_err(|thrown| refused(name, &thrown))?;
    read(value).map_err(|problem| Error::Input(problem.within(name).into()))
}

/// A copy of `value` as JSON has it, made by JavaScript: without getters, proxies and cycles.
pub fn json(value: &JsValue) -> std::result::Result<Value, JsValue> {
    // Undefined, and nothing else, has no text.
    let text = stringify(value, &mut |_, value| in_json(value))?.unwrap_or_else(|| "null".into());
    serde_json::from_str(&text).map_err(|error| error.to_string().into())
}

/// What JSON would drop or call null stays to be seen in messages.
fn in_json(value: JsValue) -> JsValue {
    match value.as_f64() {
        Some(number) if !number.is_finite() => number.to_string().into(),
        None if value.is_bigint() => "a BigInt".into(),
        None if value.is_function() => "a function".into(),
        None if value.is_symbol() => "a symbol".into(),
        _ => value,
    }
}

/// `value` is not what was `expected`.
fn unexpected(name: &str, value: &JsValue, expected: &str) -> Error {
    let given = describe(value);
    Error::input(name, format!("got {given}; expected {expected}"))
}

/// `name` could not be read, because that threw.
pub fn refused(name: &str, thrown: &JsValue) -> Error {
    let message = match thrown.as_string() {
        Some(text) => text,
        None => text_of(thrown, "message")
            .ok()
            .flatten()
            .unwrap_or_else(|| describe(thrown)),
    };
    Error::input(name, format!("could not be read: {message}"))
}

/// Runs no code of the caller: an object's toString may throw.
fn describe(value: &JsValue) -> String {
    if let Some(number) = value.as_f64() {
        return number.to_string();
    }
    if let Some(text) = value.as_string() {
        return format!("\"{text}\"");
    }
    match value.as_bool() {
        Some(value) => value.to_string(),
        None if value.is_undefined() => "nothing".into(),
        None if value.is_null() => "null".into(),
        None if value.is_bigint() => "a BigInt".into(),
        None if value.is_symbol() => "a symbol".into(),
        None if value.is_function() => "a function".into(),
        None if value.is_instance_of::<ImageData>() => "an ImageData".into(),
        None if ArrayBuffer::is_view(value) => "another kind of array".into(),
        None => match is_array(value) {
            Ok(true) => "a list".into(),
            _ => "an object".into(),
        },
    }
}
