//! Chromium or Chrome and its driver, for the tests: found, installed where that is possible, or asked for.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::{setup, shell};

/// A browser and the driver that steers it.
#[derive(Debug)]
pub struct Browser {
    /// Chromium, Chrome or Chrome for Testing.
    pub chrome: PathBuf,
    /// chromedriver of the same major version.
    pub driver: PathBuf,
}

const CHROME: [&str; 7] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "Google Chrome for Testing",
    "Google Chrome",
];
const DRIVER: [&str; 1] = ["chromedriver"];

/// Needs no rights, works on every system, and fetches two programs of the same version.
const FETCH: &str = "npx --yes @puppeteer/browsers@2.13.2 install";
const FETCHED: &str = "target/browsers";

/// A way to get a browser that may be of no use on this machine.
pub type Install = fn(&Path) -> Result<()>;

/// The browser and its driver, after an attempt to install them where they are missing.
pub fn find_or_install(root: &Path) -> Result<Browser> {
    let apt: Install = |_| apt_install("Chromium and its driver", &["chromium", "chromium-driver"]);
    let fetch: Install = |root| fetch(root, &["chrome@stable", "chromedriver@stable"]);
    for install in [apt, fetch] {
        if find(root)?.is_none()
            && let Err(error) = install(root)
        {
            eprintln!("{error:#}");
        }
    }
    let Some(browser) = find(root)? else {
        bail!(
            "the tests need Chromium or Chrome, and chromedriver of the same version. On Debian type\n  \
             sudo apt-get install chromium chromium-driver\n\
             or name your own: CHROME=/path/to/chrome CHROMEDRIVER=/path/to/chromedriver cargo xtask test\n\
             Meanwhile, what needs no browser: cargo xtask test rust js"
        );
    };
    browser.check_versions()?;
    Ok(browser)
}

fn find(root: &Path) -> Result<Option<Browser>> {
    let chrome = program(root, "CHROME", &CHROME, &[])?;
    // Debian and Ubuntu once kept the driver out of PATH.
    let beside = [
        "/usr/lib/chromium/chromedriver",
        "/usr/lib/chromium-browser/chromedriver",
    ];
    let driver = program(root, "CHROMEDRIVER", &DRIVER, &beside.map(PathBuf::from))?;
    Ok(chrome
        .zip(driver)
        .map(|(chrome, driver)| Browser { chrome, driver }))
}

/// In the order of intent: named by the user, fetched for this project, installed on the machine.
pub fn program(
    root: &Path,
    variable: &str,
    names: &[&str],
    places: &[PathBuf],
) -> Result<Option<PathBuf>> {
    if let Some(named) = env::var_os(variable).filter(|value| !value.is_empty()) {
        let path = which::which(&named).ok().with_context(|| {
            format!("{variable} names {}, which is no program", named.display())
        })?;
        return Ok(Some(path));
    }
    Ok(below(&root.join(FETCHED), names, 6)
        .or_else(|| names.iter().find_map(|name| which::which(name).ok()))
        .or_else(|| places.iter().find(|place| place.is_file()).cloned()))
}

/// A program of one of these names in a folder or its folders, `depth` levels down.
fn below(folder: &Path, names: &[&str], depth: usize) -> Option<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    // The newest version last in name: prefer it.
    entries.sort_by(|a, b| b.cmp(a));
    entries.iter().find_map(|entry| {
        if entry.is_dir() {
            return depth
                .checked_sub(1)
                .and_then(|depth| below(entry, names, depth));
        }
        let name = entry.file_name()?.to_str()?;
        let name = name.strip_suffix(env::consts::EXE_SUFFIX)?;
        names.contains(&name).then(|| entry.clone())
    })
}

/// Installs Debian's packages on a Debian on which we may.
pub fn apt_install(what: &str, packages: &[&str]) -> Result<()> {
    let root = shell::printed(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if !root || which::which("apt-get").is_err() {
        return Ok(());
    }
    println!("Installing {what} with apt-get …");
    let apt_get = |arguments: &str, packages: &[&str]| {
        shell::run(
            Command::new("apt-get")
                .args(arguments.split(' '))
                .args(packages)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    apt_get("update -q", &[])?;
    // fonts-liberation: without any font the page has no text to lay out.
    apt_get(
        "install -q -y --no-install-recommends fonts-liberation",
        packages,
    )
}

/// Fetches programs for this project alone.
pub fn fetch(root: &Path, programs: &[&str]) -> Result<()> {
    setup::node()?;
    println!("Fetching {} into {FETCHED} …", programs.join(" and "));
    for program in programs {
        let mut words = FETCH.split(' ');
        let npx = words.next().expect("a program");
        // On Windows npx is a script, and scripts are found by their full name only.
        let npx = if cfg!(windows) { "npx.cmd" } else { npx };
        shell::run(
            Command::new(npx)
                .args(words)
                .args([program, "--path", FETCHED])
                .current_dir(root),
        )?;
    }
    Ok(())
}

impl Browser {
    /// A driver refuses a browser of another major version, in words that do not say so.
    fn check_versions(&self) -> Result<()> {
        // chrome.exe answers --version by opening a window.
        if cfg!(windows) {
            return Ok(());
        }
        let major = |program: &Path| {
            let text = shell::printed(Command::new(program).arg("--version"))
                .with_context(|| format!("{} does not run", program.display()))?;
            let version = setup::version(&text).unwrap_or_default();
            Ok::<_, anyhow::Error>(version.split('.').next().unwrap_or_default().to_owned())
        };
        let (chrome, driver) = (major(&self.chrome)?, major(&self.driver)?);
        if chrome != driver {
            bail!(
                "{} is version {chrome} and {} is version {driver}; the tests need the same. These fit:\n  \
                 {FETCH} chrome@stable --path {FETCHED}\n  {FETCH} chromedriver@stable --path {FETCHED}",
                self.chrome.display(),
                self.driver.display()
            );
        }
        Ok(())
    }

    /// Writes the driver's settings: those of webdriver.json, and which browser to start.
    pub fn webdriver_settings(&self, root: &Path) -> Result<PathBuf> {
        let text = fs::read_to_string(root.join("webdriver.json"))?;
        let mut settings: serde_json::Value =
            serde_json::from_str(&text).context("webdriver.json is no JSON")?;
        settings["goog:chromeOptions"]["binary"] = json!(self.chrome);
        let path = root.join("target/webdriver.json");
        fs::write(&path, settings.to_string())?;
        Ok(path)
    }

    /// CHROME for the scripts that start the browser through Playwright.
    pub fn variable(&self) -> (&'static str, OsString) {
        ("CHROME", self.chrome.clone().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_newest_fetched_browser() {
        let folder = crate::root().join("target/xtask-tests/browsers");
        let _ = fs::remove_dir_all(&folder);
        for version in ["linux-155.0.1", "linux-156.0.2"] {
            let place = folder.join("chrome").join(version).join("chrome-linux64");
            fs::create_dir_all(&place).unwrap();
            fs::write(place.join(format!("chrome{}", env::consts::EXE_SUFFIX)), "").unwrap();
        }
        let found = below(&folder, &CHROME, 6).unwrap();
        assert!(
            found.to_str().unwrap().contains("156"),
            "{}",
            found.display()
        );
        assert_eq!(below(&folder, &DRIVER, 6), None);
    }
}
