//! Line charts, bars and maps as SVG files in `target/pictures/`, drawn by plotters.

use std::error::Error;
use std::path::Path;

use plotters::coord::Shift;
use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::prelude::*;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn Error>>;

const FONT: &str = "sans-serif";
/// A name and its points.
pub type Line = (String, Vec<(f64, f64)>);

/// Lines over two axes, each with a label and its range. Points beyond a range are drawn at its end.
pub fn lines<X, Y>(file: &str, title: &str, x: (&str, X), y: (&str, Y), lines: &[Line])
where
    X: AsRangedCoord<Value = f64, CoordDescType: ValueFormatter<f64>>,
    Y: AsRangedCoord<Value = f64, CoordDescType: ValueFormatter<f64>>,
{
    save(file, (760, 420), |area| {
        let (plot, names) = area.titled(title, (FONT, 18))?.split_horizontally(540);
        let mut chart = ChartBuilder::on(&plot)
            .margin(12)
            .x_label_area_size(40)
            .y_label_area_size(60)
            .build_cartesian_2d(x.1, y.1)?;
        chart
            .configure_mesh()
            .x_desc(x.0)
            .y_desc(y.0)
            .x_label_formatter(&number)
            .y_label_formatter(&number)
            .draw()?;
        let (x_range, y_range) = (chart.x_range(), chart.y_range());
        for (i, (name, points)) in lines.iter().enumerate() {
            let style = Palette99::pick(i).stroke_width(2);
            let points = points.iter().map(|&(x, y)| {
                // A value that is not a number has diverged; clamp would not say so.
                let y = if y.is_nan() { f64::INFINITY } else { y };
                (
                    x.clamp(x_range.start, x_range.end),
                    y.clamp(y_range.start, y_range.end),
                )
            });
            chart.draw_series(LineSeries::new(points, style))?;
            let at = 20 + 22 * i as i32;
            names.draw(&PathElement::new([(0, at), (20, at)], style))?;
            names.draw(&Text::new(name.as_str(), (26, at - 6), (FONT, 13)))?;
        }
        Ok(())
    });
}

/// Horizontal bars for fractions of 0…1, with their percentages.
pub fn bars(file: &str, title: &str, bars: &[(String, f64)]) {
    let height = 60 + 34 * bars.len() as u32;
    // The first at the top, where the axis ends.
    let bars: Vec<_> = bars.iter().rev().collect();
    save(file, (720, height), |area| {
        let name = |place: &SegmentValue<usize>| match place {
            SegmentValue::CenterOf(i) => bars.get(*i).map_or(String::new(), |bar| bar.0.clone()),
            _ => String::new(),
        };
        // The space at the right is for the percentage of a bar that is full.
        let places = (0..bars.len() - 1).into_segmented();
        let mut chart = ChartBuilder::on(&area.titled(title, (FONT, 18))?)
            .margin(10)
            .y_label_area_size(260)
            .build_cartesian_2d(0.0..1.15, places)?;
        chart
            .configure_mesh()
            .disable_mesh()
            .disable_x_axis()
            .y_labels(bars.len())
            .y_label_formatter(&name)
            .draw()?;
        chart.draw_series(bars.iter().enumerate().map(|(i, &&(_, fraction))| {
            let ends = [SegmentValue::Exact(i), SegmentValue::Exact(i + 1)];
            let [start, end] = ends;
            let mut bar = Rectangle::new([(0.0, start), (fraction, end)], BLUE.mix(0.6).filled());
            bar.set_margin(5, 5, 0, 0);
            bar
        }))?;
        chart.draw_series(bars.iter().enumerate().map(|(i, &&(_, fraction))| {
            let at = (fraction + 0.02, SegmentValue::CenterOf(i));
            Text::new(format!("{:.0}%", 100.0 * fraction), at, (FONT, 13))
        }))?;
        Ok(())
    });
}

/// Maps `(title, columns, values)` side by side, row-major: orange above 0, blue below, and each with its own scale.
pub fn maps(file: &str, title: &str, maps: &[(String, usize, Vec<f32>)]) {
    let (below, above) = (RGBColor(0, 114, 178), RGBColor(213, 94, 0));
    save(file, (160 * maps.len() as u32, 210), |area| {
        let areas = area.titled(title, (FONT, 18))?;
        for (area, (name, columns, values)) in areas.split_evenly((1, maps.len())).iter().zip(maps)
        {
            let rows = values.len() / columns;
            let mut chart = ChartBuilder::on(&area.titled(name, (FONT, 13))?)
                .margin(8)
                .build_cartesian_2d(0..*columns, 0..rows)?;
            let largest = values.iter().fold(f32::MIN_POSITIVE, |m, v| m.max(v.abs()));
            chart.draw_series(values.iter().enumerate().map(|(at, value)| {
                let colour = if *value < 0.0 { below } else { above };
                let colour = colour.mix(f64::from(value.abs() / largest));
                let (x, y) = (at % columns, rows - 1 - at / columns);
                Rectangle::new([(x, y), (x + 1, y + 1)], colour.filled())
            }))?;
        }
        Ok(())
    });
}

/// Short: 0.5, 20, 1e-8.
fn number(value: &f64) -> String {
    match value.abs() {
        0.0 => "0".into(),
        0.001..10_000.0 => format!("{}", (value * 1000.0).round() / 1000.0),
        _ => format!("{value:.0e}"),
    }
}

/// Draws `target/pictures/FILE.svg` and says where it is.
fn save(file: &str, size: (u32, u32), draw: impl FnOnce(&Area) -> Drawn) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
    let path = folder.join(file).with_extension("svg");
    let written = std::fs::create_dir_all(&folder).map_err(Into::into);
    let drawn = written.and_then(|()| {
        let area = SVGBackend::new(&path, size).into_drawing_area();
        area.fill(&WHITE)?;
        draw(&area)?;
        Ok(area.present()?)
    });
    match drawn {
        Ok(()) => println!("\nPicture: {}", path.display()),
        Err::<(), Box<dyn Error>>(error) => {
            eprintln!("\n{} could not be written: {error}", path.display())
        }
    }
}
