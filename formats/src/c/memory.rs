//! Where each map lies: buffers that are needed at the same time must not overlap.

/// A buffer: how many floats, and from which step to which it is needed.
#[derive(Clone, Copy, Debug)]
pub struct Buffer {
    pub len: usize,
    pub from: usize,
    pub to: usize,
}

/// The place of each buffer, and how many floats all of them take. The largest come first; each then lies as low as it can.
pub fn arrange(buffers: &[Buffer]) -> (Vec<usize>, usize) {
    let mut order: Vec<usize> = (0..buffers.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(buffers[i].len), i));
    let mut places = vec![0; buffers.len()];
    let mut placed: Vec<usize> = Vec::new();
    let mut most = 0;
    for i in order {
        let Buffer { len, from, to } = buffers[i];
        let mut taken: Vec<_> = placed
            .iter()
            .filter(|&&other| buffers[other].from <= to && from <= buffers[other].to)
            .map(|&other| (places[other], places[other] + buffers[other].len))
            .collect();
        taken.sort_unstable();
        let mut place = 0;
        for (start, end) in taken {
            if place + len <= start {
                break;
            }
            place = place.max(end);
        }
        places[i] = place;
        placed.push(i);
        most = most.max(place + len);
    }
    (places, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer(len: usize, from: usize, to: usize) -> Buffer {
        Buffer { len, from, to }
    }

    #[test]
    fn a_chain_needs_two_neighbours_at_a_time() {
        let chain = [
            buffer(10, 0, 1),
            buffer(20, 1, 2),
            buffer(5, 2, 3),
            buffer(8, 3, 4),
        ];
        assert_eq!(arrange(&chain).1, 30);
    }

    #[test]
    fn what_is_needed_at_the_same_time_never_overlaps() {
        let buffers = [
            buffer(7, 0, 5),
            buffer(3, 1, 2),
            buffer(4, 2, 3),
            buffer(9, 3, 4),
            buffer(2, 4, 5),
            buffer(6, 5, 6),
        ];
        let (places, most) = arrange(&buffers);
        for (i, a) in buffers.iter().enumerate() {
            assert!(places[i] + a.len <= most);
            for (j, b) in buffers.iter().enumerate().skip(i + 1) {
                let apart = places[i] + a.len <= places[j] || places[j] + b.len <= places[i];
                assert!(apart || a.to < b.from || b.to < a.from, "{i} and {j}");
            }
        }
    }
}
