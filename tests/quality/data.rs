//! Pictures with known answers, out of files.

use std::fs;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

use crate::Result;

/// Labelled pictures of one size, as a canvas would give them.
pub struct Set {
    /// [height, width, channels] that a network should see.
    pub shape: [usize; 3],
    pub classes: usize,
    /// RGBA [height, width, 4] of each picture.
    pub pictures: Vec<Vec<u8>>,
    pub labels: Vec<usize>,
}

impl Set {
    fn grey(
        side: usize,
        classes: usize,
        pixels: impl Iterator<Item = Vec<u8>>,
        labels: Vec<usize>,
    ) -> Self {
        let rgba = |bytes: Vec<u8>| bytes.iter().flat_map(|&b| [b, b, b, 255]).collect();
        Set {
            shape: [side, side, 1],
            classes,
            pictures: pixels.map(rgba).collect(),
            labels,
        }
    }

    /// The places of each class's pictures, in order.
    pub fn by_class(&self) -> Vec<Vec<usize>> {
        let of = |class| {
            (0..self.labels.len())
                .filter(|&i| self.labels[i] == class)
                .collect()
        };
        (0..self.classes).map(of).collect()
    }

    /// The places of five parts with equal shares of each class.
    pub fn folds(&self) -> Vec<Vec<usize>> {
        let mut folds = vec![Vec::new(); 5];
        for places in self.by_class() {
            for (i, place) in places.into_iter().enumerate() {
                folds[i % 5].push(place);
            }
        }
        folds
    }
}

fn unzipped(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    GzDecoder::new(fs::File::open(path)?).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The committed digits, 8×8.
pub fn digits() -> Result<Set> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/digits");
    let text = String::from_utf8(unzipped(&folder.join("digits.csv.gz"))?)?;
    let numbers = text
        .lines()
        .map(|line| line.split(',').map(str::parse).collect());
    let rows: Vec<Vec<u8>> = numbers.collect::<Result<_, _>>()?;
    let labels = rows.iter().map(|row| usize::from(row[64])).collect();
    // 16 is the brightest.
    let byte = |&value: &u8| (f32::from(value) * 255.0 / 16.0).round() as u8;
    let pixels = rows.iter().map(|row| row[..64].iter().map(byte).collect());
    Ok(Set::grey(8, 10, pixels, labels))
}

/// `lfw_subset.npy`: 100 faces, then 100 backgrounds, as float64 [200, 25, 25] in 0…1.
pub fn faces(path: &Path) -> Result<Set> {
    const SIDE: usize = 25;
    let file = npyz::NpyFile::new(BufReader::new(fs::File::open(path)?))?;
    if file.shape() != [200, SIDE as u64, SIDE as u64] {
        return Err("this is not lfw_subset.npy of scikit-image".into());
    }
    let values: Vec<f64> = file.into_vec()?;
    let byte = |&value: &f64| (value * 255.0).round() as u8;
    let pixels = values
        .chunks(SIDE * SIDE)
        .map(|picture| picture.iter().map(byte).collect());
    let labels = (0..200).map(|i| i / 100).collect();
    Ok(Set::grey(SIDE, 2, pixels, labels))
}

/// Digits 28×28 of a folder with `images-idx3-ubyte.gz` and `labels-idx1-ubyte.gz`.
pub fn mnist(folder: &Path) -> Result<Set> {
    let images = unzipped(&folder.join("images-idx3-ubyte.gz"))?;
    let labels = unzipped(&folder.join("labels-idx1-ubyte.gz"))?;
    let pixels = images[16..].chunks_exact(28 * 28).map(<[u8]>::to_vec);
    let labels = labels[8..]
        .iter()
        .map(|&label| usize::from(label))
        .collect();
    Ok(Set::grey(28, 10, pixels, labels))
}

/// Side of the pictures that the page makes of frames.
const SIDE: usize = 64;

/// Every frame of an MJPEG video in which a strip at the left edge, outside the centre square, says by its colour which
/// object is on air: red, green or blue.
pub fn webcam(path: &Path) -> Result<Set> {
    let bytes = fs::read(path)?;
    let (mut pictures, mut labels) = (Vec::new(), Vec::new());
    // Each frame begins with the marker "start of image".
    let starts: Vec<_> = (0..bytes.len().saturating_sub(2))
        .filter(|&i| bytes[i..i + 3] == [0xFF, 0xD8, 0xFF])
        .collect();
    for (i, &start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(bytes.len());
        let mut decoder = JpegDecoder::new(ZCursor::new(&bytes[start..end]));
        let rgb = decoder
            .decode()
            .map_err(|error| format!("frame {i}: {error:?}"))?;
        let (width, height) = decoder.dimensions().ok_or("a frame without a size")?;
        let (pixels, _) = rgb.as_chunks::<3>();
        let strip = pixels[height / 2 * width + 8];
        labels.push((0..3).max_by_key(|&c| strip[c]).expect("three colours"));
        pictures.push(centre_square(pixels, width, height));
    }
    Ok(Set {
        shape: [SIDE, SIDE, 3],
        classes: 3,
        pictures,
        labels,
    })
}

/// The square in the middle, scaled down: the mean of what each pixel covers, rounded to whole pixels.
fn centre_square(pixels: &[[u8; 3]], width: usize, height: usize) -> Vec<u8> {
    let square = width.min(height);
    let (top, left) = ((height - square) / 2, (width - square) / 2);
    let span = |i: usize| i * square / SIDE..((i + 1) * square).div_ceil(SIDE);
    let mut rgba = Vec::new();
    for (y, x) in (0..SIDE * SIDE).map(|p| (p / SIDE, p % SIDE)) {
        let places = span(y).flat_map(|y| span(x).map(move |x| (top + y) * width + left + x));
        let (mut sum, mut count) = ([0u32; 3], 0);
        for place in places {
            count += 1;
            (0..3).for_each(|c| sum[c] += u32::from(pixels[place][c]));
        }
        rgba.extend(sum.map(|sum| (sum / count) as u8));
        rgba.push(255);
    }
    rgba
}
