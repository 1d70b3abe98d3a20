//! Lists of constants.

use std::fmt::{Display, Write};

/// Characters on a line.
const WIDTH: usize = 110;

/// `static const TYPE NAME[N] = { … };`
pub fn array(
    text: &mut String,
    kind: &str,
    name: &str,
    values: impl IntoIterator<Item = impl Display>,
) {
    let mut list = String::new();
    let count = lines(&mut list, values);
    // Writing to a string does not fail.
    write!(
        text,
        "static const {kind} {name}[{count}] = {{\n{list}}};\n"
    )
    .unwrap_or_default();
}

/// Values with commas, in lines; returns how many they are.
pub fn lines(text: &mut String, values: impl IntoIterator<Item = impl Display>) -> usize {
    let (mut width, mut count) = (0, 0);
    for value in values {
        let before = text.len();
        write!(text, "{value},").unwrap_or_default();
        width += text.len() - before;
        count += 1;
        if width >= WIDTH {
            text.push('\n');
            width = 0;
        }
    }
    if width > 0 {
        text.push('\n');
    }
    count
}

/// A float as C writes it, with as many digits as give it back.
pub struct Float(pub f32);

impl Display for Float {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            0.0 => f.write_str("0"),
            value => write!(f, "{value:e}f"),
        }
    }
}

/// Floats as C writes them.
pub fn floats(values: &[f32]) -> impl Iterator<Item = Float> {
    values.iter().map(|&value| Float(value))
}
