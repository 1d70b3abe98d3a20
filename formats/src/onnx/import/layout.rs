//! Where the engine has the values of a tensor of the graph: operators that only move values change nothing else.

use std::fmt;

use tab_trainer::tensor::Shape;

/// So many steps along an axis, or along a part of it, each so many values further in the engine's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    extent: usize,
    stride: usize,
}

/// A side of a tensor, the outermost part first: of maps that were flattened it goes over channels, rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Axis(Vec<Part>);

impl Axis {
    fn new(extent: usize, stride: usize) -> Self {
        let mut axis = Axis::default();
        axis.push(Part { extent, stride });
        axis
    }

    /// Adds a part further in; what goes on where the last one ends is one with it.
    fn push(&mut self, part: Part) {
        match self.0.last_mut() {
            _ if part.extent == 1 => {}
            Some(last) if last.stride == part.stride * part.extent => {
                last.extent *= part.extent;
                last.stride = part.stride;
            }
            _ => self.0.push(part),
        }
    }

    fn extent(&self) -> usize {
        self.0.iter().map(|part| part.extent).product()
    }

    /// Where the value number `i` along this axis is.
    fn position(&self, mut i: usize) -> usize {
        let mut position = 0;
        for part in self.0.iter().rev() {
            position += i % part.extent * part.stride;
            i /= part.extent;
        }
        position
    }

    /// Which number along this axis the value at `position` has.
    fn number(&self, position: usize) -> usize {
        self.0.iter().fold(0, |i, part| {
            i * part.extent + position / part.stride % part.extent
        })
    }
}

/// A tensor of the graph, of which the engine has a map for each picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// How many axes in front count pictures.
    lead: usize,
    axes: Vec<Axis>,
}

impl Layout {
    /// `[n, channels, height, width]` of maps.
    pub(super) fn map(lead: usize, shape: Shape) -> Self {
        let Shape {
            height,
            width,
            channels,
        } = shape;
        let axes = vec![
            Axis::new(channels, 1),
            Axis::new(height, width * channels),
            Axis::new(width, channels),
        ];
        Layout { lead, axes }
    }

    /// `[n, …]` with the values of each picture one behind the other.
    pub(super) fn rows(lead: usize, sides: &[usize]) -> Self {
        let mut stride = 1;
        let mut axes: Vec<_> = sides
            .iter()
            .rev()
            .map(|&side| {
                let axis = Axis::new(side, stride);
                stride *= side;
                axis
            })
            .collect();
        axes.reverse();
        Layout { lead, axes }
    }

    /// Axes in front that count pictures.
    pub(super) fn lead(&self) -> usize {
        self.lead
    }

    /// Number of axes.
    pub(super) fn rank(&self) -> usize {
        self.lead + self.axes.len()
    }

    /// The sides of a picture's tensor.
    pub(super) fn sides(&self) -> Vec<usize> {
        self.axes.iter().map(Axis::extent).collect()
    }

    /// Where each value of a picture is in the engine's order, in the order of the graph.
    pub fn order(&self) -> impl Iterator<Item = usize> + '_ {
        let sides = self.sides();
        (0..sides.iter().product()).map(move |mut i| {
            let mut position = 0;
            for (axis, side) in self.axes.iter().zip(&sides).rev() {
                position += axis.position(i % side);
                i /= side;
            }
            position
        })
    }

    /// Whether that is the engine's own order.
    pub fn is_in_order(&self) -> bool {
        matches!(self.whole().0[..], [] | [Part { stride: 1, .. }])
    }

    /// All values of a picture along a single axis.
    fn whole(&self) -> Axis {
        let mut whole = Axis::default();
        let parts = self.axes.iter().flat_map(|axis| &axis.0);
        parts.for_each(|&part| whole.push(part));
        whole
    }

    /// Whether these are maps, with one axis in front of theirs.
    pub(super) fn is_map(&self, shape: Shape) -> bool {
        match self.pictures() {
            Some(axes) => axes == Layout::map(1, shape).axes,
            None => false,
        }
    }

    /// Whether these are vectors, with one axis in front of theirs.
    pub(super) fn is_vector(&self) -> bool {
        self.pictures().is_some_and(|axes| axes.len() == 1)
    }

    /// The sides of one picture's tensor, behind a single axis that counts pictures.
    pub(super) fn own_sides(&self) -> Option<Vec<usize>> {
        Some(self.pictures()?.iter().map(Axis::extent).collect())
    }

    /// What comes out of layers that make such pictures of these: `axes` are those of maps or of a vector.
    pub(super) fn followed_by(&self, after: Layout) -> Layout {
        let front =
            self.rank() - self.pictures().map_or(self.axes.len(), <[Axis]>::len) - self.lead;
        let axes = self.axes[..front].iter().cloned().chain(after.axes);
        Layout {
            lead: self.lead,
            axes: axes.collect(),
        }
    }

    /// The axes of one picture behind the one that counts them, of which there may be a single one.
    fn pictures(&self) -> Option<&[Axis]> {
        match (self.lead, self.axes.as_slice()) {
            (1, axes) => Some(axes),
            (0, [first, axes @ ..]) if first.extent() == 1 => Some(axes),
            _ => None,
        }
    }

    /// Of each channel, where its value is in a constant of `sides` that is spread over the tensor; `None` where pixels of a
    /// channel would have different ones, or the tensor would grow.
    pub(super) fn spread(&self, sides: &[usize], channels: usize) -> Option<Vec<usize>> {
        let own = sides.len().min(self.axes.len());
        let (front, sides) = sides.split_at(sides.len() - own);
        if front.len() > self.lead || front.iter().any(|&side| side != 1) {
            return None;
        }
        let axes = &self.axes[self.axes.len() - own..];
        for (axis, &side) in axes.iter().zip(sides) {
            let within = |part: &Part| part.stride * part.extent <= channels;
            if side != 1 && (side != axis.extent() || !axis.0.iter().all(within)) {
                return None;
            }
        }
        let place = |channel| {
            let pairs = axes.iter().zip(sides);
            pairs.fold(0, |place, (axis, &side)| {
                place * side + if side == 1 { 0 } else { axis.number(channel) }
            })
        };
        Some((0..channels).map(place).collect())
    }

    /// The axes in another order; those of pictures stay in front.
    pub(super) fn permuted(&self, order: &[usize]) -> Option<Layout> {
        let mut seen = vec![false; self.rank()];
        for &axis in order {
            if std::mem::replace(seen.get_mut(axis)?, true) {
                return None;
            }
        }
        let (front, rest) = order.split_at_checked(self.lead)?;
        let stays = front.iter().enumerate().all(|(i, &axis)| i == axis);
        let axes = rest
            .iter()
            .map(|&axis| self.axes.get(axis.checked_sub(self.lead)?).cloned());
        let axes = axes.collect::<Option<Vec<_>>>()?;
        (stays && axes.len() == self.axes.len()).then_some(Layout {
            lead: self.lead,
            axes,
        })
    }

    /// The same values of each picture with other sides.
    pub(super) fn reshaped(&self, sides: &[usize]) -> Option<Layout> {
        let Axis(mut parts) = self.whole();
        let mut axes = Vec::with_capacity(sides.len());
        for &side in sides.iter().rev() {
            let (mut rest, mut inside) = (side, Vec::new());
            while rest > 1 {
                let Part { extent, stride } = parts.pop()?;
                if rest % extent == 0 {
                    inside.push(Part { extent, stride });
                    rest /= extent;
                } else if extent % rest == 0 {
                    inside.push(Part {
                        extent: rest,
                        stride,
                    });
                    parts.push(Part {
                        extent: extent / rest,
                        stride: stride * rest,
                    });
                    rest = 1;
                } else {
                    return None;
                }
            }
            let mut axis = Axis::default();
            inside.into_iter().rev().for_each(|part| axis.push(part));
            axes.push(axis);
        }
        axes.reverse();
        (side_product(sides)? == side_product(&self.sides())?).then_some(Layout {
            lead: self.lead,
            axes,
        })
    }
}

/// Such as `[n, 3, 32, 32]`.
impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sides = self.axes.iter().map(|axis| axis.extent().to_string());
        let all: Vec<_> = std::iter::repeat_n("n".to_owned(), self.lead)
            .chain(sides)
            .collect();
        write!(f, "[{}]", all.join(", "))
    }
}

fn side_product(sides: &[usize]) -> Option<usize> {
    sides
        .iter()
        .try_fold(1usize, |n, &side| n.checked_mul(side))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape {
        height: 2,
        width: 3,
        channels: 4,
    };

    #[test]
    fn maps_are_flattened_channel_by_channel() {
        let flat = Layout::map(1, SHAPE).reshaped(&[24]).unwrap();
        let order: Vec<_> = flat.order().collect();
        assert_eq!(order[..7], [0, 4, 8, 12, 16, 20, 1]);
        assert!(!flat.is_in_order());
        // And back.
        assert!(flat.reshaped(&[4, 2, 3]).unwrap().is_map(SHAPE));
        assert!(flat.reshaped(&[2, 2, 3, 2]).is_some());
        assert!(flat.reshaped(&[8, 3]).is_some());
        assert!(flat.reshaped(&[3, 8]).is_none());
        assert!(Layout::rows(0, &[4, 6]).reshaped(&[3, 8]).is_some());
    }

    #[test]
    fn pixel_by_pixel_is_the_engines_order() {
        let pixels = Layout::map(1, SHAPE).permuted(&[0, 2, 3, 1]).unwrap();
        assert!(pixels.is_in_order());
        assert_eq!(pixels, Layout::rows(1, &[2, 3, 4]));
        assert!(Layout::map(1, SHAPE).permuted(&[1, 0, 2, 3]).is_none());
    }

    #[test]
    fn only_channels_have_values_of_their_own() {
        let map = Layout::map(1, SHAPE);
        assert_eq!(map.spread(&[4, 1, 1], 4), Some(vec![0, 1, 2, 3]));
        assert_eq!(map.spread(&[1, 4, 1, 1], 4), Some(vec![0, 1, 2, 3]));
        assert_eq!(map.spread(&[], 4), Some(vec![0; 4]));
        assert_eq!(map.spread(&[3], 4), None);
        assert_eq!(map.spread(&[2, 4, 1, 1], 4), None);
        let rows = Layout::rows(1, &[2, 3]);
        assert_eq!(rows.spread(&[3], 6), Some(vec![0, 1, 2, 0, 1, 2]));
        assert_eq!(rows.spread(&[2, 1], 6), Some(vec![0, 0, 0, 1, 1, 1]));
    }
}
