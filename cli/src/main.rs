//! `tab-trainer`: the page's trainer on the command line, for folders of pictures and for the page's projects.

mod ask;
mod bar;
mod collection;
mod convert;
mod evaluate;
mod folder;
mod interrupt;
mod load;
mod models;
mod picture;
mod project;
mod report;
mod say;
mod settings;
mod state;
mod stems;
mod team;
mod train;
mod training;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use interrupt::Interrupted;

/// Trains a network on your pictures, and asks it: the page's trainer, its methods and its files, without a browser.
#[derive(Parser, Debug)]
#[command(name = "tab-trainer", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Train on a folder or a project, and save a project
    Train(Box<train::Options>),
    /// Test a project's network with the pictures of a folder
    Test(ask::TestOptions),
    /// Say what pictures show
    Predict(ask::PredictOptions),
    /// Say what a project is
    Info(ask::InfoOptions),
    /// Make a project of pictures, folders of pictures of a project, or files for other programs of its network
    Convert(convert::Options),
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(code) => code,
        Err(error) if error.is::<Interrupted>() => {
            eprintln!("{error}");
            interrupt::EXIT.into()
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Train(options) => match train::train(options)? {
            train::End::Trained => {}
            train::End::Interrupted => return Ok(interrupt::EXIT.into()),
        },
        Command::Test(options) => ask::test(options)?,
        Command::Predict(options) => match ask::predict(options)? {
            true => {}
            false => return Ok(ExitCode::FAILURE),
        },
        Command::Info(options) => ask::info(options)?,
        Command::Convert(options) => convert::convert(options)?,
    }
    Ok(ExitCode::SUCCESS)
}
