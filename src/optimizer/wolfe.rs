//! How far to go: to where the loss has fallen enough and the slope is nearly level, the strong Wolfe conditions
//! (Nocedal and Wright, 2006, algorithms 3.5 and 3.6): `f(α) ≤ f(0) + SUFFICIENT · α · f'(0)` and
//! `|f'(α)| ≤ LEVEL · |f'(0)|`.

use super::backtracking::SUFFICIENT;

/// Fraction of the first slope that may be left. Nocedal and Wright's, for directions of quasi-Newton methods.
const LEVEL: f64 = 0.9;
/// By what the step grows while the loss still falls.
const GROW: f64 = 2.0;
/// Fraction of a bracket at either end that a new try keeps away from.
const MARGIN: f64 = 0.1;
/// Tries before it takes the best there was.
const MOST_TRIES: usize = 20;

/// A place along the direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Length of the step to it.
    pub length: f64,
    /// Loss there.
    pub loss: f64,
    /// Slope of the loss along the direction.
    pub slope: f64,
}

/// Searches from `start`, whose slope is below 0, with the length `first`. Returns the best, or `None` when none is better than the start.
pub fn search(start: Point, first: f64, objective: &mut impl Objective) -> Option<Point> {
    let (mut low, mut high) = (start, None::<Point>);
    let mut length = first;
    for _ in 0..MOST_TRIES {
        let point = objective.at(length);
        let enough = point.loss <= start.loss + SUFFICIENT * length * start.slope;
        if !(enough && point.loss < low.loss) {
            high = Some(point);
        } else {
            // The minimum lies on the other side of the better point than downhill.
            let uphill = high.map_or(1.0, |high| high.length - low.length);
            if point.slope * uphill >= 0.0 {
                high = Some(low);
            }
            low = point;
            objective.keep();
            if point.slope.abs() <= -LEVEL * start.slope {
                break;
            }
        }
        length = match high {
            None => GROW * length,
            Some(high) => between(low, high),
        };
    }
    (low != start).then_some(low)
}

/// What is searched along a direction.
pub trait Objective {
    /// The point of a length.
    fn at(&mut self, length: f64) -> Point;
    /// The last point is the best so far.
    fn keep(&mut self);
}

/// Where the cubic through both points has its minimum (Nocedal and Wright, 3.59), well between them.
fn between(a: Point, b: Point) -> f64 {
    let width = b.length - a.length;
    let chord = a.slope + b.slope - 3.0 * (b.loss - a.loss) / width;
    let root = (chord * chord - a.slope * b.slope).sqrt().copysign(width);
    let fraction = 1.0 - (b.slope + root - chord) / (b.slope - a.slope + 2.0 * root);
    // No number where the cubic has no minimum or the loss at b is not finite: then halfway.
    let fraction = if fraction.is_finite() { fraction } else { 0.5 };
    a.length + width * fraction.clamp(MARGIN, 1.0 - MARGIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Function(fn(f64) -> (f64, f64), usize);

    impl Objective for Function {
        fn at(&mut self, length: f64) -> Point {
            self.1 += 1;
            let (loss, slope) = self.0(length);
            Point {
                length,
                loss,
                slope,
            }
        }
        fn keep(&mut self) {}
    }

    #[test]
    fn both_conditions_hold_from_any_first_step() {
        // Moré and Thuente's (1994) first function turned round, a parabola, and one that ends in what is no number.
        let functions: [fn(f64) -> (f64, f64); 3] = [
            |a| {
                let q = a * a + 2.0;
                (-a / q, (a * a - 2.0) / (q * q))
            },
            |a| ((a - 3.0).powi(2), 2.0 * (a - 3.0)),
            |a| (-(5.0 - a).ln() - 2.0 * a, 1.0 / (5.0 - a) - 2.0),
        ];
        for (i, function) in functions.into_iter().enumerate() {
            for first in [1e-3, 0.1, 1.0, 10.0, 1e3] {
                let mut function = Function(function, 0);
                let start = function.at(0.0);
                let point = search(start, first, &mut function).expect("a better point");
                let what = format!("function {i} from {first}: {point:?}, start {start:?}");
                assert!(
                    point.loss <= start.loss + SUFFICIENT * point.length * start.slope,
                    "{what}"
                );
                assert!(point.slope.abs() <= LEVEL * start.slope.abs(), "{what}");
                assert!(function.1 <= 15, "{what}: {} evaluations", function.1);
            }
        }
    }

    #[test]
    fn nothing_better_is_said() {
        let mut function = Function(|a| (a, -1.0), 0);
        let start = function.at(0.0);
        assert_eq!(search(start, 1.0, &mut function), None);
    }
}
