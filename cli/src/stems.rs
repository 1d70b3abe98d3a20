//! The files of the stems. The two that the repository has are part of the program, so that it needs neither a connection nor
//! a folder; their licence is Apache-2.0 (`www/stems/LICENSE`).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tab_trainer::NetworkSpec;
use tab_trainer::spec::StemId;

const SMALL: &[u8] = include_bytes!("../../www/stems/small.safetensors");
const BASE: &[u8] = include_bytes!("../../www/stems/base.safetensors");

/// Loads the stem that a network begins with, if it does.
///
/// # Errors
///
/// As [`load`].
pub fn load_of(spec: &NetworkSpec, folder: Option<&Path>) -> Result<()> {
    spec.stem().map_or(Ok(()), |stem| load(stem.name, folder))
}

/// Loads all that are there, before a file is read that may begin with any.
///
/// # Errors
///
/// When a file is another one.
pub fn load_all(folder: Option<&Path>) -> Result<()> {
    for stem in StemId::ALL {
        let there = |folder: &Path| folder.join(format!("{}.safetensors", stem.name())).exists();
        if stem != StemId::Large || folder.is_some_and(there) {
            load(stem, folder)?;
        }
    }
    Ok(())
}

/// Loads a stem.
///
/// # Errors
///
/// When its file is not there, or is another one.
pub fn load(stem: StemId, folder: Option<&Path>) -> Result<()> {
    if stem.is_loaded() {
        return Ok(());
    }
    let own = match stem {
        StemId::Small => Some(SMALL),
        StemId::Base => Some(BASE),
        StemId::Large => None,
    };
    let name = format!("{}.safetensors", stem.name());
    match (own, folder) {
        (Some(bytes), _) => Ok(stem.load(bytes)?),
        (None, Some(folder)) => {
            let path = folder.join(name);
            let place = || path.display().to_string();
            let bytes = fs::read(&path).with_context(place)?;
            stem.load(&bytes).with_context(place)
        }
        (None, None) => bail!(
            "the stem {} is not part of this program; `cargo xtask stem large` makes {name}, and --stems (or TAB_TRAINER_STEMS) says in which folder it is",
            stem.name()
        ),
    }
}
