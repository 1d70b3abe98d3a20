//! `cargo xtask quality`: trains the page's methods natively and prints what they reach beside what they should.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{program, shell};

/// Measures; the arguments go to tests/quality/run.rs, which knows what they mean. Paths among them are meant from where
/// the command was typed.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let mut command = Command::new("cargo");
    command
        .args(["run", "--quiet", "--release", "--example", "quality"])
        .arg("--manifest-path")
        .arg(root.join("Cargo.toml"))
        .arg("--");
    shell::run(command.args(arguments))
}

/// The committed digits alone, once: whether it works.
pub fn check(root: &Path) -> Result<()> {
    let program = program::built(root, "example", "quality")?;
    shell::run(Command::new(program).arg("--short"))
}
