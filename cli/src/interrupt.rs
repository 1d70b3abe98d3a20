//! Ctrl+C: what runs ends where it can go on.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

/// As shells have it of a program that Ctrl+C ended.
pub const EXIT: u8 = 130;

/// Whether somebody has pressed Ctrl+C.
#[derive(Clone)]
pub struct Interrupt(Arc<AtomicBool>);

/// It was pressed before there was anything to keep.
#[derive(Debug)]
pub struct Interrupted;

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("interrupted before there was anything to keep")
    }
}

impl std::error::Error for Interrupted {}

impl Interrupt {
    /// Listens from now on; the second time it ends the program at once.
    ///
    /// # Errors
    ///
    /// When the system does not let it.
    pub fn listen() -> Result<Self> {
        let pressed = Arc::new(AtomicBool::new(false));
        let own = pressed.clone();
        ctrlc::set_handler(move || {
            if own.swap(true, Ordering::Relaxed) {
                process::exit(EXIT.into());
            }
        })
        .context("Ctrl+C cannot be listened for")?;
        Ok(Interrupt(pressed))
    }

    pub fn pressed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// # Errors
    ///
    /// When it was pressed.
    pub fn check(&self) -> Result<()> {
        match self.pressed() {
            true => Err(Interrupted.into()),
            false => Ok(()),
        }
    }
}
