//! `padding: "same" | "valid" | 2`.

use crate::value::{Field, Problem, Value, through_value};

/// Zeros around the map of a convolution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Padding {
    /// ONNX's SAME_UPPER: the output has ⌈input / stride⌉ pixels; an odd pixel of padding goes to the end.
    #[default]
    Same,
    /// None: only windows that lie in the map.
    Valid,
    /// So many on every side.
    Pixels(usize),
}

through_value!(Padding);

impl Field for Padding {
    fn read(value: Value) -> Result<Self, Problem> {
        match &value {
            Value::Text(word) if word == "same" => Ok(Padding::Same),
            Value::Text(word) if word == "valid" => Ok(Padding::Valid),
            _ => match usize::read(value.clone()) {
                Ok(pixels) => Ok(Padding::Pixels(pixels)),
                Err(_) => Err(Problem::unexpected(
                    &value,
                    "padding \"same\", \"valid\" or a number of pixels",
                )),
            },
        }
    }

    fn write(&self) -> Value {
        match self {
            Padding::Same => Value::Text("same".into()),
            Padding::Valid => Value::Text("valid".into()),
            Padding::Pixels(pixels) => pixels.write(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json, to_value};

    #[test]
    fn padding_is_a_word_or_a_number() {
        for (value, expected) in [
            (json!("same"), Padding::Same),
            (json!("valid"), Padding::Valid),
            (json!(2), Padding::Pixels(2)),
        ] {
            assert_eq!(from_value::<Padding>(value.clone()).unwrap(), expected);
            assert_eq!(to_value(expected).unwrap(), value);
        }
        for wrong in [json!(-1), json!("full"), json!(1.5)] {
            let message = from_value::<Padding>(wrong.clone())
                .unwrap_err()
                .to_string();
            let given = wrong.to_string();
            assert!(
                message.contains(&given) && message.contains("\"same\", \"valid\""),
                "{message}"
            );
        }
    }
}
