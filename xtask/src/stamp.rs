//! What was made from what: a fingerprint of the inputs, kept beside the output.
//!
//! A stamp lies inside the folder that it describes, so deleting the folder makes it stale. It is of the
//! inputs' contents, not of their times, so that a fresh checkout of the same files rebuilds nothing.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

const FILE: &str = ".stamp";

/// A fingerprint of files and whole folders under `root`, and of settings that also matter.
pub fn fingerprint(root: &Path, inputs: &[&str], settings: &str) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    settings.hash(&mut hasher);
    for input in inputs {
        for file in files(&root.join(input))? {
            file.strip_prefix(root)?.hash(&mut hasher);
            fs::read(&file)
                .with_context(|| format!("{} could not be read", file.display()))?
                .hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Whether `folder` was made from these inputs.
pub fn is_fresh(folder: &Path, fingerprint: &str) -> bool {
    fs::read_to_string(folder.join(FILE)).is_ok_and(|found| found == fingerprint)
}

/// Makes `folder` with `make` unless it was made from the same inputs before.
pub fn unless_fresh(
    folder: &Path,
    fingerprint: &str,
    make: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = folder.join(FILE);
    if is_fresh(folder, fingerprint) {
        return Ok(());
    }
    // An interrupted run must not look finished.
    if stamp.exists() {
        fs::remove_file(&stamp)?;
    }
    make()?;
    fs::write(&stamp, fingerprint)
        .with_context(|| format!("{} could not be written", stamp.display()))
}

/// A file itself, or every file in a folder, in a stable order.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut entries = fs::read_dir(path)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        found.extend(files(&entry)?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder of this test's own, under the build folder.
    fn scratch(name: &str) -> PathBuf {
        let folder = crate::root().join("target/xtask-tests").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("src/deep")).unwrap();
        fs::write(folder.join("src/deep/a.rs"), "one").unwrap();
        fs::write(folder.join("lock"), "two").unwrap();
        folder
    }

    #[test]
    fn a_fingerprint_follows_contents_names_and_settings() {
        let root = scratch("fingerprint");
        let print = |settings| fingerprint(&root, &["src", "lock"], settings).unwrap();
        let first = print("simd");
        assert_eq!(print("simd"), first);
        assert_ne!(print("scalar"), first);
        fs::write(root.join("src/deep/a.rs"), "One").unwrap();
        assert_ne!(print("simd"), first);
        fs::write(root.join("src/deep/a.rs"), "one").unwrap();
        assert_eq!(print("simd"), first);
        fs::rename(root.join("src/deep/a.rs"), root.join("src/deep/b.rs")).unwrap();
        assert_ne!(print("simd"), first);
    }

    #[test]
    fn a_missing_input_is_named() {
        let error = fingerprint(&scratch("missing"), &["nowhere"], "").unwrap_err();
        assert!(error.to_string().contains("nowhere"), "{error}");
    }

    #[test]
    fn makes_once_and_again_after_a_change_or_a_failure() {
        let folder = scratch("unless_fresh");
        let made = std::cell::Cell::new(0);
        let make = |fingerprint, outcome: Result<()>| {
            unless_fresh(&folder, fingerprint, || {
                made.set(made.get() + 1);
                outcome
            })
        };
        make("a", Ok(())).unwrap();
        make("a", Ok(())).unwrap();
        assert_eq!(made.get(), 1);
        make("b", Err(anyhow::anyhow!("broken"))).unwrap_err();
        make("a", Ok(())).unwrap();
        assert_eq!(made.get(), 3, "what failed half-way is made again");
    }
}
