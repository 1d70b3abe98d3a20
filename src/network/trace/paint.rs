//! Maps and kernels as pictures: negative values blue, zero neutral, positive ones orange.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Maps, Trace, Values};
use crate::error::{Error, Result};
use crate::layers::graph::{Kind, Node};
use crate::spec::LayerSpec;
use crate::tensor::Shape;

/// Pixels of a canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// RGBA bytes [height, width, 4].
    pub rgba: Vec<u8>,
}

/// How maps are painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Painting {
    /// Maps that stand beside each other; if left out, so many that the picture is about square, and of kernels one for each
    /// filter.
    #[serde(default)]
    pub columns: Option<usize>,
    /// The value at the end of the palette; if left out, the largest that there is.
    #[serde(default)]
    pub scale: Option<f32>,
    /// Whether zero is dark rather than light.
    #[serde(default)]
    pub dark: bool,
    /// Only this map; all if left out.
    #[serde(default)]
    pub channel: Option<usize>,
}

impl Painting {
    /// Those of so many maps that are painted.
    fn tiles(&self, count: usize) -> Result<Range<usize>> {
        match self.channel {
            None => Ok(0..count),
            Some(channel) if channel < count => Ok(channel..channel + 1),
            Some(channel) => {
                let sentence = format!("got {channel}; there are {count} maps");
                Err(Error::input("painting.channel", sentence))
            }
        }
    }
}

/// Colours of a palette, evenly from −scale to +scale. Odd, so that zero has one of its own.
pub const COLOURS: usize = 255;
const ZERO: usize = COLOURS / 2;

/// −scale, halfway, 0, halfway, +scale. Blue and orange differ for all kinds of colour vision, and grow away from the page's
/// own colour: what is large stands out.
const LIGHT: [[u8; 3]; 5] = [
    [0x0b, 0x3c, 0x8c],
    [0x6f, 0xa3, 0xe0],
    [0xf3, 0xf3, 0xf5],
    [0xf2, 0xa3, 0x5e],
    [0x9c, 0x3d, 0x00],
];
const DARK: [[u8; 3]; 5] = [
    [0xa8, 0xd4, 0xff],
    [0x3b, 0x78, 0xc2],
    [0x22, 0x26, 0x2e],
    [0xc2, 0x68, 0x1d],
    [0xff, 0xd0, 0x9a],
];
/// What is not a finite number, in both.
const NOT_FINITE: [u8; 4] = [0xd0, 0x00, 0xd0, 0xff];
/// Between maps.
const GAP: [u8; 4] = [0; 4];

/// The palette as RGBA.
pub fn palette(dark: bool) -> [[u8; 4]; COLOURS] {
    let stops = if dark { DARK } else { LIGHT };
    std::array::from_fn(|i| {
        let place = i as f32 / (COLOURS - 1) as f32 * (stops.len() - 1) as f32;
        let below = (place as usize).min(stops.len() - 2);
        let part = place - below as f32;
        let mix = |c: usize| {
            let [from, to] = [stops[below][c], stops[below + 1][c]].map(f32::from);
            (from + part * (to - from)).round() as u8
        };
        [mix(0), mix(1), mix(2), 0xff]
    })
}

impl Trace {
    /// The largest absolute value of a layer's output or δ that is finite; 0 where there is none.
    ///
    /// # Errors
    ///
    /// When there is no such layer.
    pub fn largest(&self, layer: usize, which: Maps) -> Result<f32> {
        let pass = self.node(layer)?.pass;
        Ok(largest(match which {
            Maps::Output => pass.y,
            Maps::Delta => pass.d_y,
        }))
    }

    /// The maps of a layer as tiles; the picture in its own colours.
    ///
    /// # Errors
    ///
    /// When there is no such layer, or no such map.
    pub fn paint(&self, layer: usize, which: Maps, painting: Painting) -> Result<Picture> {
        let node = self.node(layer)?;
        let pixel_colours = matches!(node.kind, Kind::Input) && which == Maps::Output;
        if pixel_colours && matches!(node.output.channels, 1 | 3) {
            return Ok(photograph(node.output, node.pass.y));
        }
        let values = self.maps(layer, which)?;
        let Shape {
            height,
            width,
            channels,
        } = node.output;
        let tiles = Tiles {
            height,
            width,
            channels: painting.tiles(channels)?,
            value: |y, x, c| values.get(node.output.index(y, x, c)).copied(),
        };
        let columns = painting.columns.unwrap_or_else(|| tiles.nearly_square());
        Ok(tiles.paint(columns, painting, largest(&values)))
    }

    /// Something of a layer's kernel as tiles: a row for each channel that goes in, a column for each filter. Nothing of
    /// layers without a kernel.
    ///
    /// # Errors
    ///
    /// When there is no such layer, or no such part of its kernel.
    pub fn paint_kernel(&self, layer: usize, which: Values, painting: Painting) -> Result<Picture> {
        let node = self.node(layer)?;
        let values = self.values(layer, which)?;
        let [height, width, channels, filters] = kernel_shape(&node).unwrap_or_default();
        let kernel = &values[..(height * width * channels * filters).min(values.len())];
        let tiles = Tiles {
            height,
            width,
            channels: painting.tiles(channels * filters)?,
            value: |y, x, slice| {
                let at = ((y * width + x) * channels) * filters + slice;
                kernel.get(at).copied()
            },
        };
        let columns = painting.columns.unwrap_or(filters.max(1));
        Ok(tiles.paint(columns, painting, largest(kernel)))
    }
}

/// Height, width, channels that go in, and filters: of a dense layer the height and width of its input.
fn kernel_shape(node: &Node) -> Option<[usize; 4]> {
    let Kind::Layer(spec) = node.kind else {
        return None;
    };
    let shape = &node.params.first()?.shape;
    let channels = node.input.channels;
    Some(match spec {
        LayerSpec::Conv(_) => [shape[0], shape[1], channels, shape[3]],
        LayerSpec::DepthwiseConv(_) => [shape[0], shape[1], 1, channels],
        LayerSpec::Dense(_) => [node.input.height, node.input.width, channels, shape[1]],
        _ => return None,
    })
}

/// The largest absolute value that is finite.
fn largest(values: &[f32]) -> f32 {
    let sizes = values.iter().map(|value| value.abs());
    sizes.filter(|size| size.is_finite()).fold(0.0, f32::max)
}

/// Maps of one size.
struct Tiles<V> {
    height: usize,
    width: usize,
    channels: Range<usize>,
    value: V,
}

impl<V: Fn(usize, usize, usize) -> Option<f32>> Tiles<V> {
    /// As many beside each other as above.
    fn nearly_square(&self) -> usize {
        (self.channels.len() as f64).sqrt().ceil() as usize
    }

    fn paint(&self, columns: usize, painting: Painting, largest: f32) -> Picture {
        let count = self.channels.len();
        let columns = columns.clamp(1, count.max(1));
        // Single pixels need none between them.
        let gap = usize::from(self.height * self.width > 1);
        let size = |tiles: usize, pixels: usize| (tiles * (pixels + gap)).saturating_sub(gap);
        let (width, height) = (
            size(columns, self.width),
            size(count.div_ceil(columns), self.height),
        );
        let mut pixels = vec![GAP; width * height];
        let colours = palette(painting.dark);
        let scale = painting.scale.unwrap_or(largest);
        for (tile, channel) in self.channels.clone().enumerate() {
            let (top, left) = (
                tile / columns * (self.height + gap),
                tile % columns * (self.width + gap),
            );
            for y in 0..self.height {
                for x in 0..self.width {
                    if let Some(value) = (self.value)(y, x, channel) {
                        pixels[(top + y) * width + left + x] = colour(&colours, value, scale);
                    }
                }
            }
        }
        Picture {
            width,
            height,
            rgba: pixels.into_flattened(),
        }
    }
}

fn colour(colours: &[[u8; 4]; COLOURS], value: f32, scale: f32) -> [u8; 4] {
    if !value.is_finite() {
        return NOT_FINITE;
    }
    if value == 0.0 || scale <= 0.0 {
        return colours[ZERO];
    }
    let place = (1.0 + value / scale) / 2.0 * (COLOURS - 1) as f32;
    colours[place.round().clamp(0.0, (COLOURS - 1) as f32) as usize]
}

/// A network's input as it is seen: grey or in colours.
fn photograph(shape: Shape, values: &[f32]) -> Picture {
    let byte = |value: f32| ((value + 1.0) * 127.5).round().clamp(0.0, 255.0) as u8;
    let pixels = values
        .chunks_exact(shape.channels)
        .map(|pixel| match *pixel {
            [r, g, b] => [byte(r), byte(g), byte(b), 0xff],
            _ => [byte(pixel[0]), byte(pixel[0]), byte(pixel[0]), 0xff],
        });
    Picture {
        width: shape.width,
        height: shape.height,
        rgba: pixels.flatten().collect(),
    }
}
