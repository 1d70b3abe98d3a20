//! The page's presets, from the page's own module.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use tab_trainer::NetworkSpec;

use crate::Result;

/// What www/training/presets.js proposes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preset {
    pub name: String,
    pub spec: NetworkSpec,
    pub epochs: usize,
    /// Epochs without a better answer to held-out pictures after which training ends early, if it may.
    pub patience: Option<usize>,
    pub batch_size: usize,
    /// Pictures that an epoch shows.
    pub epoch_length: usize,
}

/// A preset for pictures of one size, and as many classes; of the pictures some are learned and the others held out.
/// Node.js reads it, so that what is measured is what the page does.
pub fn preset(
    id: &str,
    [height, width, channels]: [usize; 3],
    classes: usize,
    pictures: usize,
    learned: usize,
) -> Result<Preset> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/quality/preset.js");
    let output = Command::new("node")
        .arg(script)
        .arg(id)
        .args([height, width, channels, classes, pictures, learned].map(|n| n.to_string()))
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
