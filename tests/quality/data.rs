//! Pictures with known answers, out of files.

use std::collections::HashSet;
use std::fs;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use tab_trainer::tensor::Shape;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::Result;

/// Labelled pictures of one size, as a canvas would give them.
pub struct Set {
    /// Of each picture, as the network takes it unless it is reduced.
    pub shape: Shape,
    /// Whether the method chooses what smaller pictures a network takes; else it takes them as they are.
    pub reduced: bool,
    pub classes: usize,
    /// RGBA [height, width, 4] of each picture.
    pub pictures: Vec<Vec<u8>>,
    pub labels: Vec<usize>,
}

const fn square(side: usize, channels: usize) -> Shape {
    Shape {
        height: side,
        width: side,
        channels,
    }
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
            shape: square(side, 1),
            reduced: false,
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
        let frame =
            Photo::decode(&bytes[start..end]).map_err(|error| format!("frame {i}: {error}"))?;
        let strip = frame.pixels()[frame.height / 2 * frame.width + 8];
        labels.push((0..3).max_by_key(|&c| strip[c]).expect("three colours"));
        pictures.push(frame.centre_square(SIDE));
    }
    Ok(Set {
        shape: square(SIDE, 3),
        reduced: false,
        classes: 3,
        pictures,
        labels,
    })
}

/// Side of stored photographs: the most that a stem takes.
const PHOTO_SIDE: usize = 128;

/// Photographs of one folder, some of them for tests.
pub struct Photos {
    pub name: String,
    pub set: Set,
    /// The places of what may be trained with and of what is tested.
    pub training: Vec<usize>,
    pub tested: Vec<usize>,
    /// Whether those of a class were taken one after the other, as frames of a video are.
    pub recorded: bool,
}

/// A folder with a folder of JPEG files for each class, and `test.txt` with the path, `CLASS/FILE`, of each that is tested;
/// and a file `recorded` where those of a class were taken one after the other.
pub fn photos(folder: &Path) -> Result<Photos> {
    let name = folder.file_name().ok_or("a folder without a name")?;
    let list = fs::read_to_string(folder.join("test.txt"))
        .map_err(|error| format!("{}: {error}", folder.join("test.txt").display()))?;
    let mut listed: HashSet<&str> = list.lines().collect();
    let (mut pictures, mut labels) = (Vec::new(), Vec::new());
    let (mut training, mut tested) = (Vec::new(), Vec::new());
    let classes = names(folder)?;
    let classes = classes.iter().filter(|name| folder.join(name).is_dir());
    let classes: Vec<_> = classes.collect();
    for (label, class) in classes.iter().enumerate() {
        for file in names(&folder.join(class))? {
            let path = format!("{class}/{file}");
            let photo = Photo::decode(&fs::read(folder.join(&path))?)
                .map_err(|error| format!("{path}: {error}"))?;
            let places = if listed.remove(path.as_str()) {
                &mut tested
            } else {
                &mut training
            };
            places.push(pictures.len());
            pictures.push(photo.centre_square(PHOTO_SIDE));
            labels.push(label);
        }
    }
    if let Some(missing) = listed.iter().next() {
        return Err(format!(
            "test.txt names {missing}, which is not in {}",
            folder.display()
        )
        .into());
    }
    let set = Set {
        shape: square(PHOTO_SIDE, 3),
        reduced: true,
        classes: classes.len(),
        pictures,
        labels,
    };
    Ok(Photos {
        name: name.to_string_lossy().into_owned(),
        set,
        training,
        tested,
        recorded: folder.join("recorded").exists(),
    })
}

/// What is in a folder, in order, which file systems do not keep.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

struct Photo {
    rgb: Vec<u8>,
    width: usize,
    height: usize,
}

impl Photo {
    fn decode(jpeg: &[u8]) -> Result<Self> {
        let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg), options);
        let rgb = decoder.decode().map_err(|error| format!("{error:?}"))?;
        let (width, height) = decoder.dimensions().ok_or("a picture without a size")?;
        Ok(Photo { rgb, width, height })
    }

    fn pixels(&self) -> &[[u8; 3]] {
        self.rgb.as_chunks().0
    }

    /// The square in the middle as RGBA [side, side, 4]: the mean of what each pixel covers, rounded to whole pixels.
    fn centre_square(&self, side: usize) -> Vec<u8> {
        let (pixels, width) = (self.pixels(), self.width);
        let square = width.min(self.height);
        let (top, left) = ((self.height - square) / 2, (width - square) / 2);
        let span = |i: usize| i * square / side..((i + 1) * square).div_ceil(side);
        let mut rgba = Vec::new();
        for (y, x) in (0..side * side).map(|p| (p / side, p % side)) {
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
}
