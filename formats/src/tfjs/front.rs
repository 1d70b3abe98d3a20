//! From the picture that Teachable Machine's library hands over to the network's input.

use serde_json::json;
use tab_trainer::tensor::Shape;

use super::SIDE;
use super::writer::Writer;
use crate::error::{Error, Problem, Result};
use crate::layers::LUMA;

/// The most values that the enlarged picture may have, 32 MB: phones have to hold it.
const MOST_VALUES: usize = 1 << 23;
/// By what the library divides bytes before it subtracts 1, where 127.5 would be right.
const DIVISOR: f32 = 127.0;

/// 224 pixels become `pixels` without loss if each is repeated so often, and so many are then averaged: (2, 7) for 64.
fn factors(pixels: usize) -> (usize, usize) {
    let (mut a, mut b) = (pixels, SIDE);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (pixels / a, SIDE / a)
}

/// Means over areas, as the network's pictures are made; then −1…1, and luma where that is what the network takes.
///
/// # Errors
///
/// When the enlarged picture would be too large.
pub fn pixels(writer: &mut Writer, input: Shape) -> Result<String> {
    let (rows, cols) = (factors(input.height), factors(input.width));
    let enlarged = rows
        .0
        .saturating_mul(cols.0)
        .saturating_mul(SIDE * SIDE * 3);
    if enlarged > MOST_VALUES {
        let Shape { height, width, .. } = input;
        return Err(Error::new(
            "spec.input",
            Problem::Unsupported {
                given: format!("pictures of {height}×{width} pixels"),
                expected: format!(
                    "a size that {SIDE} pixels make when each is repeated and then some are averaged, such as 32, 48, 64, 96, 112, 128 or {SIDE}"
                ),
            },
        ));
    }
    let mut x = writer.input("image", &[SIDE, SIDE, 3]);
    if (rows.0, cols.0) != (1, 1) {
        let config = json!({ "size": [rows.0, cols.0], "interpolation": "nearest" });
        x = writer.layer("pixels_enlarged", "UpSampling2D", config, &[], &[&x]);
    }
    if (rows.1, cols.1) != (1, 1) {
        let size = [rows.1, cols.1];
        let config = json!({ "pool_size": size, "strides": size, "padding": "valid" });
        x = writer.layer("pixels_averaged", "AveragePooling2D", config, &[], &[&x]);
    }
    // b / 127 − 1 = x; b / 127.5 − 1 = (x + 1) · scale − 1
    let scale = DIVISOR / 127.5;
    let kernel: Vec<f32> = match input.channels {
        1 => LUMA.map(|part| part * scale).to_vec(),
        _ => (0..9)
            .map(|i| if i % 4 == 0 { scale } else { 0.0 })
            .collect(),
    };
    let bias = vec![scale - 1.0; input.channels];
    Ok(writer.pointwise("pixels", (&kernel, &bias), "linear", &x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_enlarged_as_little_as_it_can_be() {
        let pairs = [
            (32, (1, 7)),
            (64, (2, 7)),
            (96, (3, 7)),
            (128, (4, 7)),
            (48, (3, 14)),
            (224, (1, 1)),
            (9, (9, 224)),
        ];
        for (pixels, expected) in pairs {
            assert_eq!(factors(pixels), expected, "{pixels}");
        }
    }

    #[test]
    fn a_size_that_would_need_too_much_memory_is_refused() {
        let shape = |side| Shape {
            height: side,
            width: side,
            channels: 3,
        };
        for side in [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224] {
            assert!(
                pixels(&mut Writer::default(), shape(side)).is_ok(),
                "{side}"
            );
        }
        let error = pixels(&mut Writer::default(), shape(100)).unwrap_err();
        assert!(
            error.to_string().contains("got pictures of 100×100 pixels"),
            "{error}"
        );
    }
}
