//! Power normalisation, for which TensorFlow.js has no layer.
//!
//! Nor has it one for any root. But a sum of hinges, Σ a · relu(b − t), is a curve of straight pieces, and two 1×1
//! convolutions are such a sum: with enough of them it is t⁻ᑫ as exactly as floats need it. All a are positive, so nothing
//! cancels, and the curve has the same relative accuracy everywhere. From it follow the power, |x|ᵖ = |x| · |x|ᵖ⁻¹, and
//! the norm, 1 / √m = m⁻¹ᐟ².

use serde_json::json;
use tab_trainer::tensor::Shape;

use super::writer::Writer;
use crate::error::{Error, Problem, Result};

/// Where the curve begins and ends, as powers of two. What is smaller counts as 2⁻²⁸, whose root is 6 · 10⁻⁵.
const OCTAVES: std::ops::Range<i32> = -28..10;
/// Pieces between t and 2t: the curve then differs by 10⁻⁵ of its value at most.
const PIECES: i32 = 64;
/// The most values to be normalised: for each of them there are as many hinges as the curve has.
const MOST_VALUES: usize = 1 << 13;

/// The ends of the pieces b, and how much steeper the curve becomes at each, a; and its value at the last.
fn hinges(exponent: f64) -> (Vec<f32>, Vec<f32>, f32) {
    let at = |i: i32| f64::from(i) / f64::from(PIECES);
    let ends = OCTAVES.start * PIECES..=OCTAVES.end * PIECES;
    let points: Vec<f64> = ends.map(|i| at(i).exp2()).collect();
    let width = std::f64::consts::LN_2 / f64::from(PIECES);
    // A convex curve lies below its chords, by at most this part; halved, it lies in their middle.
    let above = exponent * (exponent + 1.0) / 8.0 * width * width;
    let value = |t: f64| t.powf(-exponent) * (1.0 - above / 2.0);
    let slope = |i: usize| (value(points[i]) - value(points[i + 1])) / (points[i + 1] - points[i]);
    let last = points.len() - 1;
    let mut beyond = 0.0;
    let mut steeper = vec![0.0; last];
    for i in (0..last).rev() {
        steeper[i] = (slope(i) - beyond) as f32;
        beyond = slope(i);
    }
    let bends = points[1..].iter().map(|&t| t as f32).collect();
    (bends, steeper, value(points[last]) as f32)
}

/// t to the power of −`exponent`, for maps with one channel.
fn inverse_power(writer: &mut Writer, at: &str, exponent: f64, t: &str) -> String {
    let (bends, steeper, last) = hinges(exponent);
    let down = vec![-1.0; bends.len()];
    let bent = writer.pointwise(&format!("{at}_bends"), (&down, &bends), "relu", t);
    writer.pointwise(at, (&steeper, &[last]), "linear", &bent)
}

/// u = sgn(x) · |x|ᵖ, y = u / √mean u², over the channels of each pixel of `x`, a map or, if `flat`, a vector.
///
/// # Errors
///
/// When there are too many values.
pub fn power_norm(
    writer: &mut Writer,
    at: &str,
    power: f32,
    (x, shape, flat): (&str, Shape, bool),
) -> Result<String> {
    if shape.len() > MOST_VALUES {
        return Err(Error::new(
            at,
            Problem::Unsupported {
                given: format!("power_norm of {} values", shape.len()),
                expected: format!(
                    "at most {MOST_VALUES}: TensorFlow.js has no layer that does it, and what stands for it needs much memory"
                ),
            },
        ));
    }
    let channels = shape.channels;
    let name = |part: &str| format!("{at}_{part}");
    let t = writer.reshaped(
        &name("column"),
        &[shape.height * shape.width, channels, 1],
        x,
    );
    let mut u = t.clone();
    if power != 1.0 {
        let negated = writer.pointwise(&name("negated"), (&[-1.0], &[0.0]), "linear", &t);
        let size = writer.layer(
            &name("magnitude"),
            "Maximum",
            json!({}),
            &[],
            &[&t, &negated],
        );
        let by = inverse_power(writer, &name("power"), 1.0 - f64::from(power), &size);
        u = writer.layer(&name("raised"), "Multiply", json!({}), &[], &[&t, &by]);
    }
    // TensorFlow.js frees a tensor twice that is both inputs of one layer.
    let copy = writer.pointwise(&name("copy"), (&[1.0], &[0.0]), "linear", &u);
    let square = writer.layer(&name("square"), "Multiply", json!({}), &[], &[&u, &copy]);
    let over = json!({ "pool_size": [1, channels], "strides": [1, channels], "padding": "valid" });
    let mean = writer.layer(&name("mean"), "AveragePooling2D", over, &[], &[&square]);
    let by = inverse_power(writer, &name("norm"), 0.5, &mean);
    let y = writer.layer(&name("normalised"), "Multiply", json!({}), &[], &[&u, &by]);
    let Shape { height, width, .. } = shape;
    Ok(match flat {
        true => writer.reshaped(at, &[channels], &y),
        false => writer.reshaped(at, &[height, width, channels], &y),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_the_power_to_twenty_parts_in_a_million() {
        for exponent in [0.5, 0.3, 0.9] {
            let (bends, steeper, last) = hinges(exponent);
            assert!(steeper.iter().all(|&a| a > 0.0));
            for i in 0..2000 {
                let t = 2f32.powf(-27.9 + 37.8 * i as f32 / 2000.0);
                let sum = bends.iter().zip(&steeper);
                let curve = sum.fold(last, |sum, (b, a)| sum + a * (b - t).max(0.0));
                let expected = f64::from(t).powf(-exponent);
                let apart = (f64::from(curve) / expected - 1.0).abs();
                assert!(apart < 2e-5, "{t}: {curve}, {expected}, {apart:e}");
            }
        }
    }
}
