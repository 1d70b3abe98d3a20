//! Data without a type yet: what JavaScript or a JSON file hands over, on the way to a spec and back.
//!
//! A spec lists its fields once, for [`Fields`], and is read and written by that list. Serde's derive would do so, too,
//! but with code of its own for each field of each type: a third of what a browser would have to load. Here serde sees
//! nothing but a [`Value`].

mod fields;
mod json;

use std::fmt;
use std::mem::discriminant;

use crate::decimal::Decimal;
pub(crate) use fields::{Fields, Object};
pub(crate) use json::through_value;

/// What can be written in JSON, and what cannot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// A function and the like.
    #[cfg_attr(
        not(target_arch = "wasm32"),
        expect(dead_code, reason = "JavaScript has such things, JSON has not")
    )]
    Other,
}

/// What is made of a value and becomes one again.
pub(crate) trait Field: Sized {
    /// The value's meaning.
    fn read(value: Value) -> Result<Self, Problem>;

    /// What `read` would read.
    fn write(&self) -> Value;
}

/// Why a value is not what was expected, and where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Problem {
    /// The part of the value that is wrong, such as `layers[3].units`; empty for the whole.
    pub place: String,
    /// What was given and what was expected.
    pub message: String,
}

impl Problem {
    pub fn new(message: impl Into<String>) -> Self {
        Problem {
            place: String::new(),
            message: message.into(),
        }
    }

    /// `given` is none of what was `expected`.
    pub fn unexpected(given: &Value, expected: &str) -> Self {
        Problem::new(format!("invalid type: {given}, expected {expected}"))
    }

    pub fn missing(field: &str) -> Self {
        Problem::new(format!("missing field `{field}`"))
    }

    /// `given` names none of those that are `known`.
    pub fn unknown(kind: &str, given: &str, known: &[&str]) -> Self {
        Problem::new(match known {
            [] => format!("unknown {kind} `{given}`, there are none"),
            [one] => format!("unknown {kind} `{given}`, expected `{one}`"),
            _ => {
                let known = known.join("`, `");
                format!("unknown {kind} `{given}`, expected one of `{known}`")
            }
        })
    }

    /// It lies in the part `place` of something larger.
    pub fn within(mut self, place: &str) -> Self {
        let dot = match self.place.as_bytes().first() {
            None | Some(b'[') => "",
            Some(_) => ".",
        };
        self.place = [place, dot, &self.place].concat();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)
    }
}

/// As a message calls it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Bool(value) => write!(f, "{value}"),
            Value::Number(value) => Decimal::from(*value).fmt(f),
            Value::Text(value) => write!(f, "\"{value}\""),
            Value::Null => f.write_str("null"),
            Value::List(_) => f.write_str("a list"),
            Value::Object(_) => f.write_str("an object"),
            Value::Other => f.write_str("neither data nor null"),
        }
    }
}

impl Field for bool {
    fn read(value: Value) -> Result<Self, Problem> {
        match value {
            Value::Bool(value) => Ok(value),
            _ => Err(Problem::unexpected(&value, "true or false")),
        }
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Field for f64 {
    fn read(value: Value) -> Result<Self, Problem> {
        match value {
            Value::Number(value) => Ok(value),
            _ => Err(Problem::unexpected(&value, "a number")),
        }
    }

    fn write(&self) -> Value {
        Value::Number(*self)
    }
}

impl Field for f32 {
    fn read(value: Value) -> Result<Self, Problem> {
        f64::read(value).map(|value| value as f32)
    }

    fn write(&self) -> Value {
        Value::Number((*self).into())
    }
}

/// 32 bits, which is what it has in a browser.
impl Field for usize {
    fn read(value: Value) -> Result<Self, Problem> {
        match value {
            Value::Number(number) if number as u32 as f64 == number => Ok(number as usize),
            _ => Err(Problem::unexpected(&value, "a whole number below 2^32")),
        }
    }

    fn write(&self) -> Value {
        Value::Number(*self as f64)
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(value: Value) -> Result<Self, Problem> {
        let Value::List(items) = value else {
            return Err(Problem::unexpected(&value, "a sequence"));
        };
        let read =
            |(index, item)| T::read(item).map_err(|problem| problem.within(&format!("[{index}]")));
        items.into_iter().enumerate().map(read).collect()
    }

    fn write(&self) -> Value {
        Value::List(self.iter().map(T::write).collect())
    }
}

/// For an enum without fields: the variant whose name is given.
pub(crate) fn read_word<T: Clone>(
    given: &Value,
    expected: &str,
    words: &[(&str, T)],
) -> Result<T, Problem> {
    let Value::Text(given) = given else {
        return Err(Problem::unexpected(given, expected));
    };
    match words.iter().find(|(word, _)| word == given) {
        Some((_, meaning)) => Ok(meaning.clone()),
        None => {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            Err(Problem::unknown("variant", given, &known))
        }
    }
}

/// The name of a variant, whatever is in its fields.
pub(crate) fn write_word<T>(of: &T, words: &[(&str, T)]) -> Value {
    let is = |(_, variant): &&(&str, T)| discriminant(variant) == discriminant(of);
    let (word, _) = words.iter().find(is).expect("every variant has a name");
    Value::Text((*word).into())
}
