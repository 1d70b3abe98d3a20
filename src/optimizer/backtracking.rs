//! How far to go: shorter and shorter steps, until one brings what its length promises (Armijo, 1966):
//! `f(w − α · g) ≤ f(w) − SUFFICIENT · α · |g|²`.

/// Fraction of the decrease that the slope promises. Nocedal and Wright's (2006, algorithm 3.1).
pub const SUFFICIENT: f64 = 1e-4;
/// By what a step that was too long is shortened.
const SHRINK: f64 = 0.5;
/// Tries before it gives up: f32 then no longer tells the weights apart.
const MOST_TRIES: usize = 30;

/// The first of the step lengths `longest · SHRINKᵏ` that brings enough; `None` when there is none. `slope` is that of
/// the loss along the step, below 0; `objective` gives the loss at a length.
pub fn backtrack(
    loss: f64,
    slope: f64,
    longest: f64,
    objective: &mut dyn FnMut(f64) -> f64,
) -> Option<f64> {
    let mut length = longest;
    for _ in 0..MOST_TRIES {
        // False for a loss that is no number, too.
        if objective(length) <= loss + SUFFICIENT * length * slope {
            return Some(length);
        }
        length *= SHRINK;
    }
    None
}
