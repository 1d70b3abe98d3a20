//! What a person may choose for a training. Whatever is left out is as the method has it.

mod choices;

use serde::{Deserialize, Serialize};

use super::method::MethodInfo;
use crate::error::{Error, Result};
use crate::spec::{LayerSpec, NetworkSpec, StemId};
use crate::tensor::Shape;

pub use choices::*;

/// Pictures are squares of so many pixels unless another shape is asked for.
const PICTURE_SIZE: usize = 64;

/// Beyond it JavaScript's numbers skip whole ones: another seed than was asked for would be taken.
const LARGEST_SEED: u64 = (1 << 53) - 1;

/// What a person may choose for a training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Of all random numbers; at most 2⁵³ − 1.
    pub seed: u64,
    /// What the others are proposed by; from scratch if left out, which needs no stem.
    pub method: MethodId,
    /// The stem of the method that has one; base if left out.
    pub stem: Option<StemId>,
    /// Whether the stem is fine-tuned once the head has learned, where there are enough pictures; no if left out.
    pub fine_tune: Option<bool>,
    /// Number of filters.
    pub network_size: Option<NetworkSize>,
    /// As proposed for the number of pictures if left out.
    pub epochs: Option<usize>,
    /// Pictures per step; optimisers that search take all at once.
    pub batch_size: Option<usize>,
    /// What usually works with the optimiser if left out.
    pub learning_rate: Option<f32>,
    /// The method's own if left out.
    pub optimizer: Option<OptimizerId>,
    /// The method's own if left out.
    pub schedule: Option<ScheduleId>,
    /// Of the hidden layers.
    pub activation: Option<ActivationId>,
    /// How far pictures are augmented.
    pub augmentation: Option<AugmentationChoice>,
    /// Gradient clipping; 0: none.
    pub clip_norm: Option<f32>,
    /// Whether a training without gain ends early; yes if left out.
    pub early_stopping: Option<bool>,
    /// Epochs in a row without a smaller validation loss after which it ends. If left out, half of all, at least ten, and
    /// never with a learning rate that falls on schedule.
    pub patience: Option<usize>,
    /// Score from which an answer counts as sure.
    pub sure_from: Option<f32>,
    /// Shape of the pictures that the network takes: if left out that of the spec, or 64×64×3, or what suits the stem, but
    /// not larger than the pictures that are added.
    pub input: Option<Shape>,
    /// Shape of the pictures that are added, if it is another: then they are reduced.
    pub pictures: Option<Shape>,
    /// The network's layers instead of the method's, all but the output layer, which follows from the classes and the loss. All
    /// else, such as the optimiser, stays as the method has it.
    pub layers: Option<Vec<LayerSpec>>,
    /// A network instead of the method's; then the number of epochs is needed.
    pub spec: Option<NetworkSpec>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            classes: Vec::new(),
            seed: 1,
            method: MethodId::FromScratch,
            network_size: None,
            epochs: None,
            batch_size: None,
            learning_rate: None,
            optimizer: None,
            schedule: None,
            activation: None,
            augmentation: None,
            clip_norm: None,
            early_stopping: None,
            patience: None,
            sure_from: None,
            stem: None,
            fine_tune: None,
            input: None,
            pictures: None,
            layers: None,
            spec: None,
        }
    }
}

impl Settings {
    /// The stem that the network begins with, if the method has one.
    pub fn stem(&self) -> Option<StemId> {
        let own = MethodInfo::of(self.method).stem?;
        self.spec.is_none().then_some(self.stem.unwrap_or(own))
    }

    /// Shape of the pictures that the network takes.
    pub fn input(&self) -> Shape {
        let of_spec = self.spec.as_ref().map(|spec| spec.input);
        of_spec.or(self.input).unwrap_or_else(|| {
            let side = self.stem().map_or(PICTURE_SIZE, StemId::side);
            let largest = self.pictures.unwrap_or(Shape {
                height: side,
                width: side,
                channels: 3,
            });
            Shape {
                height: side.min(largest.height),
                width: side.min(largest.width),
                channels: 3,
            }
        })
    }

    /// Shape of the pictures that are added.
    pub fn pictures(&self) -> Shape {
        self.pictures.unwrap_or_else(|| self.input())
    }

    /// Checks what needs no pictures to be checked; the network's spec is checked where it is built.
    ///
    /// # Errors
    ///
    /// Names the setting, what was given and what was expected.
    pub fn validate(&self) -> Result<()> {
        let at_least_one = |name: &str, value: Option<usize>| match value {
            Some(0) => Err(Error::input(name, "got 0; expected a whole number from 1")),
            _ => Ok(()),
        };
        if self.seed > LARGEST_SEED {
            let problem = format!("got {}; expected at most {LARGEST_SEED}", self.seed);
            return Err(Error::input("seed", problem));
        }
        at_least_one("epochs", self.epochs)?;
        at_least_one("batch_size", self.batch_size)?;
        at_least_one("patience", self.patience)?;
        let within = |name: &str, value: Option<f32>, largest: f32, range: &str| match value {
            Some(value) if !(0.0..=largest).contains(&value) => {
                Err(Error::input(name, format!("got {value}; expected {range}")))
            }
            _ => Ok(()),
        };
        within("sure_from", self.sure_from, 1.0, "a number from 0 to 1")?;
        within("clip_norm", self.clip_norm, f32::MAX, "a number from 0")?;
        if self.spec.is_some() && self.epochs.is_none() {
            return Err(Error::input(
                "epochs",
                "left out; expected a whole number from 1, because the network is a spec of its own",
            ));
        }
        if let Some(spec) = &self.spec {
            self.validate_beside(spec)?;
        }
        self.validate_stem()?;
        self.validate_layers()?;
        let shape = self.input();
        if !matches!(shape.channels, 1 | 3) || shape.is_empty() || !shape.is_affordable() {
            return Err(Error::input(
                "input",
                format!("got {shape}; expected pictures with 1 (luma) or 3 (RGB) channels"),
            ));
        }
        let from = self.pictures();
        let fits = from.height >= shape.height
            && from.width >= shape.width
            && from.height * shape.width == from.width * shape.height;
        if !fits || !from.is_affordable() {
            return Err(Error::input(
                "pictures",
                format!(
                    "got {from}; expected the proportions of the network's {shape}, and no fewer pixels"
                ),
            ));
        }
        Ok(())
    }

    /// What a stem has itself is not to be chosen beside it, and a stem beside no other method.
    fn validate_stem(&self) -> Result<()> {
        let method = MethodInfo::of(self.method);
        if self.stem.is_some() && (method.stem.is_none() || self.spec.is_some()) {
            let problem = "given, but the network has none; expected it with the method quick_eye";
            return Err(Error::input("stem", problem));
        }
        if self.fine_tune == Some(true) && self.stem().is_none() {
            let problem =
                "got true, but the network has no stem; expected it with the method quick_eye";
            return Err(Error::input("fine_tune", problem));
        }
        Ok(())
    }

    /// What layers have themselves is not to be chosen beside them, and those of a stem are not chosen at all: the head behind
    /// it is a single layer, whose best weights are found without trial and error.
    fn validate_layers(&self) -> Result<()> {
        if self.layers.is_none() {
            return Ok(());
        }
        if self.stem().is_some() {
            let problem = "given, but the method has a stem; expected them with another method";
            return Err(Error::input("layers", problem));
        }
        refuse_beside(
            "layers, which have their own",
            &[
                ("network_size", self.network_size.is_some()),
                ("activation", self.activation.is_some()),
            ],
        )
    }

    /// What a spec has itself is not to be chosen beside it: one of the two would be ignored.
    fn validate_beside(&self, spec: &NetworkSpec) -> Result<()> {
        let chosen = [
            ("layers", self.layers.is_some()),
            ("network_size", self.network_size.is_some()),
            ("learning_rate", self.learning_rate.is_some()),
            ("optimizer", self.optimizer.is_some()),
            ("schedule", self.schedule.is_some()),
            ("activation", self.activation.is_some()),
            ("clip_norm", self.clip_norm.is_some()),
            ("input", self.input.is_some_and(|input| input != spec.input)),
        ];
        refuse_beside("a spec, which has its own", &chosen)
    }
}

/// Refuses the first of the settings that were chosen beside what has its own.
fn refuse_beside(what: &str, settings: &[(&str, bool)]) -> Result<()> {
    match settings.iter().find(|(_, chosen)| *chosen) {
        Some((name, _)) => {
            let problem = format!("given beside {what}; expected one of the two");
            Err(Error::input(*name, problem))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::AugmentationSpec;

    fn read(value: serde_json::Value) -> serde_json::Result<Settings> {
        serde_json::from_value(value)
    }

    #[test]
    fn what_is_left_out_or_null_is_as_the_method_has_it() {
        let settings = read(serde_json::json!({ "classes": ["A", "B"], "epochs": null })).unwrap();
        let expected = Settings {
            classes: vec!["A".into(), "B".into()],
            ..Settings::default()
        };
        assert_eq!(settings, expected);
        assert_eq!(settings.validate(), Ok(()));
        assert!(read(serde_json::json!({ "clases": [] })).is_err());
    }

    #[test]
    fn augmentation_is_a_name_or_numbers() {
        let choice = |value| {
            let settings = read(serde_json::json!({ "augmentation": value }));
            settings.unwrap().augmentation
        };
        let off = AugmentationChoice::Level(AugmentationLevel::Off);
        assert_eq!(choice("off".into()), Some(off));
        let spec = AugmentationSpec {
            flip: true,
            ..AugmentationSpec::default()
        };
        let given = serde_json::json!({ "flip": true });
        assert_eq!(choice(given), Some(AugmentationChoice::Spec(spec)));
        let wrong = serde_json::json!({ "augmentation": { "shift": "far" } });
        let problem = crate::read::read::<Settings>(wrong).unwrap_err();
        assert_eq!(
            problem.to_string(),
            "augmentation.shift: got \"far\"; expected a number"
        );
    }

    #[test]
    fn what_a_spec_has_itself_is_not_chosen_beside_it() {
        let spec = serde_json::json!({
            "input": { "height": 8, "width": 8, "channels": 3 },
            "layers": [{ "type": "dense", "units": 2 }],
            "loss": "cross_entropy",
            "optimizer": { "type": "sgd", "learning_rate": 0.1 },
        });
        for (name, value) in [
            ("learning_rate", serde_json::json!(0.2)),
            ("activation", serde_json::json!("tanh")),
            (
                "input",
                serde_json::json!({ "height": 9, "width": 8, "channels": 3 }),
            ),
        ] {
            let given = serde_json::json!({ "spec": spec, "epochs": 1, name: value });
            let problem = read(given).unwrap().validate().unwrap_err().to_string();
            assert_eq!(
                problem,
                format!("{name}: given beside a spec, which has its own; expected one of the two")
            );
        }
        let same = serde_json::json!({ "spec": spec, "epochs": 1, "input": spec["input"] });
        assert_eq!(read(same).unwrap().validate(), Ok(()));
    }

    #[test]
    fn layers_are_chosen_beside_a_recipe_but_not_beside_what_they_have_themselves() {
        let problem = |settings: serde_json::Value| {
            let layers = read(settings).unwrap();
            layers.validate().err().map(|error| error.to_string())
        };
        let layers = serde_json::json!([{ "type": "max_pool", "size": 2 }]);
        let given = |name: &str, value: &str| serde_json::json!({ "layers": layers, name: value });
        assert_eq!(problem(given("method", "careful")), None);
        assert_eq!(
            problem(given("activation", "tanh")).unwrap(),
            "activation: given beside layers, which have their own; expected one of the two"
        );
        assert_eq!(
            problem(given("method", "quick_eye")).unwrap(),
            "layers: given, but the method has a stem; expected them with another method"
        );
    }

    #[test]
    fn what_cannot_be_is_named() {
        let problem = |settings: Settings| settings.validate().unwrap_err().to_string();
        let settings = Settings::default;
        assert!(
            problem(Settings {
                epochs: Some(0),
                ..settings()
            })
            .starts_with("epochs: got 0")
        );
        assert!(
            problem(Settings {
                batch_size: Some(0),
                ..settings()
            })
            .starts_with("batch_size")
        );
        assert!(
            problem(Settings {
                patience: Some(0),
                ..settings()
            })
            .starts_with("patience")
        );
        assert_eq!(
            problem(Settings {
                sure_from: Some(1.5),
                ..settings()
            }),
            "sure_from: got 1.5; expected a number from 0 to 1"
        );
        assert!(
            problem(Settings {
                clip_norm: Some(f32::NAN),
                ..settings()
            })
            .contains("clip_norm")
        );
        let seed = LARGEST_SEED + 1;
        let given = Settings { seed, ..settings() };
        assert_eq!(
            problem(given),
            "seed: got 9007199254740992; expected at most 9007199254740991"
        );
        let input = Some(Shape {
            height: 8,
            width: 8,
            channels: 2,
        });
        assert!(
            problem(Settings {
                input,
                ..settings()
            })
            .starts_with("input: got 8×8×2")
        );
    }
}
