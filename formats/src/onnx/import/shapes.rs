//! Operators that only say how the same values are to be understood.

use super::super::constants::Constant;
use super::operators::At;
use super::{Layout, Reader, State};
use crate::error::Result;

impl Reader<'_> {
    /// The axes of a node, counted from the front, in order.
    pub(super) fn axes(&self, at: &At) -> Result<Vec<i64>> {
        let axes = match self.graph.has_input(at.node, 1) {
            true => self.graph.constant(at.node, 1).and_then(Constant::ints),
            false => at.attributes.ints("axes")?,
        };
        let axes =
            axes.ok_or_else(|| at.wrong("axes", "a value that is computed, or none", "constants"))?;
        let mut axes: Vec<_> = axes
            .iter()
            .map(|&axis| {
                if axis < 0 {
                    axis.saturating_add(4)
                } else {
                    axis
                }
            })
            .collect();
        axes.sort_unstable();
        Ok(axes)
    }

    /// What has the same values in another shape.
    pub(super) fn moved(&self, at: &At, operator: &str) -> Result<State> {
        let State { shape, layout } = at.state;
        let single = shape.height * shape.width == 1;
        let vector = |by_channel| State {
            shape,
            layout: Layout::Vector { by_channel },
        };
        let flat = match layout {
            Layout::Map => vector(true),
            Layout::Pixels => vector(false),
            Layout::Vector { by_channel } => vector(by_channel),
            Layout::Other { .. } => vector(true),
        };
        let rank = match layout {
            Layout::Map | Layout::Pixels => 4,
            Layout::Vector { .. } => 2,
            Layout::Other { rank } => rank as i64,
        };
        let map = State {
            shape,
            layout: Layout::Map,
        };
        match operator {
            "Flatten" => match at.attributes.int("axis", 1)? {
                axis if (axis == 1 || axis == 1 - rank) && rank > 1 => Ok(flat),
                axis => Err(at.wrong("axis", axis.to_string(), "1")),
            },
            "Transpose" => match at.attributes.ints("perm")? {
                Some([0, 2, 3, 1]) if layout == Layout::Map => Ok(State {
                    shape,
                    layout: Layout::Pixels,
                }),
                Some([0, 3, 1, 2]) if layout == Layout::Pixels => Ok(map),
                perm => Err(at.wrong("perm", format!("{perm:?}"), "[0, 2, 3, 1]")),
            },
            "Squeeze" => match self.axes(at)?[..] {
                [2, 3] if single && layout == Layout::Map => Ok(flat),
                ref axes => {
                    Err(at.wrong("axes", format!("{axes:?}"), "[2, 3] of maps of one pixel"))
                }
            },
            "Unsqueeze" => match self.axes(at)?[..] {
                [2, 3] if single && rank == 2 => Ok(map),
                ref axes => Err(at.wrong("axes", format!("{axes:?}"), "[2, 3] of vectors")),
            },
            _ => {
                let target = self.graph.constant(at.node, 1).and_then(Constant::ints);
                let target = target
                    .ok_or_else(|| at.wrong("shape", "a value that is computed", "constants"))?;
                at.attributes.must_be("allowzero", 0)?;
                let [len, channels] = [shape.len() as i64, shape.channels as i64];
                let pictures = |side: i64| side == 0 || Some(side) == self.batch;
                match target[..] {
                    [n, -1] if pictures(n) => Ok(flat),
                    [n, values] if (pictures(n) || n == -1) && values == len => Ok(flat),
                    [n, c, 1, 1]
                        if single && (pictures(n) || n == -1) && c == channels && rank <= 4 =>
                    {
                        Ok(map)
                    }
                    _ => Err(at.wrong("shape", format!("{target:?}"), format!("[0, {len}]"))),
                }
            }
        }
    }
}
