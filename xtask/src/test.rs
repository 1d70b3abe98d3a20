//! `cargo xtask test`: every check and test of the project, cheap ones first.

use std::env;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::browser::{self, Browser};
use crate::counts::{Counts, Runner, count};
use crate::wasm::{self, BUILDS, Build};
use crate::{serve, setup, shell};

/// One line of the list below.
struct Step {
    /// `cargo xtask test NAME` runs one step …
    name: &'static str,
    /// … and `cargo xtask test GROUP` all of its kind.
    group: &'static str,
    about: &'static str,
    run: fn(&Session) -> Result<Counts>,
}

/// Every step, in order. The only list of them.
const STEPS: [Step; 9] = [
    Step {
        name: "format",
        group: "rust",
        about: "rustfmt",
        run: format,
    },
    Step {
        name: "clippy",
        group: "rust",
        about: "clippy, native and wasm32",
        run: clippy,
    },
    Step {
        name: "native",
        group: "rust",
        about: "cargo test, with the examples in the documentation",
        run: native,
    },
    Step {
        name: "doc",
        group: "rust",
        about: "cargo doc without warnings",
        run: doc,
    },
    Step {
        name: "browser",
        group: "browser",
        about: "the engine in headless Chromium, both builds",
        run: engine_in_browser,
    },
    Step {
        name: "types",
        group: "js",
        about: "the type checker over the page and its tests",
        run: types,
    },
    Step {
        name: "lint",
        group: "js",
        about: "ESLint",
        run: lint,
    },
    Step {
        name: "unit",
        group: "js",
        about: "the page's logic in Node.js",
        run: unit,
    },
    Step {
        name: "e2e",
        group: "e2e",
        about: "the page in headless Chromium",
        run: e2e,
    },
];

/// What the steps share.
struct Session<'a> {
    root: &'a Path,
    /// Found beforehand when a chosen step needs it.
    browser: Option<Browser>,
}

impl Session<'_> {
    fn browser(&self) -> &Browser {
        self.browser
            .as_ref()
            .expect("found before the steps that need it")
    }
}

/// The names that `cargo xtask test` takes, for people.
pub fn names() -> String {
    let mut names = Vec::new();
    for Step { name, group, .. } in STEPS {
        for word in [group, name] {
            if !names.contains(&word) {
                names.push(word);
            }
        }
    }
    names.join(", ")
}

/// Runs the chosen steps, all of them where none is named, and sums them up in the last line.
pub fn run(root: &Path, chosen: &[String]) -> Result<ExitCode> {
    let steps = choose(chosen)?;
    let needs = |groups: &[&str]| steps.iter().any(|step| groups.contains(&step.group));
    // What may be missing is found out now, not after ten minutes of other tests.
    let browser = needs(&["browser", "e2e"])
        .then(|| browser::find_or_install(root))
        .transpose()?;
    setup::rust()?;
    if needs(&["browser", "js", "e2e"]) {
        wasm::build(root)?;
    }
    let session = Session { root, browser };

    let mut total = Counts::default();
    let mut failed = Vec::new();
    for step in &steps {
        println!("\n== {}: {}", step.name, step.about);
        let start = Instant::now();
        let counts = (step.run)(&session).unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Counts {
                passed: 0,
                failed: 1,
            }
        });
        println!(
            "== {}: {counts} ({} s)",
            step.name,
            start.elapsed().as_secs()
        );
        if counts.failed > 0 {
            failed.push(step.name);
        }
        total += counts;
    }
    for name in &failed {
        println!("\nFailed: {name}. To run it alone: cargo xtask test {name}");
    }
    println!("\n{total}");
    Ok(if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn choose(chosen: &[String]) -> Result<Vec<&'static Step>> {
    static ALL: [Step; 9] = STEPS;
    let is = |step: &Step, word: &String| *word == step.name || *word == step.group;
    if let Some(unknown) = chosen
        .iter()
        .find(|word| !ALL.iter().any(|step| is(step, word)))
    {
        bail!("there is no test {unknown:?}; there are: {}", names());
    }
    let wanted = |step: &&Step| chosen.is_empty() || chosen.iter().any(|word| is(step, word));
    Ok(ALL.iter().filter(wanted).collect())
}

/// A check passes or fails as a whole.
fn check(commands: &mut [Command]) -> Result<Counts> {
    commands.iter_mut().try_for_each(shell::run)?;
    Ok(Counts {
        passed: 1,
        failed: 0,
    })
}

/// A runner that counts its tests.
fn tests(runner: Runner, command: &mut Command) -> Result<Counts> {
    let (success, output) = shell::tee(command)?;
    let mut counts = count(runner, &output);
    if success && counts == Counts::default() {
        bail!("`{}` ran no test", shell::line(command));
    }
    // It did not compile, or crashed before its summary.
    if !success {
        counts.failed = counts.failed.max(1);
    }
    Ok(counts)
}

fn cargo(session: &Session, arguments: &str) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(session.root)
        .args(arguments.split_whitespace());
    command
}

fn format(session: &Session) -> Result<Counts> {
    check(&mut [cargo(session, "fmt --all --check")])
}

fn clippy(session: &Session) -> Result<Counts> {
    let mut simd = cargo(
        session,
        "clippy --target wasm32-unknown-unknown --all-targets -- -D warnings",
    );
    BUILDS[0].apply(&mut simd, session.root);
    check(&mut [
        cargo(session, "clippy --workspace --all-targets -- -D warnings"),
        simd,
    ])
}

fn native(session: &Session) -> Result<Counts> {
    tests(
        Runner::Cargo,
        &mut cargo(session, "test --workspace --no-fail-fast"),
    )
}

fn doc(session: &Session) -> Result<Counts> {
    let mut command = cargo(
        session,
        "doc --workspace --no-deps --document-private-items",
    );
    command.env("RUSTDOCFLAGS", "-D warnings");
    check(&mut [command])
}

/// tests/browser.rs on each build; once more without cross-origin isolation, which is how most hosts serve the page.
fn engine_in_browser(session: &Session) -> Result<Counts> {
    let wasm_pack = setup::wasm_pack(session.root)?;
    let settings = session.browser().webdriver_settings(session.root)?;
    let run = |build: &Build, isolated: bool| {
        let isolation = if isolated { "with" } else { "without" };
        println!("-- {} {isolation} cross-origin isolation", build.name);
        let mut command = Command::new(&wasm_pack);
        command
            .args(["test", "--headless", "--chrome", "--chromedriver"])
            .arg(&session.browser().driver)
            .args(["--test", "browser"])
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &settings)
            // So that a test can fail when SIMD was meant to be on and is not.
            .env("TAB_TRAINER_BUILD", build.name);
        if !isolated {
            command.env("WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION", "1");
        }
        tests(Runner::Cargo, build.apply(&mut command, session.root))
    };
    let mut counts = Counts::default();
    for build in &BUILDS {
        counts += run(build, true)?;
    }
    counts += run(&BUILDS[0], false)?;
    Ok(counts)
}

/// Twice: the page must not see Node.js's names, its tests may.
fn types(session: &Session) -> Result<Counts> {
    let project = |folder: &str| {
        let mut command = setup::node_script(session.root, "typescript/bin/tsc");
        command.args(["--project", folder]);
        command
    };
    check(&mut [project("."), project("tests")])
}

fn lint(session: &Session) -> Result<Counts> {
    let mut command = setup::node_script(session.root, "eslint/bin/eslint.js");
    command.args(["--max-warnings", "0", "."]);
    check(&mut [command])
}

fn unit(session: &Session) -> Result<Counts> {
    let mut command = Command::new("node");
    // Files by name: Node.js 20 takes no folder here, and version 22 no longer does what 20 did with one.
    let folder = session.root.join("tests/unit");
    let mut files = Vec::new();
    for entry in folder
        .read_dir()
        .with_context(|| format!("{} is missing", folder.display()))?
    {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.js") {
            files.push(path);
        }
    }
    files.sort();
    command
        .current_dir(session.root)
        .args(["--test", "--test-reporter=spec"])
        .args(files);
    tests(Runner::Node, &mut command)
}

fn e2e(session: &Session) -> Result<Counts> {
    let address = serve::start(serve::page(session.root))?;
    let mut command = setup::node_script(session.root, "@playwright/test/cli.js");
    command
        .arg("test")
        .env("BASE_URL", address)
        .envs([session.browser().variable()]);
    // Colours only where somebody looks: the runner cannot see the terminal behind our pipe.
    if env::var_os("CI").is_some() {
        command.env("NO_COLOR", "1");
    }
    tests(Runner::Playwright, &mut command)
}

#[cfg(test)]
mod tests_of_the_list {
    use super::*;

    fn chosen(words: &[&str]) -> Vec<&'static str> {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        choose(&words)
            .unwrap()
            .iter()
            .map(|step| step.name)
            .collect()
    }

    #[test]
    fn steps_are_chosen_by_name_or_group_and_keep_their_order() {
        assert_eq!(chosen(&[]).len(), STEPS.len());
        assert_eq!(chosen(&["js"]), ["types", "lint", "unit"]);
        assert_eq!(chosen(&["e2e", "format"]), ["format", "e2e"]);
    }

    #[test]
    fn an_unknown_step_is_named_with_those_there_are() {
        let error = choose(&["rst".to_owned()]).err().unwrap().to_string();
        assert!(
            error.contains("\"rst\"") && error.contains("rust, format"),
            "{error}"
        );
    }
}
