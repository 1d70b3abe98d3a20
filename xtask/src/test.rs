//! `cargo xtask test`: runs the steps, all or the named ones, and sums them up.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::counts::Counts;
use crate::steps::{Outcome, STEPS, Session, Step};

/// The names that `cargo xtask test` takes, for people.
pub fn names() -> String {
    let mut names = Vec::new();
    for step in &STEPS {
        for word in [step.group, step.name] {
            if !names.contains(&word) {
                names.push(word);
            }
        }
    }
    names.join(", ")
}

/// Runs the chosen steps to the end, whatever fails on the way. Failures come last, above the sum: a log may be cut short.
pub fn run(root: &Path, chosen: &[String]) -> Result<ExitCode> {
    let steps = choose(chosen)?;
    let session = Session::new(root, &steps)?;

    let mut total = Counts::default();
    let mut failed = Vec::new();
    for step in &steps {
        println!("\n== {}: {}", step.name, step.about);
        let start = Instant::now();
        let outcome = (step.run)(&session).unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Outcome::from(error)
        });
        let seconds = start.elapsed().as_secs();
        println!("== {}: {} ({seconds} s)", step.name, outcome.counts);
        total += outcome.counts;
        if outcome.counts.failed > 0 {
            failed.push((step.name, outcome.last_words));
        }
    }
    println!();
    for (name, last_words) in &failed {
        println!("Failed: {name}. To run it alone: cargo xtask test {name}\n{last_words}");
    }
    println!("{total}");
    Ok(if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn choose(chosen: &[String]) -> Result<Vec<&'static Step>> {
    let is = |step: &Step, word: &String| *word == step.name || *word == step.group;
    for word in chosen {
        if !STEPS.iter().any(|step| is(step, word)) {
            bail!("there is no test {word:?}; there are: {}", names());
        }
    }
    let wanted = |step: &&Step| chosen.is_empty() || chosen.iter().any(|word| is(step, word));
    Ok(STEPS.iter().filter(wanted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(words: &[&str]) -> Vec<&'static str> {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        let steps = choose(&words).unwrap();
        steps.iter().map(|step| step.name).collect()
    }

    #[test]
    fn steps_are_chosen_by_name_or_group_and_keep_their_order() {
        assert_eq!(chosen(&[]).len(), STEPS.len());
        assert_eq!(chosen(&["js"]), ["types", "lint", "unit", "cli"]);
        assert_eq!(chosen(&["e2e", "format"]), ["format", "page", "alone"]);
    }

    #[test]
    fn an_unknown_step_is_named_with_those_there_are() {
        let error = choose(&["rst".to_owned()]).err().unwrap().to_string();
        assert!(
            error.contains("\"rst\"") && error.contains("rust, format"),
            "{error}"
        );
    }
}
