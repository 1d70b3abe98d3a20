//! The files of the page as a browser asks for them, and the list by which its service worker knows them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{headers, stamp};

/// Modules for other people's pages (docs/api.md), which this page does not import.
const FOR_OTHER_PAGES: [&str; 4] = ["dataset.js", "engine.js", "live.js", "trainer.js"];

/// The list; see [`Site::list`].
pub const LIST: &str = "files.js";

/// What keeps its address in every version: a visitor, a bookmark, an installed page or the browser asks for it by name.
const AT_THE_TOP: [&str; 7] = [
    "icon-192.png",
    "icon-512.png",
    "icon-maskable.png",
    "icon.svg",
    "index.html",
    "manifest.webmanifest",
    "service-worker.js",
];

/// Files by path, `text/en/page.ftl`.
#[derive(Clone)]
pub struct Site(BTreeMap<String, Vec<u8>>);

impl Site {
    /// What a browser needs of `www`: no types for a type checker, no notes of the tools.
    pub fn read(www: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for file in stamp::files(www)? {
            let path = file.strip_prefix(www)?.to_string_lossy().replace('\\', "/");
            if is_part(&path) {
                let bytes = fs::read(&file).with_context(|| format!("{}", file.display()))?;
                files.insert(path, bytes);
            }
        }
        Ok(Self(files))
    }

    /// A name for these contents: the same for the same files, another one for any others.
    pub fn version(&self) -> String {
        let mut hasher = Sha256::new();
        for (path, bytes) in &self.0 {
            hasher.update(format!("{path} {}\n", hash(bytes)));
        }
        hex(&hasher.finalize())[..12].to_owned()
    }

    /// The script that tells the service worker which files make this version. Its own changes are how a browser notices a new one.
    pub fn list(&self) -> String {
        let licences = |path: &str| path.contains("LICENSE");
        let hashes: BTreeMap<_, _> = (self.0.iter())
            .filter(|(path, _)| !licences(path) && *path != "service-worker.js")
            .map(|(path, bytes)| (path, hash(bytes)))
            .collect();
        let list = serde_json::json!({ "version": self.version(), "hashes": hashes });
        format!("self.FILES = {list:#};\n")
    }

    /// The same page with everything in a folder named after the version, and its list. Files of two versions cannot be mixed
    /// then, neither by a browser that has kept some of them nor by a host that has not got all of them yet.
    pub fn versioned(&self) -> Result<(Self, String)> {
        let folder = format!("v-{}", self.version());
        let mut files = BTreeMap::new();
        for (path, bytes) in &self.0 {
            if path == "index.html" {
                let page = std::str::from_utf8(bytes).context("index.html")?;
                files.insert(path.clone(), self.moved(page, &folder).into_bytes());
            } else if AT_THE_TOP.contains(&path.as_str()) {
                files.insert(path.clone(), bytes.clone());
            } else {
                files.insert(format!("{folder}/{path}"), bytes.clone());
            }
        }
        let mut site = Self(files);
        site.add(LIST, site.list());
        Ok((site, folder))
    }

    /// index.html, which names what it loads by `src` and `href`; modules and style sheets name each other relative to themselves.
    fn moved(&self, page: &str, folder: &str) -> String {
        let mut page = page.to_owned();
        for path in self.0.keys() {
            if AT_THE_TOP.contains(&path.as_str()) {
                continue;
            }
            for attribute in ["src", "href"] {
                page = page.replace(
                    &format!("{attribute}=\"{path}\""),
                    &format!("{attribute}=\"{folder}/{path}\""),
                );
            }
        }
        page
    }

    /// Adds a file.
    pub fn add(&mut self, path: &str, contents: impl Into<Vec<u8>>) {
        self.0.insert(path.to_owned(), contents.into());
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        (self.0.iter()).map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }
}

fn is_part(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let licence = name.starts_with("LICENSE");
    let asked_for = headers::type_of(path).is_some() && name != "package.json";
    (asked_for || licence) && path != LIST && !FOR_OTHER_PAGES.contains(&path)
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Site {
        let files = [
            ("icon.svg", "<svg/>"),
            (
                "index.html",
                "<a href=\"#train\"><img src=\"icon.svg\"><script src=\"main.js\"><link href=\"view/a.css\">",
            ),
            ("main.js", "import \"./view/a.js\";"),
            ("service-worker.js", "// works"),
            ("view/a.css", "p {}"),
            ("view/a.js", "// a"),
            ("vendor/LICENSE", "MIT"),
        ];
        Site(
            files
                .map(|(path, text)| (path.to_owned(), text.into()))
                .into(),
        )
    }

    #[test]
    fn a_version_is_named_after_all_contents() {
        let (first, mut other) = (small(), small());
        assert_eq!(first.version(), other.version());
        other.add("view/a.css", "p { }");
        assert_ne!(first.version(), other.version());
        assert_ne!(first.list(), other.list());
    }

    #[test]
    fn the_list_has_what_the_page_loads() {
        let list = small().list();
        // echo -n 'p {}' | sha256sum
        assert!(list.contains("\"view/a.css\": \"48d24394dd48"), "{list}");
        assert!(
            !list.contains("LICENSE") && !list.contains("service-worker"),
            "{list}"
        );
    }

    #[test]
    fn all_but_what_is_asked_for_by_name_moves_into_the_folder() {
        let (site, folder) = small().versioned().unwrap();
        let paths: Vec<_> = site.files().map(|(path, _)| path).collect();
        let moved = |path| format!("{folder}/{path}");
        assert_eq!(
            paths[..4],
            ["files.js", "icon.svg", "index.html", "service-worker.js"]
        );
        assert_eq!(
            paths[4..],
            ["main.js", "vendor/LICENSE", "view/a.css", "view/a.js"].map(moved)
        );
        let (_, page) = site.files().nth(2).unwrap();
        assert_eq!(
            std::str::from_utf8(page).unwrap(),
            format!(
                "<a href=\"#train\"><img src=\"icon.svg\"><script src=\"{folder}/main.js\"><link href=\"{folder}/view/a.css\">"
            )
        );
    }

    #[test]
    fn only_what_a_browser_asks_for_is_part_of_the_page() {
        for path in [
            "main.js",
            "pkg/a_bg.wasm",
            "stems/base.safetensors",
            "vendor/d3/LICENSE-d3",
        ] {
            assert!(is_part(path), "{path}");
        }
        for path in [
            "pkg/.stamp",
            "pkg/.gitignore",
            "pkg/a.d.ts",
            "vendor/fluent/package.json",
            "a.js.map",
            "trainer.js",
            "files.js",
        ] {
            assert!(!is_part(path), "{path}");
        }
    }
}
