//! `cargo xtask bench`: serves the benchmark page beside the builds and lets Playwright run it.

use std::path::Path;

use anyhow::Result;
use axum::Router;
use tower_http::services::ServeDir;

use crate::{browser, serve, setup, shell, wasm};

/// Measures in headless Chromium; the arguments go to tests/bench/run.js, which knows what they mean.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let browser = browser::find_or_install(root)?;
    wasm::build(root)?;
    let files = Router::new()
        .nest_service("/bench", ServeDir::new(root.join("tests/bench")))
        .fallback_service(ServeDir::new(root.join("www")));
    let address = serve::start(serve::with_headers(files))?;
    let mut command = setup::node_script(root, "../tests/bench/run.js");
    shell::run(
        command
            .args(arguments)
            .env("BASE_URL", address)
            .envs([browser.variable()]),
    )
}
