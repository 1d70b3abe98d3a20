//! What a project keeps beside its pictures, as the page keeps it: its network, its settings and a training that was
//! interrupted. What is not known here stays as it is.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tab_trainer::NetworkSpec;
use tab_trainer::training::{Novelty, Parts, Report};
use tab_trainer_formats::project::ProjectReader;

use crate::settings::Kept;

/// Tells apart engines that may compute other numbers. The page goes on only with a training of its own build.
pub const BUILD: &str = concat!("native ", env!("CARGO_PKG_VERSION"));

/// A class, as a network or a training knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// How sure a network may be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Certainty {
    pub temperature: f32,
    /// Of a network that comes from a file it is not known.
    pub calibration_error: Option<f64>,
}

/// A network that was trained.
#[derive(Clone, Debug)]
pub struct SavedNetwork {
    pub parts: Parts,
    /// In the order of its outputs.
    pub classes: Vec<Named>,
    /// Whether it is better than the baseline, as far as is known.
    pub learned: bool,
    pub certainty: Option<Certainty>,
    /// What came of the training, as the page shows it, with the files that it names. Only the page makes one.
    outcome: Value,
    /// The file that it comes from, if it was not trained here.
    imported: Value,
    files: Vec<(String, Vec<u8>)>,
}

impl SavedNetwork {
    /// Of a training of classes with these ids that has come to a report, or not yet.
    pub fn new(parts: Parts, classes: &[Named], report: Option<&Report>) -> Self {
        let id = |name: &String| {
            let class = classes.iter().find(|class| class.name == *name);
            class.map_or_else(String::new, |class| class.id.clone())
        };
        let named = parts.classes.iter().map(|name| Named {
            id: id(name),
            name: name.clone(),
        });
        SavedNetwork {
            classes: named.collect(),
            learned: report
                .is_none_or(|report| report.verdict == tab_trainer::training::Verdict::Learned),
            certainty: report.and_then(|report| {
                Some(Certainty {
                    temperature: report.temperature?,
                    calibration_error: Some(report.calibration_error?),
                })
            }),
            parts,
            outcome: Value::Null,
            imported: Value::Null,
            files: Vec::new(),
        }
    }
}

/// What stays the same while a training runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Begun {
    pub build: String,
    pub seed: u64,
    pub choice: Kept,
    pub classes: Vec<Named>,
    /// In the order in which the engine has them.
    pub pictures: Vec<Located>,
}

/// A picture of a training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Located {
    pub id: String,
    pub class_id: String,
}

/// How far a training has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reached {
    #[serde(skip)]
    pub checkpoint: Vec<u8>,
    /// Whether there had been a step.
    pub learned: bool,
    pub epoch: usize,
    /// Of the curves.
    pub points: Vec<Value>,
    pub seconds: f64,
    pub attempts: usize,
    pub paused: bool,
    pub progress: Value,
}

/// A training that did not come to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Interruption {
    pub begun: Begun,
    pub reached: Reached,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub network: Option<SavedNetwork>,
    pub settings: Option<Kept>,
    pub interruption: Option<Interruption>,
}

impl State {
    /// Reads that of a project.
    ///
    /// # Errors
    ///
    /// When it is not as the page writes it.
    pub fn read(reader: &ProjectReader) -> Result<Self> {
        let state = &reader.project().state;
        let at = |path: &str| match state.pointer(path) {
            None | Some(Value::Null) => None,
            Some(value) => Some(value),
        };
        let settings = match at("/settings/last") {
            Some(kept) => Some(Kept::read(kept).context("state.settings.last")?),
            None => None,
        };
        let network = match at("/network/last") {
            Some(network) => Some(network_from(network, reader).context("state.network.last")?),
            None => None,
        };
        let interruption = match (at("/training/begun"), at("/training/reached")) {
            (Some(begun), Some(reached)) => Some(Interruption {
                begun: Begun::deserialize(begun).context("state.training.begun")?,
                reached: reached_from(reached, reader).context("state.training.reached")?,
            }),
            _ => None,
        };
        Ok(State {
            network,
            settings,
            interruption,
        })
    }

    /// What the manifest has of it; `add` takes the files that it names.
    ///
    /// # Errors
    ///
    /// When a file cannot be added.
    pub fn write(&self, mut add: impl FnMut(&str, &[u8]) -> Result<()>) -> Result<Value> {
        let mut file = |path: &str, bytes: &[u8], kind: &str| -> Result<Value> {
            add(path, bytes)?;
            Ok(json!({ "file": path, "type": kind }))
        };
        let mut network = Map::new();
        if let Some(saved) = &self.network {
            let Parts {
                spec,
                weights,
                novelty,
                ..
            } = &saved.parts;
            let bytes: Vec<u8> = weights.iter().flat_map(|w| w.to_le_bytes()).collect();
            let weights = file("network/last/weights", &bytes, "Float32Array")?;
            let novelty = match novelty {
                Some(novelty) => file("network/last/novelty", &novelty.to_bytes()?, "Uint8Array")?,
                None => Value::Null,
            };
            let mut last = json!({
                "spec": spec, "weights": weights, "novelty": novelty, "learned": saved.learned,
                "certainty": saved.certainty, "classes": saved.classes,
            });
            for (name, value) in [("outcome", &saved.outcome), ("imported", &saved.imported)] {
                if !value.is_null() {
                    last[name] = value.clone();
                }
            }
            network.insert("last".into(), last);
        }
        let mut settings = Map::new();
        if let Some(kept) = &self.settings {
            settings.insert("last".into(), serde_json::to_value(kept)?);
        }
        let mut training = Map::new();
        if let Some(Interruption { begun, reached }) = &self.interruption {
            let path = "training/reached/checkpoint";
            let mut value = serde_json::to_value(reached)?;
            value["checkpoint"] = file(path, &reached.checkpoint, "Uint8Array")?;
            training.insert("begun".into(), serde_json::to_value(begun)?);
            training.insert("reached".into(), value);
        }
        for (path, bytes) in self.network.iter().flat_map(|saved| &saved.files) {
            add(path, bytes)?;
        }
        Ok(json!({ "network": network, "settings": settings, "training": training }))
    }
}

/// The bytes of the list of numbers that stands at `key`.
fn bytes_of<'a>(value: &Value, key: &str, reader: &'a ProjectReader) -> Result<Option<&'a [u8]>> {
    match &value[key] {
        Value::Null => Ok(None),
        list => match list["file"].as_str() {
            Some(path) => Ok(Some(reader.file(path)?)),
            None => bail!("{key}: expected the name of a file"),
        },
    }
}

/// The files that stand for lists of numbers anywhere in a value.
fn named_in(value: &Value, reader: &ProjectReader) -> Result<Vec<(String, Vec<u8>)>> {
    let inside: Vec<&Value> = match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(fields) => match (&value["file"], &value["type"]) {
            (Value::String(path), Value::String(_)) => {
                return Ok(vec![(path.clone(), reader.file(path)?.to_vec())]);
            }
            _ => fields.values().collect(),
        },
        _ => Vec::new(),
    };
    let inside = inside.into_iter().map(|value| named_in(value, reader));
    Ok(inside.collect::<Result<Vec<_>>>()?.concat())
}

fn network_from(value: &Value, reader: &ProjectReader) -> Result<SavedNetwork> {
    let weights = bytes_of(value, "weights", reader)?.context("weights: missing")?;
    let (weights, _) = weights.as_chunks::<4>();
    let novelty = bytes_of(value, "novelty", reader)?
        .map(Novelty::from_bytes)
        .transpose()?;
    let classes = Vec::<Named>::deserialize(&value["classes"]).context("classes")?;
    let certainty = Option::<Certainty>::deserialize(&value["certainty"]).context("certainty")?;
    let parts = Parts {
        spec: NetworkSpec::from_json(value["spec"].clone())?,
        weights: weights.iter().map(|w| f32::from_le_bytes(*w)).collect(),
        classes: classes.iter().map(|class| class.name.clone()).collect(),
        temperature: certainty.map_or(1.0, |certainty| certainty.temperature),
        thresholds: None,
        novelty,
    };
    Ok(SavedNetwork {
        parts,
        classes,
        files: named_in(&value["outcome"], reader)?,
        outcome: value["outcome"].clone(),
        imported: value["imported"].clone(),
        learned: value["learned"].as_bool().unwrap_or(true),
        certainty,
    })
}

fn reached_from(value: &Value, reader: &ProjectReader) -> Result<Reached> {
    let checkpoint = bytes_of(value, "checkpoint", reader)?.context("checkpoint: missing")?;
    Ok(Reached {
        checkpoint: checkpoint.to_vec(),
        ..Reached::deserialize(value)?
    })
}
