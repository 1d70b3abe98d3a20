//! What happens to each channel of maps by itself, four channels at a time.

use super::lanes::F32x4;

/// Pixels whose sum is kept in f32; sums over a batch can have millions of terms and go on in f64.
pub const BLOCK: usize = 64;

/// Adds what `f(vector)` makes of four channels of every pixel of the `maps` `[pixels, channels]` to each of the `totals`
/// `[channels]`.
#[inline(always)]
pub fn add_sums<const MAPS: usize, const SUMS: usize, F>(
    maps: [&[f32]; MAPS],
    mut totals: [&mut [f64]; SUMS],
    f: impl Fn(usize) -> F,
) where
    F: Fn([F32x4; MAPS]) -> [F32x4; SUMS],
{
    let channels = totals[0].len();
    let block = BLOCK * channels;
    for start in (0..maps[0].len()).step_by(block) {
        let maps = maps.map(|map| &map[start..map.len().min(start + block)]);
        for vector in 0..channels.div_ceil(4) {
            let f = f(vector);
            let mut sums = [F32x4::zero(); SUMS];
            for at in (4 * vector..maps[0].len()).step_by(channels) {
                // The last vector may reach into the next pixel; nobody looks at those sums.
                let values = f(maps.map(|map| F32x4::load_part(&map[at..])));
                for (sum, value) in sums.iter_mut().zip(values) {
                    *sum += value;
                }
            }
            for (totals, sum) in totals.iter_mut().zip(sums) {
                add_to(&mut totals[4 * vector..], sum);
            }
        }
    }
}

/// Adds four sums to the first four totals, or to as many as there are.
pub fn add_to(totals: &mut [f64], sum: F32x4) {
    let mut four = [0.0; 4];
    sum.store(&mut four);
    for (total, sum) in totals.iter_mut().zip(four) {
        *total += f64::from(sum);
    }
}

/// Writes `f(values)` of every pixel of the `maps` `[pixels, channels]` to `to`, likewise.
#[inline(always)]
pub fn map<const MAPS: usize>(
    maps: [&[f32]; MAPS],
    channels: usize,
    to: &mut [f32],
    f: impl Fn([F32x4; MAPS], usize) -> F32x4,
) {
    for (pixel, to) in to.chunks_exact_mut(channels).enumerate() {
        let maps = maps.map(|map| &map[pixel * channels..][..channels]);
        let whole = maps.map(|map| map.as_chunks::<4>().0);
        let (to, rest) = to.as_chunks_mut::<4>();
        for (vector, to) in to.iter_mut().enumerate() {
            f(whole.map(|map| F32x4::load(&map[vector])), vector).store(to);
        }
        if !rest.is_empty() {
            let vector = channels / 4;
            let values = maps.map(|map| F32x4::load_part(&map[4 * vector..]));
            f(values, vector).store_part(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::check::{assert_agree, random};

    #[test]
    fn every_channel_is_summed_and_mapped_by_itself() {
        for (pixels, channels) in [(1, 1), (200, 1), (67, 3), (64, 4), (130, 5), (65, 16)] {
            let values = random(2 * pixels * channels);
            let (a, b) = values.split_at(pixels * channels);
            let weights: Vec<f32> = (0..channels.next_multiple_of(4))
                .map(|c| c as f32)
                .collect();
            let weight = |vector: usize| F32x4::load(&weights.as_chunks().0[vector]);
            let weight = &weight;
            let (mut sums, mut products) = (vec![1.0; channels], vec![0.0; channels]);
            add_sums([a, b], [&mut sums[..], &mut products], |vector| {
                move |[a, b]: [F32x4; 2]| [a * weight(vector), a * b]
            });
            let mut mapped = vec![0.0; pixels * channels];
            map([a, b], channels, &mut mapped, |[a, b], vector| {
                a + b * weight(vector)
            });
            let case = format!("{pixels} pixels of {channels} channels");
            let by_channel = |start: f64, f: &dyn Fn(usize, f64, f64) -> f64| -> Vec<f64> {
                let mut sums = vec![start; channels];
                for (i, (&a, &b)) in a.iter().zip(b).enumerate() {
                    sums[i % channels] += f(i % channels, a.into(), b.into());
                }
                sums
            };
            let as_f32 =
                |sums: &[f64]| -> Vec<f32> { sums.iter().map(|&sum| sum as f32).collect() };
            let expected = by_channel(1.0, &|c, a, _| c as f64 * a);
            assert_agree(&format!("{case}, sums"), &as_f32(&sums), &expected, 1e-6);
            let expected = by_channel(0.0, &|_, a, b| a * b);
            assert_agree(
                &format!("{case}, products"),
                &as_f32(&products),
                &expected,
                1e-6,
            );
            let expected: Vec<f64> = (0..a.len())
                .map(|i| f64::from(a[i]) + f64::from(b[i]) * (i % channels) as f64)
                .collect();
            assert_agree(&format!("{case}, mapped"), &mapped, &expected, 1e-6);
        }
    }
}
