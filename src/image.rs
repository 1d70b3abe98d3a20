//! Pixels into numbers.

use crate::error::{Error, Result};

/// Turns the bytes of a canvas, RGBA `[n · h · w · 4]`, into network input `[n, h, w, channels]` in −1…1; alpha is
/// ignored. Three channels are red, green and blue; one is luma after ITU-R BT.601.
///
/// # Errors
///
/// When there are no whole pixels in `rgba`, or `channels` is neither 1 nor 3.
pub fn rgba_to_input(rgba: &[u8], channels: usize) -> Result<Vec<f32>> {
    let (pixels, rest) = rgba.as_chunks::<4>();
    if pixels.is_empty() || !rest.is_empty() {
        return Err(Error::Input(format!(
            "rgba: got {} bytes; expected four for each of one or more pixels",
            rgba.len()
        )));
    }
    let scale = |byte: f32| byte / 127.5 - 1.0;
    match channels {
        1 => Ok(pixels
            .iter()
            .map(|&[r, g, b, _]| {
                scale(0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b))
            })
            .collect()),
        3 => Ok(pixels
            .iter()
            .flat_map(|&[r, g, b, _]| [r, g, b].map(|byte| scale(f32::from(byte))))
            .collect()),
        _ => Err(Error::Input(format!(
            "channels: got {channels}; expected 1 (luma) or 3 (RGB)"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_keep_their_order_and_alpha_is_ignored() {
        let input = rgba_to_input(&[0, 255, 51, 7, 255, 0, 204, 0], 3).unwrap();
        let expected = [-1.0, 1.0, -0.6, 1.0, -1.0, 0.6];
        for (actual, expected) in input.iter().zip(expected) {
            assert!((actual - expected).abs() < 1e-6, "{input:?}");
        }
    }

    #[test]
    fn luma_weighs_the_colours() {
        let input =
            rgba_to_input(&[255, 0, 0, 255, 0, 255, 0, 255, 255, 255, 255, 255], 1).unwrap();
        let expected = [2.0 * 0.299 - 1.0, 2.0 * 0.587 - 1.0, 1.0];
        for (actual, expected) in input.iter().zip(expected) {
            assert!((actual - expected).abs() < 1e-6, "{input:?}");
        }
    }

    #[test]
    fn half_pixels_and_odd_channels_are_errors() {
        assert!(rgba_to_input(&[], 3).is_err());
        assert!(rgba_to_input(&[1, 2, 3], 3).is_err());
        let message = rgba_to_input(&[0; 4], 2).unwrap_err().to_string();
        assert_eq!(message, "channels: got 2; expected 1 (luma) or 3 (RGB)");
    }
}
