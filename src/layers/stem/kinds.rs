//! The stems that there are: what they are made of, and how their files are known.

use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::xxh64;

use super::file;
use crate::error::{Error, Result};
use crate::layers::activation::{Activation, specs::Relu, specs::Relu6};
use crate::layers::conv::Padding;
use crate::layers::specs::{ConvSpec, DepthwiseConvSpec, LayerSpec, MaxPoolSpec, ResidualSpec};

/// A stem's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum StemId {
    /// For phones and old computers.
    Small,
    /// As good as most need.
    Base,
    /// The best, for fast computers.
    Large,
}

/// A stem, as a page has to know it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StemInfo {
    /// Its name.
    pub name: StemId,
    /// Number of bytes of its file.
    pub bytes: usize,
    /// Number of weights.
    pub weights: usize,
    /// Number of features.
    pub features: usize,
    /// Pixels on a side of the pictures with which it knows things best.
    pub side: usize,
    /// Whether it has been [loaded](StemId::load).
    pub loaded: bool,
}

/// What its file must be.
struct File {
    bytes: usize,
    /// xxh64 of all bytes.
    hash: u64,
}

/// The weights of those that have been loaded, in the order of the names. A spec is data that says which stem; its weights
/// come once for all networks.
static LOADED: RwLock<[Option<Arc<[f32]>>; 3]> = RwLock::new([const { None }; 3]);

impl StemId {
    /// All of them, in the order of their size.
    pub const ALL: [StemId; 3] = [StemId::Small, StemId::Base, StemId::Large];

    /// As a spec has it.
    pub const fn name(self) -> &'static str {
        match self {
            StemId::Small => "small",
            StemId::Base => "base",
            StemId::Large => "large",
        }
    }

    const fn file(self) -> File {
        let (bytes, hash) = match self {
            StemId::Small => (335_560, 0x7a29_c86b_c7e7_232c),
            StemId::Base => (920_904, 0x5d57_ded1_59d2_c0a6),
            StemId::Large => (3_087_616, 0x4eb2_af7d_302d_2297),
        };
        File { bytes, hash }
    }

    /// Number of features: the channels of the last two stages.
    pub const fn features(self) -> usize {
        match self {
            StemId::Small => 96 + 192,
            StemId::Base => 144 + 256,
            StemId::Large => 192 + 320,
        }
    }

    /// Pixels on a side of the pictures with which it knows things best.
    pub const fn side(self) -> usize {
        match self {
            StemId::Small => 64,
            StemId::Base => 96,
            StemId::Large => 128,
        }
    }

    /// The power of its features with which they tell things apart best: of means of what came out of a ReLU the square root,
    /// of those that have signs themselves.
    pub const fn power(self) -> f32 {
        match self {
            StemId::Small | StemId::Base => 0.5,
            StemId::Large => 1.0,
        }
    }

    /// Mean square by which normalised features of the same thing may differ on another day, in other clothes and other light.
    /// Of frames of hands and of objects nineteen of twenty differed by less, and of frames of other things nineteen of twenty
    /// by more than twice as much.
    pub const fn another_day(self) -> f32 {
        match self {
            StemId::Base => 0.16,
            StemId::Small => 0.2,
            StemId::Large => 0.42,
        }
    }

    /// What a page has to know.
    pub fn info(self) -> StemInfo {
        StemInfo {
            name: self,
            bytes: self.file().bytes,
            weights: file::weights(self),
            features: self.features(),
            side: self.side(),
            loaded: self.is_loaded(),
        }
    }

    /// The layers of the last stage and of all below it.
    pub fn stages(self) -> [Vec<LayerSpec>; 2] {
        match self {
            StemId::Small => plain(&[&[16], &[32], &[48, 48], &[96, 96], &[192]]),
            StemId::Base => plain(&[&[24], &[48], &[80, 80], &[144, 144, 144], &[256]]),
            StemId::Large => lite(),
        }
    }

    /// Takes the bytes of its file; every network that is built from then on may have it.
    ///
    /// # Errors
    ///
    /// When they are not those of the file, and when the memory is not there.
    pub fn load(self, bytes: &[u8]) -> Result<()> {
        let (name, expected) = (self.name(), self.file());
        if bytes.len() != expected.bytes {
            let (given, expected) = (bytes.len(), expected.bytes);
            return Err(Error::length(
                "stem",
                given,
                expected,
                format!("got {given} bytes; expected {expected} of `{name}`"),
            ));
        }
        if xxh64(bytes, 0) != expected.hash {
            return Err(Error::input(
                "stem",
                format!("got other bytes than `{name}` has; it may have been damaged on its way"),
            ));
        }
        let weights = file::read(self, bytes)?;
        let mut loaded = LOADED.write().unwrap_or_else(|held| held.into_inner());
        loaded[self as usize] = Some(weights);
        Ok(())
    }

    /// Whether it has been loaded.
    pub fn is_loaded(self) -> bool {
        self.weights().is_some()
    }

    /// Its weights, all parameters in order, once it has been loaded.
    pub(crate) fn weights(self) -> Option<Arc<[f32]>> {
        let loaded = LOADED.read().unwrap_or_else(|held| held.into_inner());
        loaded[self as usize].clone()
    }
}

/// The article's kind of network: 3×3 convolutions with ReLU, between the blocks 2×2 max-pooling.
fn plain(blocks: &[&[usize]]) -> [Vec<LayerSpec>; 2] {
    let mut layers = Vec::new();
    let mut last = 0;
    for filters in blocks {
        last = layers.len();
        if !layers.is_empty() {
            layers.push(LayerSpec::MaxPool(MaxPoolSpec { size: 2, stride: 2 }));
        }
        for &filters in *filters {
            layers.extend([conv(filters, 3, 1), relu()]);
        }
    }
    let last = layers.split_off(last);
    [layers, last]
}

/// EfficientNet-Lite0 (Tan and Le, "EfficientNet", 2019; the variant without squeeze-and-excitation of 2020) up to its last
/// block, with batch norm folded into the convolutions.
fn lite() -> [Vec<LayerSpec>; 2] {
    /// Repeats, kernel, stride of the first, expansion, channels that come out.
    const STAGES: [(usize, usize, usize, usize, usize); 7] = [
        (1, 3, 1, 1, 16),
        (2, 3, 2, 6, 24),
        (2, 5, 2, 6, 40),
        (3, 3, 2, 6, 80),
        (3, 5, 1, 6, 112),
        (4, 5, 2, 6, 192),
        (1, 3, 1, 6, 320),
    ];
    let mut channels = 32;
    let mut layers = vec![conv(channels, 3, 2), relu6()];
    let mut last = 0;
    for (repeats, kernel, stride, expansion, filters) in STAGES {
        last = layers.len();
        for repeat in 0..repeats {
            let stride = if repeat == 0 { stride } else { 1 };
            let mut block = Vec::new();
            if expansion > 1 {
                block.extend([conv(expansion * channels, 1, 1), relu6()]);
            }
            block.extend([depthwise(kernel, stride), relu6(), conv(filters, 1, 1)]);
            match repeat {
                0 => layers.extend(block),
                _ => layers.push(LayerSpec::Residual(ResidualSpec { layers: block })),
            }
            channels = filters;
        }
    }
    let last = layers.split_off(last);
    [layers, last]
}

fn conv(filters: usize, kernel: usize, stride: usize) -> LayerSpec {
    LayerSpec::Conv(ConvSpec {
        filters,
        kernel,
        stride,
        padding: Padding::Same,
    })
}

fn depthwise(kernel: usize, stride: usize) -> LayerSpec {
    LayerSpec::DepthwiseConv(DepthwiseConvSpec {
        kernel,
        stride,
        padding: Padding::Same,
    })
}

fn relu() -> LayerSpec {
    LayerSpec::Activation(Activation::Relu(Relu {}))
}

fn relu6() -> LayerSpec {
    LayerSpec::Activation(Activation::Relu6(Relu6 {}))
}
