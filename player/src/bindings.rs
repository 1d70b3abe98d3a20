//! The door to JavaScript.

use serde::Deserialize;
use tab_trainer::NetworkSpec;
use tab_trainer::training::Parts;
use wasm_bindgen::prelude::*;

use crate::{Error, File};

type Result<T> = std::result::Result<T, JsError>;

/// A trained network without its weights, as JSON.
#[derive(Deserialize)]
struct Description {
    spec: NetworkSpec,
    classes: Vec<String>,
    temperature: f32,
    thresholds: Option<Vec<f32>>,
}

/// The file of a network, from { spec, classes, temperature, thresholds } as JSON, all weights in order, test pictures as
/// large as its input, RGBA one after the other, and the file of its stem, if it has one.
#[wasm_bindgen]
pub fn pack(
    description: &str,
    weights: Vec<f32>,
    pictures: &[u8],
    stem: Option<Vec<u8>>,
) -> Result<Vec<u8>> {
    let Description {
        spec,
        classes,
        temperature,
        thresholds,
    } = serde_json::from_str(description).map_err(|error| Error(error.to_string()))?;
    let parts = Parts {
        spec,
        weights,
        classes,
        temperature,
        thresholds,
        novelty: None,
    };
    Ok(crate::pack(parts, pictures, stem)?.write()?)
}

/// What a picture shows.
#[wasm_bindgen(getter_with_clone)]
pub struct Answer {
    /// The place of the class with the largest score.
    pub class: usize,
    /// Whether its score reaches the threshold that it needs.
    pub sure: bool,
    /// One for each class, 0…1.
    pub scores: Vec<f32>,
}

impl From<tab_trainer::training::Answer> for Answer {
    fn from(answer: tab_trainer::training::Answer) -> Self {
        Answer {
            class: answer.class,
            sure: answer.sure,
            scores: answer.probabilities,
        }
    }
}

/// A network that answers, picture by picture.
#[wasm_bindgen]
pub struct Player(crate::Player);

#[wasm_bindgen]
impl Player {
    /// Out of its file.
    #[wasm_bindgen(constructor)]
    pub fn new(file: &[u8]) -> Result<Player> {
        Ok(Player(crate::Player::new(File::read(file)?)?))
    }

    /// Names of the classes.
    pub fn classes(&self) -> Vec<String> {
        self.0.classes().to_vec()
    }

    /// Number of test pictures.
    pub fn tests(&self) -> usize {
        self.0.tests()
    }

    /// A test picture as the network takes it, RGBA.
    pub fn test(&self, place: usize) -> Option<Vec<u8>> {
        self.0.test(place)
    }

    /// How many test pictures are answered as when the file was made.
    pub fn check(&mut self) -> Result<usize> {
        Ok(self.0.check()?)
    }

    /// What a picture shows, RGBA, as large as the network takes it, or larger in the same proportions.
    pub fn answer(&mut self, rgba: &[u8]) -> Result<Answer> {
        Ok(self.0.answer(rgba)?.into())
    }

    /// Likewise of a frame of a live picture at `now`, in ms of any clock.
    pub fn answer_frame(&mut self, rgba: &[u8], now: f64) -> Result<Answer> {
        Ok(self.0.answer_frame(rgba, now)?.into())
    }

    /// What comes next has nothing to do with what came before.
    pub fn start_afresh(&mut self) {
        self.0.start_afresh();
    }
}
