//! Ranges of numbers, and what is said about those outside.

use crate::decimal::{Decimal, unexpected};
use crate::error::{Error, Result};

/// Lengths are whole up to here in f32.
const LONGEST: f32 = 16_777_216.0;

/// Checks the numbers that stand at a place of the spec.
#[derive(Clone, Copy)]
pub struct Check(pub &'static str);

impl Check {
    pub fn holds(self, name: &str, value: f32, holds: bool, expected: &str) -> Result<()> {
        match holds {
            true => Ok(()),
            false => {
                let name = format!("{}: {name}", self.0);
                Err(Error::Spec(unexpected(&name, value, expected)))
            }
        }
    }

    pub fn positive(self, name: &str, value: f32) -> Result<()> {
        let holds = value > 0.0 && value.is_finite();
        self.holds(name, value, holds, "a number above 0")
    }

    pub fn not_negative(self, name: &str, value: f32) -> Result<()> {
        let holds = value >= 0.0 && value.is_finite();
        self.holds(name, value, holds, "0 or more")
    }

    pub fn share(self, name: &str, value: f32) -> Result<()> {
        let holds = (0.0..1.0).contains(&value);
        self.holds(name, value, holds, "at least 0 and below 1")
    }

    /// A number of steps.
    pub fn length(self, name: &str, value: f32, least: f32) -> Result<()> {
        let holds = value.fract() == 0.0 && (least..=LONGEST).contains(&value);
        let least = Decimal::from(least);
        let expected = format!("a whole number from {least} to 2^24");
        self.holds(name, value, holds, &expected)
    }
}
