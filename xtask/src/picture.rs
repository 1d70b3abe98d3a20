//! `cargo xtask picture`: the pictures in docs/, from the page itself, and the icons in www/, from icon.svg.

use std::path::Path;

use anyhow::Result;

use crate::{browser, serve, setup, shell, wasm};

/// Draws the icons in headless Chromium; then trains the page there on its practice camera and takes screenshots of its views.
pub fn draw(root: &Path) -> Result<()> {
    let browser = browser::find_or_install(root)?;
    let mut icons = setup::node_script(root, "../tests/e2e/icons.js");
    shell::run(icons.envs([browser.variable()]))?;
    wasm::build(root)?;
    let address = serve::start(serve::page(root)?)?;
    let mut command = setup::node_script(root, "../tests/e2e/picture.js");
    shell::run(command.env("BASE_URL", address).envs([browser.variable()]))
}
