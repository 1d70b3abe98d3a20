//! Firefox for its own step of the tests: found, installed where that is possible, or asked for.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::browser;

/// Names the program, for people and for tests/firefox/browser.js.
pub const VARIABLE: &str = "FIREFOX";

/// Debian's long-term release first: it is what the tests are made for.
const NAMES: [&str; 2] = ["firefox-esr", "firefox"];

/// Firefox, after an attempt to install it where it is missing. It needs no driver.
pub fn find_or_install(root: &Path) -> Result<PathBuf> {
    let apt: browser::Install = |_| browser::apt_install("Firefox", &NAMES[..1]);
    let fetch: browser::Install = |root| browser::fetch(root, &["firefox@esr"]);
    for install in [apt, fetch] {
        if find(root)?.is_none()
            && let Err(error) = install(root)
        {
            eprintln!("{error:#}");
        }
    }
    let Some(firefox) = find(root)? else {
        bail!(
            "one of the tests needs Firefox. On Debian type\n  \
             sudo apt-get install firefox-esr\n\
             or name your own: {VARIABLE}=/path/to/firefox cargo xtask test"
        );
    };
    Ok(firefox)
}

fn find(root: &Path) -> Result<Option<PathBuf>> {
    browser::program(root, VARIABLE, &NAMES, &[])
}
