//! How well the methods learn, natively, with the trainer that the page has: `cargo xtask quality`. Prints a table beside the goals.

mod data;
mod photos;
mod rows;
mod training;
mod unknown;

use std::path::PathBuf;

use lexopt::prelude::*;
use rows::rows;

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

const USAGE: &str = "\
cargo xtask quality [--short] [--only WORD] [--seeds N] [--faces FILE] [--mnist FOLDER] [--webcam TRAIN TEST]
cargo xtask quality [--only WORD] [--seeds N] --photos FOLDER…
  --photos FOLDER…       how well methods learn from 1, 3, 10 and 30 photographs a class, and how much of other things
                         they refuse; a folder of JPEG files for each class, test.txt with the path, CLASS/FILE, of
                         each that is tested, and a file `recorded` where those of a class are frames of one recording
  --short                digits alone, one seed, one fold: whether it works
  --only WORD            the rows that have WORD in their name
  --faces FILE           lfw_subset.npy out of scikit-image's wheel
  --mnist FOLDER         images-idx3-ubyte.gz and labels-idx1-ubyte.gz
  --webcam TRAIN TEST    two MJPEG videos of the same three objects";

#[derive(Default)]
struct Options {
    short: bool,
    only: String,
    seeds: u64,
    faces: Option<PathBuf>,
    mnist: Option<PathBuf>,
    webcam: Option<[PathBuf; 2]>,
    photos: Vec<PathBuf>,
}

fn main() -> Result<()> {
    let Some(options) = parse()? else {
        println!("{USAGE}");
        return Ok(());
    };
    if !options.photos.is_empty() {
        photos::measure(&options.photos, &options)?;
        return unknown::measure(&options.photos, &options);
    }
    println!(
        "| data | method | accuracy | goal | calibration error | seconds to the best weights |"
    );
    println!("|---|---|---:|---:|---:|---:|");
    let mut missed = 0;
    for row in rows(&options)? {
        if row.name.contains(&options.only) {
            missed += usize::from(!row.measure(options.seeds)?);
        }
    }
    if let Some(videos) = &options.webcam {
        unknown::webcam(videos)?;
    }
    if missed > 0 {
        return Err(format!("{missed} of the goals were missed").into());
    }
    Ok(())
}

fn parse() -> Result<Option<Options>> {
    let mut options = Options {
        seeds: 5,
        ..Options::default()
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("short") => (options.short, options.seeds) = (true, 1),
            Long("seeds") => options.seeds = arguments.value()?.parse()?,
            Long("only") => options.only = arguments.value()?.string()?,
            Long("faces") => options.faces = Some(arguments.value()?.into()),
            Long("mnist") => options.mnist = Some(arguments.value()?.into()),
            Long("webcam") => {
                options.webcam = Some([arguments.value()?.into(), arguments.value()?.into()])
            }
            Long("photos") => options.photos = arguments.values()?.map(PathBuf::from).collect(),
            Short('h') | Long("help") => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(options))
}
