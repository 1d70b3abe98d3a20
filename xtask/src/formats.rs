//! Whether other programs understand the files: ONNX's own checks, onnxruntime and more, in Python.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell, stamp};

/// Where the scripts are.
const SCRIPTS: &str = "formats/tests/python";
/// What they need.
const REQUIREMENTS: &str = "formats/tests/python/requirements.txt";

/// A Python with what the scripts need, in a virtual environment under target/; `None` where there is no Python 3.
pub fn python(root: &Path) -> Result<Option<PathBuf>> {
    let names = ["python3", "python"];
    let is_3 = |name: &&str| {
        let version = shell::printed(Command::new(name).arg("--version"));
        version.is_some_and(|version| version.starts_with("Python 3"))
    };
    let Some(system) = names.into_iter().find(is_3) else {
        return Ok(None);
    };
    let folder = root.join("target/python");
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let wanted = stamp::fingerprint(root, &[REQUIREMENTS], system)?;
    stamp::unless_fresh(&folder, &wanted, || {
        println!("Installing what {REQUIREMENTS} names into target/python (once) …");
        shell::run(
            Command::new(system)
                .args(["-m", "venv", "--clear"])
                .arg(&folder),
        )?;
        let mut pip = Command::new(&python);
        pip.args([
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
        ])
        .args(["--only-binary=:all:", "--requirement"])
        .arg(root.join(REQUIREMENTS));
        shell::run(&mut pip).context("is there a connection to pypi.org?")
    })?;
    Ok(Some(python))
}

/// One of the scripts.
pub fn script(root: &Path, python: &Path, name: &str) -> Command {
    let mut command = Command::new(python);
    command.arg(root.join(SCRIPTS).join(name)).current_dir(root);
    command
}

/// An empty folder for what a step makes.
pub fn empty(root: &Path, name: &str) -> Result<PathBuf> {
    let folder = root.join("target/formats").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
