//! `cargo xtask quality`: trains the page's methods natively and prints what they reach beside what they should.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::shell;

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
///
/// Built for the whole workspace, as the tests are. For one package cargo would choose other features of the
/// dependencies, and compile the engine anew each time the two take turns.
pub fn check(root: &Path) -> Result<()> {
    let mut build = Command::new("cargo");
    build.args(["build", "--quiet", "--workspace", "--example", "quality"]);
    shell::run(build.current_dir(root))?;
    // cargo put this program and the example into one folder.
    let folder = env::current_exe()?;
    let program = folder.with_file_name("examples").join("quality");
    shell::run(Command::new(program).arg("--short"))
}
