//! What can be chosen for a training: as options, as the page keeps it, and as the engine takes it.

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tab_trainer::read::read;
use tab_trainer::training::{METHODS, MethodId, MethodInfo, Settings, proposed_learning_rate};

use crate::picture::SIZE;

/// Networks without a stem look at this many pixels, as in the page.
const OWN_SIZE: u32 = 64;
/// The method whose network begins with a stem.
const WITH_STEM: &str = "quick_eye";

/// A method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// A head behind a stem that has seen many photographs
    QuickEye,
    /// Knows nothing but your pictures; trains in seconds
    #[value(alias = "fast")]
    FromScratch,
    /// For hard cases and many pictures
    Careful,
    /// For phones and old computers
    #[value(alias = "phone")]
    Tiny,
    /// As in the article
    Article,
}

impl Method {
    fn info(self) -> &'static MethodInfo {
        MethodInfo::of(match self {
            Method::QuickEye => MethodId::QuickEye,
            Method::FromScratch => MethodId::FromScratch,
            Method::Careful => MethodId::Careful,
            Method::Tiny => MethodId::Tiny,
            Method::Article => MethodId::Article,
        })
    }
}

/// What can be chosen on the command line; what is left out is as the project, or else the method, has it.
#[derive(Args, Clone, Debug, Default, PartialEq)]
#[command(next_help_heading = "Settings")]
pub struct Choice {
    /// Settings that go well together [default: quick-eye]
    #[arg(long, value_enum)]
    pub method: Option<Method>,
    /// How often the pictures are shown [default: as proposed for their number]
    #[arg(long, value_name = "N")]
    pub epochs: Option<usize>,
    /// Of all random numbers [default: 1, as the first training of a visit has it]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// How large steps are
    #[arg(long, value_name = "X")]
    pub learning_rate: Option<f64>,
    /// Pictures per step
    #[arg(long, value_name = "N")]
    pub batch_size: Option<usize>,
    /// Number of filters
    #[arg(long, value_parser = ["small", "medium", "large"])]
    pub network_size: Option<String>,
    #[arg(long, value_parser = ["sgd", "adam", "adamw", "rmsprop"])]
    pub optimizer: Option<String>,
    /// Of the learning rate
    #[arg(long, value_parser = ["constant", "cosine", "one_cycle", "exponential", "step"])]
    pub schedule: Option<String>,
    /// Gradients are clipped to it; 0: never
    #[arg(long, value_name = "X")]
    pub clip_norm: Option<f64>,
    /// Of the hidden layers
    #[arg(long, value_parser = ["relu", "leaky_relu", "tanh", "sigmoid"])]
    pub activation: Option<String>,
    /// How far pictures are augmented
    #[arg(long, value_parser = ["off", "gentle", "strong"])]
    pub augmentation: Option<String>,
    /// Score from which an answer counts as sure, 0 to 1
    #[arg(long, value_name = "X")]
    pub sure_from: Option<f64>,
    /// Whether a training without gain ends early
    #[arg(long, value_parser = ["yes", "no"])]
    pub early_stopping: Option<String>,
    /// Of the method quick-eye
    #[arg(long, value_parser = ["small", "base", "large"])]
    pub stem: Option<String>,
    /// Whether the stem is fine-tuned once the head has learned
    #[arg(long, value_parser = ["yes", "no"])]
    pub fine_tune: Option<String>,
}

/// What was chosen, in the words in which the page keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Kept {
    pub preset: String,
    pub network_size: String,
    /// `None`: as many as are proposed.
    pub epochs: Option<usize>,
    pub batch_size: usize,
    pub learning_rate: f64,
    pub workers: usize,
    pub sure_from: f64,
    pub stop_early: String,
    /// Empty, here and below: as the method has it.
    pub optimizer: String,
    pub schedule: String,
    pub activation: String,
    pub augmentation: String,
    pub stem: String,
    pub fine_tune: String,
    pub clip_norm: f64,
    /// Of a network of one's own.
    pub layers: Value,
    /// What else the page keeps with it.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Default for Kept {
    fn default() -> Self {
        Kept::of(&METHODS[0])
    }
}

impl Kept {
    /// As the method has it.
    fn of(method: &MethodInfo) -> Self {
        let name = |value: Value| value.as_str().unwrap_or_default().to_owned();
        Kept {
            preset: name(json!(method.id)),
            network_size: name(json!(method.network_size)),
            epochs: None,
            batch_size: method.batch_size,
            learning_rate: method.learning_rate,
            workers: 1,
            // The digits that it is written with.
            sure_from: method.sure_from.to_string().parse().unwrap_or(0.6),
            stop_early: "yes".into(),
            optimizer: String::new(),
            schedule: String::new(),
            activation: String::new(),
            augmentation: String::new(),
            stem: "base".into(),
            fine_tune: "no".into(),
            clip_norm: 0.0,
            layers: Value::Null,
            more: Map::new(),
        }
    }

    /// As a project has it.
    ///
    /// # Errors
    ///
    /// When it is not as the page writes it.
    pub fn read(value: &Value) -> Result<Self> {
        let mut kept = Kept::deserialize(value)?;
        // What older versions of the page called a method.
        if ["default", "fast"].contains(&kept.preset.as_str()) {
            kept.preset = "from_scratch".into();
        }
        Ok(kept)
    }

    /// What is chosen, on what a project has.
    ///
    /// # Errors
    ///
    /// When something is chosen that the method does not have.
    pub fn chosen(before: Option<&Kept>, choice: &Choice) -> Result<Self> {
        let mut kept = before.cloned().unwrap_or_default();
        if let Some(method) = choice.method {
            let of_method = Kept::of(method.info());
            if of_method.preset != kept.preset {
                // Numbers that were meant for another method are of no use.
                let more = kept.more;
                kept = Kept { more, ..of_method };
            }
        }
        choice.check(&kept)?;
        let set = |to: &mut String, from: &Option<String>| {
            if let Some(value) = from {
                to.clone_from(value);
            }
        };
        if let Some(optimizer) = &choice.optimizer {
            let method = read::<MethodId>(json!(kept.preset)).ok();
            let id = read(json!(optimizer)).ok();
            kept.learning_rate = proposed_learning_rate(id, method.context("method")?);
        }
        set(&mut kept.optimizer, &choice.optimizer);
        set(&mut kept.network_size, &choice.network_size);
        set(&mut kept.schedule, &choice.schedule);
        set(&mut kept.activation, &choice.activation);
        set(&mut kept.augmentation, &choice.augmentation);
        set(&mut kept.stop_early, &choice.early_stopping);
        set(&mut kept.stem, &choice.stem);
        set(&mut kept.fine_tune, &choice.fine_tune);
        kept.epochs = choice.epochs.or(kept.epochs);
        kept.batch_size = choice.batch_size.unwrap_or(kept.batch_size);
        kept.learning_rate = choice.learning_rate.unwrap_or(kept.learning_rate);
        kept.clip_norm = choice.clip_norm.unwrap_or(kept.clip_norm);
        kept.sure_from = choice.sure_from.unwrap_or(kept.sure_from);
        Ok(kept)
    }

    /// As the engine takes it: what the page's `settingsOf` makes of it.
    ///
    /// # Errors
    ///
    /// Names the setting, what was given and what was expected.
    pub fn settings(&self, classes: &[String], seed: u64) -> Result<Settings> {
        let square = |side: u32| json!({ "height": side, "width": side, "channels": 3 });
        let unless_empty = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut settings = json!({
            "classes": classes,
            "seed": seed,
            "method": self.preset,
            "epochs": self.epochs,
            "augmentation": unless_empty(&self.augmentation),
            "early_stopping": (self.stop_early == "no").then_some(false),
            "sure_from": self.sure_from,
            "pictures": square(SIZE),
        });
        let own = if self.preset == WITH_STEM {
            json!({ "stem": self.stem, "fine_tune": self.fine_tune == "yes" })
        } else {
            let layers = self.layers.is_array().then_some(&self.layers);
            json!({
                "layers": layers,
                "network_size": layers.is_none().then_some(&self.network_size),
                "activation": layers.is_none().then(|| unless_empty(&self.activation)),
                "batch_size": self.batch_size,
                "learning_rate": self.learning_rate,
                "optimizer": unless_empty(&self.optimizer),
                "schedule": unless_empty(&self.schedule),
                "clip_norm": (self.clip_norm > 0.0).then_some(self.clip_norm),
                "input": square(OWN_SIZE),
            })
        };
        let own = own.as_object().into_iter().flatten();
        let all = settings.as_object_mut().context("settings")?;
        all.extend(own.map(|(key, value)| (key.clone(), value.clone())));
        let settings: Settings =
            read(settings).map_err(|problem| anyhow::anyhow!("settings: {problem}"))?;
        settings.validate()?;
        Ok(settings)
    }
}

impl Choice {
    /// Whether nothing is chosen.
    pub fn is_empty(&self) -> bool {
        *self == Choice::default()
    }

    /// What the method does not have cannot be chosen: it would be ignored.
    fn check(&self, kept: &Kept) -> Result<()> {
        let of_own_network = [
            ("--network-size", self.network_size.is_some()),
            ("--batch-size", self.batch_size.is_some()),
            ("--learning-rate", self.learning_rate.is_some()),
            ("--optimizer", self.optimizer.is_some()),
            ("--schedule", self.schedule.is_some()),
            ("--clip-norm", self.clip_norm.is_some()),
            ("--activation", self.activation.is_some()),
        ];
        let of_stem = [
            ("--stem", self.stem.is_some()),
            ("--fine-tune", self.fine_tune.is_some()),
        ];
        let method = kept.preset.replace('_', "-");
        let with_stem = kept.preset == WITH_STEM;
        let refused: &[_] = if with_stem { &of_own_network } else { &of_stem };
        if let Some((option, _)) = refused.iter().find(|(_, given)| *given) {
            let expected = if with_stem {
                "another method"
            } else {
                "--method quick-eye"
            };
            bail!("{option}: the method {method} has no such setting; expected it with {expected}");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tab_trainer::training::{NetworkSize, OptimizerId};

    fn classes() -> Vec<String> {
        vec!["A".into(), "B".into()]
    }

    #[test]
    fn left_out_it_is_as_the_page_has_it_at_a_first_visit() {
        let kept = Kept::chosen(None, &Choice::default()).unwrap();
        assert_eq!(
            (kept.preset.as_str(), kept.stem.as_str()),
            ("quick_eye", "base")
        );
        let settings = kept.settings(&classes(), 1).unwrap();
        assert_eq!(settings.method, MethodId::QuickEye);
        assert_eq!(settings.fine_tune, Some(false));
        assert_eq!((settings.batch_size, settings.input), (None, None));
        assert_eq!(settings.sure_from, Some(0.6));
    }

    #[test]
    fn a_chosen_optimiser_brings_its_learning_rate() {
        let choice = Choice {
            method: Some(Method::FromScratch),
            optimizer: Some("sgd".into()),
            ..Choice::default()
        };
        let kept = Kept::chosen(None, &choice).unwrap();
        let settings = kept.settings(&classes(), 7).unwrap();
        assert_eq!(settings.optimizer, Some(OptimizerId::Sgd));
        assert_eq!(settings.network_size, Some(NetworkSize::Medium));
        let usual = proposed_learning_rate(Some(OptimizerId::Sgd), MethodId::FromScratch);
        assert_eq!(kept.learning_rate, usual);
        assert_eq!(settings.seed, 7);
    }

    #[test]
    fn what_a_project_keeps_stays_unless_another_method_is_chosen() {
        let kept = json!({ "preset": "fast", "epochs": 3, "learningRate": 0.5, "ofClasses": { "counts": {} } });
        let kept = Kept::read(&kept).unwrap();
        let same = Kept::chosen(Some(&kept), &Choice::default()).unwrap();
        assert_eq!(
            (same.preset.as_str(), same.epochs),
            ("from_scratch", Some(3))
        );
        let choice = Choice {
            method: Some(Method::Careful),
            ..Choice::default()
        };
        let other = Kept::chosen(Some(&kept), &choice).unwrap();
        assert_eq!((other.epochs, other.learning_rate), (None, 0.004));
        assert!(other.more.contains_key("ofClasses"));
    }

    #[test]
    fn what_the_method_does_not_have_is_refused() {
        let choice = Choice {
            batch_size: Some(4),
            ..Choice::default()
        };
        let error = Kept::chosen(None, &choice).unwrap_err().to_string();
        assert!(
            error.starts_with("--batch-size: the method quick-eye"),
            "{error}"
        );
        let choice = Choice {
            method: Some(Method::Tiny),
            stem: Some("small".into()),
            ..Choice::default()
        };
        assert!(Kept::chosen(None, &choice).is_err());
        let choice = Choice {
            method: Some(Method::Tiny),
            sure_from: Some(1.5),
            ..Choice::default()
        };
        let kept = Kept::chosen(None, &choice).unwrap();
        let error = kept.settings(&classes(), 1).unwrap_err().to_string();
        assert_eq!(error, "sure_from: got 1.5; expected a number from 0 to 1");
    }
}
