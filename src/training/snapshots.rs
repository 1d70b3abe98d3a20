//! The weights of a training at its beginning and at the ends of epochs, so that it can be replayed.

/// The most bytes that weights of earlier epochs take up. A network of the page has up to a million weights: that is four
/// snapshots of the largest, and all epochs of the small ones.
pub const MOST_BYTES: usize = 16_000_000;

/// The weights after an epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// 0: before anything was learned.
    pub epoch: usize,
    /// All parameters in order, as of the plan's spec.
    pub weights: Vec<f32>,
}

/// Snapshots in bounded memory. When it is full, every second one is dropped and from then on every second epoch is left out,
/// so that those kept always stand at equal distances. The first and the newest are always among them, unless the two do not
/// fit: then there are none.
pub struct Snapshots {
    most_bytes: usize,
    /// Epochs from one to the next, but for the newest.
    distance: usize,
    /// In the order of their epochs.
    list: Vec<Snapshot>,
}

impl Snapshots {
    /// Beginning with the initial weights.
    pub fn new(initial: &[f32], most_bytes: usize) -> Self {
        let mut snapshots = Snapshots {
            most_bytes,
            distance: 1,
            list: Vec::new(),
        };
        if 2 * size_of_val(initial) <= most_bytes {
            snapshots.add(0, initial);
        }
        snapshots
    }

    /// In the order of their epochs.
    pub fn list(&self) -> &[Snapshot] {
        &self.list
    }

    /// Keeps the weights after an epoch, which comes after all that are kept.
    pub fn push(&mut self, epoch: usize, weights: &[f32]) {
        if self.list.is_empty() {
            return;
        }
        // The newest of before, where it stood between two.
        let distance = self.distance;
        self.list.pop_if(|newest| newest.epoch % distance != 0);
        while (self.list.len() + 1) * size_of_val(weights) > self.most_bytes {
            self.distance *= 2;
            let distance = self.distance;
            self.list.retain(|kept| kept.epoch % distance == 0);
        }
        self.add(epoch, weights);
    }

    /// Forgets what came after an epoch: the training has rolled back to it.
    pub fn roll_back(&mut self, to: usize) {
        self.list.retain(|kept| kept.epoch <= to);
    }

    /// Without memory there is none; training goes on.
    fn add(&mut self, epoch: usize, weights: &[f32]) {
        let mut copy = Vec::new();
        if copy.try_reserve_exact(weights.len()).is_ok() && self.list.try_reserve(1).is_ok() {
            copy.extend_from_slice(weights);
            self.list.push(Snapshot {
                epoch,
                weights: copy,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights that say of which epoch they are, four of them: 16 bytes.
    fn weights(epoch: usize) -> [f32; 4] {
        [epoch as f32; 4]
    }

    /// The epochs kept after so many, with room for `most` snapshots.
    fn kept(epochs: usize, most: usize) -> Vec<usize> {
        let mut snapshots = Snapshots::new(&weights(0), 16 * most);
        for epoch in 1..=epochs {
            snapshots.push(epoch, &weights(epoch));
        }
        let list = snapshots.list();
        assert!(list.iter().all(|kept| kept.weights == weights(kept.epoch)));
        list.iter().map(|kept| kept.epoch).collect()
    }

    #[test]
    fn they_cover_the_training_evenly_in_bounded_memory() {
        assert_eq!(kept(0, 5), [0]);
        assert_eq!(kept(4, 5), [0, 1, 2, 3, 4]);
        assert_eq!(kept(5, 5), [0, 2, 4, 5]);
        assert_eq!(kept(6, 5), [0, 2, 4, 6]);
        assert_eq!(kept(7, 5), [0, 2, 4, 6, 7]);
        assert_eq!(kept(8, 5), [0, 2, 4, 6, 8]);
        assert_eq!(kept(9, 5), [0, 4, 8, 9]);
        assert_eq!(kept(1000, 5), [0, 256, 512, 768, 1000]);
        for epochs in 0..300 {
            for most in 2..9 {
                let kept = kept(epochs, most);
                assert!(kept.len() <= most);
                assert_eq!((kept[0], kept[kept.len() - 1]), (0, epochs));
                let distances = kept.windows(2).map(|pair| pair[1] - pair[0]);
                let distances: Vec<_> = distances.collect();
                if let [even @ .., last] = &distances[..] {
                    assert!(even.iter().all(|d| *d == distances[0] && d >= last));
                }
            }
        }
    }

    #[test]
    fn what_was_rolled_back_is_forgotten() {
        let mut snapshots = Snapshots::new(&weights(0), 16 * 5);
        let epochs = |snapshots: &Snapshots| -> Vec<usize> {
            snapshots.list().iter().map(|kept| kept.epoch).collect()
        };
        (1..=7).for_each(|epoch| snapshots.push(epoch, &weights(epoch)));
        snapshots.roll_back(5);
        assert_eq!(epochs(&snapshots), [0, 2, 4]);
        snapshots.push(6, &[-1.0; 4]);
        assert_eq!(epochs(&snapshots), [0, 2, 4, 6]);
        assert_eq!(snapshots.list()[3].weights, [-1.0; 4], "the new one");
    }

    #[test]
    fn of_a_network_too_large_for_two_there_are_none() {
        assert!(kept(9, 1).is_empty());
    }
}
