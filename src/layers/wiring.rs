//! The terms of a layer's sums, one by one: for whoever wants to see how a single value comes about. The passes themselves
//! do whole maps at once.

/// One term of a weighted sum (2.9 of the article): a value of the layer's input times a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Which of the layer's inputs, where it has several: of most layers 0.
    pub source: usize,
    /// The value's place in one picture's map. `None`: it is 1, and the factor a bias.
    pub x: Option<usize>,
    /// Where in the layer's weights the factor stands. `None`: it is none of them.
    pub weight: Option<usize>,
    /// What the value is multiplied with.
    pub factor: f32,
}

impl Link {
    /// A value times one of the weights.
    pub fn weighted(x: usize, weights: &[f32], weight: usize) -> Self {
        Link {
            source: 0,
            x: Some(x),
            weight: Some(weight),
            factor: weights[weight],
        }
    }

    /// One of the weights alone.
    pub fn bias(weights: &[f32], weight: usize) -> Self {
        Link {
            x: None,
            ..Link::weighted(0, weights, weight)
        }
    }

    /// A value times a factor that is no weight.
    pub fn fixed(x: usize, factor: f32) -> Self {
        Link {
            source: 0,
            x: Some(x),
            weight: None,
            factor,
        }
    }
}

/// A layer whose output values are weighted sums of its input, as they were in the last pass with one picture.
pub trait Wiring {
    /// All terms of value `y` of the output.
    fn links(&self, weights: &[f32], y: usize) -> Vec<Link>;

    /// Which values of the output may have value `x` of input `source` among their terms, in order.
    fn reached(&self, source: usize, x: usize) -> Vec<usize>;

    /// Which values of the output share a weight, in order.
    fn sharing(&self, _weight: usize) -> Vec<usize> {
        Vec::new()
    }
}
