//! Between JavaScript's values and the engine's.

use js_sys::{Array, Float32Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::{JsError, Result};
use crate::decimal::Decimal;
use crate::error::Error;
use crate::spec::NetworkSpec;
use crate::value::{Field, Problem, Value};

/// Nothing that a network is made of is nested more deeply; what contains itself is.
const DEEPEST: usize = 8;

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

/// Anything else with named fields.
pub fn read<T: Field>(name: &str, value: &JsValue) -> Result<T> {
    T::read(to_value(value, DEEPEST)).map_err(|problem| wrong(name, problem))
}

/// One of the arrays of a state.
pub fn array(state: &JsValue, name: &str) -> Result<Vec<f32>> {
    match part(state, name)?.dyn_into::<Float32Array>() {
        Ok(array) => Ok(array.to_vec()),
        Err(other) => {
            let problem = Problem::unexpected(&to_value(&other, 1), "a Float32Array");
            Err(wrong("state", problem.within(name)))
        }
    }
}

/// One of the numbers of a state.
pub fn number(state: &JsValue, name: &str) -> Result<f64> {
    f64::read(to_value(&part(state, name)?, 1))
        .map_err(|problem| wrong("state", problem.within(name)))
}

fn part(state: &JsValue, name: &str) -> Result<JsValue> {
    match Reflect::get(state, &name.into()) {
        Ok(part) if !part.is_undefined() => Ok(part),
        _ => Err(wrong("state", Problem::missing(name))),
    }
}

fn wrong(name: &str, problem: Problem) -> JsError {
    Error::Input(problem.within(name).to_string()).into()
}

/// A number of JavaScript as the whole number it should be.
pub fn whole(name: &str, value: f64) -> Result<u64> {
    if value.fract() == 0.0 && (0.0..=js_sys::Number::MAX_SAFE_INTEGER).contains(&value) {
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
        set(&object, name, &value);
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
    } else if let Some(items) = value.dyn_ref::<Array>() {
        Value::List(
            items
                .iter()
                .map(|item| to_value(&item, depth - 1))
                .collect(),
        )
    } else {
        let entries = Object::entries(value.unchecked_ref());
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
                set(&object, name, &from_value(value));
            }
            object.into()
        }
    }
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A new object takes every field.
    let _ = Reflect::set(object, &name.into(), value);
}
