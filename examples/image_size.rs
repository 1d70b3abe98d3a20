//! "The gradient depends on the size of the picture. How do I get rid of that?"
//!
//! A kernel's gradient is a sum over all places of its map, so an error that is summed over the map makes it grow with the
//! number of pixels: a step that suits 8×8 diverges at 128×128. A mean in place of the sum divides by that number; Adam
//! divides by the size of the gradient itself.

mod common;

use common::plot;
use plotters::prelude::IntoLogRange;
use tab_trainer::lab::image_size::{ImageSize, ImageSizeSettings, Way, run};

const PICTURES: [usize; 5] = [8, 16, 32, 64, 128];
const STEPS: usize = 200;
const SEEDS: u64 = 5;

fn main() -> tab_trainer::Result<()> {
    println!(
        "A 3×3 kernel learns to do what another one does with noise pictures. Norm of its first gradient, and what is\n\
         left of the distance to the other kernel after {STEPS} steps, for pictures of 8×8 to 128×128; means of {SEEDS}:\n"
    );
    let sizes = PICTURES.map(|size| format!("{:>10}", format!("{size}×{size}")));
    println!("{:32}{}", "", sizes.join(""));
    let mut lines = Vec::new();
    for (name, way) in [
        ("sum over the map", Way::Sum),
        ("mean over the map", Way::Mean),
        ("global average pooling", Way::GlobalAveragePool),
        ("sum over the map, Adam", Way::Adam),
    ] {
        let (mut gradients, mut lefts) = (Vec::new(), Vec::new());
        for picture in PICTURES {
            let runs = (1..=SEEDS).map(|seed| {
                run(&ImageSizeSettings {
                    picture,
                    steps: STEPS,
                    seed,
                    way,
                    ..Default::default()
                })
            });
            let runs = runs.collect::<tab_trainer::Result<Vec<_>>>()?;
            let mean = |of: fn(&ImageSize) -> f64| runs.iter().map(of).sum::<f64>() / SEEDS as f64;
            gradients.push(mean(|run| run.gradient));
            lefts.push(match runs.iter().any(|run| run.diverged) {
                true => "diverged".into(),
                false => format!("{:.1} %", 100.0 * mean(|run| run.left[STEPS])),
            });
        }
        let row = gradients
            .iter()
            .map(|gradient| format!("{gradient:>10.2e}"));
        println!("{name:32}{}", row.collect::<String>());
        let row = lefts.iter().map(|left| format!("{left:>10}"));
        println!("{:32}{}", "  left", row.collect::<String>());
        let points = PICTURES.iter().map(|&size| size as f64).zip(gradients);
        lines.push((name.to_owned(), points.collect()));
    }
    println!(
        "\nFour times as many pixels make four times the gradient, and the curvature grows alike: the step that suits 8×8\n\
         diverges from 16×16 on. The mean over the map gives one gradient, and one step, for all sizes. Adam's step does not depend\n\
         on the gradient's size. Global average pooling takes the mean inside the network: one gradient again, but one number\n\
         a picture tells the kernel its sum, and no more."
    );
    plot::lines(
        "image_size",
        "The first gradient of a kernel",
        ("pixels a side", (8.0..128.0).log_scale().base(2.0)),
        ("‖∂E/∂w‖", (1e-3..1e5).log_scale()),
        &lines,
    );
    Ok(())
}
