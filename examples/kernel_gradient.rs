//! "How are the kernels of the first layer updated?"
//!
//! Every account of backpropagation in convolutional networks gives δ for the layer below; the gradient of the kernel
//! itself is a correlation of the layer's input with its δ map, and there are three recipes about: turn the input by
//! 180°, turn the δ map, or turn neither. A numerical gradient is the judge.

mod common;

use common::plot;
use tab_trainer::lab::kernel_gradient::{KernelGradient, KernelGradientSettings, Turned, run};

fn main() -> tab_trainer::Result<()> {
    let settings = KernelGradientSettings::default();
    let KernelGradient {
        numerical,
        backpropagation,
        recipes,
        ..
    } = run(&settings)?;
    println!(
        "The gradient of a {0}×{0} kernel, one weight a line:\n",
        settings.kernel
    );
    let names = recipes
        .iter()
        .map(|recipe| format!("{:>18}", name(recipe.turned)));
    println!("numerical  backprop.  {}", names.collect::<String>());
    for i in 0..numerical.len() {
        let columns = recipes
            .iter()
            .map(|recipe| format!("{:18.4}", recipe.gradient[i]));
        println!(
            "{:9.4}  {:9.4}  {}",
            numerical[i],
            backpropagation[i],
            columns.collect::<String>()
        );
    }
    println!();
    for recipe in &recipes {
        let verdict = if recipe.agrees { "agrees" } else { "is wrong" };
        println!(
            "{}: {:.1} % off, {verdict}",
            name(recipe.turned),
            100.0 * recipe.error
        );
    }
    println!(
        "\nA kernel weight k[u, v] meets the input x[i + u, j + v] wherever it makes the net input of neuron (i, j).\n\
         So its gradient is the sum of −δ[i, j] · x[i + u, j + v]: both as they are. Turning belongs to δ on its way down,\n\
         where the input x[i, j] looks for the neurons that used it."
    );
    let judges = [
        ("numerical", numerical),
        ("backpropagation", backpropagation),
    ];
    let recipes = recipes
        .into_iter()
        .map(|recipe| (name(recipe.turned), recipe.gradient));
    let maps: Vec<_> = judges
        .into_iter()
        .chain(recipes)
        .map(|(name, map)| (name.to_owned(), settings.kernel, map))
        .collect();
    let title = "The gradient of a kernel, by five ways to get it";
    plot::maps("kernel_gradient", title, &maps);
    Ok(())
}

fn name(turned: Turned) -> &'static str {
    match turned {
        Turned::Input => "turn the input",
        Turned::Delta => "turn δ",
        Turned::Neither => "turn neither",
    }
}
