//! What methods have in common that search for the length of their steps: they need the loss of other weights, too.

/// The loss of given weights, and its gradient where there is room for it. Always of the same examples.
pub type Objective<'a> = dyn FnMut(&[f32], Option<&mut [f32]>) -> f64 + 'a;

/// Where a step begins.
#[derive(Clone, Copy)]
pub struct Start<'a> {
    /// The weights.
    pub weights: &'a [f32],
    /// Their gradient.
    pub gradient: &'a [f32],
    /// Their loss.
    pub loss: f64,
}

/// A method that searches, with its memory.
pub trait Search: Send {
    /// Writes better weights to `new`, and returns whether it found any.
    fn search(&mut self, start: Start, new: &mut [f32], objective: &mut Objective) -> bool;

    /// Keeps what the step under way has added.
    fn advance(&mut self);

    /// Forgets all steps.
    fn clear(&mut self);

    /// Number of [`values`](Self::values).
    fn memory_len(&self) -> usize;

    /// All that it remembers.
    fn values(&self) -> Vec<f32>;

    /// Takes over the [`values`](Self::values) of another one.
    fn restore(&mut self, values: &[f32]);
}

/// Σ a · b
pub fn dot(a: &[f32], b: &[f32]) -> f64 {
    let products = a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b));
    products.sum()
}

/// Writes `from + length · direction`.
pub fn step_to(from: &[f32], length: f64, direction: &[f32], to: &mut [f32]) {
    for ((to, from), direction) in to.iter_mut().zip(from).zip(direction) {
        *to = from + length as f32 * direction;
    }
}
