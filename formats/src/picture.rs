//! Pictures as PNG: without loss, and opened by everything.

use std::io::Cursor;

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Limits, Transformations};

use crate::error::{Error, Problem, Result};

/// What a decoder may reserve beside the picture itself, in bytes.
const MEMORY: usize = 1 << 20;

/// A square picture as PNG. `rgba`: `[size, size, 4]`, as a canvas gives it; without its alpha where nothing is transparent.
///
/// # Errors
///
/// When it has another number of bytes.
pub fn encode(place: &str, rgba: &[u8], size: u32) -> Result<Vec<u8>> {
    let expected = 4 * u64::from(size).pow(2);
    let given = rgba.len() as u64;
    if given != expected {
        return Err(Error::new(place, Problem::WrongLength { given, expected }));
    }
    let opaque = rgba.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX);
    let rgb: Vec<u8>;
    let (colours, samples) = if opaque {
        rgb = rgba
            .chunks_exact(4)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        (ColorType::Rgb, rgb.as_slice())
    } else {
        (ColorType::Rgba, rgba)
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, size, size);
    encoder.set_color(colours);
    encoder.set_depth(BitDepth::Eight);
    // Of a photograph: 2 % larger than the best, and ten times as fast.
    encoder.set_compression(Compression::Fast);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(samples))
        .map_err(|error| {
            let why = error.to_string();
            Error::new(place, Problem::NotAPicture { why })
        })?;
    Ok(bytes)
}

/// The pixels of a PNG, `[size, size, 4]`.
///
/// # Errors
///
/// When it is no PNG, a damaged one, or of another size.
pub fn decode(place: &str, bytes: &[u8], size: u32) -> Result<Vec<u8>> {
    let broken = |error: png::DecodingError| {
        let why = error.to_string();
        Error::new(place, Problem::NotAPicture { why })
    };
    let pixels = 4 * (size as usize).pow(2);
    let limits = Limits {
        bytes: pixels + MEMORY,
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(broken)?;
    let (width, height) = reader.info().size();
    if (width, height) != (size, size) {
        let problem = Problem::WrongSize {
            given: [width, height],
            expected: size,
        };
        return Err(Error::new(place, problem));
    }
    let mut samples = vec![0; pixels];
    let frame = reader.next_frame(&mut samples).map_err(broken)?;
    samples.truncate(frame.buffer_size());
    Ok(match frame.color_type {
        ColorType::Rgba => samples,
        ColorType::Rgb | ColorType::Indexed => {
            with_alpha::<3>(&samples, |&[r, g, b]| [r, g, b, u8::MAX])
        }
        ColorType::Grayscale => with_alpha::<1>(&samples, |&[y]| [y, y, y, u8::MAX]),
        ColorType::GrayscaleAlpha => with_alpha::<2>(&samples, |&[y, alpha]| [y, y, y, alpha]),
    })
}

fn with_alpha<const N: usize>(samples: &[u8], pixel: impl Fn(&[u8; N]) -> [u8; 4]) -> Vec<u8> {
    let (pixels, _) = samples.as_chunks::<N>();
    pixels.iter().flat_map(pixel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(alpha: u8) -> Vec<u8> {
        (0..16u8).flat_map(|i| [i, 3 * i, 255 - i, alpha]).collect()
    }

    #[test]
    fn pictures_come_back_as_they_were() {
        for alpha in [255, 128] {
            let png = encode("a", &picture(alpha), 4).unwrap();
            assert_eq!(decode("a", &png, 4).unwrap(), picture(alpha));
        }
    }

    #[test]
    fn only_transparent_pictures_have_an_alpha() {
        // Byte 25 of a PNG: 2 is RGB, 6 RGBA.
        assert_eq!(encode("a", &picture(255), 4).unwrap()[25], 2);
        assert_eq!(encode("a", &picture(0), 4).unwrap()[25], 6);
    }

    #[test]
    fn grey_pictures_are_read() {
        let mut png = Vec::new();
        let mut encoder = Encoder::new(&mut png, 2, 2);
        encoder.set_color(ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[0, 50, 100, 200]).unwrap();
        drop(writer);
        let grey = [0, 50, 100, 200].map(|y: u8| [y, y, y, 255]);
        assert_eq!(decode("a", &png, 2).unwrap(), grey.as_flattened());
    }

    #[test]
    fn what_is_no_picture_of_that_size_is_refused() {
        let png = encode("a", &picture(255), 4).unwrap();
        let wrong = decode("a", &png, 5).unwrap_err();
        assert_eq!(
            wrong.problem,
            Problem::WrongSize {
                given: [4, 4],
                expected: 5
            }
        );
        for end in 0..png.len() - 16 {
            assert!(decode("a", &png[..end], 4).is_err(), "cut at {end}");
        }
        assert!(encode("a", &picture(255), 5).is_err());
    }

    #[test]
    fn a_header_that_claims_a_gigantic_picture_reserves_nothing() {
        let mut png = encode("a", &picture(255), 4).unwrap();
        png[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
        assert!(decode("a", &png, 4).is_err());
    }
}
