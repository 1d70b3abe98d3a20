//! Whether other programs understand the files: ONNX's own checks, onnxruntime and more, in Python; libraries for web pages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{setup, shell, stamp};

/// Where the scripts are.
const SCRIPTS: &str = "formats/tests/python";
/// What they need.
const REQUIREMENTS: &str = "formats/tests/python/requirements.txt";

/// What pages read exported models with: package, its hash, and the file. Not among the packages of package.json, because these
/// files have all in them that they need: what else npm would install for them is half a gigabyte.
const LIBRARIES: [(&str, &str, &str); 2] = [
    (
        "ml5@1.4.0",
        "sha512-gjWRlas0Bp+1eWTht+XrpJdOmdwqOrh5ACBY162PGfLqOt/IqZEtwiZgVhD7khOgO0HApJUCFGFuaiLjSg5BMg==",
        "ml5.min.js",
    ),
    (
        "@teachablemachine/image@0.8.5",
        "sha512-u6BLQ8RBn38BKee7mmAl+HS9qWgM/2YmUbQYy21eQfqhb7E8xT5LDp7QqEU31rtgEIMDwB/OG8cjmSiuHpqb7A==",
        "teachablemachine-image.min.js",
    ),
];

/// A folder with the files of the libraries, fetched once.
pub fn libraries(root: &Path) -> Result<PathBuf> {
    setup::node()?;
    let folder = root.join("target/libraries");
    fs::create_dir_all(&folder)?;
    let wanted = stamp::fingerprint(root, &[], &format!("{LIBRARIES:?}"))?;
    stamp::unless_fresh(&folder, &wanted, || {
        LIBRARIES
            .iter()
            .try_for_each(|library| fetch(&folder, library))
    })?;
    Ok(folder)
}

fn fetch(folder: &Path, (package, hash, file): &(&str, &str, &str)) -> Result<()> {
    println!("Fetching {package} into target/libraries (once) …");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut pack = Command::new(npm);
    pack.args(["pack", "--json", package]).current_dir(folder);
    let packed = shell::printed(&mut pack);
    let packed = packed.with_context(|| format!("npm could not fetch {package}"))?;
    let packed: serde_json::Value = serde_json::from_str(&packed)?;
    let (Some(archive), Some(found)) = (
        packed[0]["filename"].as_str(),
        packed[0]["integrity"].as_str(),
    ) else {
        bail!("npm did not say what it fetched for {package}");
    };
    if found != *hash {
        bail!("{package} has the hash {found}; expected {hash}");
    }
    let inside = format!("package/dist/{file}");
    // It is on every system that npm is on.
    let mut unpack = Command::new("tar");
    unpack.args(["-xzf", archive, "--strip-components=2", &inside]);
    shell::run(unpack.current_dir(folder))?;
    Ok(fs::remove_file(folder.join(archive))?)
}

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
