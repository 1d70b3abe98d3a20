//! A network out of its file.

use tab_trainer::Classifier;
use tab_trainer::training::Answer;

use crate::Result;
use crate::file::File;
use crate::round::Precision;

/// Answers of the network as it was may differ by so much, for other orders of sums.
const SAME: f32 = 1e-5;
/// Those of a rounded network: too little to be seen in a bar.
const ALIKE: f32 = 0.01;

/// A network that answers, picture by picture.
pub struct Player {
    classifier: Classifier,
    pictures: Vec<u8>,
    size: [usize; 2],
    /// Pixels of the input that a pixel of a test picture stands for, on a side.
    block: usize,
    scores: Vec<f32>,
    tolerance: f32,
}

impl Player {
    /// Out of its file.
    ///
    /// # Errors
    ///
    /// When its parts do not fit each other.
    pub fn new(file: File) -> Result<Self> {
        let block = file.parts.spec.input.height / file.size[0].max(1);
        Ok(Player {
            classifier: Classifier::new(file.parts)?,
            pictures: file.pictures,
            size: file.size,
            block,
            scores: file.scores,
            tolerance: match file.precision {
                Precision::Float32 => SAME,
                Precision::Int16 | Precision::Int8 => ALIKE,
            },
        })
    }

    /// Names of the classes.
    pub fn classes(&self) -> &[String] {
        self.classifier.classes()
    }

    /// Number of test pictures.
    pub fn tests(&self) -> usize {
        self.pictures.len() / self.picture_len()
    }

    /// A test picture as the network takes it, RGBA; `None` where there are not so many.
    pub fn test(&self, i: usize) -> Option<Vec<u8>> {
        let picture = self.pictures.chunks_exact(self.picture_len()).nth(i)?;
        Some(rgba_of(picture, self.size, self.block))
    }

    /// How many test pictures are answered as when the file was made.
    ///
    /// # Errors
    ///
    /// When they are no pictures that the network takes.
    pub fn check(&mut self) -> Result<usize> {
        let mut right = 0;
        for i in 0..self.tests() {
            let picture = self.test(i).unwrap_or_default();
            let found = self.answer(&picture)?;
            let classes = found.probabilities.len();
            let expected = self.scores.get(i * classes..).unwrap_or_default();
            let near = |(found, expected): (&f32, &f32)| (found - expected).abs() <= self.tolerance;
            if expected.len() >= classes && found.probabilities.iter().zip(expected).all(near) {
                right += 1;
            }
        }
        Ok(right)
    }

    /// What a picture shows; see [`Classifier::classify_rgba`].
    ///
    /// # Errors
    ///
    /// When the length is not that of one picture.
    pub fn answer(&mut self, rgba: &[u8]) -> Result<Answer> {
        Ok(self.classifier.classify_rgba(rgba)?)
    }

    /// What a frame of a live picture shows; see [`Classifier::classify_frame`].
    ///
    /// # Errors
    ///
    /// When the length is not that of one picture.
    pub fn answer_frame(&mut self, rgba: &[u8], now: f64) -> Result<Answer> {
        Ok(self.classifier.classify_frame(rgba, now)?)
    }

    /// What comes next has nothing to do with what came before.
    pub fn start_afresh(&mut self) {
        self.classifier.reset_smoothing();
    }

    fn picture_len(&self) -> usize {
        (self.size[0] * self.size[1] * 3).max(1)
    }
}

/// A picture of RGB bytes, `[height, width, 3]`, each pixel as a block.
pub(crate) fn rgba_of(rgb: &[u8], [_, width]: [usize; 2], block: usize) -> Vec<u8> {
    let (pixels, _) = rgb.as_chunks::<3>();
    let mut rgba = Vec::with_capacity(pixels.len() * block * block * 4);
    for row in pixels.chunks_exact(width.max(1)) {
        for _ in 0..block {
            for &[r, g, b] in row {
                for _ in 0..block {
                    rgba.extend([r, g, b, 255]);
                }
            }
        }
    }
    rgba
}
