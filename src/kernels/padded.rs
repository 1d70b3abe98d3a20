//! Maps with their border of zeros in the buffer, so that every window of a convolution lies in memory as it is.

use crate::tensor::Shape;

/// Room behind the last map: kernels read and write whole vectors, up to three numbers beyond a window's end.
const SLACK: usize = 4;

/// Where a map `[height, width, channels]` lies in a larger one of zeros, `[rows, cols, channels]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Padded {
    pub map: Shape,
    pub top: usize,
    pub left: usize,
    pub rows: usize,
    pub cols: usize,
}

impl Padded {
    /// Length of one row.
    pub fn row(&self) -> usize {
        self.cols * self.map.channels
    }

    /// Where the map begins.
    pub fn first(&self) -> usize {
        self.top * self.row() + self.left * self.map.channels
    }

    /// Length of one padded map.
    pub fn len(&self) -> usize {
        self.rows * self.row()
    }

    /// Whether it is at most twice as long as the longest map: windows that lie far apart on a long and narrow map would
    /// ask for more. Safe to ask of any; only then are lengths sure not to overflow, and places to fit into 27 bits.
    pub fn is_affordable(&self) -> bool {
        let row = (self.cols as u64).saturating_mul(self.map.channels as u64);
        row.saturating_mul(self.rows as u64) <= 2 * Shape::MAX_LEN as u64
    }

    /// Length of a buffer for `count` padded maps.
    pub fn buffer_len(&self, count: usize) -> usize {
        count.saturating_mul(self.len()).saturating_add(SLACK)
    }

    /// Copies a map into the middle of a padded one, whose border is left as it is: zero once, it stays zero. Rows and
    /// columns for which there is no room are left out: no window reaches them.
    pub fn embed(&self, map: &[f32], padded: &mut [f32]) {
        let (len, at) = self.visible();
        let rows = map.chunks_exact(self.map.width * self.map.channels);
        let padded = padded.chunks_exact_mut(self.row()).take(self.rows);
        let padded = padded.skip(self.top);
        for (row, padded) in rows.zip(padded) {
            padded[at..][..len].copy_from_slice(&row[..len]);
        }
    }

    /// Copies the middle of a padded map; what is not in it becomes zero.
    pub fn extract(&self, padded: &[f32], map: &mut [f32]) {
        let (len, at) = self.visible();
        let padded = padded.chunks_exact(self.row()).take(self.rows);
        let mut padded = padded.skip(self.top);
        for row in map.chunks_exact_mut(self.map.width * self.map.channels) {
            row.fill(0.0);
            if let Some(padded) = padded.next() {
                row[..len].copy_from_slice(&padded[at..][..len]);
            }
        }
    }

    /// How much of a row there is room for, and where it begins.
    fn visible(&self) -> (usize, usize) {
        let cols = self.map.width.min(self.cols.saturating_sub(self.left));
        (cols * self.map.channels, self.left * self.map.channels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::check::shape;

    #[test]
    fn maps_come_out_as_they_went_in_and_borders_stay_zero() {
        let map = shape(2, 3, 2);
        let padded = Padded {
            map,
            top: 1,
            left: 2,
            rows: 4,
            cols: 6,
        };
        let x: Vec<f32> = (1..=12).map(|v| v as f32).collect();
        let mut buffer = vec![0.0; padded.buffer_len(2)];
        padded.embed(&x, &mut buffer);
        assert_eq!(buffer[12 + 4..][..6], x[..6]);
        assert_eq!(buffer.iter().filter(|&&v| v != 0.0).count(), 12);
        let mut back = [9.0; 12];
        padded.extract(&buffer, &mut back);
        assert_eq!(back[..], x[..]);
    }

    /// A stride larger than the kernel leaves the last rows and columns to no window.
    #[test]
    fn what_no_window_reaches_is_left_out() {
        let map = shape(3, 3, 1);
        let padded = Padded {
            map,
            top: 0,
            left: 0,
            rows: 2,
            cols: 2,
        };
        let mut buffer = vec![0.0; padded.buffer_len(2)];
        padded.embed(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0], &mut buffer);
        assert_eq!(buffer[..6], [1.0, 2.0, 4.0, 5.0, 0.0, 0.0]);
        let mut back = [7.0; 9];
        padded.extract(&buffer, &mut back);
        assert_eq!(back, [1.0, 2.0, 0.0, 4.0, 5.0, 0.0, 0.0, 0.0, 0.0]);
    }
}
