//! Programs of this workspace.

use std::env::{self, consts::EXE_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::shell;

/// Builds an `example` or a `bin`, unoptimised but for the engine, and says where it is.
///
/// Built for the whole workspace, as the tests are. For one package cargo would choose other features of the
/// dependencies, and compile the engine anew each time the two take turns.
pub fn built(root: &Path, kind: &str, name: &str) -> Result<PathBuf> {
    let mut build = Command::new("cargo");
    build
        .current_dir(root)
        .args(["build", "--quiet", "--workspace"])
        .args([format!("--{kind}").as_str(), name]);
    shell::run(&mut build)?;
    // cargo put this program into the same folder.
    let folder = env::current_exe()?;
    let file = format!("{name}{EXE_SUFFIX}");
    Ok(match kind {
        "example" => folder.with_file_name("examples").join(file),
        _ => folder.with_file_name(file),
    })
}
