//! Pictures as they might have been taken, too.
//!
//! With varied pictures a network learns what things have in common and not the few frames it was shown.

use crate::image;
use crate::rng::Rng;
use crate::tensor::Shape;

/// Largest change of the scale, either way.
const ZOOM: f32 = 0.25;
/// Largest shift, either way, as a part of the side.
const SHIFT: f32 = 0.125;
/// Largest change of the brightness, either way, of 255.
const LIGHT: f32 = 40.0;
/// Largest change of the contrast, either way.
const CONTRAST: f32 = 0.3;

/// Which variations: picture `i` of a batch is varied by the random stream `first + i` of `seed`. So it does not
/// matter which pictures come together, and shares of a batch can be varied in different places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Augmentation {
    /// Of all random streams.
    pub seed: u64,
    /// The stream of the first picture.
    pub first: u64,
}

/// Fills `input` [n, height, width, channels] with the pictures `rgba` [n, height, width, 4], each varied by itself:
/// nearer or farther, a little aside, in other light. What comes in from beyond the edge repeats the edge. Never
/// mirrored: a hand that points left, or writing, would become something else.
pub(crate) fn convert_varied(
    rgba: &[u8],
    shape: Shape,
    augmentation: Augmentation,
    input: &mut [f32],
) {
    let Shape {
        height,
        width,
        channels,
    } = shape;
    let pictures = rgba.chunks_exact(height * width * 4);
    let inputs = input.chunks_exact_mut(shape.len());
    for (i, (picture, input)) in pictures.zip(inputs).enumerate() {
        let stream = augmentation.first.wrapping_add(i as u64);
        let Variation { scale, shift, tone } = Variation::draw(augmentation.seed, stream);
        let (pixels, _) = picture.as_chunks::<4>();
        for (y, input) in input.chunks_exact_mut(width * channels).enumerate() {
            let row = &pixels[source(y, height, scale, shift[0]) * width..][..width];
            let varied = (0..width).map(|x| {
                let [r, g, b, _] = row[source(x, width, scale, shift[1])];
                [r, g, b].map(|byte| tone[usize::from(byte)])
            });
            image::write(varied, channels, input);
        }
    }
}

/// What becomes of one picture.
struct Variation {
    scale: f32,
    /// Down and right, as parts of the side.
    shift: [f32; 2],
    /// What each byte becomes, in −1…1.
    tone: [f32; 256],
}

impl Variation {
    fn draw(seed: u64, stream: u64) -> Self {
        let mut rng = Rng::new(seed, stream);
        let scale = 1.0 + rng.symmetric(ZOOM);
        let shift = [rng.symmetric(SHIFT), rng.symmetric(SHIFT)];
        let contrast = 1.0 + rng.symmetric(CONTRAST);
        let light = 127.5 + rng.symmetric(LIGHT);
        let tone = std::array::from_fn(|byte| {
            let byte = (byte as f32 - 127.5) * contrast + light;
            image::value(byte.clamp(0.0, 255.0))
        });
        Variation { scale, shift, tone }
    }
}

/// Where along a side of `len` pixels the pixel at `place` comes from.
fn source(place: usize, len: usize, scale: f32, shift: f32) -> usize {
    let centre = (len - 1) as f32 / 2.0;
    let from = (place as f32 - centre) * scale + centre + shift * len as f32;
    // A cast rounds down and saturates: what lies before the edge is the edge.
    ((from + 0.5) as usize).min(len - 1)
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

    fn varied(rgba: &[u8], channels: usize, first: u64) -> Vec<f32> {
        let mut input = vec![f32::NAN; rgba.len() / 4 * channels];
        let shape = Shape {
            height: HEIGHT,
            width: WIDTH,
            channels,
        };
        convert_varied(rgba, shape, Augmentation { seed: 1, first }, &mut input);
        input
    }

    #[test]
    fn a_stream_repeats_and_others_differ() {
        assert_eq!(varied(&picture(), 3, 4), varied(&picture(), 3, 4));
        assert_ne!(varied(&picture(), 3, 4), varied(&picture(), 3, 5));
    }

    #[test]
    fn a_picture_is_varied_alike_wherever_the_batch_is_split() {
        let together = varied(&picture().repeat(5), 3, 7);
        let shares = [
            varied(&picture().repeat(3), 3, 7),
            varied(&picture().repeat(2), 3, 10),
        ];
        assert_eq!(together, shares.concat());
    }

    #[test]
    fn order_is_kept() {
        for first in 0..200 {
            let input = varied(&picture(), 3, first);
            let (pixels, _) = input.as_chunks::<3>();
            for p in 0..pixels.len() {
                let [red, green, _] = pixels[p];
                assert!(
                    p % WIDTH == 0 || red >= pixels[p - 1][0],
                    "mirrored in stream {first}"
                );
                assert!(
                    p < WIDTH || green >= pixels[p - WIDTH][1],
                    "upside down in stream {first}"
                );
            }
        }
    }

    #[test]
    fn changes_stay_within_their_limits() {
        let grey = vec![128; HEIGHT * WIDTH * 4];
        let values = (0..500).map(|first| 127.5 * (varied(&grey, 1, first)[0] + 1.0));
        let (low, high) = values.fold((f32::INFINITY, 0.0f32), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        assert!(
            (87.0..100.0).contains(&low) && (156.0..=168.5).contains(&high),
            "{low} to {high}"
        );
        let loud: Vec<u8> = (0..HEIGHT * WIDTH * 4)
            .map(|i| 255 * (i % 2) as u8)
            .collect();
        for first in 0..50 {
            let input = varied(&loud, 3, first);
            assert!(input.iter().all(|value| (-1.0..=1.0).contains(value)));
        }
        // The whole range of places: 1.25 · centre + 12.5 % on one side.
        assert_eq!(source(0, 64, 1.25, -0.125), 0);
        assert_eq!(source(32, 64, 1.0, 0.125), 40);
        assert_eq!(source(63, 64, 0.75, 0.0), 55);
    }
}
