//! Pictures as they might have been taken, too.
//!
//! With varied pictures a network learns what things have in common and not the few frames it was shown.

use crate::error::{Error, Result};
use crate::rng::Rng;

/// Largest change of the scale, either way.
const ZOOM: f32 = 0.25;
/// Largest shift, either way, as a part of the side.
const SHIFT: f32 = 0.125;
/// Largest change of the brightness, either way, of 255.
const LIGHT: f32 = 40.0;
/// Largest change of the contrast, either way.
const CONTRAST: f32 = 0.3;

/// Varies each of the pictures `[n, height, width, 4]` (RGBA) by itself: nearer or farther, a little aside, in other
/// light. What comes in from beyond the edge repeats the edge. Never mirrored: a hand that points left, or writing,
/// would become something else. `seed` and `draw` determine the variation.
///
/// # Errors
///
/// When `rgba` does not hold one or more whole pictures.
pub fn augment_rgba(
    rgba: &[u8],
    height: usize,
    width: usize,
    seed: u64,
    draw: u64,
) -> Result<Vec<u8>> {
    let picture = height.saturating_mul(width).saturating_mul(4);
    if picture == 0 || rgba.is_empty() || !rgba.len().is_multiple_of(picture) {
        return Err(Error::Input(format!(
            "rgba: got {} bytes; expected one or more pictures of {height}×{width} pixels with four bytes each",
            rgba.len()
        )));
    }
    let mut rng = Rng::new(seed, draw);
    let mut varied = Vec::with_capacity(rgba.len());
    let mut columns = vec![0; width];
    for picture in rgba.chunks_exact(picture) {
        let scale = 1.0 + rng.symmetric(ZOOM);
        let (right, down) = (rng.symmetric(SHIFT), rng.symmetric(SHIFT));
        let contrast = 1.0 + rng.symmetric(CONTRAST);
        let light = 127.5 + rng.symmetric(LIGHT);
        // A table of all 256 values; the conversion to a byte keeps within 0…255.
        let tone: [u8; 256] =
            std::array::from_fn(|value| ((value as f32 - 127.5) * contrast + light).round() as u8);
        for (x, column) in columns.iter_mut().enumerate() {
            *column = source(x, width, scale, right);
        }
        let (pixels, _) = picture.as_chunks::<4>();
        for y in 0..height {
            let row = &pixels[source(y, height, scale, down) * width..][..width];
            for &x in &columns {
                let [r, g, b, alpha] = row[x];
                varied.extend([
                    tone[usize::from(r)],
                    tone[usize::from(g)],
                    tone[usize::from(b)],
                    alpha,
                ]);
            }
        }
    }
    Ok(varied)
}

/// Where along a side of `len` pixels the pixel at `place` comes from.
fn source(place: usize, len: usize, scale: f32, shift: f32) -> usize {
    let centre = (len - 1) as f32 / 2.0;
    let from = (place as f32 - centre) * scale + centre + shift * len as f32;
    // A cast saturates: what lies before the edge is the edge.
    (from.round() as usize).min(len - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEIGHT: usize = 12;
    const WIDTH: usize = 16;

    /// Red rises to the right, green to the bottom.
    fn picture() -> Vec<u8> {
        let pixel = |p: usize| {
            [
                80 + 6 * (p % WIDTH) as u8,
                80 + 8 * (p / WIDTH) as u8,
                100,
                200,
            ]
        };
        (0..HEIGHT * WIDTH).flat_map(pixel).collect()
    }

    fn varied(rgba: &[u8], draw: u64) -> Vec<u8> {
        augment_rgba(rgba, HEIGHT, WIDTH, 1, draw).unwrap()
    }

    #[test]
    fn a_draw_repeats_and_others_differ() {
        assert_eq!(varied(&picture(), 4), varied(&picture(), 4));
        assert_ne!(varied(&picture(), 4), varied(&picture(), 5));
        let two = varied(&picture().repeat(2), 4);
        assert_eq!(two.len(), 2 * picture().len());
        assert_ne!(two[..two.len() / 2], two[two.len() / 2..]);
    }

    #[test]
    fn order_and_alpha_are_kept() {
        for draw in 0..200 {
            let rgba = varied(&picture(), draw);
            let (pixels, _) = rgba.as_chunks::<4>();
            for p in 0..pixels.len() {
                let [red, green, _, alpha] = pixels[p];
                assert!(
                    p % WIDTH == 0 || red >= pixels[p - 1][0],
                    "mirrored in draw {draw}"
                );
                assert!(
                    p < WIDTH || green >= pixels[p - WIDTH][1],
                    "upside down in draw {draw}"
                );
                assert_eq!(alpha, 200);
            }
        }
    }

    #[test]
    fn changes_stay_within_their_limits() {
        let grey = vec![128; HEIGHT * WIDTH * 4];
        let values: Vec<u8> = (0..500).map(|draw| varied(&grey, draw)[0]).collect();
        let (low, high) = (values.iter().min().unwrap(), values.iter().max().unwrap());
        assert!(
            (88..100).contains(low) && (156..=168).contains(high),
            "{low} to {high}"
        );
        // The whole range of places: 1.25 · centre + 12.5 % on one side.
        assert_eq!(source(0, 64, 1.25, -0.125), 0);
        assert_eq!(source(32, 64, 1.0, 0.125), 40);
        assert_eq!(source(63, 64, 0.75, 0.0), 55);
    }

    #[test]
    fn broken_pictures_are_errors() {
        for (len, height, width) in [(0, 2, 2), (15, 2, 2), (16, 0, 2)] {
            assert!(augment_rgba(&vec![0; len], height, width, 1, 0).is_err());
        }
    }
}
