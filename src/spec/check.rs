//! Ranges of numbers, and what is said about those outside.

use crate::error::{Error, Result};

/// Checks the numbers that stand at a place of the spec.
#[derive(Clone, Copy)]
pub struct Check(pub &'static str);

impl Check {
    pub fn holds(
        self,
        name: &str,
        value: impl std::fmt::Display,
        holds: bool,
        expected: &str,
    ) -> Result<()> {
        match holds {
            true => Ok(()),
            false => Err(Error::spec(
                format!("{}.{name}", self.0),
                format!("got {value}; expected {expected}"),
            )),
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

    /// What a running mean keeps of its old value.
    pub fn retained(self, name: &str, value: f32) -> Result<()> {
        let holds = (0.0..1.0).contains(&value);
        self.holds(name, value, holds, "at least 0 and below 1")
    }

    /// A number of steps.
    pub fn at_least(self, name: &str, value: u32, least: u32) -> Result<()> {
        let expected = format!("at least {least}");
        self.holds(name, value, value >= least, &expected)
    }
}
