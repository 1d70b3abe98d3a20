//! What happens to each channel of maps by itself, four channels at a time.

use super::lanes::F32x4;

/// Pixels whose sum is kept in f32; sums over a batch can have millions of terms and go on in f64.
const BLOCK: usize = 64;

/// Adds `f(values)` of every pixel of the `maps` [pixels, channels] to `totals` [channels]. `f` is also told which four
/// channels it sees.
#[inline(always)]
pub fn add_sums<const N: usize>(
    maps: [&[f32]; N],
    totals: &mut [f64],
    f: impl Fn([F32x4; N], usize) -> F32x4,
) {
    let channels = totals.len();
    let len = maps[0].len();
    for start in (0..len).step_by(BLOCK * channels) {
        let end = len.min(start + BLOCK * channels);
        for (lane, totals) in totals.chunks_mut(4).enumerate() {
            let mut sum = F32x4::zero();
            for at in (start + 4 * lane..end).step_by(channels) {
                let values = maps.map(|map| F32x4::load_part(&map[at..][..totals.len()]));
                sum += f(values, lane);
            }
            let mut sums = [0.0; 4];
            sum.store(&mut sums);
            for (total, sum) in totals.iter_mut().zip(sums) {
                *total += f64::from(sum);
            }
        }
    }
}

/// Writes `f(values)` of every pixel of the `maps` [pixels, channels] to `to`, likewise.
#[inline(always)]
pub fn map<const N: usize>(
    maps: [&[f32]; N],
    channels: usize,
    to: &mut [f32],
    f: impl Fn([F32x4; N], usize) -> F32x4,
) {
    for at in (0..to.len()).step_by(channels) {
        for lane in 0..channels.div_ceil(4) {
            let (at, width) = (at + 4 * lane, (channels - 4 * lane).min(4));
            let values = maps.map(|map| F32x4::load_part(&map[at..][..width]));
            f(values, lane).store_part(&mut to[at..][..width]);
        }
    }
}
