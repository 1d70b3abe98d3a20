//! `cargo xtask bench`: prepares what is compared, serves the benchmark page beside it and lets Playwright run it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::browser::{self, Browser};
use crate::headers::{self, Header};
use crate::{serve, setup, shell, stamp, wasm};

/// The benchmark, its packages and its lock file.
const FOLDER: &str = "tests/bench";
/// burn as a crate of its own, and the folder of its build.
const BURN: &str = "tests/bench/burn";
const BURN_PACKAGE: &str = "target/bench/burn-pkg";
/// Packages as modules that a browser can import.
const PEERS: &str = "target/bench/peers";

/// Those of tests/bench/peers; the light benchmark needs the first alone.
const BUNDLES: [&str; 5] = ["convnetjs", "tfjs-wasm", "tfjs-cpu", "tfjs-webgl", "onnx"];

/// What CI runs: whether it works, not how fast, and with nothing that is large to install or to build.
pub const CHECK: [&str; 2] = ["--short", "--light"];

/// Measures in headless Chromium; the arguments go to tests/bench/run.js, which knows what they mean.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let browser = browser::find_or_install(root)?;
    wasm::build(root)?;
    measure(root, &browser, arguments)
}

/// The same once the engine is built.
pub fn measure(root: &Path, browser: &Browser, arguments: &[String]) -> Result<()> {
    let light = arguments.iter().any(|argument| argument == "--light");
    if !arguments.iter().any(|argument| argument == "--help") {
        packages(root, light)?;
        if !light {
            burn(root)?;
        }
    }
    let folder = |path: &str| ServeDir::new(root.join(path));
    let files = Router::new()
        .nest_service("/bench/peers", folder(PEERS))
        .nest_service("/bench/burn-pkg", folder(BURN_PACKAGE))
        .nest_service("/bench", folder(FOLDER))
        .merge(isolated(root))
        .nest_service("/data", folder("tests/data"))
        .nest_service("/www", folder("www"))
        .fallback_service(folder("www"));
    // Of a worker's script an isolated page asks this, too; others do not mind.
    let files = files.layer(header("cross-origin-embedder-policy", "require-corp"));
    let address = serve::start(serve::with_headers(files, own_headers(root)?)?)?;
    let mut command = setup::node_script(root, "../tests/bench/run.js");
    shell::run(
        command
            .args(arguments)
            .env("BASE_URL", address)
            .envs([browser.variable()]),
    )
}

/// Those of the page, but for Trusted Types, of which the benchmark's workers and the peers know nothing.
fn own_headers(root: &Path) -> Result<Vec<Header>> {
    let mut headers = headers::of_every_file(root)?;
    for (_, value) in &mut headers {
        let directives = value.split("; ");
        let kept: Vec<_> = directives
            .filter(|it| !it.contains("trusted-types"))
            .collect();
        *value = kept.join("; ");
    }
    Ok(headers)
}

/// The benchmark's page again, cross-origin isolated: its workers may share memory, and its clock is finer.
fn isolated(root: &Path) -> Router {
    Router::new()
        .route_service(
            "/isolated",
            ServeFile::new(root.join(FOLDER).join("index.html")),
        )
        .layer(header("cross-origin-opener-policy", "same-origin"))
}

fn header(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    let name = HeaderName::from_static(name);
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// The peers from npm, in a folder of their own, and bundled where a browser cannot import them as they are.
fn packages(root: &Path, light: bool) -> Result<()> {
    let folder = root.join(FOLDER);
    // What the light benchmark leaves out is declared as for development.
    let omit: &[&str] = if light { &["--omit=dev"] } else { &[] };
    // A full set serves the light benchmark, too.
    let inputs = |light: bool| {
        let files = ["package-lock.json", "bundle.js", "peers"];
        stamp::fingerprint(&folder, &files, &format!("light {light}"))
    };
    let out = root.join(PEERS);
    if light && stamp::is_fresh(&out, &inputs(false)?) {
        return Ok(());
    }
    stamp::unless_fresh(&out, &inputs(light)?, || {
        println!("Installing what the benchmark compares with …");
        setup::npm_ci(&folder, omit)?;
        let names: &[&str] = if light { &BUNDLES[..1] } else { &BUNDLES };
        shell::run(
            setup::node_script(root, "../tests/bench/bundle.js")
                .arg(&out)
                .args(names),
        )
    })
}

/// burn's own build, with SIMD like ours; some minutes, once.
fn burn(root: &Path) -> Result<()> {
    setup::rust()?;
    let wasm_pack = setup::wasm_pack(root)?;
    let inputs = ["src", "Cargo.toml", "Cargo.lock"];
    let inputs = stamp::fingerprint(&root.join(BURN), &inputs, wasm::WASM_PACK)?;
    let out = root.join(BURN_PACKAGE);
    stamp::unless_fresh(&out, &inputs, || {
        println!("Building burn for the benchmark …");
        let mut command = Command::new(wasm_pack);
        command
            .args(wasm::WASM_PACK.split_whitespace())
            .arg(&out)
            .current_dir(root.join(BURN))
            .env("CARGO_TARGET_DIR", root.join("target/bench-burn"));
        // burn's vectors (macerator 0.5.2) do not compile with relaxed SIMD.
        let build = wasm::BUILDS.iter().find(|build| build.name == "simd128");
        shell::run(build.context("the SIMD128 build")?.flags(&mut command))
    })
}
