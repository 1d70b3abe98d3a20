//! Line charts, bars and maps as SVG.

use std::fmt::Write;

/// Okabe and Ito's colours, which the colour-blind can tell apart.
const COLOURS: [&str; 8] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#444444", "#8c564b",
];
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
/// Left, top, right and bottom of where the lines are.
const PLOT: [f64; 4] = [70.0, 54.0, 520.0, 370.0];

/// Lines over two axes.
pub struct Chart {
    title: String,
    axes: [Axis; 2],
    lines: Vec<(String, Vec<[f64; 2]>)>,
}

/// What an axis shows. Points beyond its range are drawn at its end.
pub struct Axis {
    label: &'static str,
    range: [f64; 2],
    logarithmic: bool,
}

impl Axis {
    pub fn linear(label: &'static str, range: [f64; 2]) -> Self {
        Axis {
            label,
            range,
            logarithmic: false,
        }
    }

    pub fn logarithmic(label: &'static str, range: [f64; 2]) -> Self {
        Axis {
            label,
            range,
            logarithmic: true,
        }
    }

    /// Where a value is, 0…1.
    fn place(&self, value: f64) -> f64 {
        let scale = |value: f64| {
            if self.logarithmic {
                value.log10()
            } else {
                value
            }
        };
        let [low, high] = self.range.map(scale);
        // What is not a number has flown off upwards; max and min would not say so.
        let value = if value.is_nan() { f64::INFINITY } else { value };
        let value = value.clamp(self.range[0], self.range[1]);
        (scale(value) - low) / (high - low)
    }

    /// Marks: the decades, at most eight or so, or five equal parts.
    fn marks(&self) -> Vec<f64> {
        let [low, high] = self.range;
        if !self.logarithmic {
            return (0..=5)
                .map(|i| low + f64::from(i) / 5.0 * (high - low))
                .collect();
        }
        let [low, high] = [low.log10().ceil() as i32, high.log10().floor() as i32];
        let step = ((high - low) / 8 + 1) as usize;
        (low..=high)
            .step_by(step)
            .map(|power| 10f64.powi(power))
            .collect()
    }

    fn name(&self, mark: f64) -> String {
        match mark.abs() {
            0.0 => "0".into(),
            size if (0.001..10_000.0).contains(&size) => {
                let digits = format!("{mark:.3}");
                digits.trim_end_matches('0').trim_end_matches('.').into()
            }
            _ => format!("{mark:.0e}"),
        }
    }
}

impl Chart {
    pub fn new(title: impl Into<String>, x: Axis, y: Axis) -> Self {
        Chart {
            title: title.into(),
            axes: [x, y],
            lines: Vec::new(),
        }
    }

    pub fn line(&mut self, name: impl Into<String>, points: impl IntoIterator<Item = [f64; 2]>) {
        self.lines.push((name.into(), points.into_iter().collect()));
    }

    pub fn svg(&self) -> String {
        let [left, top, right, bottom] = PLOT;
        let [x, y] = &self.axes;
        let at_x = |value| left + x.place(value) * (right - left);
        let at_y = |value| bottom - y.place(value) * (bottom - top);
        let mut body = text(left, 24.0, "start", 16.0, &self.title);
        for mark in x.marks() {
            let at = at_x(mark);
            body += &stroke(&[[at, top], [at, bottom]], "#ddd", 1.0);
            body += &text(at, bottom + 18.0, "middle", 12.0, &x.name(mark));
        }
        for mark in y.marks() {
            let at = at_y(mark);
            body += &stroke(&[[left, at], [right, at]], "#ddd", 1.0);
            body += &text(left - 8.0, at + 4.0, "end", 12.0, &y.name(mark));
        }
        body += &text((left + right) / 2.0, bottom + 40.0, "middle", 13.0, x.label);
        body += &text(left, top - 4.0, "start", 12.0, y.label);
        for (i, (name, points)) in self.lines.iter().enumerate() {
            let colour = COLOURS[i % COLOURS.len()];
            let points: Vec<_> = points.iter().map(|&[x, y]| [at_x(x), at_y(y)]).collect();
            body += &stroke(&points, colour, 2.0);
            let at = top + 14.0 + 22.0 * i as f64;
            body += &stroke(&[[right + 14.0, at], [right + 34.0, at]], colour, 3.0);
            body += &text(right + 40.0, at + 4.0, "start", 12.0, name);
        }
        document(WIDTH, HEIGHT, &body)
    }
}

/// Horizontal bars for shares of 0…1, with their percentages.
pub fn bars(title: &str, shares: &[(String, f64)]) -> String {
    let mut body = text(20.0, 24.0, "start", 16.0, title);
    for (i, (name, share)) in shares.iter().enumerate() {
        let y = 44.0 + 30.0 * i as f64;
        body += &text(290.0, y + 15.0, "end", 13.0, name);
        body += &rectangle([300.0, y], [340.0, 20.0], "#eee");
        body += &rectangle([300.0, y], [340.0 * share, 20.0], COLOURS[0]);
        body += &text(
            650.0,
            y + 15.0,
            "start",
            13.0,
            &format!("{:.0} %", 100.0 * share),
        );
    }
    document(WIDTH, 60.0 + 30.0 * shares.len() as f64, &body)
}

/// Maps `(title, columns, values)` side by side, row-major: orange above 0, blue below, and each with its own scale.
pub fn maps(title: &str, maps: &[(String, usize, Vec<f32>)]) -> String {
    const SIDE: f64 = 120.0;
    let mut body = text(20.0, 24.0, "start", 16.0, title);
    for (i, (name, columns, values)) in maps.iter().enumerate() {
        let left = 20.0 + i as f64 * (SIDE + 20.0);
        let cell = SIDE / *columns as f64;
        let largest = values.iter().fold(f32::MIN_POSITIVE, |m, v| m.max(v.abs()));
        for (at, value) in values.iter().enumerate() {
            let corner = [
                left + (at % columns) as f64 * cell,
                60.0 + (at / columns) as f64 * cell,
            ];
            body += &rectangle(corner, [cell; 2], &shade(value / largest));
        }
        body += &text(left, 50.0, "start", 12.0, name);
    }
    let width = 20.0 + maps.len() as f64 * (SIDE + 20.0);
    document(width.max(WIDTH), SIDE + 80.0, &body)
}

/// −1: blue, 0: white, 1: orange.
fn shade(value: f32) -> String {
    let end = if value < 0.0 {
        [0.0, 114.0, 178.0]
    } else {
        [213.0, 94.0, 0.0]
    };
    let [r, g, b] = end.map(|end: f32| (255.0 + (end - 255.0) * value.abs()) as u8);
    format!("rgb({r},{g},{b})")
}

fn document(width: f64, height: f64, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"sans-serif\">\n{}{body}</svg>\n",
        rectangle([0.0; 2], [width, height], "white")
    )
}

fn text(x: f64, y: f64, anchor: &str, size: f64, words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-size=\"{size}\">{words}</text>\n"
    )
}

fn rectangle([x, y]: [f64; 2], [width, height]: [f64; 2], fill: &str) -> String {
    format!(
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\"/>\n"
    )
}

fn stroke(points: &[[f64; 2]], colour: &str, width: f64) -> String {
    let mut path = String::new();
    for [x, y] in points {
        // Writing to a string cannot fail.
        let _ = write!(path, "{x:.1},{y:.1} ");
    }
    format!(
        "<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>\n"
    )
}
