//! A network asked about pictures, on all cores.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use serde_json::{Value, json};
use tab_trainer::Classifier;
use tab_trainer::training::{Answer, Parts};

use crate::collection::Collection;
use crate::load::Refused;
use crate::report::{self, Tested};
use crate::settings::Kept;
use crate::state::SavedNetwork;

/// The parts of what answers, with the thresholds of the page: of a class its own, or else that of the settings.
pub fn parts(network: &SavedNetwork, kept: Option<&Kept>) -> Parts {
    let mut parts = network.parts.clone();
    let Some(kept) = kept else {
        return parts;
    };
    let own = kept.more.get("ofClasses").map(|of| &of["thresholds"]);
    let threshold = |id: &str| {
        own.and_then(|own| own[id].as_f64())
            .unwrap_or(kept.sure_from)
    };
    let thresholds = network
        .classes
        .iter()
        .map(|class| threshold(&class.id) as f32);
    parts.thresholds = Some(thresholds.collect());
    parts
}

/// What a network makes of each of some pictures: in their order, and one network for each thread.
///
/// # Errors
///
/// When there cannot be such a network.
pub fn answers<T: Sync>(
    parts: &Parts,
    pictures: &[T],
    read: impl Fn(&T) -> Result<Vec<u8>> + Sync,
) -> Result<Vec<Result<Answer>>> {
    Classifier::new(parts.clone())?;
    Ok(pictures
        .par_iter()
        .map_init(
            || Classifier::new(parts.clone()),
            |classifier, picture| {
                let rgba = read(picture)?;
                match classifier {
                    Ok(classifier) => Ok(classifier.classify_rgba(&rgba)?),
                    Err(error) => Err(error.clone().into()),
                }
            },
        )
        .collect())
}

/// A picture of a known class, and what it was taken for.
struct One {
    file: String,
    class: usize,
    answer: Answer,
}

/// What came of a test.
pub struct Evaluation {
    classes: Vec<String>,
    tested: Tested,
    pictures: Vec<One>,
    refused: Vec<Refused>,
}

/// Tests a network with a folder's pictures, whose classes are those of the network by their names.
///
/// # Errors
///
/// When a class is none of the network's, or there is nothing to test with.
pub fn evaluate(
    network: &SavedNetwork,
    kept: Option<&Kept>,
    collection: &Collection,
) -> Result<Evaluation> {
    let parts = parts(network, kept);
    let known: HashMap<String, usize> = parts
        .classes
        .iter()
        .enumerate()
        .map(|(place, name)| (name.to_lowercase(), place))
        .collect();
    let class_of = collection.classes.iter().map(|class| {
        known
            .get(&class.name.to_lowercase())
            .copied()
            .with_context(|| {
                format!(
                    "{}: the network knows no class {:?}; expected {}",
                    collection.name,
                    class.name,
                    parts.classes.join(", ")
                )
            })
    });
    let class_of = class_of.collect::<Result<Vec<usize>>>()?;
    let found = answers(&parts, &collection.items, |item| collection.read(item))?;
    let (mut pictures, mut refused) = (Vec::new(), Vec::new());
    for (item, answer) in collection.items.iter().zip(found) {
        let file = collection.name_of(item);
        match answer {
            Ok(answer) => pictures.push(One {
                file,
                class: class_of[item.class],
                answer,
            }),
            Err(error) => refused.push(Refused {
                file,
                reason: format!("{error:#}"),
            }),
        }
    }
    ensure!(!pictures.is_empty(), "none of the pictures could be read");
    let pairs: Vec<_> = pictures
        .iter()
        .map(|one| (one.class, one.answer.class))
        .collect();
    let own = |one: &One| one.answer.probabilities[one.class];
    pictures.sort_by(|a, b| own(a).total_cmp(&own(b)));
    Ok(Evaluation {
        tested: Tested::of(&pairs, parts.classes.len()),
        classes: parts.classes,
        pictures,
        refused,
    })
}

impl Evaluation {
    /// In words.
    pub fn text(&self) -> String {
        let Tested {
            confusion,
            per_class,
            ..
        } = &self.tested;
        let mut text = self.tested.line(self.pictures.len()) + "\n";
        text += &report::matrix(confusion, per_class, &self.classes);
        let wrong = self
            .pictures
            .iter()
            .filter(|one| one.answer.class != one.class);
        let wrong = wrong.map(|one| {
            let (label, taken) = (&self.classes[one.class], &self.classes[one.answer.class]);
            let sure = 100.0 * one.answer.probabilities[one.answer.class];
            format!("  {}: {label}, taken for {taken} ({sure:.0}%)", one.file)
        });
        text += &report::listing("Hardest", wrong.collect());
        let refused = self.refused.iter().map(|one| format!("  {}", one.reason));
        text + &report::listing("Left out", refused.collect())
    }

    /// As data.
    pub fn data(&self) -> Value {
        let pictures = self.pictures.iter().map(|one| {
            json!({
                "file": one.file,
                "class": self.classes[one.class],
                "predicted": self.classes[one.answer.class],
                "probability": one.answer.probabilities[one.answer.class],
                "sure": one.answer.sure,
                "known": one.answer.known,
            })
        });
        json!({
            "pictures": self.pictures.len(),
            "accuracy": self.tested.accuracy,
            "baseline": self.tested.baseline,
            "classes": self.classes,
            "confusion": self.tested.confusion,
            "per_class": self.tested.per_class,
            "hardest_first": pictures.collect::<Vec<_>>(),
            "refused": self.refused,
        })
    }
}
