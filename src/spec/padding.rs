//! `padding: "same" | "valid" | 2`: a word or a number, which serde's derive cannot read with a good error.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

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

impl Serialize for Padding {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match *self {
            Padding::Same => serializer.serialize_str("same"),
            Padding::Valid => serializer.serialize_str("valid"),
            Padding::Pixels(pixels) => serializer.serialize_u64(pixels as u64),
        }
    }
}

impl<'de> Deserialize<'de> for Padding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct PaddingVisitor;

        impl Visitor<'_> for PaddingVisitor {
            type Value = Padding;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("padding \"same\", \"valid\" or a number of pixels")
            }

            fn visit_str<E: de::Error>(self, value: &str) -> std::result::Result<Padding, E> {
                match value {
                    "same" => Ok(Padding::Same),
                    "valid" => Ok(Padding::Valid),
                    _ => Err(E::invalid_value(de::Unexpected::Str(value), &self)),
                }
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> std::result::Result<Padding, E> {
                usize::try_from(value)
                    .map(Padding::Pixels)
                    .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> std::result::Result<Padding, E> {
                match u64::try_from(value) {
                    Ok(value) => self.visit_u64(value),
                    Err(_) => Err(E::invalid_value(de::Unexpected::Signed(value), &self)),
                }
            }
        }

        deserializer.deserialize_any(PaddingVisitor)
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
