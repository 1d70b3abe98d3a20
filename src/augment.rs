//! Pictures as they might have been taken, too.
//!
//! From augmented pictures a network learns what things have in common, not the few frames that it was shown.

mod noise;
#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::image::{self, Pixel};
use crate::rng::Rng;
use crate::spec::AugmentationSpec;
use crate::tensor::Shape;

/// Which random numbers: picture `i` of a batch is augmented with the random stream `first + i` of `seed`. So it does not
/// matter which pictures come together, and shards of a batch can be augmented in different places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Augmentation {
    /// Of all random streams.
    pub seed: u64,
    /// The stream of the first picture.
    pub first: u64,
}

/// Fills `input` `[n, height, width, channels]` with the pictures `rgba` `[n, height, width, 4]`, each augmented by itself
/// within the limits of `spec`.
pub(crate) fn convert_augmented(
    rgba: &[u8],
    shape: Shape,
    spec: &AugmentationSpec,
    Augmentation { seed, first }: Augmentation,
    input: &mut [f32],
) {
    let pictures = rgba.chunks_exact(shape.height * shape.width * 4);
    let inputs = input.chunks_exact_mut(shape.len());
    for (i, (picture, input)) in pictures.zip(inputs).enumerate() {
        let stream = first.wrapping_add(i as u64);
        let (pixels, _) = picture.as_chunks::<4>();
        convert_one(pixels, shape, spec, Rng::new(seed, stream), input);
    }
}

/// Fills `input` `[height, width, channels]` with one picture `[height, width]`, augmented with what `rng` draws.
pub(crate) fn convert_one<P: Pixel>(
    pixels: &[P],
    shape: Shape,
    spec: &AugmentationSpec,
    mut rng: Rng,
    input: &mut [f32],
) {
    let transform = Transform::draw(spec, shape, &mut rng);
    transform.apply(pixels, shape, input);
    noise::add(transform.noise, &mut rng, input);
    transform.erase(shape, input);
}

/// What becomes of one picture.
struct Transform {
    /// Above 1: farther away.
    scale: f32,
    /// Rotation, counterclockwise, in radians.
    angle: f32,
    flipped: bool,
    /// Up and left, as parts of the side.
    shift: [f32; 2],
    /// Added to each byte, as a part of 255.
    brightness: f32,
    /// Factor of the distance from mid-grey.
    contrast: f32,
    /// Factors of red, green and blue.
    gains: [f32; 3],
    /// Standard deviation, of values in −1…1.
    noise: f32,
    /// Rows and columns that are covered.
    erased: [Range<usize>; 2],
}

impl Transform {
    fn draw(spec: &AugmentationSpec, shape: Shape, rng: &mut Rng) -> Self {
        Transform {
            scale: 1.0 + rng.symmetric(spec.zoom),
            angle: rng.symmetric(spec.rotation).to_radians(),
            flipped: rng.unit() < 0.5 && spec.flip,
            shift: [rng.symmetric(spec.shift), rng.symmetric(spec.shift)],
            brightness: rng.symmetric(spec.brightness),
            contrast: 1.0 + rng.symmetric(spec.contrast),
            gains: std::array::from_fn(|_| 1.0 + rng.symmetric(spec.color)),
            // From black to white it is 2, from −1 to 1.
            noise: 2.0 * spec.noise * rng.unit(),
            erased: draw_rectangle(spec.erasing * rng.unit(), shape, rng),
        }
    }

    /// Writes `pixels` `[height, width]` to `input`, from other places and in other tones. What comes in from beyond the
    /// edge repeats the edge.
    fn apply<P: Pixel>(&self, pixels: &[P], shape: Shape, input: &mut [f32]) {
        let Shape {
            height,
            width,
            channels,
        } = shape;
        let tones = self.gains.map(|gain| self.tone(gain));
        let row_len = width * channels;
        let ([down, across], mut start) = self.places(shape);
        for input in input.chunks_exact_mut(row_len) {
            let mut place = start;
            let augmented = (0..width).map(|_| {
                let pixel = sample(pixels, [height, width], place);
                place = [place[0] + across[0], place[1] + across[1]];
                std::array::from_fn(|c| tones[c][usize::from(pixel[c])])
            });
            image::write(augmented, channels, input);
            start = [start[0] + down[0], start[1] + down[1]];
        }
    }

    /// How the place `[y, x]` that a pixel comes from moves with each row and with each column, and where the first pixel
    /// comes from. Places are rotated and scaled about the centre.
    fn places(&self, Shape { height, width, .. }: Shape) -> ([[i64; 2]; 2], [i64; 2]) {
        let (sin, cos) = libm::sincos(self.angle.into());
        let (sin, cos) = (self.scale * sin as f32, self.scale * cos as f32);
        let mirror = if self.flipped { -1.0 } else { 1.0 };
        let (down, across) = ([cos, -sin * mirror], [sin, cos * mirror]);
        let sides = [height as f32, width as f32];
        let centre = sides.map(|side| (side - 1.0) / 2.0);
        let start = std::array::from_fn(|i| {
            let from = centre[i] - down[i] * centre[0] - across[i] * centre[1];
            fixed(from + self.shift[i] * sides[i])
        });
        ([down.map(fixed), across.map(fixed)], start)
    }

    /// What each byte of a colour becomes, in −1…1.
    fn tone(&self, gain: f32) -> [f32; 256] {
        std::array::from_fn(|byte| {
            let distance = (byte as f32 * gain - 127.5) * self.contrast;
            image::value((distance + 127.5 + 255.0 * self.brightness).clamp(0.0, 255.0))
        })
    }

    fn erase(&self, shape: Shape, input: &mut [f32]) {
        let [rows, columns] = &self.erased;
        let columns = columns.start * shape.channels..columns.end * shape.channels;
        for row in input
            .chunks_exact_mut(shape.width * shape.channels)
            .take(rows.end)
            .skip(rows.start)
        {
            row[columns.clone()].fill(0.0);
        }
    }
}

/// Rows and columns of a rectangle somewhere in the picture, that covers `part` of it; its sides are in a ratio of up to
/// 1 : 2 either way, unless it would not fit.
fn draw_rectangle(
    part: f32,
    Shape { height, width, .. }: Shape,
    rng: &mut Rng,
) -> [Range<usize>; 2] {
    let (height, width) = (height as f32, width as f32);
    let ratio = libm::exp2f(rng.symmetric(1.0));
    let tall = (height * (part * ratio).sqrt()).min(height);
    let wide = (width * (part / ratio).sqrt()).min(width);
    [(height, tall), (width, wide)].map(|(side, len)| {
        let len = len.round();
        let start = (rng.unit() * (side - len + 1.0)) as usize;
        start..start + len as usize
    })
}

/// Fractional bits of a place.
const FRACTION: u32 = 16;

/// A place in whole units of 2⁻¹⁶: whole pixels and half ones stay exact, and the blend is the same in every build.
fn fixed(place: f32) -> i64 {
    (place * (1 << FRACTION) as f32).round() as i64
}

/// The colour at a place `[y, x]` between four pixels, each weighted by how near it is (bilinear).
fn sample<P: Pixel>(pixels: &[P], [height, width]: [usize; 2], [y, x]: [i64; 2]) -> [u8; 4] {
    let (top, bottom, below) = neighbours(y, height);
    let (left, right, aside) = neighbours(x, width);
    let corner = below * aside / 256;
    let weighted = [
        (top * width + left, 256 + corner - below - aside),
        (top * width + right, aside - corner),
        (bottom * width + left, below - corner),
        (bottom * width + right, corner),
    ];
    // Two colours at a time: a byte times a weight takes 16 bits of the 32. Half a step more rounds to the nearest.
    const EVEN: u32 = 0x00FF_00FF;
    const HALF: u32 = 0x0080_0080;
    let (mut even, mut odd) = (HALF, HALF);
    for (place, weight) in weighted {
        let pixel = pixels[place].bits();
        even += (pixel & EVEN) * weight;
        odd += (pixel >> 8 & EVEN) * weight;
    }
    (even >> 8 & EVEN | odd & !EVEN).to_le_bytes()
}

/// The pixels before and after a place along a side of `len` pixels, and the weight of the latter, of 256.
fn neighbours(place: i64, len: usize) -> (usize, usize, u32) {
    let last = len - 1;
    let place = place.clamp(0, (last as i64) << FRACTION);
    let before = (place >> FRACTION) as usize;
    let weight = (place >> (FRACTION - 8)) as u32 & 0xFF;
    (before, (before + 1).min(last), weight)
}
