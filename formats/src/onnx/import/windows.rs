//! Convolutions and pooling.

use tab_trainer::spec::{ConvSpec, DepthwiseConvSpec, GlobalAveragePoolSpec, LayerSpec, Padding};
use tab_trainer::tensor::Shape;

use super::operators::At;
use super::{Layout, Reader, State};
use crate::error::Result;
use crate::layers::{pads, permuted};

impl Reader<'_> {
    pub(super) fn conv(&mut self, at: &At) -> Result<(LayerSpec, Vec<f32>, State)> {
        let input = at.map()?;
        let constant = self.weight(at, 1, "W", Some(4))?;
        let (sides, kernel) = (
            constant.shape.clone(),
            constant.floats().unwrap_or_default().to_vec(),
        );
        let [filters, channels, size, width] = sides[..] else {
            return Err(at.wrong("W", format!("{sides:?}"), "four sides"));
        };
        let shape = at.attributes.ints("kernel_shape")?;
        if sides.contains(&0) {
            return Err(at.wrong("W", format!("{sides:?}"), "at least 1 on each side"));
        }
        if size != width || shape.is_some_and(|shape| shape != [size as i64; 2]) {
            return Err(at.wrong("kernel_shape", format!("{sides:?}"), "a square kernel"));
        }
        self.undilated(at)?;
        let group = at.attributes.int("group", 1)?;
        let depthwise = group > 1;
        let fits = match depthwise {
            true => group as usize == input.channels && filters == input.channels && channels == 1,
            false => group == 1 && channels == input.channels,
        };
        if !fits {
            let given = format!(
                "{group} over {} channels, kernels {sides:?}",
                input.channels
            );
            return Err(at.wrong(
                "group",
                given,
                "1, or one group and one filter for each channel",
            ));
        }
        let (stride, padding, output) = self.window(at, input, size)?;
        let bias = self.vector(at, 2, "B", filters)?;
        let (spec, mut weights) = match depthwise {
            true => (
                LayerSpec::DepthwiseConv(DepthwiseConvSpec {
                    kernel: size,
                    stride,
                    padding,
                }),
                permuted(&kernel, [channels, filters, size * size], [2, 1, 0]),
            ),
            false => (
                LayerSpec::Conv(ConvSpec {
                    filters,
                    kernel: size,
                    stride,
                    padding,
                }),
                permuted(&kernel, [filters, channels, size * size], [2, 1, 0]),
            ),
        };
        weights.extend(bias);
        let shape = Shape {
            channels: filters,
            ..output
        };
        Ok((spec, weights, State { shape, ..at.state }))
    }

    fn undilated(&self, at: &At) -> Result<()> {
        match at.attributes.ints("dilations")? {
            Some(dilations) if dilations.iter().any(|&dilation| dilation != 1) => {
                Err(at.wrong("dilations", format!("{dilations:?}"), "1"))
            }
            _ => Ok(()),
        }
    }

    /// Stride and padding of a convolution, and the size of what comes out.
    fn window(&self, at: &At, input: Shape, size: usize) -> Result<(usize, Padding, Shape)> {
        let strides = at.attributes.ints("strides")?.unwrap_or(&[1, 1]);
        let stride = square(strides)
            .ok_or_else(|| at.wrong("strides", format!("{strides:?}"), "one for both sides"))?;
        let given = at.attributes.ints("pads")?;
        let wanted = |padding| {
            let [top, bottom] = pads(input.height, size, stride, padding);
            let [left, right] = pads(input.width, size, stride, padding);
            [top, left, bottom, right].map(|side| side as i64)
        };
        let same = wanted(Padding::Same);
        let sides = match at.attributes.text("auto_pad", "NOTSET")? {
            "NOTSET" => given.unwrap_or(&[0; 4]).to_vec(),
            "VALID" => vec![0; 4],
            "SAME_UPPER" => same.to_vec(),
            "SAME_LOWER" => vec![same[2], same[3], same[0], same[1]],
            other => return Err(at.wrong("auto_pad", other, "NOTSET, VALID or SAME_UPPER")),
        };
        let padding = match sides[..] {
            [0, 0, 0, 0] => Padding::Valid,
            _ if sides == same => Padding::Same,
            [side, a, b, c] if side > 0 && [a, b, c] == [side; 3] && side < size as i64 => {
                Padding::Pixels(side as usize)
            }
            _ => {
                let expected =
                    format!("none, the same on all sides and less than the kernel, or {same:?}");
                return Err(at.wrong("pads", format!("{sides:?}"), expected));
            }
        };
        let extent = |pixels: usize| {
            let around: usize = pads(pixels, size, stride, padding).iter().sum();
            Some(pixels.checked_add(around)?.checked_sub(size)? / stride + 1)
        };
        match (extent(input.height), extent(input.width)) {
            (Some(height), Some(width)) => Ok((
                stride,
                padding,
                Shape {
                    height,
                    width,
                    ..input
                },
            )),
            _ => Err(at.wrong(
                "kernel_shape",
                format!("{size}"),
                format!("one that fits {input}"),
            )),
        }
    }

    pub(super) fn pool(
        &self,
        at: &At,
        spec: impl Fn(usize, usize) -> LayerSpec,
    ) -> Result<(LayerSpec, Vec<f32>, State)> {
        let input = at.map()?;
        let sides = at.attributes.ints("kernel_shape")?.unwrap_or_default();
        let strides = at.attributes.ints("strides")?.unwrap_or(&[1, 1]);
        let given = at.attributes.ints("pads")?.unwrap_or(&[0; 4]);
        let auto = at.attributes.text("auto_pad", "NOTSET")?;
        let up = at.attributes.int("ceil_mode", 0)?;
        at.attributes.int("count_include_pad", 0)?;
        at.attributes.must_be("storage_order", 0)?;
        self.undilated(at)?;
        // The same function whose sides may differ.
        let whole = sides == [input.height as i64, input.width as i64]
            && given.iter().all(|&side| side == 0);
        if whole
            && matches!(spec(1, 1), LayerSpec::AveragePool(_))
            && matches!(auto, "NOTSET" | "VALID")
        {
            return mean(at, true);
        }
        let size = square(sides)
            .ok_or_else(|| at.wrong("kernel_shape", format!("{sides:?}"), "a square"))?;
        if size > input.height || size > input.width {
            return Err(at.wrong(
                "kernel_shape",
                format!("{sides:?}"),
                format!("one that fits {input}"),
            ));
        }
        let stride = square(strides)
            .ok_or_else(|| at.wrong("strides", format!("{strides:?}"), "one for both sides"))?;
        let padded = match auto {
            "NOTSET" => given.iter().any(|&side| side != 0),
            "VALID" => false,
            "SAME_UPPER" | "SAME_LOWER" => [input.height, input.width]
                .iter()
                .any(|&pixels| pads(pixels, size, stride, Padding::Same) != [0, 0]),
            other => return Err(at.wrong("auto_pad", other, "NOTSET or VALID")),
        };
        if padded {
            return Err(at.wrong("pads", format!("{auto} {given:?}"), "none"));
        }
        let [rows, cols] = [input.height - size, input.width - size];
        if up != 0 && (rows % stride != 0 || cols % stride != 0) {
            return Err(at.wrong("ceil_mode", up.to_string(), "0, where windows do not fit"));
        }
        let shape = Shape {
            height: rows / stride + 1,
            width: cols / stride + 1,
            ..input
        };
        Ok((spec(size, stride), Vec::new(), State { shape, ..at.state }))
    }

    /// Over rows and columns, which before opset 18 are an attribute.
    pub(super) fn reduce_mean(&self, at: &At) -> Result<(LayerSpec, Vec<f32>, State)> {
        let axes = self.axes(at)?;
        let keep = at.attributes.int("keepdims", 1)? != 0;
        at.attributes.must_be("noop_with_empty_axes", 0)?;
        match axes[..] {
            [2, 3] => mean(at, keep),
            _ => Err(at.wrong("axes", format!("{axes:?}"), "rows and columns, [2, 3]")),
        }
    }
}

/// The mean of each map.
pub(super) fn mean(at: &At, keep: bool) -> Result<(LayerSpec, Vec<f32>, State)> {
    let shape = Shape::vector(at.map()?.channels);
    let layout = if keep {
        Layout::Map
    } else {
        Layout::Vector { by_channel: true }
    };
    let spec = LayerSpec::GlobalAveragePool(GlobalAveragePoolSpec {});
    Ok((spec, Vec::new(), State { shape, layout }))
}

/// The side of a square of at least one pixel.
fn square(sides: &[i64]) -> Option<usize> {
    match sides {
        [a, b] if a == b && *a > 0 => usize::try_from(*a).ok(),
        _ => None,
    }
}
