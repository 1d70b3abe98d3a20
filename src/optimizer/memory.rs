//! What an optimiser remembers of earlier gradients.

use std::collections::TryReserveError;
use std::ops::Range;

use crate::tensor::grow;

/// One remembered number per weight, as it is and as it will be.
#[derive(Default)]
pub struct Memory {
    pub now: Vec<f32>,
    pub next: Vec<f32>,
}

impl Memory {
    pub fn new(len: usize) -> Result<Self, TryReserveError> {
        let mut memory = Memory::default();
        grow(&mut memory.now, len)?;
        grow(&mut memory.next, len)?;
        Ok(memory)
    }

    /// Each number of `range` as it is, with the place for what it will be; none where the method remembers none.
    pub fn of(&mut self, range: Range<usize>) -> impl Iterator<Item = (&f32, &mut f32)> {
        let now = self.now.get(range.clone()).unwrap_or_default();
        now.iter().zip(self.next.get_mut(range).unwrap_or_default())
    }

    pub fn advance(&mut self) {
        std::mem::swap(&mut self.now, &mut self.next);
    }
}
