//! The commands of Tab Trainer: `cargo xtask build | serve | dist | test | bench | quality | stem | picture`.
//!
//! Each command sets up what it needs (see [`setup`] and [`browser`]) and does nothing twice.

mod bench;
mod browser;
mod counts;
mod dist;
mod firefox;
mod formats;
mod headers;
mod lan;
mod picture;
mod program;
mod quality;
mod serve;
mod setup;
mod shell;
mod site;
mod stamp;
mod stem;
mod steps;
mod test;
mod vendor;
mod wasm;

use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Error, Result, anyhow};
use lexopt::prelude::*;

const USAGE: &str = "\
cargo xtask build                     build the page's WebAssembly and copy its packages
cargo xtask serve [--port N] [--open] build, then serve the page on http://localhost:8000
cargo xtask serve --lan               the same for phones and tablets on this network, over https, with a QR code
cargo xtask dist                      build, and pack the page as target/dist/tab-trainer.zip for any static host
cargo xtask test [NAME …]             run every test, or only the named ones
cargo xtask bench [--json] […]        measure ours and its peers in headless Chromium; bench --help
cargo xtask quality […]               how well the page's methods learn; quality --help
cargo xtask stem large                download the weights of the stem large, and convert them
cargo xtask picture                   draw the pictures in docs/ and the page's icons";

/// The command line, understood.
#[derive(Debug, PartialEq)]
enum Command {
    Build,
    Serve(serve::Options),
    Dist,
    Test { names: Vec<String> },
    Bench { arguments: Vec<String> },
    Quality { arguments: Vec<String> },
    Stem,
    Picture,
    Help,
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    match parse(lexopt::Parser::from_env())? {
        Command::Build => wasm::build(root())?,
        Command::Serve(options) => serve::serve(root(), &options)?,
        Command::Dist => dist::dist(root())?,
        Command::Test { names } => return test::run(root(), &names),
        Command::Bench { arguments } => bench::run(root(), &arguments)?,
        Command::Quality { arguments } => quality::run(root(), &arguments)?,
        Command::Stem => stem::large(root())?,
        Command::Picture => picture::draw(root())?,
        Command::Help => println!("{USAGE}\n\nTests by name: {}", test::names()),
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(mut arguments: lexopt::Parser) -> Result<Command> {
    let word = match arguments.next()? {
        Some(Value(word)) => word.string()?,
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(other) => return Err(misused(other.unexpected())),
    };
    // The benchmarks know their own options.
    if word == "bench" || word == "quality" {
        let arguments = arguments.raw_args()?.map(|argument| argument.string());
        let arguments = arguments.collect::<Result<_, _>>()?;
        return Ok(match word.as_str() {
            "bench" => Command::Bench { arguments },
            _ => Command::Quality { arguments },
        });
    }
    let mut options = serve::Options::default();
    let mut names = Vec::new();
    while let Some(argument) = arguments.next()? {
        match (word.as_str(), argument) {
            (_, Short('h') | Long("help")) => return Ok(Command::Help),
            ("serve", Long("port")) => {
                let port = arguments.value()?.parse().ok();
                options.port = Some(port.context("--port takes a number from 0 to 65535")?);
            }
            ("serve", Long("open")) => options.open = true,
            ("serve", Long("lan")) => options.lan = true,
            ("test", Value(name)) => names.push(name.string()?),
            ("stem", Value(name)) if name == "large" => names.push(name.string()?),
            (_, other) => return Err(misused(other.unexpected())),
        }
    }
    Ok(match word.as_str() {
        "build" => Command::Build,
        "serve" => Command::Serve(options),
        "dist" => Command::Dist,
        "test" => Command::Test { names },
        "stem" if names.is_empty() => {
            return Err(misused(
                "of which stem? `large` is the one that is downloaded",
            ));
        }
        "stem" => Command::Stem,
        "picture" => Command::Picture,
        _ => return Err(misused(format!("there is no command {word:?}"))),
    })
}

/// What is wrong comes first, where it is seen, and then how it goes.
fn misused(problem: impl Display) -> Error {
    anyhow!("{problem}\n\n{USAGE}")
}

/// The top of the checkout, wherever the command was typed.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the workspace")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &str) -> Result<Command> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn reads_each_command() {
        assert_eq!(parse_line("").unwrap(), Command::Help);
        assert_eq!(parse_line("serve --help").unwrap(), Command::Help);
        assert_eq!(parse_line("build").unwrap(), Command::Build);
        assert_eq!(parse_line("dist").unwrap(), Command::Dist);
        assert_eq!(parse_line("picture").unwrap(), Command::Picture);
        assert_eq!(parse_line("stem large").unwrap(), Command::Stem);
        let options = serve::Options {
            port: Some(8123),
            lan: true,
            open: true,
        };
        assert_eq!(
            parse_line("serve --open --lan --port 8123").unwrap(),
            Command::Serve(options)
        );
        let names = vec!["rust".to_owned(), "e2e".to_owned()];
        assert_eq!(
            parse_line("test rust e2e").unwrap(),
            Command::Test { names }
        );
        let arguments = vec!["--json".to_owned()];
        assert_eq!(
            parse_line("bench --json").unwrap(),
            Command::Bench { arguments }
        );
        let arguments = vec!["--faces".to_owned(), "lfw.npy".to_owned()];
        assert_eq!(
            parse_line("quality --faces lfw.npy").unwrap(),
            Command::Quality { arguments }
        );
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for line in [
            "deploy",
            "build --port 1",
            "dist --lan",
            "serve 8000",
            "serve --port x",
            "test --open",
            "stem",
            "stem huge",
        ] {
            assert!(parse_line(line).is_err(), "{line}");
        }
    }

    #[test]
    fn says_what_is_wrong_before_how_it_goes() {
        for (line, problem) in [
            ("serve --prot 1", "invalid option '--prot'"),
            ("--prot", "invalid option '--prot'"),
            ("deploy", "there is no command \"deploy\""),
        ] {
            let message = format!("{:#}", parse_line(line).unwrap_err());
            assert!(message.starts_with(problem), "{message}");
            assert!(message.ends_with(USAGE), "{message}");
        }
    }
}
