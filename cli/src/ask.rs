//! `test`, `predict` and `info`: what a network says, and what a project or a network is.

use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};
use tab_trainer::Classifier;
use tab_trainer::training::{Answer, Parts};

use crate::collection::Collection;
use crate::picture::{self, SIZE};
use crate::project;
use crate::say::say;
use crate::state::{Interruption, SavedNetwork, State};
use crate::{evaluate, models, stems};

/// Files that are answered together, so that answers come while others are read.
const TOGETHER: usize = 256;

/// Options of `test`.
#[derive(Args, Clone, Debug)]
pub struct TestOptions {
    /// A project with a trained network
    project: PathBuf,
    /// A folder with a folder for each class, by the names of the project's classes
    folder: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// Options of `predict`.
#[derive(Args, Clone, Debug)]
pub struct PredictOptions {
    /// A project with a trained network, or a network as safetensors or ONNX
    project: PathBuf,
    /// Pictures; `-`: raw ones from standard input, RGBA bytes one after another
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Pixels on a side of raw pictures
    #[arg(long, value_name = "N", default_value_t = SIZE, value_parser = clap::value_parser!(u32).range(1..=4096))]
    size: u32,
    #[command(flatten)]
    common: Common,
}

/// Options of `info`.
#[derive(Args, Clone, Debug)]
pub struct InfoOptions {
    /// A project, or a network as safetensors or ONNX
    file: PathBuf,
    /// Where the stem large lies
    #[arg(long, value_name = "FOLDER", env = "TAB_TRAINER_STEMS")]
    stems: Option<PathBuf>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

/// What all that ask a network have.
#[derive(Args, Clone, Debug)]
struct Common {
    /// Where the stem large lies
    #[arg(long, value_name = "FOLDER", env = "TAB_TRAINER_STEMS")]
    stems: Option<PathBuf>,
    /// Print JSON; of `predict` one line for each picture
    #[arg(long)]
    json: bool,
}

/// The network of a project, with its stem.
fn network<'a>(state: &'a State, path: &Path, common: &Common) -> Result<&'a SavedNetwork> {
    let network = state.network.as_ref().with_context(|| {
        format!(
            "{}: no network has been trained in this project; expected `tab-trainer train` first",
            path.display()
        )
    })?;
    stems::load_of(&network.parts.spec, common.stems.as_deref())?;
    Ok(network)
}

/// What answers: the network of a project, with the thresholds of its owner, or one in a file of its own.
fn asked(path: &Path, common: &Common) -> Result<Parts> {
    if models::is_model(path) {
        return Ok(models::read(path, common.stems.as_deref())?.parts);
    }
    let (_, state) = project::open(path)?;
    let network = network(&state, path, common)?;
    Ok(evaluate::parts(network, state.settings.as_ref()))
}

/// Tests a network with the pictures of a folder.
///
/// # Errors
///
/// When there is no network, or nothing to test it with.
pub fn test(options: &TestOptions) -> Result<()> {
    let (_, state) = project::open(&options.project)?;
    let network = network(&state, &options.project, &options.common)?;
    let folder = Collection::of_folder(&options.folder)?;
    let found = evaluate::evaluate(network, state.settings.as_ref(), &folder)?;
    match options.common.json {
        true => say(format_args!("{:#}", found.data()))?,
        false => say(found.text().trim_end())?,
    }
    Ok(())
}

/// Says what pictures show: whether all could be read.
///
/// # Errors
///
/// When there is no network, or standard input ends in the middle of a picture.
pub fn predict(options: &PredictOptions) -> Result<bool> {
    let parts = asked(&options.project, &options.common)?;
    let classes = &parts.classes;
    let mut whole = true;
    let mut tell = |name: &str, answer: Result<Answer>| -> Result<()> {
        let line = match (answer, options.common.json) {
            (Ok(answer), true) => data(name, &answer, classes).to_string(),
            (Ok(answer), false) => sentence(name, &answer, classes),
            (Err(error), json) => {
                whole = false;
                eprintln!("error: {error:#}");
                if !json {
                    return Ok(());
                }
                json!({ "file": name, "error": format!("{error:#}") }).to_string()
            }
        };
        Ok(say(line)?)
    };
    let mut from = 0;
    while from < options.files.len() {
        if options.files[from] == Path::new("-") {
            let mut classifier = Classifier::new(parts.clone())?;
            let mut input = BufReader::new(io::stdin().lock());
            let mut number = 0;
            while let Some(rgba) = picture::next_raw(&mut input, options.size)? {
                number += 1;
                let answer = classifier.classify_rgba(&rgba).map_err(Into::into);
                tell(&format!("-:{number}"), answer)?;
            }
            ensure!(
                number > 0,
                "standard input was empty; expected raw pictures"
            );
            from += 1;
            continue;
        }
        let some = options.files[from..].iter().take(TOGETHER);
        let some: Vec<&PathBuf> = some.take_while(|file| *file != Path::new("-")).collect();
        from += some.len();
        let answers = evaluate::answers(&parts, &some, |file| picture::read(file))?;
        for (file, answer) in some.iter().zip(answers) {
            tell(&file.display().to_string(), answer)?;
        }
    }
    Ok(whole)
}

fn data(name: &str, answer: &Answer, classes: &[String]) -> Value {
    let probabilities = classes.iter().zip(&answer.probabilities);
    let probabilities = probabilities.map(|(class, value)| (class.clone(), json!(value)));
    json!({
        "file": name,
        "class": classes[answer.class],
        "probability": answer.probabilities[answer.class],
        "sure": answer.sure,
        "known": answer.known,
        "probabilities": probabilities.collect::<serde_json::Map<_, _>>(),
    })
}

/// In the words of the live answer.
fn sentence(name: &str, answer: &Answer, classes: &[String]) -> String {
    let doubt = match (answer.known, answer.sure) {
        (false, _) => "\tnone of these",
        (true, false) => "\tnot sure",
        _ => "",
    };
    let probability = 100.0 * answer.probabilities[answer.class];
    format!(
        "{name}\t{}\t{probability:.1}%{doubt}",
        classes[answer.class]
    )
}

/// Says what a project is.
///
/// # Errors
///
/// When the file is none.
pub fn info(options: &InfoOptions) -> Result<()> {
    if models::is_model(&options.file) {
        let model = models::read(&options.file, options.stems.as_deref())?;
        let described = describe_network(&model.parts);
        let tests = model.tests.len();
        let text = match options.json {
            true => format!(
                "{:#}",
                json!({ "network": described, "test_pictures": tests })
            ),
            false => format!("{}\n{tests} test pictures", network_in_words(&described)),
        };
        return Ok(say(text)?);
    }
    let (collection, state) = project::open(&options.file)?;
    let described = describe(&collection, &state);
    if options.json {
        return Ok(say(format_args!("{described:#}"))?);
    }
    let mut lines = vec![format!(
        "{}: {} pictures",
        collection.name,
        collection.items.len()
    )];
    for class in described["classes"].as_array().into_iter().flatten() {
        let (name, pictures) = (
            class["name"].as_str().unwrap_or_default(),
            &class["pictures"],
        );
        lines.push(format!(
            "  {name}: {pictures} pictures in {} recordings",
            class["recordings"]
        ));
    }
    let network = &described["network"];
    match network.is_null() {
        true => lines.push("No network has been trained.".into()),
        false => lines.push(network_in_words(network)),
    }
    if let Some(method) = described["settings"]["preset"].as_str() {
        lines.push(format!("Method: {}", method.replace('_', "-")));
    }
    let training = &described["training"];
    if !training.is_null() {
        lines.push(format!(
            "A training was interrupted in epoch {}; `tab-trainer train {}` goes on.",
            training["epoch"],
            options.file.display()
        ));
    }
    Ok(say(lines.join("\n"))?)
}

fn network_in_words(network: &Value) -> String {
    format!(
        "Network: {} weights for pictures of {}, {}; tells apart {}",
        network["weights"],
        network["input"].as_str().unwrap_or_default(),
        match network["stem"].as_str() {
            Some(stem) => format!("behind the stem {stem}"),
            None => "without a stem".into(),
        },
        network["classes"].as_array().map_or(0, Vec::len)
    )
}

fn describe_network(parts: &Parts) -> Value {
    let spec = &parts.spec;
    json!({
        "classes": parts.classes,
        "input": spec.input.to_string(),
        "weights": parts.weights.len(),
        "stem": spec.stem().map(|stem| stem.name.name()),
        "spec": spec,
    })
}

fn describe(collection: &Collection, state: &State) -> Value {
    let classes = collection.classes.iter().enumerate().map(|(place, class)| {
        let of_class = || collection.items.iter().filter(move |item| item.class == place);
        let mut recordings: Vec<_> = of_class().map(|item| &item.recording).collect();
        recordings.sort_unstable();
        recordings.dedup();
        json!({ "name": class.name, "pictures": of_class().count(), "recordings": recordings.len() })
    });
    let network = state.network.as_ref().map(|network| {
        let mut described = describe_network(&network.parts);
        described["learned"] = json!(network.learned);
        described["certainty"] = json!(network.certainty);
        described
    });
    let training = state.interruption.as_ref().map(|Interruption { begun, reached }| {
        json!({
            "build": begun.build, "seed": begun.seed, "settings": begun.choice,
            "pictures": begun.pictures.len(), "epoch": reached.epoch, "seconds": reached.seconds,
        })
    });
    json!({
        "name": collection.name,
        "size": SIZE,
        "pictures": collection.items.len(),
        "classes": classes.collect::<Vec<_>>(),
        "network": network,
        "settings": state.settings,
        "training": training,
    })
}
