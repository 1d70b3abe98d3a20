//! What has to be installed before the project can be built: the Rust target and its tools, wasm-pack, and
//! the npm packages. Each function is cheap when all is there, so whoever needs something just calls it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{shell, stamp};

/// Pinned, so that the same sources give the same bytes.
pub const WASM_PACK: &str = "0.15.1";

/// The oldest Node.js that the linter and the test runner accept.
const NODE: [u32; 2] = [20, 19];

/// The wasm32 target, rustfmt and clippy of the pinned toolchain.
///
/// rustup installs them by itself as rust-toolchain.toml says, unless it was told not to or the toolchain was
/// there before.
pub fn rust() -> Result<()> {
    let sysroot = shell::printed(Command::new("rustc").args(["--print", "sysroot"]))
        .context("`rustc` does not run; install Rust from https://rustup.rs")?;
    let sysroot = Path::new(sysroot.trim());
    let tool = |name: &str| {
        sysroot
            .join("bin")
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    };
    let parts = [
        (
            "target",
            "wasm32-unknown-unknown",
            sysroot.join("lib/rustlib/wasm32-unknown-unknown"),
        ),
        ("component", "rustfmt", tool("cargo-fmt")),
        ("component", "clippy", tool("cargo-clippy")),
    ];
    for (kind, name, place) in parts {
        if !place.exists() {
            shell::run(Command::new("rustup").args([kind, "add", name])).with_context(|| {
                format!("the Rust {kind} {name} is missing; type: rustup {kind} add {name}")
            })?;
        }
    }
    Ok(())
}

/// wasm-pack in the pinned version: the one in PATH, or one of the project's own under target/tools.
///
/// It is never installed over the user's own, which another project may need in another version. wasm-pack then
/// brings the wasm-bindgen program that fits Cargo.lock: from PATH, downloaded, or built with cargo.
pub fn wasm_pack(root: &Path) -> Result<PathBuf> {
    let tools = root.join("target/tools");
    let own = tools
        .join("bin")
        .join(format!("wasm-pack{}", env::consts::EXE_SUFFIX));
    let right = |program: &Path| {
        shell::printed(Command::new(program).arg("--version"))
            .is_some_and(|text| version(&text) == Some(WASM_PACK))
    };
    let candidates = which::which("wasm-pack")
        .ok()
        .into_iter()
        .chain([own.clone()]);
    for candidate in candidates {
        if right(&candidate) {
            return Ok(candidate);
        }
    }
    println!("Installing wasm-pack {WASM_PACK} into target/tools (about a minute, once) …");
    shell::run(
        Command::new("cargo")
            // Unoptimised: it only starts other programs, and is there in half the time.
            .args([
                "install",
                "--debug",
                "--locked",
                "--version",
                WASM_PACK,
                "wasm-pack",
                "--root",
            ])
            .arg(&tools),
    )?;
    Ok(own)
}

/// Node.js, new enough.
pub fn node() -> Result<()> {
    let wanted = format!("Node.js {}.{} or newer", NODE[0], NODE[1]);
    let Some(text) = shell::printed(Command::new("node").arg("--version")) else {
        bail!("{wanted} is needed and `node` does not run; install it from https://nodejs.org");
    };
    if !at_least(&text, NODE) {
        bail!(
            "{wanted} is needed, this is {}; install it from https://nodejs.org",
            text.trim()
        );
    }
    Ok(())
}

/// The npm packages of package-lock.json, installed again only after it has changed.
pub fn npm(root: &Path) -> Result<()> {
    node()?;
    let platform = format!("{} {}", env::consts::OS, env::consts::ARCH);
    let inputs = stamp::fingerprint(root, &["package-lock.json"], &platform)?;
    stamp::unless_fresh(&root.join("node_modules"), &inputs, || {
        println!("Installing npm packages …");
        npm_ci(root, &[])
    })
}

/// Exactly the packages of a folder's package-lock.json.
pub fn npm_ci(folder: &Path, options: &[&str]) -> Result<()> {
    // On Windows npm is a script, and scripts are found by their full name only.
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    shell::run(
        Command::new(npm)
            .arg("ci")
            .args(options)
            .current_dir(folder),
    )
}

/// Node.js about to run one of the packages' programs.
///
/// Not `node_modules/.bin`, which holds scripts of another kind on every system.
pub fn node_script(root: &Path, script: &str) -> Command {
    let mut command = Command::new("node");
    command
        .current_dir(root)
        .arg(Path::new("node_modules").join(script));
    command
}

/// The first word of a program's `--version` that is a version: `v20.1.0`, `Chromium 156.0.1 built on …`.
pub fn version(text: &str) -> Option<&str> {
    text.split_whitespace()
        .map(|word| word.strip_prefix('v').unwrap_or(word))
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('.'))
}

fn at_least(text: &str, [major, minor]: [u32; 2]) -> bool {
    let mut numbers = version(text)
        .unwrap_or_default()
        .split('.')
        .map_while(|part| part.parse().ok());
    let found: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    found >= (major, minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_print() {
        assert_eq!(version("wasm-pack 0.15.1\n"), Some("0.15.1"));
        assert_eq!(version("v20.20.2\n"), Some("20.20.2"));
        assert_eq!(
            version("Chromium 156.0.7 built on Debian 12"),
            Some("156.0.7")
        );
        assert_eq!(version("version unknown"), None);
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert!(at_least("v20.19.0", [20, 19]));
        assert!(at_least("v24.2.0", [20, 19]));
        assert!(!at_least("v20.9.0", [20, 19]));
        assert!(!at_least("v18.20.0", [20, 19]));
        assert!(!at_least("nonsense", [20, 19]));
    }
}
