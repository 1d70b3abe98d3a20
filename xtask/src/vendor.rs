//! The page's packages, copied from node_modules to where the server and any static host can see them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// (package file or folder, its place under www/vendor); the types beside each module are for the type checker.
const FILES: [(&str, &str); 33] = [
    ("uplot/dist/uPlot.min.css", "uplot/uPlot.min.css"),
    ("uplot/dist/uPlot.d.ts", "uplot/uPlot.esm.d.ts"),
    ("uplot/LICENSE", "uplot/LICENSE"),
    ("idb/build/index.js", "idb/index.js"),
    ("idb/build/index.d.ts", "idb/index.d.ts"),
    ("idb/build/entry.d.ts", "idb/entry.d.ts"),
    ("idb/build/wrap-idb-value.d.ts", "idb/wrap-idb-value.d.ts"),
    ("idb/LICENSE", "idb/LICENSE"),
    // Its modules import each other with extensions, so a browser takes them as they are.
    ("@fluent/bundle/esm", "fluent"),
    // The package names its licence, Apache 2.0, and brings no copy of it, which whoever passes it on must. This is one.
    ("@eslint/core/LICENSE", "fluent/LICENSE"),
    ("lit-html/lit-html.js", "lit-html/lit-html.js"),
    ("lit-html/lit-html.d.ts", "lit-html/lit-html.d.ts"),
    ("lit-html/directive.js", "lit-html/directive.js"),
    ("lit-html/directive.d.ts", "lit-html/directive.d.ts"),
    (
        "lit-html/directive-helpers.js",
        "lit-html/directive-helpers.js",
    ),
    (
        "lit-html/directive-helpers.d.ts",
        "lit-html/directive-helpers.d.ts",
    ),
    (
        "lit-html/directives/repeat.js",
        "lit-html/directives/repeat.js",
    ),
    (
        "lit-html/directives/repeat.d.ts",
        "lit-html/directives/repeat.d.ts",
    ),
    ("lit-html/LICENSE", "lit-html/LICENSE"),
    (
        "@tanstack/virtual-core/dist/esm/index.d.ts",
        "tanstack/index.d.ts",
    ),
    (
        "@tanstack/virtual-core/dist/esm/utils.d.ts",
        "tanstack/utils.d.ts",
    ),
    (
        "@tanstack/virtual-core/dist/esm/ios-gesture.d.ts",
        "tanstack/ios-gesture.d.ts",
    ),
    (
        "@tanstack/virtual-core/dist/esm/ios-gesture.js",
        "tanstack/ios-gesture.js",
    ),
    (
        "@tanstack/virtual-core/dist/esm/lazy-measurements.js",
        "tanstack/lazy-measurements.js",
    ),
    (
        "@tanstack/virtual-core/dist/esm/scroll-classifier.js",
        "tanstack/scroll-classifier.js",
    ),
    ("@tanstack/virtual-core/LICENSE", "tanstack/LICENSE"),
    // Contours of error surfaces and round numbers on axes, for the Lab alone.
    ("@types/d3-array/index.d.ts", "d3/d3-array.d.ts"),
    ("@types/d3-contour/index.d.ts", "d3/d3-contour.d.ts"),
    ("d3-array/LICENSE", "d3/LICENSE-d3-array"),
    ("d3-contour/LICENSE", "d3/LICENSE-d3-contour"),
    // QR codes, for whoever wants to see the page on a phone.
    ("uqr/dist/index.mjs", "uqr/index.js"),
    ("uqr/dist/index.d.ts", "uqr/index.d.ts"),
    ("uqr/LICENSE", "uqr/LICENSE"),
];

/// What TanStack's modules ask about, as bundlers replace it.
const IN_A_BROWSER: &str = "\nconst process = { env: { NODE_ENV: \"production\" } };\n";

/// Scripts (package file, its place, its last line), which that line makes modules a browser can run. uPlot is minified as a
/// script alone, half the size of its module; D3's modules import each other by names that a browser does not know.
const SCRIPTS: [(&str, &str, &str); 5] = [
    (
        "@tanstack/virtual-core/dist/esm/index.js",
        "tanstack/index.js",
        IN_A_BROWSER,
    ),
    (
        "@tanstack/virtual-core/dist/esm/utils.js",
        "tanstack/utils.js",
        IN_A_BROWSER,
    ),
    (
        "uplot/dist/uPlot.iife.min.js",
        "uplot/uPlot.esm.js",
        "\nexport default uPlot;\n",
    ),
    (
        "d3-array/dist/d3-array.min.js",
        "d3/d3-array.js",
        "\nexport const { ticks } = globalThis.d3;\n",
    ),
    (
        "d3-contour/dist/d3-contour.min.js",
        "d3/d3-contour.js",
        "\nimport \"./d3-array.js\";\nexport const { contours } = globalThis.d3;\n",
    ),
];

/// Copies what is new or different.
pub fn copy(root: &Path) -> Result<()> {
    for (from, to) in FILES {
        let from = root.join("node_modules").join(from);
        let to = root.join("www/vendor").join(to);
        if !from.is_dir() {
            copy_file(&from, &to, "")?;
            continue;
        }
        for entry in fs::read_dir(&from)? {
            let entry = entry?;
            copy_file(&entry.path(), &to.join(entry.file_name()), "")?;
        }
    }
    for (from, to, ending) in SCRIPTS {
        copy_file(
            &root.join("node_modules").join(from),
            &root.join("www/vendor").join(to),
            ending,
        )?;
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path, ending: &str) -> Result<()> {
    let mut wanted = fs::read(from).with_context(|| format!("{} is missing", from.display()))?;
    wanted.extend_from_slice(ending.as_bytes());
    if fs::read(to).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    fs::create_dir_all(to.parent().expect("a file lies in a folder"))?;
    fs::write(to, wanted).with_context(|| format!("{} could not be written", to.display()))
}
