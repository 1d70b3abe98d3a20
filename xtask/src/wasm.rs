//! The builds of the engine for the browser.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{setup, shell, stamp, vendor};

/// One build of the same sources. The page's engine.js chooses between them by WebAssembly.validate.
pub struct Build {
    /// What tests know it by: TAB_TRAINER_BUILD while they compile.
    pub name: &'static str,
    /// Its folder under www/.
    folder: &'static str,
    /// What its files are named after.
    module: &'static str,
    rustflags: &'static str,
}

/// Of every build.
///
/// Inlines what is small, 225 being usual, and does not unroll loops of unknown length: 6 % smaller, as fast. With 75,
/// batch norm answers 6 % slower, whose loops are made of `map` of an array.
///
/// By its features wasm-bindgen knows what the browser must be able to do; they would be stripped with the names.
const RUSTFLAGS: &str = "-C llvm-args=-inline-threshold=100 -C llvm-args=-unroll-runtime=0 \
    -C link-arg=--keep-section=target_features";

/// Every build there is, the preferred one first.
pub const BUILDS: [Build; 3] = [
    Build {
        name: "relaxed",
        folder: "pkg-relaxed",
        module: "tab_trainer",
        rustflags: "-C target-feature=+simd128,+relaxed-simd",
    },
    Build {
        name: "simd128",
        folder: "pkg",
        module: "tab_trainer",
        rustflags: "-C target-feature=+simd128",
    },
    Build {
        name: "scalar",
        folder: "pkg-scalar",
        module: "tab_trainer",
        rustflags: "",
    },
];

/// What a build depends on.
const INPUTS: [&str; 5] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
    "src",
];

/// The files in which something leaves the page: a module of its own, fetched when it is first asked for. One build, without
/// SIMD, runs everywhere.
const FORMATS: Build = Build {
    name: "formats",
    folder: "pkg-formats",
    module: "tab_trainer_formats",
    rustflags: "",
};

/// What that one depends on.
const FORMATS_INPUTS: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
    "formats",
    "src",
];

/// What answers in a page that a network is exported as, and makes that page's file: small, because it is part of each. One
/// build, with what every browser has had since 2023.
const PLAYER: Build = Build {
    name: "player",
    folder: "pkg-player",
    module: "tab_trainer_player",
    rustflags: "-C target-feature=+simd128",
};

/// What that one depends on.
const PLAYER_INPUTS: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
    "player",
    "src",
];

/// The most bytes that a browser may have to download for the engine, compressed: 3 % more than it takes today, so that
/// growth is noticed. The goal is 160 000; docs/measurements.md says what stands in the way.
const MOST_BYTES: usize = 515_000;

/// The command before the folder that it writes.
///
/// Without wasm-opt, which was measured: the same speed, 1 % smaller, two to three times as long to build.
pub const WASM_PACK: &str =
    "--log-level warn build --release --no-opt --target web --no-pack --out-dir";

impl Build {
    /// Sets what makes a cargo or wasm-pack command work on this build.
    ///
    /// A target folder each, so that the builds do not throw each other's work away. Flags for this target alone:
    /// wasm-pack may have to compile wasm-bindgen's program for the machine itself.
    pub fn apply<'a>(&self, command: &'a mut Command, root: &Path) -> &'a mut Command {
        self.flags(command).current_dir(root).env(
            "CARGO_TARGET_DIR",
            root.join(format!("target/wasm-{}", self.name)),
        )
    }

    /// Sets this build's flags alone, for another crate.
    pub fn flags<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                format!("{} {RUSTFLAGS}", self.rustflags),
            )
            // These would win.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
    }

    /// Makes the folder from the crate at `package` unless its inputs are those that it was made from.
    fn make(&self, root: &Path, wasm_pack: &Path, package: &str, inputs: &[&str]) -> Result<()> {
        let out = root.join("www").join(self.folder);
        let settings = format!(
            "{} {WASM_PACK} {} {RUSTFLAGS}",
            setup::WASM_PACK,
            self.rustflags
        );
        let inputs = stamp::fingerprint(root, inputs, &settings)?;
        stamp::unless_fresh(&out, &inputs, || {
            println!("Building www/{} …", self.folder);
            let mut command = Command::new(wasm_pack);
            command
                .args(WASM_PACK.split_whitespace())
                .arg(&out)
                .arg(package);
            shell::run(self.apply(&mut command, root))?;
            guard(root, &out.join(format!("{}.js", self.module)))
        })
    }
}

/// Adds src/bindings/guard.js, which says why it is there, to the module at `path`.
fn guard(root: &Path, path: &Path) -> Result<()> {
    let module =
        fs::read_to_string(path).with_context(|| format!("{} is missing", path.display()))?;
    let guard = fs::read_to_string(root.join("src/bindings/guard.js"))?;
    fs::write(path, guarded(&module, &guard))?;
    Ok(())
}

fn guarded(module: &str, guard: &str) -> String {
    let mut guarded = format!("{module}\n{guard}\n");
    for line in module.lines() {
        for (export, guard) in [("class", "guardClass"), ("function", "guardFunction")] {
            let exported = line
                .strip_prefix("export ")
                .and_then(|line| line.strip_prefix(export));
            if let Some(rest) = exported.and_then(|rest| rest.strip_prefix(' ')) {
                let end = rest.find([' ', '(']).unwrap_or(rest.len());
                let name = &rest[..end];
                guarded += &format!("{name} = {guard}(\"{name}\", {name});\n");
            }
        }
    }
    guarded
}

/// Everything in www/ that is generated.
pub fn build(root: &Path) -> Result<()> {
    setup::npm(root)?;
    vendor::copy(root)?;
    setup::rust()?;
    let wasm_pack = setup::wasm_pack(root)?;
    let (first, others) = BUILDS.split_first().context("there is no build")?;
    // On a new machine wasm-pack first compiles a tool, which two at once would do in each other's way.
    first.make(root, &wasm_pack, ".", &INPUTS)?;
    // Optimised as a whole, a build keeps one core busy; the others can take the rest.
    thread::scope(|scope| {
        let rest = others
            .iter()
            .map(|build| (build, ".", &INPUTS[..]))
            .chain([
                (&FORMATS, "formats", &FORMATS_INPUTS[..]),
                (&PLAYER, "player", &PLAYER_INPUTS[..]),
            ])
            .map(|(build, package, inputs)| {
                let wasm_pack = &wasm_pack;
                scope.spawn(move || build.make(root, wasm_pack, package, inputs))
            })
            .collect::<Vec<_>>();
        rest.into_iter().try_for_each(|build| {
            build
                .join()
                .unwrap_or_else(|_| bail!("a build panicked; its own words are above"))
        })
    })
}

/// Says how large each build is when it is compressed, as hosts do; too large is an error.
pub fn check_sizes(root: &Path) -> Result<()> {
    for build in &BUILDS {
        let path = root
            .join("www")
            .join(build.folder)
            .join("tab_trainer_bg.wasm");
        let wasm = fs::read(&path).with_context(|| format!("{} is missing", path.display()))?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&wasm)?;
        let bytes = gzip.finish()?.len();
        println!("www/{}: {bytes} bytes (gzip)", build.folder);
        if bytes > MOST_BYTES {
            bail!("www/{} is larger than {MOST_BYTES} bytes", build.folder);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn every_exported_class_and_function_is_guarded() {
        let module =
            "export class Network {\n    free() {}\n}\nexport function f(a) {}\nfunction g() {}\n";
        let lines = guarded(module, "GUARD");
        assert!(
            lines.ends_with(
                "\nGUARD\nNetwork = guardClass(\"Network\", Network);\nf = guardFunction(\"f\", f);\n"
            ),
            "{lines}"
        );
    }
}
