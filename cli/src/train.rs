//! `train`: a folder or a project, and what comes of it.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;
use tab_trainer::Trainer;
use tab_trainer::training::Obstacle;

use crate::bar::Bar;
use crate::collection::Collection;
use crate::evaluate;
use crate::interrupt::Interrupt;
use crate::load::{Lineup, Refused};
use crate::project;
use crate::report;
use crate::say::say;
use crate::settings::{Choice, Kept};
use crate::state::{BUILD, Begun, Interruption, Reached, State};
use crate::stems;
use crate::training::Training;

/// Options of `train`.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// A folder with a folder for each class, or a project (.tabtrainer)
    #[arg(value_name = "FOLDER|PROJECT")]
    from: PathBuf,
    /// Where the project is saved [default: the project itself; of a folder its name with .tabtrainer, here]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Threads among which each batch is split; how many decides the last bits of the weights [default: as many as there are cores]
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    /// Afterwards, test with the pictures of another folder
    #[arg(long, value_name = "FOLDER")]
    test: Option<PathBuf>,
    /// Begin anew, though the project has a training that was interrupted
    #[arg(long)]
    anew: bool,
    /// Where the stem large lies
    #[arg(long, value_name = "FOLDER", env = "TAB_TRAINER_STEMS")]
    stems: Option<PathBuf>,
    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    choice: Choice,
}

/// How a training ended.
pub enum End {
    /// With a network.
    Trained,
    /// By Ctrl+C; it can go on.
    Interrupted,
}

/// Trains.
///
/// # Errors
///
/// When it cannot begin, its pictures cannot be read, it diverges, or the project cannot be saved.
pub fn train(options: &Options) -> Result<End> {
    let interrupt = Interrupt::listen()?;
    let (collection, state) = open(&options.from)?;
    let out = out_of(options)?;
    let tested = options.test.as_deref();
    let tested = tested.map(Collection::of_folder).transpose()?;
    let mut training = prepare(options, collection, state, out, interrupt)?;
    let names: Vec<String> = training
        .lineup
        .classes
        .iter()
        .map(|one| one.name.clone())
        .collect();
    let plan = training.trainer.plan()?;
    let warnings = training.warnings(&plan, &names);
    if !options.json {
        for warning in &warnings {
            eprintln!("warning: {warning}");
        }
    }
    if let Some(obstacle) = plan.obstacle {
        bail!(obstacle_in_words(obstacle, &training.collection));
    }
    let since = Instant::now();
    if !training.run(&plan)? {
        training.save_interrupted(since)?;
        let out = training.out.display();
        eprintln!("interrupted; `tab-trainer train {out}` goes on where it was");
        if options.json {
            let result = json!({ "project": training.out, "interrupted": true });
            say(format_args!("{result:#}"))?;
        }
        return Ok(End::Interrupted);
    }
    let seconds = training.reached.seconds + since.elapsed().as_secs_f64();
    let report = training.trainer.report()?;
    training.save_network(Some(&report))?;
    let test = match &tested {
        Some(tested) => {
            let network = training
                .state
                .network
                .as_ref()
                .context("nothing was learned")?;
            Some(evaluate::evaluate(
                network,
                training.state.settings.as_ref(),
                tested,
            )?)
        }
        None => None,
    };
    let file = |id: u32| training.file(id);
    if options.json {
        let result = json!({
            "project": training.out,
            "interrupted": false,
            "seconds": seconds,
            "classes": names,
            "pictures": training.lineup.pictures.len(),
            "refused": training.refused,
            "warnings": warnings,
            "settings": training.begun.choice,
            "seed": training.begun.seed,
            "report": report::data(&report, file)?,
            "test": test.as_ref().map(evaluate::Evaluation::data),
        });
        say(format_args!("{result:#}"))?;
    } else {
        let mut text = report::report(&report, &names, file);
        if let (Some(test), Some(folder)) = (&test, &options.test) {
            text += &format!("\nTested with {}:\n{}", folder.display(), test.text());
        }
        let out = training.out.display();
        say(format_args!("{text}\nSaved as {out} after {seconds:.1} s."))?;
    }
    Ok(End::Trained)
}

/// A folder or a project.
pub fn open(from: &Path) -> Result<(Collection, State)> {
    if from.is_dir() {
        return Ok((Collection::of_folder(from)?, State::default()));
    }
    if !from.exists() {
        bail!(
            "{}: there is no such folder or file; expected a folder with a folder for each class, or a project",
            from.display()
        );
    }
    project::open(from)
}

fn out_of(options: &Options) -> Result<PathBuf> {
    let out = match &options.out {
        Some(out) => out.clone(),
        None if !options.from.is_dir() => options.from.clone(),
        None => {
            let whole = options.from.canonicalize()?;
            let out = PathBuf::from(crate::folder::name_of(&whole))
                .with_added_extension(project::EXTENSION);
            if out.exists() {
                bail!(
                    "{} is there already; --out says where the project is to be saved, and `tab-trainer train {}` trains that one",
                    out.display(),
                    out.display()
                );
            }
            out
        }
    };
    project::check_writable(&out)?;
    Ok(out)
}

fn prepare(
    options: &Options,
    collection: Collection,
    mut state: State,
    out: PathBuf,
    interrupt: Interrupt,
) -> Result<Training> {
    let interruption = state.interruption.take().filter(|_| !options.anew);
    let (mut trainer, mut lineup, begun, reached) = match interruption {
        Some(Interruption { mut begun, reached }) => {
            if !options.choice.is_empty() || options.workers.is_some() {
                bail!(
                    "{}: a training was interrupted, which goes on with the settings with which it began; expected none, or --anew",
                    options.from.display()
                );
            }
            if begun.build.starts_with("native") && begun.build != BUILD {
                bail!(
                    "{}: a training was interrupted that was begun with {}; expected {BUILD}. --anew begins another one",
                    options.from.display(),
                    begun.build
                );
            }
            let where_from = if begun.build == BUILD {
                ""
            } else {
                ", begun in the page,"
            };
            eprintln!(
                "a training that was interrupted{where_from} goes on in epoch {}",
                reached.epoch
            );
            begun.build = BUILD.into();
            let trainer = Trainer::restore(&reached.checkpoint)
                .with_context(|| options.from.display().to_string())?;
            let lineup = Lineup::of_begun(&begun, &collection)?;
            (trainer, lineup, begun, reached)
        }
        None => {
            let mut choice = Kept::chosen(state.settings.as_ref(), &options.choice)?;
            let cores = thread::available_parallelism().map_or(1, usize::from);
            choice.workers = options.workers.unwrap_or(cores);
            if choice.workers == 0 {
                bail!("--workers: got 0; expected a whole number from 1");
            }
            let lineup = Lineup::of(&collection);
            let names: Vec<_> = lineup
                .classes
                .iter()
                .map(|class| class.name.clone())
                .collect();
            let seed = options.choice.seed.unwrap_or(1);
            let trainer = Trainer::new(choice.settings(&names, seed)?)?;
            let begun = Begun {
                build: BUILD.into(),
                seed,
                choice,
                classes: lineup.classes.clone(),
                pictures: Vec::new(),
            };
            (trainer, lineup, begun, Reached::default())
        }
    };
    if let Some(stem) = trainer.settings().stem() {
        stems::load(stem, options.stems.as_deref())?;
    }
    trainer.keep_reduced();
    trainer.set_threads(thread::available_parallelism().map_or(1, usize::from));
    let bar = Bar::new("reading");
    let whole = !reached.checkpoint.is_empty();
    let refused = lineup.load(&collection, &mut trainer, whole, &bar.0, &interrupt)?;
    bar.0.finish_and_clear();
    for Refused { reason, .. } in &refused {
        eprintln!("left out: {reason}");
    }
    let begun = Begun {
        pictures: lineup.located(&collection),
        ..begun
    };
    // Of a training that began with other settings than those for the next one, its own.
    state.settings = Some(begun.choice.clone());
    Ok(Training {
        trainer,
        collection,
        state,
        lineup,
        begun,
        reached,
        refused,
        out,
        interrupt,
    })
}

fn obstacle_in_words(obstacle: Obstacle, collection: &Collection) -> String {
    let name = &collection.name;
    match obstacle {
        Obstacle::OneClass => {
            let count = collection
                .classes
                .iter()
                .filter(|class| !class.is_off())
                .count();
            format!("{name}: {count} class; expected two or more to tell apart")
        }
        Obstacle::EmptyClasses { filled } => {
            format!("{name}: pictures of {filled} class; expected those of two or more")
        }
        Obstacle::StemMissing { name } => format!("the stem {} is not loaded", name.name()),
    }
}
