//! Convolutions, also as wider ones with zeros in their kernels.

use tab_trainer::spec::{ConvSpec, DepthwiseConvSpec, LayerSpec};
use tab_trainer::tensor::Shape;

use super::along::{Along, Square, along, square, stride};
use super::layout::Layout;
use super::operators::At;
use super::{Built, Reader, State};
use crate::error::Result;

/// Sizes of the engine's kernels of single channels, and the largest distance of their windows.
const DEPTHWISE: [usize; 2] = [3, 5];
const DEPTHWISE_STRIDE: usize = 2;

/// Kernels of a graph, `[filters, channels of a group, height, width]`.
pub struct Kernels<'a> {
    pub values: &'a [f32],
    pub filters: usize,
    pub groups: usize,
}

impl Reader<'_> {
    pub(super) fn conv(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<State> {
        let input = at.map();
        let constant = self.weight(at, 1, "W", None)?;
        let values = constant.floats().unwrap_or_default();
        let sides = constant.shape.as_slice();
        let [filters, channels, height, width] = *sides else {
            return Err(at.wrong("W", format!("{sides:?}"), "four sides"));
        };
        let own = at.own_sides();
        let [all, rows, columns] = own[..] else {
            return Err(at.wrong(
                "input",
                at.state.layout.to_string(),
                "maps [n, channels, height, width]",
            ));
        };
        if sides.contains(&0) {
            return Err(at.wrong("W", format!("{sides:?}"), "at least 1 on each side"));
        }
        let named = at.attributes.ints("kernel_shape")?;
        if named.is_some_and(|named| named != [height as i64, width as i64]) {
            return Err(at.wrong("kernel_shape", format!("{named:?}"), format!("{sides:?}")));
        }
        let group = at.attributes.int("group", 1)?;
        let groups = usize::try_from(group).unwrap_or(0);
        if groups == 0 || channels.checked_mul(groups) != Some(all) || filters % groups != 0 {
            let given = format!("{group} over {all} channels, kernels {sides:?}");
            return Err(at.wrong("group", given, "kernels for the channels of each group"));
        }
        let windows = along(at, &[rows, columns], &[height, width])?;
        let windows = [windows[0], windows[1]];
        let bias = self.vector(at, 2, "B", filters)?;
        let kernels = Kernels {
            values,
            filters,
            groups,
        };
        if let Ok(shape) = input
            && let Some(state) = self.square_conv(at, layers, shape, &windows, &kernels, &bias)?
        {
            return Ok(state);
        }
        let cost = channels * height * width;
        let sides = [filters, windows[0].count, windows[1].count];
        let per_channel = values.len() / filters / channels;
        if !self.fits(at, &sides, cost) {
            return Err(match stride(&windows) {
                None => at.wrong(
                    "strides",
                    format!("{:?}", windows.map(|side| side.stride)),
                    "one for both sides",
                ),
                _ => at.wrong(
                    "pads",
                    format!("{:?}", windows.map(|side| [side.before, side.after])),
                    "as many more or less pixels in rows as in columns",
                ),
            });
        }
        self.linear(at, layers, &at.behind_front(&sides), |x, constant| {
            let mut y = Vec::new();
            for f in 0..filters {
                let first = f / (filters / groups) * channels;
                for (i, j) in pairs(windows.map(|side| side.count)) {
                    let mut sum = constant * bias[f];
                    for c in 0..channels {
                        for (u, v) in pairs([height, width]) {
                            let weight = values[(f * channels + c) * per_channel + u * width + v];
                            if let (Some(row), Some(column)) =
                                (windows[0].at(i, u), windows[1].at(j, v))
                            {
                                sum += weight * x[((first + c) * rows + row) * columns + column];
                            }
                        }
                    }
                    y.push(sum);
                }
            }
            y
        })
    }

    /// As a convolution of maps, if there is one.
    pub(super) fn square_conv(
        &mut self,
        at: &At,
        layers: &mut Vec<Built>,
        input: Shape,
        windows: &[Along; 2],
        kernels: &Kernels,
        bias: &[f32],
    ) -> Result<Option<State>> {
        let &Kernels {
            filters, groups, ..
        } = kernels;
        let alone = groups > 1 && groups == input.channels && filters == groups;
        let alone = alone && stride(windows).is_some_and(|stride| stride <= DEPTHWISE_STRIDE);
        let mut sizes = DEPTHWISE.iter().filter(|_| alone);
        let depthwise = sizes.find_map(|&size| square(windows, size..=size));
        let Some(window) = depthwise.or_else(|| square(windows, 1..=usize::MAX)) else {
            return Ok(None);
        };
        let Square {
            size,
            stride,
            padding,
            ..
        } = window;
        // Of a convolution of single channels a filter sees one channel only.
        let inputs = if depthwise.is_some() {
            1
        } else {
            input.channels
        };
        let count = [size, size, inputs, filters]
            .into_iter()
            .try_fold(1usize, |n, side| n.checked_mul(side));
        if !count.is_some_and(|count| self.has_room(count)) {
            return Ok(None);
        }
        self.take(at, count.unwrap_or(usize::MAX).saturating_add(filters))?;
        let mut weights = spread(kernels, windows, &window, inputs);
        weights.extend(bias);
        let spec = match depthwise {
            Some(_) => LayerSpec::DepthwiseConv(DepthwiseConvSpec {
                kernel: size,
                stride,
                padding,
            }),
            None => LayerSpec::Conv(ConvSpec {
                filters,
                kernel: size,
                stride,
                padding,
            }),
        };
        layers.push(Built { spec, weights });
        let shape = Shape {
            height: windows[0].count,
            width: windows[1].count,
            channels: filters,
        };
        Ok(Some(at.followed_by(shape, Layout::map(1, shape))))
    }
}

/// Kernels in the engine's order, `[size, size, channels, filters]`, with zeros between and around their values.
fn spread(kernels: &Kernels, windows: &[Along; 2], square: &Square, inputs: usize) -> Vec<f32> {
    let &Kernels {
        values,
        filters,
        groups,
    } = kernels;
    let [height, width] = windows.map(|side| side.kernel);
    let channels = values.len() / (filters * height * width);
    let mut weights = vec![0.0; square.size * square.size * inputs * filters];
    for f in 0..filters {
        let first = if inputs == 1 {
            0
        } else {
            f / (filters / groups) * channels
        };
        for c in 0..channels {
            for (u, v) in pairs([height, width]) {
                let [row, column] = [
                    square.begin[0] + u * windows[0].dilation,
                    square.begin[1] + v * windows[1].dilation,
                ];
                let to = ((row * square.size + column) * inputs + first + c) * filters + f;
                weights[to] = values[((f * channels + c) * height + u) * width + v];
            }
        }
    }
    weights
}

/// All pairs of numbers below these.
fn pairs([rows, columns]: [usize; 2]) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |row| (0..columns).map(move |column| (row, column)))
}
