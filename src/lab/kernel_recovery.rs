//! "I teach a kernel to become a known one. Without subsampling it works, with 2×2 slowly, with 4×4 never. Why?"
//!
//! Max-pooling passes the error to one neuron of each window, the one that happens to be the maximum. A kernel that is
//! wrong has its maxima in other places than the right one, and learns there. That makes local minima, and few equations:
//! an error of 0 with another kernel is possible.
//!
//! Average pooling tells every neuron of the window; behind the pooling the convolution gets its whole δ. Both leave a
//! quadratic with one minimum: then it is a matter of patience.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{adam, distance, network, noise, settings, sgd};
use crate::error::Result;
use crate::network::Network;
use crate::rng::Rng;

settings! {
    /// A teacher's kernel, and students that begin with others.
    pub struct KernelRecoverySettings {
        /// Pixels a side of a pooling window; 1: none.
        pooling: usize = 2, 1 to 4 by 1;
        /// Pairs of kernels.
        pairs: usize = 4, 1 to 30 by 1;
        /// Steps of Adam.
        steps: usize = 600, 100 to 3000 by 100;
        /// Of the first pair.
        seed: u64 = 1, 1 to 100 by 1;
    }
    choices {
        /// What stands beside the convolution.
        arrangement: Arrangement = Arrangement::MaxBehind;
    }
}

/// What stands beside the convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Arrangement {
    /// Max-pooling behind it.
    MaxBehind,
    /// Average pooling behind it.
    AverageBehind,
    /// Max-pooling in front of it.
    MaxInFront,
}

/// How one student did.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Student {
    /// The teacher's kernel: `[3, 3]`.
    pub wanted: Vec<f32>,
    /// The student's, in the end: `[3, 3]`.
    pub found: Vec<f32>,
    /// How far it is from the teacher's, relative to that one's length, at the steps of [`KernelRecovery::at`].
    pub distances: Vec<f64>,
    /// E in the end.
    pub error: f64,
    /// Whether the kernel is the teacher's, up to [`NEAR`].
    pub recovered: bool,
}

/// How many students found their teacher's kernel.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct KernelRecovery {
    /// Steps at which distances were taken.
    pub at: Vec<usize>,
    /// The students.
    pub students: Vec<Student>,
    /// How many found it.
    pub recovered: usize,
    /// Numbers that the teacher gives: at most so many equations for nine weights.
    pub outputs: usize,
    /// The case in one dimension.
    pub line: Line,
}

/// Image `[10, 3, 5, −4]`, whose two windows of three meet in one window of max-pooling. The teacher's kernel `[1, 1, 1]` makes
/// `[18, 4]`, so 18 is wanted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Line {
    /// The four pixels.
    pub image: Vec<f32>,
    /// The largest value that the teacher's kernel makes.
    pub wanted: f32,
    /// The student's kernel, and what it makes, before each step and after the last.
    pub steps: Vec<LineStep>,
}

/// A student in one dimension.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LineStep {
    /// Its kernel: `[3]`.
    pub kernel: Vec<f32>,
    /// What the two windows make, of which the larger is kept.
    pub windows: Vec<f32>,
    /// E
    pub error: f64,
}

const KERNEL: usize = 3;
const WEIGHTS: usize = KERNEL * KERNEL;
/// Large enough that each way to pool leaves more outputs than the kernel has weights.
const PICTURE: usize = 28;
/// A kernel that is nearer than this, relative to its length, is recovered: others are off by 0.4 and more, or on their
/// way.
pub const NEAR: f64 = 0.05;
/// Distances are taken so often in all.
const LOOKS: usize = 50;
/// Steps in one dimension: each leaves half of the error.
const LINE_STEPS: usize = 16;

/// Students look for their teachers' kernels.
///
/// # Errors
///
/// When a setting is out of its range.
pub fn run(settings: &KernelRecoverySettings) -> Result<KernelRecovery> {
    settings.check()?;
    let every = settings.steps.div_ceil(LOOKS);
    let seeds = settings.seed..settings.seed + settings.pairs as u64;
    let students = seeds
        .map(|seed| learn(settings, every, seed))
        .collect::<Result<Vec<_>>>()?;
    let input = vec![0.0; PICTURE * PICTURE];
    Ok(KernelRecovery {
        at: (0..=settings.steps).step_by(every).collect(),
        recovered: students.iter().filter(|student| student.recovered).count(),
        students,
        outputs: model(settings, &[0.0; WEIGHTS])?.predict(&input)?.len(),
        line: line()?,
    })
}

fn conv() -> Value {
    json!({ "type": "conv", "filters": 1, "kernel": KERNEL, "padding": "valid" })
}

fn model(settings: &KernelRecoverySettings, kernel: &[f32]) -> Result<Network> {
    let pool = |kind| json!({ "type": kind, "size": settings.pooling });
    let layers = match settings.arrangement {
        Arrangement::MaxBehind => [conv(), pool("max_pool")],
        Arrangement::AverageBehind => [conv(), pool("average_pool")],
        Arrangement::MaxInFront => [pool("max_pool"), conv()],
    };
    let mut network = network([PICTURE, PICTURE, 1], json!(layers), adam(0.05), 1)?;
    network.set_weights(&[kernel, &[0.0]].concat())?;
    Ok(network)
}

fn learn(settings: &KernelRecoverySettings, every: usize, seed: u64) -> Result<Student> {
    let mut rng = Rng::new(seed, 50);
    let (wanted, start) = (noise(&mut rng, WEIGHTS), noise(&mut rng, WEIGHTS));
    let input = noise(&mut rng, PICTURE * PICTURE);
    let target = model(settings, &wanted)?.predict(&input)?;
    let mut student = model(settings, &start)?;
    let mut distances = vec![distance(&start, &wanted)];
    for t in 1..=settings.steps {
        step(&mut student, &input, &target)?;
        if t % every == 0 {
            distances.push(distance(&student.weights()[..WEIGHTS], &wanted));
        }
    }
    let found = student.weights()[..WEIGHTS].to_vec();
    Ok(Student {
        error: student.evaluate(&input, &target)?.loss.into(),
        recovered: distance(&found, &wanted) < NEAR,
        wanted,
        found,
        distances,
    })
}

/// One step of the kernel; the bias, which nobody asked for, stays 0. Returns the error before it.
fn step(network: &mut Network, input: &[f32], target: &[f32]) -> Result<f32> {
    let found = network.gradients(input, target)?;
    let loss = found.loss;
    let mut gradients = found.gradients.to_vec();
    gradients[WEIGHTS] = 0.0;
    network.apply_gradients(&gradients, None)?;
    Ok(loss)
}

/// The case in one dimension: a kernel that begins as `[0, 3, 0]`.
///
/// The image is the second row of a 4×4 picture and the kernel the second row of a 3×3 one. The two windows below, where
/// the first row of the kernel would see the image, make 0, and the other rows see nothing.
fn line() -> Result<Line> {
    let image = [10.0, 3.0, 5.0, -4.0];
    let wanted = 18.0;
    let pool = json!({ "type": "max_pool", "size": 2 });
    let mut student = network([4, 4, 1], json!([conv(), pool]), sgd(0.01), 1)?;
    let mut unpooled = network([4, 4, 1], json!([conv()]), sgd(0.01), 1)?;
    let mut weights = vec![0.0; WEIGHTS + 1];
    weights[4] = 3.0;
    student.set_weights(&weights)?;
    let mut input = vec![0.0; 16];
    input[4..8].copy_from_slice(&image);
    let mut steps = Vec::new();
    for _ in 0..=LINE_STEPS {
        unpooled.set_weights(student.weights())?;
        let kernel = student.weights()[KERNEL..2 * KERNEL].to_vec();
        let windows = unpooled.predict(&input)?[..2].to_vec();
        let error = step(&mut student, &input, &[wanted])?.into();
        steps.push(LineStep {
            kernel,
            windows,
            error,
        });
    }
    Ok(Line {
        image: image.to_vec(),
        wanted,
        steps,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fraction of the pairs of which the student finds the teacher's kernel.
    fn recovered(arrangement: Arrangement, pooling: usize) -> f64 {
        let settings = KernelRecoverySettings {
            pooling,
            pairs: 10,
            steps: 3000,
            seed: 1,
            arrangement,
        };
        let found = run(&settings).unwrap();
        assert_eq!(found.students[0].distances.len(), found.at.len());
        found.recovered as f64 / settings.pairs as f64
    }

    #[test]
    fn max_pooling_hides_the_kernel_and_its_remedies_do_not() {
        let max = [1, 2, 4].map(|size| recovered(Arrangement::MaxBehind, size));
        assert_eq!(max[0], 1.0, "{max:?}");
        assert!(max[1] < 1.0 && max[2] <= 0.3 && max[2] < max[1], "{max:?}");
        assert!(recovered(Arrangement::AverageBehind, 4) >= 0.9);
        assert!(recovered(Arrangement::MaxInFront, 4) >= 0.7);
    }

    #[test]
    fn another_kernel_has_no_error_either() {
        let Line { image, steps, .. } = line().unwrap();
        assert_eq!(steps[0].windows, [9.0, 15.0]);
        let last = &steps[LINE_STEPS];
        assert!(last.error < 1e-3, "{last:?}");
        // Only the right-hand window learns, along its pixels: [0, 3, 0] + 3/50 · [3, 5, −4].
        for (i, weight) in last.kernel.iter().enumerate() {
            let expected = [0.0, 3.0, 0.0][i] + 0.06 * image[i + 1];
            assert!((weight - expected).abs() < 1e-2, "{last:?}");
        }
        for step in steps {
            assert!(step.windows[0] < step.windows[1], "{step:?}");
            let sums = [0, 1].map(|at| (0..3).map(|i| step.kernel[i] * image[at + i]).sum::<f32>());
            assert!((sums[0] - step.windows[0]).abs() < 1e-3, "{step:?}");
            assert!((sums[1] - step.windows[1]).abs() < 1e-3, "{step:?}");
        }
    }
}
