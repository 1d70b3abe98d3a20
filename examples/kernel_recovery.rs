//! "I teach a kernel to become a known one. Without subsampling it works, with 2×2 slowly, with 4×4 never. Why?"
//!
//! Max-pooling passes the error to one neuron of each window, the one that happens to be the maximum. A kernel that is
//! wrong has its maxima in other places than the right one, and learns there. That makes local minima, and few equations:
//! an error of 0 with another kernel is possible.

mod common;

use common::plot;
use tab_trainer::lab::kernel_recovery::{Arrangement, KernelRecoverySettings, run};

fn main() -> tab_trainer::Result<()> {
    let settings = KernelRecoverySettings {
        pairs: 30,
        steps: 3000,
        ..Default::default()
    };
    println!(
        "A 3×3 kernel learns to do what another one does with one noise picture.\n\
         {} steps of Adam, {} pairs of kernels. Recovered:\n",
        settings.steps, settings.pairs
    );
    let mut fractions = Vec::new();
    let mut line = None;
    for (name, arrangement, pooling) in [
        ("no pooling", Arrangement::MaxBehind, 1),
        ("max-pooling 2×2", Arrangement::MaxBehind, 2),
        ("max-pooling 4×4", Arrangement::MaxBehind, 4),
        ("average pooling 4×4", Arrangement::AverageBehind, 4),
        ("max-pooling 4×4 first", Arrangement::MaxInFront, 4),
    ] {
        let found = run(&KernelRecoverySettings {
            arrangement,
            pooling,
            ..settings
        })?;
        let fraction = found.recovered as f64 / settings.pairs as f64;
        println!("{name:32} {:3.0}%", 100.0 * fraction);
        fractions.push((name.to_owned(), fraction));
        line = Some(found.line);
    }
    if let Some(last) = line.and_then(|line| line.steps.last().cloned()) {
        println!(
            "\nIn one dimension, image [10, 3, 5, −4]: the kernel [1, 1, 1] makes [18, 4], of which the maximum, 18, is kept.\n\
             A kernel that begins as [0, 3, 0] makes [9, 15]: its maximum is the right-hand window, so that one learns.\n\
             It ends as {:.2?}, which makes {:.2?}: the error is {:.1e}, with another kernel.",
            last.kernel, last.windows, last.error
        );
    }
    println!(
        "\nAverage pooling tells every neuron of the window; behind the pooling the convolution gets its whole δ. Both leave\n\
         a quadratic with one minimum: then it is a matter of patience."
    );
    let title = "How often the kernel is recovered";
    plot::bars("kernel_recovery", title, &fractions);
    Ok(())
}
