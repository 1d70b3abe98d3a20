//! The pictures of a training, each once, as RGB bytes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::{Xxh64, xxh64};

use crate::error::{Error, Result};
use crate::image::{self, Pixel};
use crate::tensor::{Shape, grow};

/// Not brighter than this on average, of 255, and not more varied, by standard deviation: what a covered lens leaves is the noise of
/// the sensor, which cameras amplify in the dark.
const DARK: f64 = 32.0;
const FLAT: f64 = 8.0;

/// Every picture that has been added and not removed, in that order.
#[derive(Clone, Debug)]
pub struct Pictures {
    /// Of each; the network may take another number of channels.
    shape: Shape,
    /// As large as they are kept, if that is smaller.
    kept: Option<Shape>,
    list: Vec<Picture>,
    next_id: u32,
    /// Names of the recordings; a picture has the place of its own.
    recordings: Vec<String>,
}

/// A picture and what is known of it.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The trainer's name for it.
    pub id: u32,
    /// Its class.
    pub class: usize,
    /// The recording it comes from, as a number.
    pub recording: u32,
    /// What it shows; shared with a training that runs.
    pub pixels: Arc<Pixels>,
}

/// The bytes of one picture.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pixels {
    /// RGB `[height, width, 3]`.
    #[serde(with = "serde_bytes")]
    rgb: Vec<u8>,
    /// Height and width.
    size: [usize; 2],
    /// Hash of the bytes; the same in every build.
    digest: u64,
    /// Whether all pixels are alike, or black but for noise.
    uniform: bool,
}

impl Pixels {
    /// Of RGB bytes.
    fn new(rgb: Vec<u8>, shape: Shape) -> Self {
        let (of_rgb, _) = rgb.as_chunks::<3>();
        let uniform = of_rgb.iter().all(|pixel| *pixel == of_rgb[0]) || black(of_rgb);
        Pixels {
            digest: xxh64(&rgb, 0),
            size: [shape.height, shape.width],
            uniform,
            rgb,
        }
    }

    /// Of RGBA bytes; alpha is ignored.
    fn of_rgba(rgba: &[u8], shape: Shape) -> Result<Self> {
        let (pixels, _) = rgba.as_chunks::<4>();
        let mut rgb = Vec::new();
        grow(&mut rgb, 3 * pixels.len())
            .map_err(|_| Error::Memory("no memory for one more picture".into()))?;
        for (to, from) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(pixels) {
            *to = from.rgb();
        }
        Ok(Pixels::new(rgb, shape))
    }

    /// `[height, width]`.
    pub fn rgb(&self) -> &[[u8; 3]] {
        self.rgb.as_chunks::<3>().0
    }

    /// Height and width.
    pub fn size(&self) -> [usize; 2] {
        self.size
    }

    /// Whether it shows nothing: all pixels are alike, or black but for noise, as of a covered camera.
    pub fn uniform(&self) -> bool {
        self.uniform
    }

    /// A number that is the same for the same bytes, in every build.
    pub fn digest(&self) -> u64 {
        self.digest
    }
}

impl Pixels {
    /// The same picture as large as `to`, which is not larger.
    pub fn reduced(self: &Arc<Self>, to: Shape) -> Arc<Self> {
        let [height, width] = self.size;
        if [to.height, to.width] == [height, width] {
            return self.clone();
        }
        let from = Shape {
            height,
            width,
            channels: 3,
        };
        let rgb = image::reduce(self.rgb(), from, to);
        Arc::new(Pixels::new(rgb.into_flattened(), to))
    }
}

impl Pixels {
    /// Only as large as `to`, but still known as what it was.
    fn kept_as(self, to: Shape) -> Self {
        let [height, width] = self.size;
        if [to.height, to.width] == [height, width] {
            return self;
        }
        let from = Shape {
            height,
            width,
            channels: 3,
        };
        Pixels {
            rgb: image::reduce(self.rgb(), from, to).into_flattened(),
            size: [to.height, to.width],
            ..self
        }
    }
}

/// Whether only the noise of a sensor keeps the picture from being black.
fn black(rgb: &[[u8; 3]]) -> bool {
    let [mut sum, mut squares] = [0; 2];
    for pixel in rgb {
        let light: u64 = pixel.iter().map(|&value| u64::from(value)).sum();
        sum += light;
        squares += light * light;
    }
    let n = rgb.len() as f64;
    let mean = sum as f64 / n;
    // Of sums over three channels.
    mean <= 3.0 * DARK && squares as f64 / n - mean * mean <= (3.0 * FLAT).powi(2)
}

impl PartialEq for Pixels {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest && self.rgb == other.rgb
    }
}

impl Pictures {
    /// None yet, of this height and width.
    pub fn new(shape: Shape) -> Self {
        Pictures {
            shape: Shape {
                channels: 3,
                ..shape
            },
            kept: None,
            list: Vec::new(),
            next_id: 0,
            recordings: Vec::new(),
        }
    }

    /// All of them.
    pub fn list(&self) -> &[Picture] {
        &self.list
    }

    /// Bytes of all of them.
    pub fn bytes(&self) -> usize {
        self.list
            .iter()
            .map(|picture| picture.pixels.rgb.len())
            .sum()
    }

    /// Keeps those that are added from now on only as large as `shape`, which is not larger. What they were is still told apart
    /// by their digest.
    pub fn keep_reduced(&mut self, shape: Shape) {
        self.kept = Some(shape);
    }

    /// Whether all have at least the pixels that `shape` asks for.
    pub fn suffice(&self, shape: Shape) -> bool {
        self.kept
            .is_none_or(|kept| [kept.height, kept.width] == [shape.height, shape.width])
    }

    /// Whether they have the height and width of `shape`.
    pub fn fit(&self, shape: Shape) -> bool {
        [self.shape.height, self.shape.width] == [shape.height, shape.width]
    }

    /// Adds pictures `[n, height, width, 4]` of one class and one recording, and returns their ids.
    ///
    /// # Errors
    ///
    /// When the length is not that of one or more pictures, or the memory is not there; none is added then.
    pub fn add_rgba(&mut self, rgba: &[u8], class: usize, recording: &str) -> Result<Vec<u32>> {
        let bytes = image::picture_bytes(rgba, self.shape)?;
        let pixels = rgba.chunks_exact(bytes);
        let kept = |pixels: Pixels| match self.kept {
            Some(shape) => pixels.kept_as(shape),
            None => pixels,
        };
        let pixels = pixels.map(|rgba| Pixels::of_rgba(rgba, self.shape).map(kept));
        let pixels = pixels.collect::<Result<Vec<_>>>()?;
        let known = self.recordings.iter().position(|name| name == recording);
        let place = known.unwrap_or_else(|| {
            self.recordings.push(recording.into());
            self.recordings.len() - 1
        });
        let ids = self.next_id..self.next_id + pixels.len() as u32;
        self.next_id = ids.end;
        for (id, pixels) in ids.clone().zip(pixels) {
            self.list.push(Picture {
                id,
                class,
                recording: place as u32,
                pixels: Arc::new(pixels),
            });
        }
        Ok(ids.collect())
    }

    /// Forgets a picture.
    ///
    /// # Errors
    ///
    /// When there is none with this id.
    pub fn remove(&mut self, id: u32) -> Result<()> {
        let place = self.place(id)?;
        self.list.remove(place);
        Ok(())
    }

    /// Gives a picture another class.
    ///
    /// # Errors
    ///
    /// When there is none with this id.
    pub fn relabel(&mut self, id: u32, class: usize) -> Result<()> {
        let place = self.place(id)?;
        self.list[place].class = class;
        Ok(())
    }

    fn place(&self, id: u32) -> Result<usize> {
        self.list
            .binary_search_by_key(&id, |picture| picture.id)
            .map_err(|_| Error::input("id", format!("there is no picture {id}")))
    }

    /// A number that is the same for the same pictures in the same classes, from the same recordings and in the same
    /// order, whatever they are called.
    pub fn digest(&self) -> u64 {
        let mut hash = Xxh64::new(0);
        for side in [self.shape.height, self.shape.width] {
            hash.update(&(side as u64).to_le_bytes());
        }
        // Recordings by the order in which they appear.
        let mut seen = Vec::new();
        for picture in &self.list {
            let known = seen.iter().position(|known| *known == picture.recording);
            let recording = known.unwrap_or_else(|| {
                seen.push(picture.recording);
                seen.len() - 1
            });
            for value in [
                picture.pixels.digest,
                picture.class as u64,
                recording as u64,
            ] {
                hash.update(&value.to_le_bytes());
            }
        }
        hash.digest()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape {
        height: 2,
        width: 2,
        channels: 1,
    };

    fn rgba(first: u8) -> Vec<u8> {
        (0..16).map(|i| first + i).collect()
    }

    #[test]
    fn each_picture_is_kept_once_without_alpha() {
        let mut pictures = Pictures::new(SHAPE);
        let ids = pictures
            .add_rgba(&[rgba(0), rgba(100)].concat(), 1, "a")
            .unwrap();
        assert_eq!(ids, [0, 1]);
        let expected = [
            [100, 101, 102],
            [104, 105, 106],
            [108, 109, 110],
            [112, 113, 114],
        ];
        assert_eq!(pictures.list()[1].pixels.rgb(), expected);
        assert_eq!(pictures.bytes(), 2 * 2 * 2 * 3);
    }

    #[test]
    fn ids_last_while_others_go() {
        let mut pictures = Pictures::new(SHAPE);
        for first in 0..4 {
            pictures.add_rgba(&rgba(first), 0, "a").unwrap();
        }
        pictures.remove(1).unwrap();
        pictures.relabel(2, 3).unwrap();
        let found: Vec<_> = pictures.list().iter().map(|p| (p.id, p.class)).collect();
        assert_eq!(found, [(0, 0), (2, 3), (3, 0)]);
        assert_eq!(pictures.add_rgba(&rgba(9), 0, "a").unwrap(), [4]);
        assert!(pictures.remove(1).is_err() && pictures.relabel(1, 0).is_err());
    }

    #[test]
    fn a_wrong_length_is_an_error_that_adds_nothing() {
        let mut pictures = Pictures::new(SHAPE);
        for wrong in [vec![], vec![0; 15], vec![0; 17]] {
            assert!(pictures.add_rgba(&wrong, 0, "a").is_err());
        }
        assert!(pictures.list().is_empty());
    }

    #[test]
    fn the_digest_knows_pictures_classes_recordings_and_their_order() {
        let of = |pictures: &[(u8, usize, &str)]| {
            let mut all = Pictures::new(SHAPE);
            for &(first, class, recording) in pictures {
                all.add_rgba(&rgba(first), class, recording).unwrap();
            }
            all.digest()
        };
        let digest = of(&[(0, 0, "a"), (1, 1, "b")]);
        assert_eq!(digest, of(&[(0, 0, "x"), (1, 1, "y")]));
        for other in [
            [(2, 0, "a"), (1, 1, "b")],
            [(0, 1, "a"), (1, 1, "b")],
            [(0, 0, "a"), (1, 1, "a")],
            [(1, 1, "b"), (0, 0, "a")],
        ] {
            assert_ne!(digest, of(&other));
        }
    }

    #[test]
    fn a_picture_of_one_colour_is_known() {
        let mut pictures = Pictures::new(SHAPE);
        pictures
            .add_rgba(&[7, 8, 9, 255].repeat(4), 0, "a")
            .unwrap();
        pictures.add_rgba(&rgba(100), 0, "a").unwrap();
        let uniform: Vec<_> = pictures.list().iter().map(|p| p.pixels.uniform()).collect();
        assert_eq!(uniform, [true, false]);
    }

    #[test]
    fn a_covered_lens_is_known_by_its_noise_and_a_light_in_the_dark_is_no_such() {
        let mut pictures = Pictures::new(Shape {
            height: 32,
            width: 32,
            channels: 3,
        });
        let mut rng = crate::rng::Rng::new(1, 0);
        let mut add = |brightest: u32, lamp: bool| {
            let mut rgba: Vec<u8> = (0..4 * 32 * 32)
                .map(|_| rng.below(brightest) as u8)
                .collect();
            if lamp {
                rgba[..4 * 8].fill(255);
            }
            pictures.add_rgba(&rgba, 0, "a").unwrap();
        };
        add(20, false);
        add(20, true);
        add(200, false);
        let uniform: Vec<_> = pictures.list().iter().map(|p| p.pixels.uniform()).collect();
        assert_eq!(uniform, [true, false, false]);
        // A dim wall has light and shade.
        let mut shaded = Vec::new();
        for i in 0..32 * 32 {
            shaded.extend([(i / 32) as u8 * 2; 4]);
        }
        pictures.add_rgba(&shaded, 0, "a").unwrap();
        assert!(!pictures.list()[3].pixels.uniform());
    }
}
