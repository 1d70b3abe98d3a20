//! Small operators that are linear and have no layer of their own, as dense layers.

use tab_trainer::spec::{DenseSpec, LayerSpec};
use tab_trainer::tensor::Shape;

use super::layout::Layout;
use super::operators::At;
use super::{Built, Reader, SPARE, State};
use crate::error::Result;

/// Products that it may take to find the weights of all such layers of a file: a fraction of a second. The size of a window
/// costs no bytes in a file, so nothing else is in its way.
pub(super) const MOST_PRODUCTS: usize = 1 << 19;

impl Reader<'_> {
    /// Whether what makes tensors of `sides`, each value a sum of `terms`, is small enough for a dense layer; its products are
    /// then spent.
    pub(super) fn fits(&mut self, at: &At, sides: &[usize], terms: usize) -> bool {
        let outputs = sides
            .iter()
            .try_fold(1usize, |n, &side| n.checked_mul(side));
        let inputs = at.state.shape.len() + 1; // and once for the constants
        let count = outputs.and_then(|n| n.checked_mul(inputs));
        let products = count.and_then(|n| n.checked_mul(terms.max(1)));
        let left = products.and_then(|n| self.products.checked_sub(n));
        let fits = count.is_some_and(|n| 0 < n && n <= SPARE && self.has_room(n)) && left.is_some();
        self.products = left.filter(|_| fits).unwrap_or(self.products);
        fits
    }

    /// The dense layer that does what `operator` does: its rows are what comes out for a single 1. The operator is given
    /// values in the graph's order, and whether its constants count.
    pub(super) fn linear(
        &mut self,
        at: &At,
        layers: &mut Vec<Built>,
        sides: &[usize],
        operator: impl Fn(&[f32], f32) -> Vec<f32>,
    ) -> Result<State> {
        let inputs = at.state.shape.len();
        let units: usize = sides.iter().product();
        self.take(at, (inputs + 1) * units)?;
        let mut weights = vec![0.0; inputs * units];
        let mut x = vec![0.0; inputs];
        for (i, position) in at.state.layout.order().enumerate() {
            x[i] = 1.0;
            weights[position * units..][..units].copy_from_slice(&operator(&x, 0.0));
            x[i] = 0.0;
        }
        weights.extend(operator(&x, 1.0));
        layers.push(Built {
            spec: LayerSpec::Dense(DenseSpec { units }),
            weights,
        });
        Ok(State {
            shape: Shape::vector(units),
            layout: Layout::rows(at.state.layout.lead(), sides),
        })
    }

    /// Constants beside the values, in the order of the graph.
    pub(super) fn concat(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<State> {
        let (graph, layout) = (self.graph, &at.state.layout);
        let axis = at.attributes.int("axis", 1)?;
        let count = graph.nodes[at.node].input.len();
        if count == 1 {
            return Ok(at.state.clone());
        }
        let own = layout.sides();
        let axis = at.axis("axis", axis, layout.rank())?;
        if layout.lead() > 0 {
            return Err(at.wrong("inputs", format!("{count}"), "one, or no axis of pictures"));
        }
        let mut parts = Vec::new();
        for i in 0..count {
            parts.push(match graph.constant(at.node, i) {
                None => None,
                Some(_) => Some(self.weight(at, i, "input", Some(own.len()))?),
            });
        }
        let sides_of =
            |part: &Option<&super::Constant>| part.map_or(own.clone(), |part| part.shape.clone());
        let mut sides = own.clone();
        sides[axis] = parts
            .iter()
            .map(|part| sides_of(part)[axis])
            .fold(0, usize::saturating_add);
        let same = |part: &Option<&super::Constant>| {
            let others = sides_of(part);
            others
                .iter()
                .zip(&sides)
                .enumerate()
                .all(|(i, (a, b))| i == axis || a == b)
        };
        if !parts.iter().all(same) || !self.fits(at, &sides, 1) {
            return Err(at.wrong(
                "inputs",
                format!("{count}"),
                "small tensors with the same sides",
            ));
        }
        self.linear(at, layers, &sides, |x, constant| {
            let mut y = vec![0.0; sides.iter().product()];
            let mut first = 0;
            for part in &parts {
                let of = sides_of(part);
                for (i, mut place) in indices(&of).enumerate() {
                    place[axis] += first;
                    y[offset(&sides, &place)] = match part {
                        Some(part) => constant * part.floats().unwrap_or_default()[i],
                        None => x[i],
                    };
                }
                first += of[axis];
            }
            y
        })
    }

    /// A matrix product with a constant behind it, for each of the matrices that there are.
    pub(super) fn matrices(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<State> {
        let matrices = self.weight(at, 1, "B", None)?;
        let values = matrices.floats().unwrap_or_default();
        let own = at.state.layout.sides();
        let wrong = || {
            at.wrong(
                "B",
                format!("{:?}", matrices.shape),
                format!("what fits {}", at.state.layout),
            )
        };
        // A vector is a matrix with one side that is dropped afterwards.
        let (flat_a, flat_b) = (at.state.layout.rank() == 1, matrices.shape.len() == 1);
        let mut a = own.clone();
        let mut b = matrices.shape.clone();
        if flat_a && at.state.layout.lead() == 0 {
            a.insert(0, 1);
        }
        if flat_b {
            b.push(1);
        }
        let row = a.pop().ok_or_else(wrong)?;
        let units = b.pop().ok_or_else(wrong)?;
        if b.pop() != Some(row) {
            return Err(wrong());
        }
        // What is left are the rows of each matrix, behind the axes that count matrices.
        let rows = match at.state.layout.lead() > 0 && a.is_empty() {
            true => 1,
            false => a.pop().ok_or_else(wrong)?,
        };
        let count = a.len().max(b.len());
        if count > a.len() && at.state.layout.lead() > 0 {
            return Err(wrong());
        }
        let side = |sides: &[usize], i: usize| {
            (i + sides.len()).checked_sub(count).map_or(1, |i| sides[i])
        };
        let mut sides = Vec::new();
        for i in 0..count {
            let [one, other] = [side(&a, i), side(&b, i)];
            if one != other && one != 1 && other != 1 {
                return Err(wrong());
            }
            sides.push(one.max(other));
        }
        let spread = |sides: &[usize], place: &[usize]| {
            let own = &place[count - sides.len()..];
            let own: Vec<_> = own
                .iter()
                .zip(sides)
                .map(|(&i, &side)| if side == 1 { 0 } else { i })
                .collect();
            offset(sides, &own)
        };
        let mut result = sides.clone();
        let single = at.state.layout.lead() > 0 && own.len() == 1;
        if !(flat_a || single) {
            result.push(rows);
        }
        if !flat_b {
            result.push(units);
        }
        if !self.fits(at, &result, row) {
            return Err(at.wrong("input", at.state.layout.to_string(), "vectors [n, values]"));
        }
        self.linear(at, layers, &result, |x, _| {
            let mut y = Vec::new();
            for place in indices(&sides) {
                let (from, by) = (
                    spread(&a, &place) * rows * row,
                    spread(&b, &place) * row * units,
                );
                for (i, j) in (0..rows).flat_map(|i| (0..units).map(move |j| (i, j))) {
                    let terms =
                        (0..row).map(|k| x[from + i * row + k] * values[by + k * units + j]);
                    y.push(terms.sum());
                }
            }
            y
        })
    }
}

/// All places in a tensor, in its order.
pub(super) fn indices(sides: &[usize]) -> impl Iterator<Item = Vec<usize>> + '_ {
    (0..sides.iter().product()).map(move |mut i| {
        let mut place = vec![0; sides.len()];
        for (at, &side) in place.iter_mut().zip(sides).rev() {
            (*at, i) = (i % side, i / side);
        }
        place
    })
}

/// Which value of a tensor is at a place.
pub(super) fn offset(sides: &[usize], place: &[usize]) -> usize {
    sides
        .iter()
        .zip(place)
        .fold(0, |offset, (&side, &at)| offset * side + at)
}
