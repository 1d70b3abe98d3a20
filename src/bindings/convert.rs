//! Between JavaScript's values and the engine's.

use wasm_bindgen::prelude::*;

use super::js::{Array, Float32Array, Object};
use super::{JsError, Result};
use crate::decimal::Decimal;
use crate::error::Error;
use crate::spec::NetworkSpec;
use crate::value::{Field, Problem, Value};

/// Nothing that a network is made of is nested more deeply; what contains itself is.
const DEEPEST: usize = 8;

/// All whole numbers up to here are numbers of JavaScript.
const LARGEST_WHOLE: f64 = ((1u64 << 53) - 1) as f64;

/// A spec; an error begins with where it lies, such as `layers[3]`.
pub fn read_spec(spec: &JsValue) -> Result<NetworkSpec> {
    NetworkSpec::read(to_value(spec, DEEPEST)).map_err(|problem| {
        let place = if problem.place.is_empty() {
            "spec: "
        } else {
            ""
        };
        Error::Spec(format!("{place}{problem}")).into()
    })
}

/// The array `object.name`.
pub fn array(object: &str, value: &JsValue, name: &str) -> Result<Vec<f32>> {
    match part(object, value, name)?.dyn_into::<Float32Array>() {
        Ok(array) => Ok(array.to_vec()),
        Err(other) => {
            let problem = Problem::unexpected(&to_value(&other, 1), "a Float32Array");
            Err(wrong(object, problem.within(name)))
        }
    }
}

/// The whole number `object.name`.
pub fn whole_part(object: &str, value: &JsValue, name: &str) -> Result<u64> {
    let number = f64::read(to_value(&part(object, value, name)?, 1))
        .map_err(|problem| wrong(object, problem.within(name)))?;
    whole(&format!("{object}.{name}"), number)
}

fn part(object: &str, value: &JsValue, name: &str) -> Result<JsValue> {
    match value.unchecked_ref::<Object>().get(name) {
        Ok(part) if !part.is_undefined() => Ok(part),
        _ => Err(wrong(object, Problem::missing(name))),
    }
}

fn wrong(name: &str, problem: Problem) -> JsError {
    Error::Input(problem.within(name).to_string()).into()
}

/// A number of JavaScript as the whole number it should be.
pub fn whole(name: &str, value: f64) -> Result<u64> {
    if value.fract() == 0.0 && (0.0..=LARGEST_WHOLE).contains(&value) {
        return Ok(value as u64);
    }
    Err(Error::Input(format!(
        "{name}: got {}; expected a whole number from 0 to 2^53 - 1",
        Decimal::from(value)
    ))
    .into())
}

/// A plain object.
pub fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        object.set(name, &value);
    }
    object.into()
}

/// An array of what `convert` makes of each item.
pub fn list<T>(items: &[T], convert: impl Fn(&T) -> JsValue) -> Array {
    items.iter().map(convert).collect()
}

pub fn or_null(value: Option<impl Into<JsValue>>) -> JsValue {
    value.map_or(JsValue::NULL, Into::into)
}

/// Whatever is no data, or lies too deep, is [`Value::Other`]. A field that is undefined is none.
fn to_value(value: &JsValue, depth: usize) -> Value {
    if value.is_null() || value.is_undefined() {
        Value::Null
    } else if let Some(value) = value.as_bool() {
        Value::Bool(value)
    } else if let Some(value) = value.as_f64() {
        Value::Number(value)
    } else if let Some(value) = value.as_string() {
        Value::Text(value)
    } else if depth == 0 || !value.is_object() {
        Value::Other
    } else if Array::is_array(value) {
        let items = value.unchecked_ref::<Array>().iter();
        Value::List(items.map(|item| to_value(&item, depth - 1)).collect())
    } else {
        let entries = Object::entries(value);
        let entries = entries.iter().map(|entry| entry.unchecked_into::<Array>());
        let given = entries.filter(|entry| !entry.get(1).is_undefined());
        let field = |entry: Array| {
            let name = entry.get(0).as_string().unwrap_or_default();
            (name, to_value(&entry.get(1), depth - 1))
        };
        Value::Object(given.map(field).collect())
    }
}

/// What `to_value` would take.
pub fn from_value(value: &Value) -> JsValue {
    match value {
        Value::Null | Value::Other => JsValue::NULL,
        Value::Bool(value) => (*value).into(),
        Value::Number(value) => (*value).into(),
        Value::Text(value) => value.into(),
        Value::List(items) => items.iter().map(from_value).collect::<Array>().into(),
        Value::Object(fields) => {
            let object = Object::new();
            for (name, value) in fields {
                object.set(name, &from_value(value));
            }
            object.into()
        }
    }
}
