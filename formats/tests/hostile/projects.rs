//! Projects whose manifest says something else than what is there.

use serde_json::{Value, json};
use tab_trainer_formats::picture::encode;
use tab_trainer_formats::project::MANIFEST;

use super::archives::stored;
use crate::{Case, case};

/// A project whose only picture is four bytes of text, with its manifest changed.
fn with(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut manifest = json!({
        "format": "tab-trainer-project",
        "version": 1,
        "project": {
            "name": "",
            "size": 4,
            "classes": [{
                "id": "1",
                "name": "Face",
                "pictures": [{ "id": "2", "recording": "3", "file": "a.png" }],
            }],
        },
        "files": { "a.png": {
            "bytes": 4,
            "sha256": "140bedbf9c3f6d56a9846d2ba7088798683f4da0c248231336e6a05679e4fdfe",
        } },
    });
    change(&mut manifest);
    stored(&[
        ("a.png", b"none"),
        (MANIFEST, manifest.to_string().as_bytes()),
    ])
}

pub fn cases() -> Vec<Case> {
    let manifest = |name: &str, text: &str| {
        let bytes = stored(&[(MANIFEST, text.as_bytes())]);
        case(name, "project", bytes, MANIFEST, "WrongForm")
    };
    let mut cases = vec![
        case(
            "no manifest",
            "project",
            stored(&[("a.png", b"")]),
            MANIFEST,
            "is missing",
        ),
        manifest("manifest without an end", "{"),
        manifest("manifest as deep as a well", &"[".repeat(100_000)),
        manifest("manifest of another form", r#"{ "format": 1 }"#),
    ];
    let mut add = |name: &str, place: &str, says, change: &dyn Fn(&mut Value)| {
        cases.push(case(name, "project", with(change), place, says));
    };
    add(
        "another format",
        "manifest.json: format",
        "not \"tab-trainer-project\"",
        &|all| {
            all["format"] = json!("other");
        },
    );
    // Of a newer version nothing else is looked at.
    add(
        "a newer version",
        "manifest.json: version",
        "the newest that is known is 1",
        &|all| {
            *all = json!({ "format": "tab-trainer-project", "version": 2 });
        },
    );
    add(
        "pictures of 4 billion pixels",
        "manifest.json: project.size",
        "from 1 to 1024",
        &|all| {
            all["project"]["size"] = json!(4_000_000_000u32);
        },
    );
    let file = "manifest.json: project.classes[0].pictures[0].file";
    add(
        "a picture elsewhere",
        file,
        "the path of a listed file",
        &|all| {
            all["project"]["classes"][0]["pictures"][0]["file"] = json!("../a.png");
        },
    );
    add(
        "a class twice",
        "manifest.json: project.classes[1].id",
        "an id of its own",
        &|all| {
            let class = all["project"]["classes"][0].clone();
            all["project"]["classes"] = json!([class, class]);
        },
    );
    let second = "manifest.json: project.classes[0].pictures[1].id";
    add("a picture twice", second, "an id of its own", &|all| {
        let picture = all["project"]["classes"][0]["pictures"][0].clone();
        all["project"]["classes"][0]["pictures"] = json!([picture, picture]);
    });
    add("a file that is not there", "b.png", "is missing", &|all| {
        all["files"]["b.png"] = all["files"]["a.png"].clone();
    });
    add("a file that is not listed", "a.png", "Unlisted", &|all| {
        all["files"] = json!({});
        all["project"]["classes"] = json!([]);
    });
    add(
        "a file of 2 to the 64 bytes",
        "a.png",
        "has 4 bytes instead of",
        &|all| {
            all["files"]["a.png"]["bytes"] = json!(u64::MAX);
        },
    );
    add("another hash", "a.png", "Changed", &|all| {
        all["files"]["a.png"]["sha256"] = json!("00");
    });
    add("a picture that is text", "a.png", "NotAPicture", &|_| ());
    add(
        "a picture that would have 4 MB",
        "a.png",
        "NotAPicture",
        &|all| {
            all["project"]["size"] = json!(1024);
        },
    );
    cases.push(other_size());
    cases
}

/// A whole picture of 8 × 8 pixels in a project of 4 × 4.
fn other_size() -> Case {
    let png = encode("", &[9; 256], 8).unwrap();
    let sha256 = sha256(&png);
    let manifest = json!({
        "format": "tab-trainer-project",
        "version": 1,
        "project": { "name": "", "size": 4, "classes": [{
            "id": "1", "name": "", "pictures": [{ "id": "2", "recording": "3", "file": "a.png" }],
        }] },
        "files": { "a.png": { "bytes": png.len(), "sha256": sha256 } },
    });
    let bytes = stored(&[("a.png", &png), (MANIFEST, manifest.to_string().as_bytes())]);
    case(
        "a picture of another size",
        "project",
        bytes,
        "a.png",
        "8×8 pixels instead of 4×4",
    )
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
