//! Operators that only say how the same values are to be understood.

use super::super::constants::Constant;
use super::along::Along;
use super::layout::Layout;
use super::linear::{indices, offset};
use super::operators::At;
use super::{Built, Reader, State};
use crate::error::Result;

impl Reader<'_> {
    /// The axes of a node, counted from the front, in order. Without any: none.
    pub(super) fn axes(&self, at: &At, rank: usize) -> Result<Vec<usize>> {
        let axes = match self.graph.has_input(at.node, 1) {
            true => {
                let axes = self.graph.constant(at.node, 1).and_then(Constant::ints);
                axes.ok_or_else(|| at.wrong("axes", "a value that is computed", "constants"))?
            }
            false => at.attributes.ints("axes")?.unwrap_or_default(),
        };
        let mut known = axes
            .iter()
            .map(|&axis| at.axis("axes", axis, rank))
            .collect::<Result<Vec<_>>>()?;
        known.sort_unstable();
        match known.windows(2).all(|pair| pair[0] < pair[1]) {
            true => Ok(known),
            false => Err(at.wrong("axes", format!("{axes:?}"), "each once")),
        }
    }

    /// What has the same values in another shape.
    pub(super) fn moved(&self, at: &At, operator: &str) -> Result<State> {
        let layout = match operator {
            "Flatten" => self.flatten(at)?,
            "Transpose" => transpose(at)?,
            "Squeeze" => self.squeeze(at)?,
            "Unsqueeze" => self.unsqueeze(at)?,
            _ => self.reshape(at)?,
        };
        let shape = at.state.shape;
        Ok(State { shape, layout })
    }

    fn flatten(&self, at: &At) -> Result<Layout> {
        let layout = &at.state.layout;
        let (rank, lead, sides) = (layout.rank(), layout.lead(), layout.sides());
        let given = at.attributes.int("axis", 1)?;
        let axis = match given {
            // The number of axes is none of them, and still a place between.
            whole if whole == rank as i64 => rank,
            axis => at.axis("axis", axis, rank)?,
        };
        let flat = match lead {
            0 => {
                let (front, rest) = sides.split_at(axis);
                layout.reshaped(&[front.iter().product(), rest.iter().product()])
            }
            1 if axis == 1 => layout.reshaped(&[sides.iter().product()]),
            _ => None,
        };
        flat.ok_or_else(|| at.wrong("axis", given.to_string(), "1"))
    }

    fn squeeze(&self, at: &At) -> Result<Layout> {
        let layout = &at.state.layout;
        let (lead, sides) = (layout.lead(), layout.sides());
        let axes = self.axes(at, layout.rank())?;
        let wrong = || {
            at.wrong(
                "axes",
                format!("{axes:?}"),
                format!("sides of 1 in {layout}"),
            )
        };
        let single = |axis: &usize| axis.checked_sub(lead).is_some_and(|i| sides[i] == 1);
        if !axes.iter().all(single) || (axes.is_empty() && lead > 0) {
            return Err(wrong());
        }
        let kept = |&(i, &side): &(usize, &usize)| match axes.is_empty() {
            true => side != 1,
            false => !axes.contains(&(i + lead)),
        };
        let kept: Vec<_> = sides
            .iter()
            .enumerate()
            .filter(kept)
            .map(|(_, &side)| side)
            .collect();
        layout.reshaped(&kept).ok_or_else(wrong)
    }

    fn unsqueeze(&self, at: &At) -> Result<Layout> {
        let layout = &at.state.layout;
        let more = match self.graph.constant(at.node, 1).and_then(Constant::ints) {
            Some(axes) => axes.len(),
            None => at.attributes.count("axes"),
        };
        let axes = self.axes(at, layout.rank().saturating_add(more))?;
        let lead = layout.lead();
        let wrong = || {
            at.wrong(
                "axes",
                format!("{axes:?}"),
                "some behind that of the pictures",
            )
        };
        let mut sides = layout.sides();
        for &axis in &axes {
            sides.insert(axis.checked_sub(lead).ok_or_else(wrong)?, 1);
        }
        layout
            .reshaped(&sides)
            .filter(|_| !axes.is_empty())
            .ok_or_else(wrong)
    }

    fn reshape(&self, at: &At) -> Result<Layout> {
        let layout = &at.state.layout;
        let (lead, sides) = (layout.lead(), layout.sides());
        let target = self.graph.constant(at.node, 1).and_then(Constant::ints);
        let target =
            target.ok_or_else(|| at.wrong("shape", "a value that is computed", "constants"))?;
        let len = at.state.shape.len();
        let wrong = || {
            let expected = format!("sides with {len} values of each picture");
            at.wrong("shape", format!("{target:?}"), expected)
        };
        let copies = !at.flag("allowzero")?;
        let own = match (lead, target) {
            (0, own) => own,
            // The number of pictures stays: as it is, as it is written, or as it follows from the rest.
            (1, [n, own @ ..]) => {
                let stays = (*n == 0 && copies) || Some(*n) == self.batch;
                match stays || (*n == -1 && !own.contains(&-1)) {
                    true => own,
                    false => return Err(wrong()),
                }
            }
            _ => return Err(wrong()),
        };
        let side = |(i, &side): (usize, &i64)| match side {
            0 if copies => sides.get(i).copied(),
            -1 => Some(1),
            side => usize::try_from(side).ok().filter(|&side| side > 0),
        };
        let known = own.iter().enumerate().map(side).collect::<Option<Vec<_>>>();
        let mut known = known.ok_or_else(wrong)?;
        let open: Vec<_> = (0..own.len()).filter(|&i| own[i] == -1).collect();
        let count = known
            .iter()
            .try_fold(1usize, |n, &side| n.checked_mul(side));
        match (open.as_slice(), count) {
            ([], _) => {}
            (&[i], Some(count)) if len.is_multiple_of(count) => known[i] = len / count,
            _ => return Err(wrong()),
        }
        layout.reshaped(&known).ok_or_else(wrong)
    }

    /// Constants around a tensor.
    pub(super) fn pad(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<State> {
        let (graph, layout) = (self.graph, at.state.layout.clone());
        let (rank, lead, sides) = (layout.rank(), layout.lead(), layout.sides());
        match at.attributes.text("mode", "constant")? {
            "constant" => {}
            mode => return Err(at.wrong("mode", mode, "constant")),
        }
        let pads = match graph.has_input(at.node, 1) {
            true => graph.constant(at.node, 1).and_then(Constant::ints),
            false => at.attributes.ints("pads")?,
        };
        let pads =
            pads.ok_or_else(|| at.wrong("pads", "a value that is computed, or none", "constants"))?;
        let value = match graph.has_input(at.node, 2) {
            true => graph.constant(at.node, 2).and_then(Constant::number),
            false => Some(at.attributes.float("value", 0.0)?),
        };
        let value = value
            .ok_or_else(|| at.wrong("constant_value", "a value that is computed", "a constant"))?;
        let axes: Vec<_> = match graph.has_input(at.node, 3) {
            false => (0..rank).collect(),
            true => {
                let axes = graph.constant(at.node, 3).and_then(Constant::ints);
                let axes =
                    axes.ok_or_else(|| at.wrong("axes", "a value that is computed", "constants"))?;
                axes.iter()
                    .map(|&axis| at.axis("axes", axis, rank))
                    .collect::<Result<_>>()?
            }
        };
        let wrong = || {
            at.wrong(
                "pads",
                format!("{pads:?}"),
                "a few values around small tensors, or zeros around maps",
            )
        };
        // More than a map of a picture has are more than there can be.
        let known = pads
            .iter()
            .map(|&side| usize::try_from(side).ok().filter(|&side| side < 1 << 20));
        let known = known
            .collect::<Option<Vec<_>>>()
            .filter(|known| known.len() == 2 * axes.len());
        let known = known.ok_or_else(wrong)?;
        let mut around = vec![[0, 0]; sides.len()];
        for (i, &axis) in axes.iter().enumerate() {
            let both = [known[i], known[axes.len() + i]];
            match axis.checked_sub(lead) {
                Some(own) => around[own] = both,
                None if both == [0, 0] => {}
                None => return Err(wrong()),
            }
        }
        if let (Ok(input), true) = (at.map(), value == 0.0)
            && let [front @ .., rows, columns] = around.as_slice()
            && front.iter().all(|side| *side == [0, 0])
        {
            let along = |len: usize, &[before, after]: &[usize; 2]| Along {
                len,
                kernel: 1,
                dilation: 1,
                stride: 1,
                before,
                after,
                count: len + before + after,
            };
            let windows = [along(input.height, rows), along(input.width, columns)];
            if let Some(shape) = self.zeros_around(at, layers, input, &windows)? {
                return Ok(at.followed_by(shape, Layout::map(1, shape)));
            }
        }
        let wider: Vec<_> = sides
            .iter()
            .zip(&around)
            .map(|(side, [a, b])| side + a + b)
            .collect();
        if !self.fits(at, &wider, 1) {
            return Err(wrong());
        }
        self.linear(at, layers, &wider, |x, constant| {
            let mut y = vec![constant * value; wider.iter().product()];
            for (mut place, value) in indices(&sides).zip(x) {
                place
                    .iter_mut()
                    .zip(&around)
                    .for_each(|(at, [before, _])| *at += before);
                y[offset(&wider, &place)] = *value;
            }
            y
        })
    }
}

fn transpose(at: &At) -> Result<Layout> {
    let layout = &at.state.layout;
    let rank = layout.rank();
    let order = match at.attributes.ints("perm")? {
        None => (0..rank).rev().collect(),
        Some(order) => order
            .iter()
            .map(|&axis| at.axis("perm", axis, rank))
            .collect::<Result<Vec<_>>>()?,
    };
    let turned = layout.permuted(&order).filter(|_| order.len() == rank);
    turned.ok_or_else(|| {
        at.wrong(
            "perm",
            format!("{order:?}"),
            "one that leaves the pictures apart",
        )
    })
}
