//! A folder of pictures: which are of one class, and which of one recording.
//!
//! A class is a folder in it. A recording, whose pictures never come on both sides of the split, is
//!
//! 1. everything in a folder of the class,
//! 2. of the other files those that are called alike but for the number at the end: `kitchen-1.jpg`, `kitchen-2.jpg`,
//! 3. all that remain together.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fs;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::str::Chars;

use anyhow::{Context, Result, ensure};

use crate::picture::is_picture;

/// What operating systems leave in folders, beside everything that begins with a dot; as in the page.
const SYSTEM: [&str; 6] = [
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "icon\r",
    "__macosx",
    "@eadir",
];

/// The pictures of a class, by recordings.
#[derive(Debug, PartialEq)]
pub struct ClassFolder {
    pub name: String,
    /// In the order in which they count as taken.
    pub recordings: Vec<Vec<PathBuf>>,
}

/// The classes in a folder, by their names.
///
/// # Errors
///
/// When it cannot be read, or has no folder with pictures.
pub fn classes(folder: &Path) -> Result<Vec<ClassFolder>> {
    let mut classes = Vec::new();
    for path in entries(folder)? {
        if !path.is_dir() {
            continue;
        }
        let recordings = recordings(&path)?;
        if !recordings.is_empty() {
            classes.push(ClassFolder {
                name: name_of(&path),
                recordings,
            });
        }
    }
    ensure!(
        !classes.is_empty(),
        "{}: no folders with pictures in it; expected one for each class",
        folder.display()
    );
    Ok(classes)
}

fn recordings(class: &Path) -> Result<Vec<Vec<PathBuf>>> {
    let (mut of_folders, mut loose) = (Vec::new(), Vec::new());
    for path in entries(class)? {
        if path.is_dir() {
            let mut inside = Vec::new();
            collect(&path, &mut inside)?;
            of_folders.push(inside);
        } else if is_picture(&path) {
            loose.push(path);
        }
    }
    let mut alike: HashMap<String, usize> = HashMap::new();
    for path in &loose {
        *alike.entry(series(path)).or_default() += 1;
    }
    // One of its kind belongs to the rest.
    let key = |path: &Path| Some(series(path)).filter(|series| alike[series] > 1);
    let mut places: HashMap<Option<String>, usize> = HashMap::new();
    let mut all: Vec<Vec<PathBuf>> = Vec::new();
    for path in loose {
        let place = *places.entry(key(&path)).or_insert(all.len());
        match all.get_mut(place) {
            Some(recording) => recording.push(path),
            None => all.push(vec![path]),
        }
    }
    all.extend(of_folders.into_iter().filter(|inside| !inside.is_empty()));
    Ok(all)
}

/// What a file is called in front of the number at the end of its name.
fn series(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let without = stem.trim_end_matches(')');
    let without = without.trim_end_matches(|c: char| c.is_ascii_digit());
    let series = without.trim_end_matches(['-', '_', '.', ' ', '(']);
    series.to_lowercase()
}

/// All pictures below a folder.
fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    for path in entries(folder)? {
        if path.is_dir() {
            collect(&path, into)?;
        } else if is_picture(&path) {
            into.push(path);
        }
    }
    Ok(())
}

/// What is visible in a folder, numbers in names by their value: file systems list it in any order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let context = || format!("{}: expected a folder", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(context)? {
        let path = entry.with_context(context)?.path();
        // A link to a folder may lead back here.
        let leads_away = path.is_symlink() && path.is_dir();
        if !is_hidden(&name_of(&path)) && !leads_away {
            paths.push(path);
        }
    }
    paths.sort_by(|a, b| natural(&name_of(a), &name_of(b)));
    Ok(paths)
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || SYSTEM.contains(&name.to_lowercase().as_str())
}

/// The last part of a path.
pub fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().trim().to_owned()
}

/// Names in the order of people: `frame 9` before `frame 10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (lower_a, lower_b) = (a.to_lowercase(), b.to_lowercase());
    let (mut x, mut y) = (lower_a.chars().peekable(), lower_b.chars().peekable());
    loop {
        let order = match (x.peek(), y.peek()) {
            (None, None) => return a.cmp(b),
            (Some(p), Some(q)) if p.is_ascii_digit() && q.is_ascii_digit() => {
                let (p, q) = (number(&mut x), number(&mut y));
                p.len().cmp(&q.len()).then(p.cmp(&q))
            }
            _ => x.next().cmp(&y.next()),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The digits that come next, without zeros in front.
fn number(chars: &mut Peekable<Chars>) -> String {
    let mut digits = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    digits.trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    /// Names of classes and of the files in their recordings.
    fn found(files: &[&str]) -> Vec<(String, Vec<Vec<String>>)> {
        let folder = tree(files);
        let names = |paths: &Vec<PathBuf>| paths.iter().map(|path| name_of(path)).collect();
        let classes = classes(folder.path()).unwrap().into_iter();
        classes
            .map(|class| (class.name, class.recordings.iter().map(names).collect()))
            .collect()
    }

    #[test]
    fn a_folder_of_a_class_is_a_recording_with_all_below_it() {
        let classes = found(&["Cup/desk/2.png", "Cup/desk/deep/1.png", "Cup/bed/1.png"]);
        assert_eq!(
            classes,
            [(
                "Cup".into(),
                vec![vec!["1.png".into()], vec!["2.png".into(), "1.png".into()]]
            )]
        );
    }

    #[test]
    fn files_that_are_called_alike_are_a_recording_and_the_rest_is_one() {
        let classes = found(&[
            "Cup/bed-1.jpg",
            "Cup/Bed 2.jpg",
            "Cup/desk (10).png",
            "Cup/desk (9).png",
            "Cup/alone.png",
            "Cup/other7.png",
            "Cup/notes.txt",
            "Cup/.hidden.png",
        ]);
        let expected: Vec<Vec<String>> = [
            vec!["alone.png", "other7.png"],
            vec!["Bed 2.jpg", "bed-1.jpg"],
            vec!["desk (9).png", "desk (10).png"],
        ]
        .map(|names| names.into_iter().map(String::from).collect())
        .into();
        assert_eq!(classes, [("Cup".into(), expected)]);
    }

    #[test]
    fn names_without_a_series_are_the_whole_class() {
        let classes = found(&["A/1.png", "A/2.png", "A/10.png"]);
        let all = ["1.png", "2.png", "10.png"].map(String::from).to_vec();
        assert_eq!(classes, [("A".into(), vec![all])]);
    }

    #[test]
    fn a_folder_without_classes_is_refused() {
        let folder = tree(&["a.png", "empty/notes.txt"]);
        let error = classes(folder.path()).unwrap_err().to_string();
        assert!(error.contains("expected one for each class"), "{error}");
    }

    #[test]
    fn numbers_count_by_their_value() {
        let mut names = ["b2", "a10", "a9", "a010", "A1", "a"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a", "A1", "a9", "a010", "a10", "b2"]);
    }
}
