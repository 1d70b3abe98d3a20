//! Makes the file: as small as the answers allow.

use tab_trainer::Classifier;
use tab_trainer::network::Parameter;
use tab_trainer::training::Parts;

use crate::file::File;
use crate::player::{Player, rgba_of};
use crate::round::Precision;
use crate::{Error, Result};

/// Weights up to this many bytes stay as they are: a head behind a stem is a few thousand numbers.
const LIGHT: usize = 64 * 1024;

/// Test pictures have at most so many pixels, 32 × 32: for comparing answers nobody needs to see them well.
const PIXELS: usize = 32 * 32;

/// The file of a network, with its answers to `pictures`: RGBA bytes, one picture as large as its input behind the other.
/// `stem` is the file of the stem that it begins with, if it does.
///
/// # Errors
///
/// When the parts do not fit each other, or there are no whole pictures.
pub fn pack(parts: Parts, pictures: &[u8], stem: Option<Vec<u8>>) -> Result<File> {
    if let (Some(spec), Some(bytes)) = (parts.spec.stem(), &stem) {
        spec.name.load(bytes)?;
    }
    let input = parts.spec.input;
    let bytes = input.height * input.width * 4;
    if bytes == 0 || !pictures.len().is_multiple_of(bytes) {
        let (given, pixels) = (pictures.len(), format!("{}×{}", input.height, input.width));
        return Err(Error(format!(
            "pictures: got {given} bytes; expected {pixels} pixels with four bytes each, for any number of pictures"
        )));
    }
    let block = block(input.height, input.width);
    let size = [input.height / block, input.width / block];
    let reduced: Vec<u8> = pictures
        .chunks_exact(bytes)
        .flat_map(|picture| means(picture, input.width, block))
        .collect();
    let mut classifier = Classifier::new(parts)?;
    let mut scores = Vec::new();
    for picture in reduced.chunks_exact(size[0] * size[1] * 3) {
        let answer = classifier.classify_rgba(&rgba_of(picture, size, block))?;
        scores.extend(answer.probabilities);
    }
    let mut file = File {
        parts: classifier.parts(),
        precision: Precision::Float32,
        pictures: reduced,
        size,
        scores,
        stem,
    };
    if 4 * file.parts.weights.len() > LIGHT {
        for precision in [Precision::Int8, Precision::Int16] {
            file.precision = precision;
            if answers_alike(&file)? {
                return Ok(file);
            }
        }
        file.precision = Precision::Float32;
    }
    Ok(file)
}

/// Whether the rounded network answers all test pictures as the network did. Without any nobody knows how well eight bits do.
fn answers_alike(file: &File) -> Result<bool> {
    if file.scores.is_empty() && file.precision == Precision::Int8 {
        return Ok(false);
    }
    let network = tab_trainer::Network::new(file.parts.spec.clone(), 0)?;
    let mut rounded = file.clone();
    for parameter in network.parameters() {
        round(parameter, file.precision, &mut rounded.parts.weights);
    }
    let mut player = Player::new(rounded)?;
    Ok(player.check()? == player.tests())
}

fn round(parameter: &Parameter, precision: Precision, weights: &mut [f32]) {
    let values = &mut weights[parameter.range()];
    if let Some(rounded) = precision.round(parameter, values) {
        values.copy_from_slice(&rounded.values());
    }
}

/// The side of the blocks of pixels that become one; 1 where none fits.
fn block(height: usize, width: usize) -> usize {
    let fits = |side: &usize| height.is_multiple_of(*side) && width.is_multiple_of(*side);
    let small = |side: &usize| height * width / (side * side) <= PIXELS;
    let sides = (1..=height.min(width) / 8).filter(fits);
    sides.into_iter().find(small).unwrap_or(1)
}

/// Red, green and blue of each block of a picture.
fn means(rgba: &[u8], width: usize, block: usize) -> Vec<u8> {
    let (pixels, _) = rgba.as_chunks::<4>();
    let bands = pixels.chunks_exact(block * width);
    let means = bands.flat_map(|band| {
        (0..width / block).flat_map(move |col| {
            let mut sums = [0u32; 3];
            for row in band.chunks_exact(width) {
                for pixel in &row[col * block..][..block] {
                    let pairs = sums.iter_mut().zip(pixel);
                    pairs.for_each(|(sum, &byte)| *sum += u32::from(byte));
                }
            }
            sums.map(|sum| (sum / (block * block) as u32) as u8)
        })
    });
    means.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_as_small_as_they_can_be() {
        for (side, expected) in [
            (8, 1),
            (32, 1),
            (48, 2),
            (64, 2),
            (96, 3),
            (128, 4),
            (61, 1),
        ] {
            assert_eq!(block(side, side), expected, "{side}");
        }
    }

    #[test]
    fn a_block_has_the_mean_colour_of_its_pixels() {
        #[rustfmt::skip]
        let picture = [
            [0, 0, 0, 255], [2, 4, 6, 255],   [9, 9, 9, 0], [9, 9, 9, 0],
            [2, 4, 6, 255], [4, 8, 12, 255],  [9, 9, 9, 0], [9, 9, 9, 0],
        ];
        assert_eq!(means(picture.as_flattened(), 4, 2), [2, 4, 6, 9, 9, 9]);
    }
}
