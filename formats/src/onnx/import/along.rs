//! How windows go over a map, and the square windows of the engine that see the same.

use std::ops::RangeInclusive;

use tab_trainer::spec::Padding;

use super::operators::At;
use crate::error::Result;
use crate::layers::pads;

/// More than any map of a picture has, and few enough for sums of them.
const LONGEST: i64 = 1 << 20;
/// Of the square windows that are tried.
const LARGEST: usize = 32;

/// Windows along one side of a map.
#[derive(Clone, Copy, Debug)]
pub struct Along {
    /// Values of the map.
    pub len: usize,
    /// Values of a window.
    pub kernel: usize,
    /// How far apart these are.
    pub dilation: usize,
    /// How far apart the windows are.
    pub stride: usize,
    /// Padding.
    pub before: usize,
    pub after: usize,
    /// Number of windows.
    pub count: usize,
}

impl Along {
    /// From the first value of a window to its last.
    pub fn span(&self) -> usize {
        (self.kernel - 1) * self.dilation + 1
    }

    /// Where value `i` of a window is in the map, if it is not padding.
    pub fn at(&self, window: usize, i: usize) -> Option<usize> {
        let place = (window * self.stride + i * self.dilation).checked_sub(self.before)?;
        (place < self.len).then_some(place)
    }

    /// Whether value `i` of a window is in the map or its padding; the last windows may reach further.
    pub fn is_padded(&self, window: usize, i: usize) -> bool {
        window * self.stride + i * self.dilation < self.len + self.before + self.after
    }

    /// Whether the last window reaches beyond the padding.
    pub fn excess(&self) -> usize {
        ((self.count - 1) * self.stride + self.span())
            .saturating_sub(self.len + self.before + self.after)
    }

    pub fn is_plain(&self) -> bool {
        (self.dilation, self.before, self.after) == (1, 0, 0)
    }
}

/// Reads the attributes that all operators with windows have.
pub fn along(at: &At, sides: &[usize], kernel: &[usize]) -> Result<Vec<Along>> {
    let axes = sides.len();
    let list = |name: &str, count: usize, none: i64| {
        let given = at.attributes.ints(name)?;
        let list = given.map_or(vec![none; count], <[i64]>::to_vec);
        let known = |&value: &i64| match (none..LONGEST).contains(&value) {
            true => usize::try_from(value).ok(),
            false => None,
        };
        let known: Option<Vec<_>> = list.iter().map(known).collect();
        known
            .filter(|known| known.len() == count)
            .ok_or_else(|| at.wrong(name, format!("{list:?}"), format!("{count} from {none}")))
    };
    let [strides, dilations] = [list("strides", axes, 1)?, list("dilations", axes, 1)?];
    let around = list("pads", 2 * axes, 0)?;
    let auto = at.attributes.text("auto_pad", "NOTSET")?;
    let up = match at.attributes.int("ceil_mode", 0)? {
        0 => false,
        1 => true,
        other => return Err(at.wrong("ceil_mode", other.to_string(), "0 or 1")),
    };
    if kernel.len() != axes
        || kernel
            .iter()
            .any(|&side| side == 0 || side >= LONGEST as usize)
    {
        return Err(at.wrong(
            "kernel_shape",
            format!("{kernel:?}"),
            format!("{axes} sides"),
        ));
    }
    (0..axes)
        .map(|i| {
            let mut side = Along {
                len: sides[i],
                kernel: kernel[i],
                dilation: dilations[i],
                stride: strides[i],
                before: around[i],
                after: around[axes + i],
                count: 0,
            };
            let span = (side.kernel - 1)
                .checked_mul(side.dilation)
                .filter(|&span| span < LONGEST as usize)
                .ok_or_else(|| at.wrong("dilations", format!("{dilations:?}"), "less"))?
                + 1;
            let same = pads(side.len, span, side.stride, Padding::Same);
            [side.before, side.after] = match auto {
                "NOTSET" => [side.before, side.after],
                "VALID" => [0, 0],
                "SAME_UPPER" => same,
                "SAME_LOWER" => [same[1], same[0]],
                other => {
                    let expected = "NOTSET, VALID, SAME_UPPER or SAME_LOWER";
                    return Err(at.wrong("auto_pad", other, expected));
                }
            };
            let room = (side.len + side.before + side.after).checked_sub(span);
            let room = room.ok_or_else(|| {
                at.wrong(
                    "kernel_shape",
                    format!("{kernel:?}"),
                    format!("one that fits {sides:?}"),
                )
            })?;
            side.count = room / side.stride + 1;
            // Rounded up, unless the window would begin behind the map.
            if up && room % side.stride != 0 && side.count * side.stride < side.len + side.before {
                side.count += 1;
            }
            Ok(side)
        })
        .collect()
}

/// A square window of the engine that sees what the windows of a graph see.
#[derive(Clone, Copy, Debug)]
pub struct Square {
    pub size: usize,
    pub stride: usize,
    pub padding: Padding,
    /// Where in it the window of the graph begins; the rest has to be 0.
    pub begin: [usize; 2],
}

/// The smallest one, if there is one: a side may be padded and a window widened only together with the other.
pub fn square(sides: &[Along; 2], sizes: RangeInclusive<usize>) -> Option<Square> {
    let stride = stride(sides)?;
    let least = sides[0].span().max(sides[1].span()).max(*sizes.start());
    for size in least..=(*sizes.end()).min(LARGEST.max(least)) {
        let pixels = (1..size).map(Padding::Pixels);
        for padding in [Padding::Valid, Padding::Same].into_iter().chain(pixels) {
            let begin = |side: &Along| {
                let [before, after] = pads(side.len, size, stride, padding);
                let begin = before.checked_sub(side.before)?;
                let room = (side.len + before + after).checked_sub(size)?;
                let fits = begin + side.span() <= size && room / stride + 1 == side.count;
                fits.then_some(begin)
            };
            if let (Some(row), Some(column)) = (begin(&sides[0]), begin(&sides[1])) {
                return Some(Square {
                    size,
                    stride,
                    padding,
                    begin: [row, column],
                });
            }
        }
    }
    None
}

/// The stride of both sides; of a single window it does not matter, as long as there is no room for another.
pub fn stride(sides: &[Along; 2]) -> Option<usize> {
    let fits = |stride: &usize| {
        sides.iter().all(|side| {
            let room = side.len + side.before + side.after + side.excess() - side.span();
            room / stride + 1 == side.count
        })
    };
    sides.iter().map(|side| side.stride).find(fits)
}
