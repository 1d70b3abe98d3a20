//! What an optimiser remembers of earlier gradients.

use std::collections::TryReserveError;
use std::ops::Range;

use crate::tensor::grow;

/// What a number is that is remembered for each weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A mean, of any sign.
    Mean,
    /// A mean of squares, which is never negative.
    MeanSquare,
}

/// One remembered number per weight, as it is and as it will be.
struct Memory {
    kind: Kind,
    now: Vec<f32>,
    next: Vec<f32>,
}

/// All that is remembered.
pub struct Memories(Vec<Memory>);

/// One remembered number of some weights, as it is and as it will be.
pub type Slot<'a> = (&'a [f32], &'a mut [f32]);

impl Memories {
    /// A number of each of `kinds` for each of `len` weights, all 0.
    pub fn new(kinds: &[Kind], len: usize) -> Result<Self, TryReserveError> {
        let mut memories = Vec::new();
        for &kind in kinds {
            let (mut now, mut next) = (Vec::new(), Vec::new());
            grow(&mut now, len)?;
            grow(&mut next, len)?;
            memories.push(Memory { kind, now, next });
        }
        Ok(Memories(memories))
    }

    /// What is remembered of the weights in `range`: as many numbers of each as there are kinds.
    pub fn of<const N: usize>(&mut self, range: Range<usize>) -> [Slot<'_>; N] {
        let mut memories = self.0.iter_mut();
        std::array::from_fn(|_| {
            let Memory { now, next, .. } = memories.next().expect("as many as kinds");
            (&now[range.clone()], &mut next[range.clone()])
        })
    }

    pub fn advance(&mut self) {
        for Memory { now, next, .. } in &mut self.0 {
            std::mem::swap(now, next);
        }
    }

    pub fn clear(&mut self) {
        for Memory { now, .. } in &mut self.0 {
            now.fill(0.0);
        }
    }

    /// Whether all that will be remembered is finite: a squared gradient beyond f32 would stop its weight for ever.
    pub fn will_be_finite(&self) -> bool {
        let next = self.0.iter().flat_map(|memory| &memory.next);
        next.fold(true, |all, value| all & value.is_finite())
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|memory| memory.now.len()).sum()
    }

    /// Everything, one kind after the other.
    pub fn values(&self) -> Vec<f32> {
        self.0
            .iter()
            .flat_map(|memory| &memory.now)
            .copied()
            .collect()
    }

    /// Which of the [`values`](Self::values) are squares.
    pub fn squares(&self) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        self.0.iter().filter_map(move |Memory { kind, now, .. }| {
            let range = start..start + now.len();
            start = range.end;
            (*kind == Kind::MeanSquare).then_some(range)
        })
    }

    /// Takes over the [`values`](Self::values) of another one.
    pub fn restore(&mut self, mut values: &[f32]) {
        for Memory { now, .. } in &mut self.0 {
            let (own, rest) = values.split_at(now.len());
            now.copy_from_slice(own);
            values = rest;
        }
    }
}
