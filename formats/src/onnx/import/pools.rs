//! Pooling and means.

use tab_trainer::spec::{
    Activation, AveragePoolSpec, GlobalAveragePoolSpec, LayerSpec, MaxPoolSpec,
};
use tab_trainer::tensor::Shape;

use super::along::{Along, along, square, stride};
use super::convolutions::Kernels;
use super::layout::Layout;
use super::linear::{indices, offset};
use super::operators::At;
use super::{Built, Reader, State};
use crate::error::Result;

/// More rows or columns of zeros than this behind a map are not tried, nor larger kernels that put them there.
const LARGEST_FREE: usize = 8;
const LARGEST_AROUND: usize = 16;

impl Reader<'_> {
    pub(super) fn max_pool(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<State> {
        let input = at.map()?;
        let kernel = kernel(at)?;
        // Only where the maxima are depends on it, which is another output.
        at.flag("storage_order")?;
        let sides = along(at, &[input.height, input.width], &kernel)?;
        let sides = [sides[0], sides[1]];
        if sides.iter().any(|side| side.dilation != 1) {
            return Err(at.wrong(
                "dilations",
                format!("{:?}", sides.map(|side| side.dilation)),
                "1",
            ));
        }
        if kernel[0] != kernel[1] {
            return Err(at.wrong("kernel_shape", format!("{kernel:?}"), "a square"));
        }
        let stride = stride(&sides).ok_or_else(|| {
            at.wrong(
                "strides",
                format!("{:?}", sides.map(|side| side.stride)),
                "one for both sides",
            )
        })?;
        let excess = sides.map(|side| side.excess());
        let padded = !sides.iter().all(Along::is_plain) || excess != [0; 2];
        let mut shape = input;
        if padded {
            // Where nothing is below 0, zeros change no maximum; each window has a value of the map.
            let whole = sides
                .iter()
                .all(|side| side.before.max(side.after + side.excess()) < side.kernel);
            if !whole || !is_positive(layers) {
                let given = format!(
                    "{:?}",
                    sides.map(|side| [side.before, side.after + side.excess()])
                );
                return Err(at.wrong(
                    "pads",
                    given,
                    "none, or maps with nothing below 0, as ReLU makes them",
                ));
            }
            let widened = |rows: usize, columns: usize| {
                let more = [rows, columns];
                [0, 1].map(|i| Along {
                    kernel: 1,
                    stride: 1,
                    after: sides[i].after + sides[i].excess() + more[i],
                    count: sides[i].len
                        + sides[i].before
                        + sides[i].after
                        + sides[i].excess()
                        + more[i],
                    ..sides[i]
                })
            };
            // Zeros behind the last window may be more, as long as there is no room for another.
            let free = sides.map(|side| {
                let room = side.len + side.before + side.after + side.excess() - side.span();
                (stride - 1 - room % stride).min(LARGEST_FREE)
            });
            let mut around = (0..=free[0])
                .flat_map(|rows| (0..=free[1]).map(move |columns| widened(rows, columns)))
                .filter(|around| square(around, 1..=LARGEST_AROUND).is_some());
            let found = around.next().unwrap_or(widened(0, 0));
            shape = self
                .zeros_around(at, layers, input, &found)?
                .ok_or_else(|| {
                    let given = format!("{:?}", found.map(|side| [side.before, side.after]));
                    at.wrong("pads", given, "as many pixels in rows as in columns")
                })?;
        }
        let size = kernel[0];
        layers.push(Built {
            spec: LayerSpec::MaxPool(MaxPoolSpec { size, stride }),
            weights: Vec::new(),
        });
        let shape = Shape {
            height: sides[0].count,
            width: sides[1].count,
            ..shape
        };
        Ok(at.followed_by(shape, Layout::map(1, shape)))
    }

    /// A convolution that puts zeros around each map; its shape, if there is one.
    pub(super) fn zeros_around(
        &mut self,
        at: &At,
        layers: &mut Vec<Built>,
        input: Shape,
        sides: &[Along; 2],
    ) -> Result<Option<Shape>> {
        let channels = input.channels;
        if !self.has_room(channels) {
            return Ok(None);
        }
        let kernels = Kernels {
            values: &vec![1.0; channels],
            filters: channels,
            groups: channels,
        };
        let state = self.square_conv(at, layers, input, sides, &kernels, &vec![0.0; channels])?;
        Ok(state.map(|state| state.shape))
    }

    pub(super) fn global_max_pool(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<State> {
        let input = at.map()?;
        if input.height != input.width {
            return Err(at.wrong("input", at.state.layout.to_string(), "square maps"));
        }
        let size = input.height;
        let spec = LayerSpec::MaxPool(MaxPoolSpec { size, stride: size });
        let weights = Vec::new();
        layers.push(Built { spec, weights });
        let shape = Shape::vector(input.channels);
        Ok(at.followed_by(shape, Layout::map(1, shape)))
    }

    pub(super) fn average_pool(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<State> {
        let kernel = kernel(at)?;
        let own = at.own_sides();
        let Some((&channels, lengths)) = own.split_first() else {
            return Err(at.wrong("input", at.state.layout.to_string(), "maps"));
        };
        let with_pads = at.attributes.int("count_include_pad", 0)? != 0;
        let sides = along(at, lengths, &kernel)?;
        let plain = sides.iter().all(|side| side.excess() == 0)
            && (with_pads || sides.iter().all(|side| (side.before, side.after) == (0, 0)));
        if let (Ok(input), &[rows, columns]) = (at.map(), sides.as_slice())
            && plain
            && let Some(state) = self.plain_average(at, layers, input, [rows, columns])?
        {
            return Ok(state);
        }
        let mut counts = vec![channels];
        counts.extend(sides.iter().map(|side| side.count));
        let cost = kernel
            .iter()
            .fold(1usize, |n, &side| n.saturating_mul(side));
        if !self.fits(at, &counts, cost) {
            let given = format!(
                "{:?}",
                sides
                    .iter()
                    .map(|side| [side.before, side.after])
                    .collect::<Vec<_>>()
            );
            return Err(at.wrong(
                "pads",
                given,
                "none, or such that all windows count the same",
            ));
        }
        self.linear(at, layers, &at.behind_front(&counts), |x, _| {
            let mean = |window: Vec<usize>| {
                let (mut sum, mut count) = (0.0, 0usize);
                for i in indices(&kernel) {
                    let pairs = || sides.iter().zip(&window[1..]).zip(&i);
                    let place: Option<Vec<_>> =
                        pairs().map(|((side, &at), &i)| side.at(at, i)).collect();
                    let padded =
                        with_pads && pairs().all(|((side, &at), &i)| side.is_padded(at, i));
                    count += usize::from(place.is_some() || padded);
                    if let Some(mut place) = place {
                        place.insert(0, window[0]);
                        sum += x[offset(&own, &place)];
                    }
                }
                sum / count.max(1) as f32
            };
            indices(&counts).map(mean).collect()
        })
    }

    /// Where all windows have the same number of values.
    fn plain_average(
        &mut self,
        at: &At,
        layers: &mut Vec<Built>,
        input: Shape,
        sides: [Along; 2],
    ) -> Result<Option<State>> {
        let [rows, columns] = sides;
        let undilated = sides.iter().all(Along::is_plain);
        if undilated && (rows.kernel, columns.kernel) == (input.height, input.width) {
            return Ok(Some(mean(at, layers, input, true)));
        }
        if let (true, true, Some(stride)) =
            (undilated, rows.kernel == columns.kernel, stride(&sides))
        {
            let size = rows.kernel;
            layers.push(Built {
                spec: LayerSpec::AveragePool(AveragePoolSpec { size, stride }),
                weights: Vec::new(),
            });
            let shape = Shape {
                height: rows.count,
                width: columns.count,
                ..input
            };
            return Ok(Some(at.followed_by(shape, Layout::map(1, shape))));
        }
        let count = rows.kernel.saturating_mul(columns.kernel);
        let channels = input.channels;
        if !self.has_room(channels.saturating_mul(count)) {
            return Ok(None);
        }
        let kernels = Kernels {
            values: &vec![1.0 / count as f32; channels * count],
            filters: channels,
            groups: channels,
        };
        self.square_conv(at, layers, input, &sides, &kernels, &vec![0.0; channels])
    }

    pub(super) fn global_average_pool(
        &mut self,
        at: &At,
        layers: &mut Vec<Built>,
    ) -> Result<State> {
        let input = at.map()?;
        Ok(mean(at, layers, input, true))
    }

    /// Over rows and columns a layer of its own.
    pub(super) fn reduce_mean(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<State> {
        let (rank, lead) = (at.state.layout.rank(), at.state.layout.lead());
        let keep = at.attributes.int("keepdims", 1)? != 0;
        let nothing = at.attributes.int("noop_with_empty_axes", 0)? != 0;
        let axes = match self.axes(at, rank)? {
            axes if axes.is_empty() && nothing => return Ok(at.state.clone()),
            axes if axes.is_empty() => (0..rank).collect(),
            axes => axes,
        };
        if let Ok(input) = at.map()
            && axes == [2, 3]
        {
            return Ok(mean(at, layers, input, keep));
        }
        let sides = at.state.layout.sides();
        let wrong = || at.wrong("axes", format!("{axes:?}"), "rows and columns, [2, 3]");
        if axes.iter().any(|&axis| axis < lead) {
            return Err(wrong());
        }
        let reduced = |i: usize| axes.contains(&(i + lead));
        let ones = |(i, &side): (usize, &usize)| if reduced(i) { 1 } else { side };
        let kept: Vec<_> = sides.iter().enumerate().map(ones).collect();
        let mut result: Vec<_> = kept.clone();
        if !keep {
            let left = kept.iter().enumerate().filter(|&(i, _)| !reduced(i));
            result = left.map(|(_, &side)| side).collect();
        }
        let count: usize = sides
            .iter()
            .enumerate()
            .filter(|&(i, _)| reduced(i))
            .map(|(_, &side)| side)
            .product();
        if !self.fits(at, &result, count) {
            return Err(wrong());
        }
        self.linear(at, layers, &result, |x, _| {
            let mut y = vec![0.0; kept.iter().product()];
            for (place, value) in indices(&sides).zip(x) {
                let place: Vec<_> = place
                    .iter()
                    .enumerate()
                    .map(|(i, &at)| if reduced(i) { 0 } else { at })
                    .collect();
                y[offset(&kept, &place)] += value / count as f32;
            }
            y
        })
    }
}

/// The mean of each map.
fn mean(at: &At, layers: &mut Vec<Built>, input: Shape, keep: bool) -> State {
    layers.push(Built {
        spec: LayerSpec::GlobalAveragePool(GlobalAveragePoolSpec {}),
        weights: Vec::new(),
    });
    let shape = Shape::vector(input.channels);
    let after = match keep {
        true => Layout::map(1, shape),
        false => Layout::rows(1, &[input.channels]),
    };
    at.followed_by(shape, after)
}

/// Whether nothing below 0 comes out of the last layer.
fn is_positive(layers: &[Built]) -> bool {
    let keeps = |layer: &&Built| {
        matches!(
            layer.spec,
            LayerSpec::MaxPool(_) | LayerSpec::AveragePool(_) | LayerSpec::Dropout(_)
        )
    };
    let last = layers.iter().rev().find(|layer| !keeps(layer));
    last.is_some_and(|layer| {
        matches!(
            layer.spec,
            LayerSpec::Activation(
                Activation::Relu(_) | Activation::Relu6(_) | Activation::Sigmoid(_)
            )
        )
    })
}

fn kernel(at: &At) -> Result<Vec<usize>> {
    let given = at.attributes.ints("kernel_shape")?.unwrap_or_default();
    let known = given
        .iter()
        .map(|&side| usize::try_from(side).ok().filter(|&side| side > 0));
    let known: Option<Vec<_>> = known.collect();
    known.filter(|known| !known.is_empty()).ok_or_else(|| {
        at.wrong(
            "kernel_shape",
            format!("{given:?}"),
            "at least 1 on each side",
        )
    })
}
