//! A file of any format as the square that the page makes of it: 128×128 pixels, RGBA, opaque.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageDecoder, ImageReader, Rgba, RgbaImage};

/// Pixels on a side, as in the page: as many as the largest stem looks at.
pub const SIZE: u32 = 128;
/// A phone's best photograph, as in the page.
const MOST_PIXELS: u64 = 100_000_000;
/// Endings that are read.
const ENDINGS: [&str; 6] = ["bmp", "gif", "jpeg", "jpg", "png", "webp"];

/// Whether its ending says that it is a picture that can be read.
pub fn is_picture(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Endings that are read, for messages.
pub fn endings() -> String {
    ENDINGS.join(", ")
}

/// The picture in a file, `[SIZE, SIZE, 4]`.
///
/// # Errors
///
/// When there is none that can be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let file = File::open(path).with_context(|| format!("{}", path.display()))?;
    decode(BufReader::new(file)).with_context(|| format!("{}", path.display()))
}

/// Which format it is, its first bytes say, not its name.
fn decode(mut file: BufReader<File>) -> Result<Vec<u8>> {
    ensure!(file.seek(SeekFrom::End(0))? > 0, "the file is empty");
    file.rewind()?;
    let reader = ImageReader::new(file).with_guessed_format()?;
    let mut decoder = reader
        .into_decoder()
        .with_context(|| format!("no picture that can be read; expected {}", endings()))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        bail!("{width}×{height} pixels; expected at most {MOST_PIXELS} in all");
    }
    ensure!(width > 0 && height > 0, "{width}×{height} pixels");
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder).context("damaged")?;
    picture.apply_orientation(orientation);
    Ok(square(&picture).into_raw())
}

/// The square in the middle, each pixel the mean of those that it covers.
fn square(picture: &DynamicImage) -> RgbaImage {
    let (width, height) = (picture.width(), picture.height());
    let side = width.min(height);
    let (left, top) = ((width - side) / 2, (height - side) / 2);
    let mut square = picture.crop_imm(left, top, side, side).into_rgba8();
    square
        .pixels_mut()
        .for_each(|pixel| *pixel = on_white(*pixel));
    if side == SIZE {
        square
    } else if side > SIZE {
        imageops::thumbnail(&square, SIZE, SIZE)
    } else {
        imageops::resize(&square, SIZE, SIZE, FilterType::Triangle)
    }
}

/// Drawings are made for white paper.
fn on_white(Rgba([r, g, b, alpha]): Rgba<u8>) -> Rgba<u8> {
    let over = |value: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    Rgba([over(r), over(g), over(b), 255])
}

/// The next of some pictures that come one after another as raw RGBA bytes, `side` pixels on a side; `None` at the end.
///
/// # Errors
///
/// When the last one is cut off.
pub fn next_raw(from: &mut impl Read, side: u32) -> Result<Option<Vec<u8>>> {
    let expected = 4 * (side as usize).pow(2);
    let mut bytes = Vec::with_capacity(expected);
    from.take(expected as u64).read_to_end(&mut bytes)?;
    match bytes.len() {
        0 => Ok(None),
        given if given == expected => Ok(Some(bytes)),
        given => bail!(
            "standard input ended after {given} bytes of a picture; expected {expected} ({side}×{side} pixels with four bytes each)"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_in_the_middle_is_averaged() {
        // Stripes of one pixel become grey; what lies left and right of the square is not seen.
        let picture = RgbaImage::from_fn(1024, 512, |x, _| match (x, x % 2) {
            (..256 | 768.., _) => Rgba([255, 0, 0, 255]),
            (_, 0) => Rgba([0, 0, 0, 255]),
            _ => Rgba([200, 200, 200, 255]),
        });
        let square = square(&picture.into());
        assert_eq!(square.dimensions(), (SIZE, SIZE));
        for Rgba([r, g, b, _]) in square.pixels() {
            assert!((98..=102).contains(r) && r == g && g == b, "{r} {g} {b}");
        }
    }

    #[test]
    fn what_is_transparent_lies_on_white_paper() {
        assert_eq!(on_white(Rgba([10, 20, 30, 0])), Rgba([255; 4]));
        assert_eq!(on_white(Rgba([10, 20, 30, 255])), Rgba([10, 20, 30, 255]));
        let Rgba([r, ..]) = on_white(Rgba([0, 0, 0, 128]));
        assert_eq!(r, 127);
    }

    #[test]
    fn small_pictures_grow() {
        let picture = RgbaImage::from_pixel(20, 30, Rgba([7, 8, 9, 255]));
        let square = square(&picture.into());
        assert!(square.pixels().all(|pixel| *pixel == Rgba([7, 8, 9, 255])));
    }

    #[test]
    fn raw_pictures_come_one_by_one() {
        let mut bytes = &[1u8; 2 * 16 + 3][..];
        assert_eq!(next_raw(&mut bytes, 2).unwrap(), Some(vec![1; 16]));
        assert_eq!(next_raw(&mut bytes, 2).unwrap(), Some(vec![1; 16]));
        let error = next_raw(&mut bytes, 2).unwrap_err().to_string();
        assert!(error.contains("after 3 bytes"), "{error}");
        assert_eq!(next_raw(&mut &[][..], 2).unwrap(), None);
    }
}
