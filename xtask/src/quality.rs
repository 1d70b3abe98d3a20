//! `cargo xtask quality`: trains the page's presets natively and prints what they reach beside what they should.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::shell;

/// Measures; the arguments go to tests/quality/run.rs, which knows what they mean. Paths among them are meant from where
/// the command was typed.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    shell::run(benchmark(root, &["--release"]).args(arguments))
}

/// The committed digits alone, once: whether it works. It is built as the tests are, and need not be built again.
pub fn check(root: &Path) -> Result<()> {
    shell::run(benchmark(root, &[]).arg("--short"))
}

fn benchmark(root: &Path, options: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(["run", "--quiet", "--example", "quality", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .args(options)
        .arg("--");
    command
}
