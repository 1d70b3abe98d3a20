//! Every check and test of the project.

use std::cell::OnceCell;
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Error, Result, bail};

use crate::browser::{self, Browser};
use crate::counts::{Counts, count};
use crate::wasm::{self, BUILDS, Build};
use crate::{bench, dist, firefox, formats, program, quality, serve, setup, shell, stamp};

/// The only list of them, in the order in which they run.
pub static STEPS: [Step; 16] = [
    Step::new("rust", "format", "rustfmt", format),
    Step::new("rust", "clippy", "clippy, native and wasm32", clippy),
    Step::new(
        "rust",
        "native",
        "the engine natively, examples included",
        native,
    ),
    Step::new(
        "rust",
        "formats",
        "exported files in other programs",
        exchange,
    ),
    Step::new("rust", "doc", "cargo doc without warnings", doc),
    Step::new(
        "rust",
        "quality",
        "whether a preset learns digits",
        learning,
    ),
    Step::new("browser", "browser", "the engine in Chromium", engine),
    Step::new("browser", "size", "what a browser downloads", size),
    Step::new("js", "types", "TypeScript over page and tests", types),
    Step::new("js", "lint", "ESLint and Prettier", lint),
    Step::new("js", "unit", "the page's logic in Node.js", unit),
    Step::new(
        "js",
        "cli",
        "the command line beside the page's engine, in Node.js",
        command_line,
    ),
    Step::new("e2e", "page", "the page in Chromium", page),
    Step::new(
        "e2e",
        "alone",
        "the page where speed or a deadline matters, one test at a time",
        alone,
    ),
    Step::new("firefox", "firefox", "engine and page in Firefox", firefox),
    Step::new(
        "bench",
        "bench",
        "the benchmark in short: whether it works",
        benchmark,
    ),
];

/// One line of the list.
pub struct Step {
    /// `cargo xtask test GROUP` runs all of a kind …
    pub group: &'static str,
    /// … and `cargo xtask test NAME` this one.
    pub name: &'static str,
    /// For the line that announces it.
    pub about: &'static str,
    /// Does it; an error counts as one failure.
    pub run: fn(&Session) -> Result<Outcome>,
}

impl Step {
    const fn new(
        group: &'static str,
        name: &'static str,
        about: &'static str,
        run: fn(&Session) -> Result<Outcome>,
    ) -> Self {
        Self {
            group,
            name,
            about,
            run,
        }
    }

    fn needs_browser(&self) -> bool {
        ["browser", "e2e", "bench"].contains(&self.group)
    }
}

/// How a step ended.
#[derive(Default)]
pub struct Outcome {
    /// How many passed and failed.
    pub counts: Counts,
    /// What the programs that failed printed last, to be said again where it is found: below all other steps.
    pub last_words: String,
}

impl Outcome {
    /// A check that is one test as a whole, and holds.
    const PASSED: Self = Self {
        counts: Counts {
            passed: 1,
            failed: 0,
        },
        last_words: String::new(),
    };

    /// … or does not.
    fn failed(last_words: String) -> Self {
        Self {
            counts: Counts {
                passed: 0,
                failed: 1,
            },
            last_words,
        }
    }
}

impl From<Error> for Outcome {
    fn from(error: Error) -> Self {
        Self::failed(format!("{error:#}\n"))
    }
}

impl AddAssign for Outcome {
    fn add_assign(&mut self, other: Self) {
        self.counts += other.counts;
        self.last_words += &other.last_words;
    }
}

/// What the steps share.
pub struct Session<'a> {
    root: &'a Path,
    browser: Option<Browser>,
    firefox: Option<PathBuf>,
    built: OnceCell<bool>,
}

impl<'a> Session<'a> {
    /// Sets up what the steps need. What cannot be installed is named now, not after ten minutes of other tests.
    pub fn new(root: &'a Path, steps: &[&Step]) -> Result<Self> {
        let needed = steps.iter().any(|step| step.needs_browser());
        let browser = needed.then(|| browser::find_or_install(root)).transpose()?;
        let needed = steps.iter().any(|step| step.group == "firefox");
        let firefox = needed.then(|| firefox::find_or_install(root)).transpose()?;
        setup::rust()?;
        Ok(Self {
            root,
            browser,
            firefox,
            built: OnceCell::new(),
        })
    }

    fn browser(&self) -> &Browser {
        self.browser
            .as_ref()
            .expect("found for the steps that need it")
    }

    /// The generated part of www/; after a failure not tried again in every step that needs it.
    fn build(&self) -> Result<()> {
        let mut outcome = Ok(());
        let built = *self.built.get_or_init(|| {
            outcome = wasm::build(self.root);
            outcome.is_ok()
        });
        outcome?;
        if !built {
            bail!("not run, because the build failed (above)");
        }
        Ok(())
    }

    fn cargo(&self, arguments: &str) -> Command {
        let mut command = Command::new("cargo");
        command
            .current_dir(self.root)
            .args(arguments.split_whitespace());
        command
    }
}

/// A check passes or fails as a whole.
fn check(commands: &mut [Command]) -> Result<Outcome> {
    for command in commands {
        let (success, output) = shell::tee(command)?;
        if !success {
            return Ok(Outcome::failed(last_lines(&output)));
        }
    }
    Ok(Outcome::PASSED)
}

/// A runner counts its tests.
fn tests(command: &mut Command) -> Result<Outcome> {
    let (success, output) = shell::tee(command)?;
    let mut counts = count(&output);
    if success && counts == Counts::default() {
        bail!("`{}` ran no test", shell::line(command));
    }
    if !success {
        // It did not compile, or crashed before its summary.
        counts.failed = counts.failed.max(1);
    }
    let last_words = match counts.failed {
        0 => String::new(),
        _ => last_lines(&output),
    };
    Ok(Outcome { counts, last_words })
}

/// Enough for a sum and what the last failures said.
const LAST_LINES: usize = 60;

fn last_lines(output: &str) -> String {
    let output = output.trim_end();
    let start = output.rmatch_indices('\n').nth(LAST_LINES - 1);
    let end = start.map_or(output, |(newline, _)| &output[newline + 1..]);
    format!("{end}\n")
}

fn format(session: &Session) -> Result<Outcome> {
    // rustfmt does not see modules that a macro declares: layers, optimisers, activations.
    let mut files = stamp::files(&session.root.join("src"))?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let mut command = session.cargo("fmt --all --check --");
    command.args(files);
    check(&mut [command])
}

fn clippy(session: &Session) -> Result<Outcome> {
    let native = session.cargo("clippy --workspace --all-targets -- -D warnings");
    let mut wasm =
        session.cargo("clippy --target wasm32-unknown-unknown --lib --tests -- -D warnings");
    BUILDS[0].apply(&mut wasm, session.root);
    check(&mut [native, wasm])
}

/// By cargo-nextest where it is installed: it keeps all cores busy and repeats failures at the end. Building it takes five
/// minutes, so it is not asked for. Without it `cargo test` runs the same programs, up to the first that fails.
fn native(session: &Session) -> Result<Outcome> {
    let nextest = shell::printed(&mut session.cargo("nextest --version")).is_some();
    let runner = if nextest {
        "nextest run --no-fail-fast --failure-output final --cargo-quiet"
    } else {
        "test"
    };
    // Examples by name: marked as tests they would be built for each of the browser's builds, too.
    tests(session.cargo(runner).args(["--workspace", "--all-targets"]))
}

/// What other programs make of exported files, and what is made of ONNX's own tests of operators.
fn exchange(session: &Session) -> Result<Outcome> {
    let models = formats::empty(session.root, "models")?;
    let nodes = formats::empty(session.root, "nodes")?;
    let python = formats::python(session.root)?;
    let script = |python, name| formats::script(session.root, python, name);
    // As `native` has built them: see [`program::built`].
    let mut rust = session.cargo("test --workspace --test exports");
    rust.env("TAB_TRAINER_MODELS", &models);
    if let Some(python) = &python {
        shell::run(script(python, "nodes.py").arg(&nodes))?;
        rust.args(["--test", "onnx_nodes"])
            .env("TAB_TRAINER_NODES", &nodes);
    }
    let mut outcome = tests(&mut rust)?;
    match &python {
        Some(python) => {
            let mut check = script(python, "check.py");
            check.arg(&models).arg(session.root.join("docs/formats.md"));
            outcome += tests(&mut check)?;
        }
        None => println!("SKIPPED: Python 3 is missing; install it from https://www.python.org"),
    }
    setup::npm(session.root)?;
    let mut check = node_tests(session, "tests/formats")?;
    outcome += tests(check.env("TAB_TRAINER_MODELS", &models))?;
    Ok(outcome)
}

fn doc(session: &Session) -> Result<Outcome> {
    let mut command = session.cargo("doc --workspace --no-deps --document-private-items");
    command.env("RUSTDOCFLAGS", "-D warnings");
    check(&mut [command])
}

fn learning(session: &Session) -> Result<Outcome> {
    quality::check(session.root)?;
    Ok(Outcome::PASSED)
}

/// The tests in tests/ that need a browser, for wasm-pack.
const ENGINE_TESTS: &str = "--test=browser";
/// How long they may take, seconds: on a busy machine they need more than the twenty that they are given otherwise.
const ENGINE_TESTS_TIME: &str = "180";

/// On each build, and once more without cross-origin isolation, which is how hosts serve the page.
fn engine(session: &Session) -> Result<Outcome> {
    let wasm_pack = setup::wasm_pack(session.root)?;
    let settings = session.browser().webdriver_settings(session.root)?;
    let run = |build: &Build, isolated: bool| {
        let isolation = if isolated { "with" } else { "without" };
        println!("-- {}, {isolation} cross-origin isolation", build.name);
        let mut command = Command::new(&wasm_pack);
        command
            .args(["--log-level", "warn", "test", "--headless", "--chrome"])
            .arg("--chromedriver")
            .arg(&session.browser().driver)
            .arg(ENGINE_TESTS)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &settings)
            .env("WASM_BINDGEN_TEST_TIMEOUT", ENGINE_TESTS_TIME)
            // So that a test can fail when SIMD was meant to be on and is not.
            .env("TAB_TRAINER_BUILD", build.name);
        if !isolated {
            command.env("WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION", "1");
        }
        // Where one cannot run, the others do all the same.
        tests(build.apply(&mut command, session.root)).unwrap_or_else(Outcome::from)
    };
    let mut outcome = Outcome::default();
    for build in &BUILDS {
        outcome += run(build, true);
    }
    outcome += run(&BUILDS[0], false);
    Ok(outcome)
}

fn size(session: &Session) -> Result<Outcome> {
    session.build()?;
    wasm::check_sizes(session.root)?;
    Ok(Outcome::PASSED)
}

/// Twice: the page must not know Node.js's names, its tests may.
fn types(session: &Session) -> Result<Outcome> {
    session.build()?;
    let project = |folder: &str| {
        let mut command = setup::node_script(session.root, "typescript/bin/tsc");
        command.args(["--project", folder]);
        command
    };
    check(&mut [project("."), project("tests")])
}

fn lint(session: &Session) -> Result<Outcome> {
    setup::npm(session.root)?;
    let mut eslint = setup::node_script(session.root, "eslint/bin/eslint.js");
    eslint.args(["--max-warnings", "0", "."]);
    let mut prettier = setup::node_script(session.root, "prettier/bin/prettier.cjs");
    prettier.args(["--check", "--log-level", "warn", "."]);
    check(&mut [eslint, prettier])
}

fn unit(session: &Session) -> Result<Outcome> {
    session.build()?;
    tests(&mut node_tests(session, "tests/unit")?)
}

/// Whether both come to the same weights. What the command line does by itself, `native` tests.
fn command_line(session: &Session) -> Result<Outcome> {
    session.build()?;
    let program = program::built(session.root, "bin", "tab-trainer")?;
    tests(node_tests(session, "tests/cli")?.env("TAB_TRAINER", program))
}

/// Node.js about to run the tests in a folder.
fn node_tests(session: &Session, folder: &str) -> Result<Command> {
    let entries = session
        .root
        .join(folder)
        .read_dir()
        .with_context(|| format!("{folder} is missing"))?;
    // File by file: Node.js 20 and 22 do not mean the same by a folder.
    let mut files = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.retain(|path| path.to_string_lossy().ends_with(".test.js"));
    files.sort();
    let mut command = Command::new("node");
    command
        .current_dir(session.root)
        .args(["--test", "--test-reporter=spec"])
        .args(files);
    Ok(command)
}

/// As many pages at once as there are cores; beyond four they get into each other's way.
fn page(session: &Session) -> Result<Outcome> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    e2e(session, "page", cores.min(4))
}

fn alone(session: &Session) -> Result<Outcome> {
    e2e(session, "alone", 1)
}

/// One of the projects in playwright.config.js.
fn e2e(session: &Session, project: &str, workers: usize) -> Result<Outcome> {
    session.build()?;
    let address = serve::start(serve::page(session.root)?)?;
    dist::unpack(&dist::pack(session.root)?)?;
    let mut command = setup::node_script(session.root, "@playwright/test/cli.js");
    command
        .args(["test", "--project", project, "--workers"])
        .arg(workers.to_string())
        .env("BASE_URL", address)
        .envs([session.browser().variable()]);
    // One test needs them; the others run without a connection.
    match formats::libraries(session.root) {
        Ok(folder) => {
            command.env("TAB_TRAINER_LIBRARIES", folder);
        }
        Err(error) => println!("SKIPPED: exported models in other people's pages: {error:#}"),
    }
    tests(&mut command)
}

/// The engine in one build, and a journey through the page.
fn firefox(session: &Session) -> Result<Outcome> {
    session.build()?;
    dist::unpack(&dist::pack(session.root)?)?;
    let build = BUILDS.iter().find(|build| build.name == "simd128");
    let build = build.context("the SIMD128 build")?;
    let mut engine = Command::new(setup::wasm_pack(session.root)?);
    engine
        // wasm-pack would fetch geckodriver for wasm-bindgen's runner, in whose place tests/firefox/engine.js stands.
        .args(["--log-level", "warn", "test", "--firefox"])
        .args(["--geckodriver", "none"])
        .arg("--config=target.wasm32-unknown-unknown.runner=['node', 'tests/firefox/engine.js']")
        .arg(ENGINE_TESTS)
        .env("TAB_TRAINER_BUILD", build.name);
    build.apply(&mut engine, session.root);
    let mut journey = node_tests(session, "tests/firefox")?;
    let program = session.firefox.as_ref().expect("found for this step");
    let mut outcome = Outcome::default();
    for command in [&mut engine, &mut journey] {
        command.env(firefox::VARIABLE, program);
        outcome += tests(command).unwrap_or_else(Outcome::from);
    }
    Ok(outcome)
}

fn benchmark(session: &Session) -> Result<Outcome> {
    session.build()?;
    let arguments = bench::CHECK.map(str::to_owned);
    bench::measure(session.root, session.browser(), &arguments)?;
    Ok(Outcome::PASSED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_long_output_is_kept() {
        let long: String = (0..100).map(|line| format!("{line}\n")).collect();
        let end = last_lines(&long);
        assert_eq!(end.lines().count(), LAST_LINES);
        assert!(end.ends_with("\n99\n"), "{end}");
        assert_eq!(last_lines("short\n"), "short\n");
    }

    #[test]
    fn an_error_is_one_failure_and_says_why() {
        let outcome = Outcome::from(anyhow::anyhow!("no disk").context("not built"));
        assert_eq!(outcome.counts.failed, 1);
        assert_eq!(outcome.last_words, "not built: no disk\n");
    }
}
