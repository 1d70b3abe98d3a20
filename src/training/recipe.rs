//! From settings and a number of pictures to everything that a training goes by.

mod fine_tuning;
mod network;

use serde::{Deserialize, Serialize};

use super::length::{epoch_length, step_count};
use super::method::MethodInfo;
use super::settings::{AugmentationChoice, AugmentationLevel, Settings};
use super::split::FEWEST_VALIDATION;
use crate::error::Result;
use crate::spec::{NetworkSpec, Schedule};

pub use network::proposed_learning_rate;
use network::{method_spec, with_augmentation};

/// Pictures per step of a spec that comes without a batch size.
const BATCH_SIZE: usize = 32;
/// How long a training may go on without gain: for half the epochs that were planned, as a longer training also has
/// longer plateaus, but for ten at least, as a small validation set wavers. Of 18 trainings with digits (5 or 20 pictures a
/// class, 60 epochs) a third stopped one before its best epoch.
const PATIENCE: f64 = 1.0 / 2.0;
const LEAST_PATIENCE: usize = 10;
/// Pictures of a class that need no augmented views for a head to learn from.
const MANY: usize = 20;
const VIEWS: usize = 8;

/// What a training goes by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// The network, with the learning rate at which it begins.
    pub spec: NetworkSpec,
    /// How often the pictures are shown.
    pub epochs: usize,
    /// Pictures that an epoch shows.
    pub epoch_length: usize,
    /// Pictures per step.
    pub batch_size: usize,
    /// Epochs in a row without a smaller validation loss after which it ends; `None`: never.
    pub patience: Option<usize>,
    /// Whether pictures are augmented each time they are shown, so that the network learns what they have in common and
    /// not the few that there are. Of two recordings with ten pictures per class (practice camera), the accuracy on new
    /// pictures was 0.83 without it and 0.97 with it.
    pub augmented: bool,
    /// Augmented views of each picture that a head behind a frozen stem learns from, beside the picture itself.
    pub views: usize,
    /// Whether the loss has a single minimum and the optimiser reaches it. Then the newest weights are the best, whatever a
    /// small validation set says.
    pub converges: bool,
    /// Of all random numbers.
    pub seed: u64,
    /// Score from which an answer counts as sure.
    pub sure_from: f32,
}

/// The network that a training with these settings begins with, for as many pictures as a first training has.
///
/// # Errors
///
/// When a setting or the spec is not what it can be.
pub fn network_of(settings: &Settings) -> Result<NetworkSpec> {
    let classes = settings.classes.len();
    let counts = Counts {
        classes,
        training: MANY * classes,
        validation: 0,
    };
    Ok(Recipe::new(settings, counts)?.spec)
}

/// How many pictures there are.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Classes that the network tells apart.
    pub classes: usize,
    /// Pictures that are trained on.
    pub training: usize,
    /// Pictures of the validation set.
    pub validation: usize,
}

impl Recipe {
    /// What `settings` mean for so many pictures.
    ///
    /// # Errors
    ///
    /// When a setting or the spec is not what it can be.
    pub fn new(settings: &Settings, counts: Counts) -> Result<Self> {
        settings.validate()?;
        let method = MethodInfo::of(settings.method);
        let pictures = counts.training + counts.validation;
        let epochs = settings
            .epochs
            .unwrap_or_else(|| method.proposed_epochs(pictures, counts.classes));
        let own_size = match settings.spec {
            Some(_) => BATCH_SIZE,
            None => method.batch_size,
        };
        let off = AugmentationChoice::Level(AugmentationLevel::Off);
        let augmented = settings.augmentation != Some(off);
        let views = match settings.stem() {
            Some(_) if augmented => views(counts),
            _ => 0,
        };
        let length = match settings.stem() {
            Some(_) => counts.training * (1 + views),
            None => epoch_length(counts.training, augmented),
        };
        let size = settings.batch_size.unwrap_or(own_size).min(length.max(1));
        let steps = step_count(length, epochs, size);
        let spec = match &settings.spec {
            Some(spec) => with_augmentation(spec.clone(), settings),
            None => method_spec(settings, method, counts, views, steps)?,
        };
        spec.optimizer.check()?;
        spec.augmentation.validate()?;
        // One that searches needs the loss of the whole set again and again.
        let batch_size = match spec.optimizer.searches() {
            true => length,
            false => size,
        };
        let converges = settings.stem().is_some() && spec.optimizer.searches();
        let patience = patience(settings, epochs, &spec, counts.validation);
        Ok(Recipe {
            patience: patience.filter(|_| !converges),
            converges,
            views,
            spec,
            epochs,
            epoch_length: length,
            batch_size: batch_size.max(1),
            augmented,
            seed: settings.seed,
            sure_from: settings.sure_from.unwrap_or(method.sure_from),
        })
    }

    /// Steps of the whole training.
    pub fn steps(&self) -> usize {
        step_count(self.epoch_length, self.epochs, self.batch_size)
    }
}

/// Augmented views of each picture: a few of a class gain a point by eight of each, twice as many no more, and from
/// [`MANY`] of a class on there is nothing to gain.
fn views(counts: Counts) -> usize {
    match counts.training < MANY * counts.classes {
        true => VIEWS,
        false => 0,
    }
}

/// Epochs without gain after which a training ends; `None`: never.
fn patience(
    settings: &Settings,
    epochs: usize,
    spec: &NetworkSpec,
    validation: usize,
) -> Option<usize> {
    if settings.early_stopping == Some(false) || validation < FEWEST_VALIDATION {
        return None;
    }
    // A rate that falls makes its gains at its end.
    let falls = !matches!(spec.optimizer.schedule(), Schedule::Constant(_));
    let proposed = (PATIENCE * epochs as f64).ceil() as usize;
    settings
        .patience
        .or((!falls).then(|| proposed.max(LEAST_PATIENCE)))
}

#[cfg(test)]
mod tests {
    use super::super::settings::{ActivationId, MethodId, OptimizerId, ScheduleId};
    use super::super::targets::output_count;
    use super::network::schedule;
    use super::*;
    use crate::spec::AugmentationSpec;
    use serde_json::{Value, json, to_value};

    const COUNTS: Counts = Counts {
        classes: 2,
        training: 100,
        validation: 20,
    };

    fn recipe(settings: Settings) -> Recipe {
        Recipe::new(&settings, COUNTS).unwrap()
    }

    fn article() -> Settings {
        Settings {
            method: MethodId::Article,
            network_size: Some(super::super::settings::NetworkSize::Small),
            ..Settings::default()
        }
    }

    fn optimizer(settings: Settings) -> Value {
        to_value(recipe(settings).spec.optimizer).unwrap()
    }

    #[test]
    fn as_the_method_has_it() {
        let fast = recipe(Settings::default());
        assert_eq!(
            to_value(fast.spec.input).unwrap(),
            json!({ "height": 64, "width": 64, "channels": 3 })
        );
        assert_eq!(fast.spec.optimizer.learning_rate(), 0.001);
        assert_eq!((fast.epochs, fast.batch_size, fast.steps()), (5, 8, 65));
        let article = recipe(article());
        assert_eq!(article.spec.loss, crate::spec::LossSpec::Mse);
        assert_eq!(article.batch_size, 1);
        assert_eq!(to_value(article.spec.optimizer).unwrap()["momentum"], 0.0);
    }

    #[test]
    fn careful_lets_the_learning_rate_come_to_rest_with_the_last_step() {
        let settings = Settings {
            method: MethodId::Careful,
            epochs: Some(50),
            ..Settings::default()
        };
        let recipe = recipe(settings);
        assert_eq!(recipe.steps(), 200);
        let schedule = &to_value(recipe.spec.optimizer).unwrap()["schedule"];
        assert_eq!(schedule["type"], "cosine");
        let lengths = ["steps", "warm_up"].map(|name| schedule[name].as_f64());
        assert_eq!(lengths, [Some(200.0), Some(10.0)]);
    }

    #[test]
    fn another_optimiser_begins_with_its_usual_rate_and_keeps_a_chosen_one() {
        let of = |optimizer| Settings {
            optimizer: Some(optimizer),
            ..article()
        };
        let adamw = recipe(Settings {
            learning_rate: Some(0.01),
            ..of(OptimizerId::Adamw)
        });
        assert_eq!(adamw.spec.optimizer.learning_rate(), 0.01);
        assert_eq!(optimizer(of(OptimizerId::Adamw))["type"], "adamw");
        let momentum = optimizer(of(OptimizerId::Sgd))["momentum"].as_f64();
        assert!((momentum.unwrap() - 0.9).abs() < 1e-6);
        let rates = [
            None,
            Some(OptimizerId::Sgd),
            Some(OptimizerId::Adam),
            Some(OptimizerId::Rmsprop),
        ];
        let rates = rates.map(|id| proposed_learning_rate(id, MethodId::Careful));
        assert_eq!(rates, [0.004, 0.01, 0.001, 0.001]);
    }

    #[test]
    fn schedules_are_as_long_as_the_training_also_where_that_is_a_single_step() {
        let of = |id, steps| schedule(id, steps);
        assert_eq!(
            of(ScheduleId::OneCycle, 100),
            json!({ "type": "one_cycle", "steps": 100, "warm_up": 30 })
        );
        assert_eq!(
            of(ScheduleId::OneCycle, 2),
            json!({ "type": "one_cycle", "steps": 2, "warm_up": 1 })
        );
        assert_eq!(
            of(ScheduleId::Step, 100),
            json!({ "type": "step", "every": 34, "factor": 0.1 })
        );
        for id in [
            ScheduleId::Constant,
            ScheduleId::Cosine,
            ScheduleId::OneCycle,
            ScheduleId::Exponential,
            ScheduleId::Step,
        ] {
            for training in [1, 40] {
                let settings = Settings {
                    schedule: Some(id),
                    epochs: Some(1),
                    batch_size: Some(64),
                    ..Settings::default()
                };
                let counts = Counts { training, ..COUNTS };
                Recipe::new(&settings, counts).unwrap();
            }
        }
    }

    #[test]
    fn pictures_are_augmented_more_or_less_and_gradients_clipped_only_on_request() {
        let level = |level| Some(AugmentationChoice::Level(level));
        let off = recipe(Settings {
            augmentation: level(AugmentationLevel::Off),
            ..Settings::default()
        });
        assert!(!off.augmented);
        let usual = recipe(Settings::default());
        assert!(usual.augmented);
        assert_eq!(usual.spec.augmentation, AugmentationSpec::default());
        let strong = recipe(Settings {
            augmentation: level(AugmentationLevel::Strong),
            ..Settings::default()
        });
        assert_eq!(
            Some(strong.spec.augmentation),
            AugmentationLevel::Strong.spec()
        );
        let clipped = |clip_norm| {
            let settings = Settings {
                clip_norm: Some(clip_norm),
                ..Settings::default()
            };
            recipe(settings).spec.optimizer.clip_norm()
        };
        assert_eq!((clipped(3.0), clipped(0.0)), (Some(3.0), None));
    }

    #[test]
    fn hidden_layers_may_have_another_activation() {
        let settings = Settings {
            activation: Some(ActivationId::Tanh),
            ..Settings::default()
        };
        let layers = to_value(recipe(settings).spec.layers).unwrap();
        assert!(layers.to_string().contains("\"tanh\""));
    }

    #[test]
    fn a_training_may_go_on_without_gain_for_half_its_epochs_ten_at_least() {
        let patience = |settings: Settings| recipe(settings).patience;
        let epochs = |epochs| Settings {
            epochs: Some(epochs),
            ..Settings::default()
        };
        assert_eq!(
            [15, 20, 60].map(|n| patience(epochs(n))),
            [Some(10), Some(10), Some(30)]
        );
        let chosen = Settings {
            patience: Some(3),
            ..epochs(15)
        };
        assert_eq!(patience(chosen.clone()), Some(3));
        let never = Settings {
            early_stopping: Some(false),
            ..chosen
        };
        assert_eq!(patience(never), None);
        let falling = Settings {
            schedule: Some(ScheduleId::Cosine),
            ..epochs(60)
        };
        assert_eq!(patience(falling), None);
        let counts = Counts {
            validation: 7,
            ..COUNTS
        };
        assert_eq!(Recipe::new(&epochs(60), counts).unwrap().patience, None);
    }

    #[test]
    fn a_batch_is_at_most_an_epoch_and_one_that_searches_takes_all() {
        let large = Settings {
            batch_size: Some(5000),
            ..Settings::default()
        };
        assert_eq!(recipe(large).batch_size, 100);
        let mut spec = recipe(Settings::default()).spec;
        spec.optimizer =
            serde_json::from_value(json!({ "type": "lbfgs", "learning_rate": 1 })).unwrap();
        let own = Settings {
            spec: Some(spec),
            epochs: Some(2),
            batch_size: Some(4),
            ..Settings::default()
        };
        assert_eq!(recipe(own.clone()).batch_size, 100);
        let without = Settings {
            epochs: None,
            ..own
        };
        assert!(Recipe::new(&without, COUNTS).is_err());
    }

    #[test]
    fn outputs_are_as_many_as_the_targets_have() {
        for (method, classes, outputs) in [
            (MethodId::FromScratch, 2, 2),
            (MethodId::Article, 2, 1),
            (MethodId::Article, 3, 3),
        ] {
            let settings = Settings {
                method,
                ..Settings::default()
            };
            let counts = Counts { classes, ..COUNTS };
            let spec = Recipe::new(&settings, counts).unwrap().spec;
            assert_eq!(output_count(spec.loss, classes), outputs);
            assert_eq!(crate::Network::new(spec, 1).unwrap().outputs(), outputs);
        }
    }
}
