//! The headers that every host should send with the page: for the server of `cargo xtask serve`, and written out for the
//! usual hosts by `cargo xtask dist`.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// One of them, for every file of the page.
pub type Header = (&'static str, String);

/// The browser may keep a file but asks each time whether it is still the newest.
pub const ASK: &str = "no-cache";

/// A file that never changes, because its folder is named after the version.
const KEEP: &str = "public, max-age=31536000, immutable";

/// Types of the files that the page fetches, by extension. What is not here is not for browsers.
const TYPES: [(&str, &str); 11] = [
    ("css", "text/css; charset=utf-8"),
    ("ftl", "text/plain; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("png", "image/png"),
    ("safetensors", "application/octet-stream"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("webmanifest", "application/manifest+json"),
];

/// Of these the usual hosts know the type only if they are new, or not at all.
const UNUSUAL: [&str; 4] = ["ftl", "safetensors", "wasm", "webmanifest"];

/// The type of a file, if it is one that a browser asks for.
pub fn type_of(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    let found = TYPES.iter().find(|(known, _)| *known == extension);
    found.map(|(_, content_type)| *content_type)
}

/// All but type and caching. They go with every response: a worker's policy is the one that comes with its own script.
pub fn of_every_file(root: &Path) -> Result<Vec<Header>> {
    let page = root.join("www/index.html");
    let page = fs::read_to_string(&page).with_context(|| format!("{}", page.display()))?;
    Ok(vec![
        ("content-security-policy", policy(&page)?),
        ("x-content-type-options", "nosniff".into()),
        ("referrer-policy", "no-referrer".into()),
        (
            "permissions-policy",
            "camera=(self), microphone=(), geolocation=()".into(),
        ),
    ])
}

/// The policy that index.html has for hosts that send none, and what only a header can say.
fn policy(page: &str) -> Result<String> {
    let written = page
        .split_once("http-equiv=\"Content-Security-Policy\"")
        .and_then(|(_, rest)| rest.split_once("content=\""))
        .and_then(|(_, rest)| rest.split_once('"'));
    let (policy, _) = written.context("index.html has no Content-Security-Policy")?;
    Ok(format!("{policy}; frame-ancestors 'none'"))
}

/// What the writers below have to know of the page.
pub struct Page<'a> {
    /// All but type and caching.
    pub headers: &'a [Header],
    /// The folder of everything that never changes.
    pub folder: &'a str,
    /// The paths of all files.
    pub files: Vec<&'a str>,
}

impl Page<'_> {
    /// `_headers`, which Netlify and Cloudflare Pages read. Where two rules hold, they put the values of a header one after the
    /// other: so each header has one rule for a file, and types are told file by file.
    pub fn for_netlify_and_cloudflare(&self) -> String {
        let mut text = "/*\n".to_owned();
        for (name, value) in self.headers {
            _ = writeln!(text, "  {name}: {value}");
        }
        let files = self.files.iter().copied();
        let (kept, asked): (Vec<_>, Vec<_>) = files.partition(|path| self.is_kept(path));
        _ = writeln!(text, "/{}/*\n  cache-control: {KEEP}", self.folder);
        for path in [""].into_iter().chain(asked) {
            _ = writeln!(text, "/{path}\n  cache-control: {ASK}");
        }
        for path in kept {
            if let Some(content_type) = unusual_type(path) {
                _ = writeln!(text, "/{path}\n  content-type: {content_type}");
            }
        }
        text
    }

    /// `.htaccess`, which Apache reads where the host allows it.
    pub fn for_apache(&self) -> String {
        let mut text = String::new();
        for extension in UNUSUAL {
            let content_type = unusual_type(&format!("a.{extension}")).unwrap_or_default();
            let (mime, charset) = content_type
                .split_once("; charset=")
                .unwrap_or((content_type, ""));
            _ = writeln!(text, "AddType {mime} .{extension}");
            if !charset.is_empty() {
                _ = writeln!(text, "AddCharset {charset} .{extension}");
            }
        }
        text += "<IfModule mod_headers.c>\n";
        for (name, value) in self.headers {
            _ = writeln!(text, "  Header always set {name} \"{value}\"");
        }
        _ = writeln!(text, "  Header set cache-control \"{ASK}\"");
        _ = writeln!(
            text,
            "  <If \"%{{REQUEST_URI}} =~ m#/{}/#\">\n    Header set cache-control \"{KEEP}\"\n  </If>\n</IfModule>",
            self.folder
        );
        text
    }

    /// For nginx, to be included in the block of the server, or of the location, that has the page.
    pub fn for_nginx(&self) -> String {
        let mut text = format!(
            "set $tab_trainer_cache \"{ASK}\";\nif ($uri ~ \"/{}/\") {{ set $tab_trainer_cache \"{KEEP}\"; }}\n\
             add_header cache-control $tab_trainer_cache;\n",
            self.folder
        );
        for (name, value) in self.headers {
            _ = writeln!(text, "add_header {name} \"{value}\" always;");
        }
        for extension in UNUSUAL {
            let content_type = unusual_type(&format!("a.{extension}")).unwrap_or_default();
            _ = writeln!(
                text,
                "location ~ \"\\.{extension}$\" {{ types {{ }} default_type \"{content_type}\"; }}"
            );
        }
        text
    }

    fn is_kept(&self, path: &str) -> bool {
        let inside = path.strip_prefix(self.folder);
        inside.is_some_and(|rest| rest.starts_with('/'))
    }
}

fn unusual_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    UNUSUAL
        .contains(&extension)
        .then(|| type_of(path))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(headers: &[Header]) -> Page<'_> {
        Page {
            headers,
            folder: "v-12",
            files: vec![
                "index.html",
                "service-worker.js",
                "v-12/a.js",
                "v-12/a.wasm",
            ],
        }
    }

    #[test]
    fn the_policy_is_that_of_the_page() {
        let headers = of_every_file(crate::root()).unwrap();
        let (_, policy) = &headers[0];
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        for part in [
            "require-trusted-types-for 'script'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.split("; ").any(|it| it == part), "{part}: {policy}");
        }
        assert!(super::policy("<p>no policy").is_err());
    }

    #[test]
    fn netlify_has_one_rule_for_each_header_of_a_file() {
        let headers = [("referrer-policy", "no-referrer".to_owned())];
        assert_eq!(
            page(&headers).for_netlify_and_cloudflare(),
            "/*\n  referrer-policy: no-referrer\n\
             /v-12/*\n  cache-control: public, max-age=31536000, immutable\n\
             /\n  cache-control: no-cache\n\
             /index.html\n  cache-control: no-cache\n\
             /service-worker.js\n  cache-control: no-cache\n\
             /v-12/a.wasm\n  content-type: application/wasm\n"
        );
    }

    #[test]
    fn apache_and_nginx_know_every_header_and_type() {
        let headers = of_every_file(crate::root()).unwrap();
        for text in [page(&headers).for_apache(), page(&headers).for_nginx()] {
            for (name, value) in &headers {
                assert!(
                    text.contains(name) && text.contains(value),
                    "{name}: {text}"
                );
            }
            for part in ["no-cache", KEEP, "/v-12/", "application/wasm", "ftl"] {
                assert!(text.contains(part), "{part}: {text}");
            }
        }
    }
}
