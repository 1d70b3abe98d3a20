//! `cargo xtask dist`: the built page as one archive, to be unpacked on any static host.

use std::fs::{self, File};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::headers;
use crate::site::Site;
use crate::wasm;

const FOLDER: &str = "target/dist";

/// Who made it, and on which terms it may be passed on.
const NOTICES: [&str; 2] = ["LICENSE", "NOTICE"];

/// Builds the page and packs it.
pub fn dist(root: &Path) -> Result<()> {
    wasm::build(root)?;
    let archive = pack(root)?;
    let megabytes = fs::metadata(&archive)?.len() as f64 / 1e6;
    println!(
        "\n{} ({megabytes:.1} MB): unpack it on any static host; docs/hosting.md says how.",
        archive.display()
    );
    Ok(())
}

/// Packs the page as it was built. The same files give the same archive.
pub fn pack(root: &Path) -> Result<PathBuf> {
    let site = site(root)?;
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder)?;
    let archive = folder.join("tab-trainer.zip");
    write(&site, File::create(&archive)?)
        .with_context(|| format!("{} could not be written", archive.display()))?;
    Ok(archive)
}

/// The archive unpacked, as it would be on a host.
pub fn unpack(archive: &Path) -> Result<PathBuf> {
    let folder = archive.with_extension("");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    ZipArchive::new(File::open(archive)?)?.extract(&folder)?;
    Ok(folder)
}

fn site(root: &Path) -> Result<Site> {
    let (mut site, folder) = Site::read(&root.join("www"))?.versioned()?;
    for name in NOTICES {
        site.add(name, fs::read(root.join(name))?);
    }
    let headers = headers::of_every_file(root)?;
    let files = site.clone();
    let page = headers::Page {
        headers: &headers,
        folder: &folder,
        files: files.files().map(|(path, _)| path).collect(),
    };
    site.add("_headers", page.for_netlify_and_cloudflare());
    site.add(".htaccess", page.for_apache());
    site.add("nginx.conf", page.for_nginx());
    Ok(site)
}

fn write(site: &Site, archive: impl Write + Seek) -> Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(archive);
    for (path, bytes) in site.files() {
        zip.start_file(path, options)?;
        zip.write_all(bytes)?;
    }
    zip.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn packed(site: &Site) -> Vec<u8> {
        let mut archive = Cursor::new(Vec::new());
        write(site, &mut archive).unwrap();
        archive.into_inner()
    }

    #[test]
    fn the_same_files_give_the_same_archive() {
        let site = site(crate::root()).unwrap();
        assert_eq!(packed(&site), packed(&site));
    }

    #[test]
    fn the_archive_has_the_page_the_headers_and_the_licence_and_nothing_else_at_its_top() {
        let mut zip = ZipArchive::new(Cursor::new(packed(&site(crate::root()).unwrap()))).unwrap();
        let names = zip.file_names().map(|name| name.unwrap().into_owned());
        let mut top: Vec<_> = names.filter(|path| !path.contains('/')).collect();
        top.sort();
        assert_eq!(
            top,
            [
                ".htaccess",
                "LICENSE",
                "NOTICE",
                "_headers",
                "files.js",
                "icon-192.png",
                "icon-512.png",
                "icon-maskable.png",
                "icon.svg",
                "index.html",
                "manifest.webmanifest",
                "nginx.conf",
                "service-worker.js"
            ]
        );
        let mut page = String::new();
        let mut file = zip.by_name("index.html").unwrap();
        file.read_to_string(&mut page).unwrap();
        drop(file);
        let (_, main) = page.split_once("src=\"v-").unwrap();
        let (path, _) = main.split_once('"').unwrap();
        assert!(zip.by_name(&format!("v-{path}")).is_ok(), "{path}");
    }
}
