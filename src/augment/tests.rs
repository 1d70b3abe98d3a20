//! Each operation against what its name means.

use super::*;
use crate::layers::check::shape;

const SIDE: usize = 16;
const SHAPE: Shape = shape(SIDE, SIDE, 3);

const STILL: Transform = Transform {
    scale: 1.0,
    angle: 0.0,
    flipped: false,
    shift: [0.0; 2],
    brightness: 0.0,
    contrast: 1.0,
    gains: [1.0; 3],
    noise: 0.0,
    erased: [0..0, 0..0],
};

/// A picture [16, 16] in which no two pixels are alike.
fn picture() -> Vec<[u8; 4]> {
    let pixel = |p: usize| [p as u8, (p * 7 % 256) as u8, (p * 31 % 256) as u8, 200];
    (0..SIDE * SIDE).map(pixel).collect()
}

/// What the network sees of `pixels`, augmented.
fn applied(transform: &Transform, pixels: &[[u8; 4]]) -> Vec<[f32; 3]> {
    let mut input = vec![[f32::NAN; 3]; pixels.len()];
    transform.apply(pixels, SHAPE, input.as_flattened_mut());
    transform.erase(SHAPE, input.as_flattened_mut());
    input
}

/// What the network sees when each pixel comes from `source(y, x)`.
fn moved(source: impl Fn(usize, usize) -> [usize; 2]) -> Vec<[f32; 3]> {
    let pixels = picture();
    let places = (0..SIDE * SIDE).map(|p| source(p / SIDE, p % SIDE));
    let seen = places.map(|[y, x]| pixels[y * SIDE + x]);
    seen.map(|[r, g, b, _]| [r, g, b].map(|byte| image::value(f32::from(byte))))
        .collect()
}

fn augmented(spec: &AugmentationSpec, rgba: &[u8], first: u64) -> Vec<f32> {
    let mut input = vec![f32::NAN; rgba.len() / 4 * 3];
    let augmentation = Augmentation { seed: 1, first };
    convert_augmented(rgba, SHAPE, spec, augmentation, &mut input);
    input
}

#[track_caller]
fn assert_same(actual: &[[f32; 3]], expected: &[[f32; 3]]) {
    let differing = (0..expected.len()).find(|&p| actual[p] != expected[p]);
    if let Some(p) = differing {
        let (y, x) = (p / SIDE, p % SIDE);
        panic!("[{y}, {x}] is {:?}, expected {:?}", actual[p], expected[p]);
    }
}

fn mean_and_deviation(values: &[f32]) -> (f32, f32) {
    let n = values.len() as f32;
    let mean = values.iter().sum::<f32>() / n;
    let squares: f32 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, (squares / n).sqrt())
}

#[test]
fn nothing_changes_at_zero() {
    let rgba = picture().concat();
    let expected = image::rgba_to_input(&rgba, 3).unwrap();
    for first in 0..20 {
        assert_eq!(augmented(&AugmentationSpec::NONE, &rgba, first), expected);
    }
    assert_ne!(augmented(&AugmentationSpec::default(), &rgba, 0), expected);
}

#[test]
fn a_shift_by_whole_pixels_is_exact_and_repeats_the_edge() {
    let shift = [3.0 / SIDE as f32, -2.0 / SIDE as f32];
    let transform = Transform { shift, ..STILL };
    let expected = moved(|y, x| [(y + 3).min(SIDE - 1), x.saturating_sub(2)]);
    assert_same(&applied(&transform, &picture()), &expected);
}

#[test]
fn a_shift_by_half_a_pixel_is_the_mean_of_two() {
    let shift = [0.0, 0.5 / SIDE as f32];
    let transform = Transform { shift, ..STILL };
    let pixels: Vec<_> = (0..SIDE * SIDE)
        .map(|p| [10 * (p % SIDE) as u8; 4])
        .collect();
    for (p, pixel) in applied(&transform, &pixels).iter().enumerate() {
        let x = (p % SIDE) as f32;
        let expected = image::value((10.0 * x + 5.0).min(150.0));
        assert_eq!(pixel[0], expected, "column {x}");
    }
}

#[test]
fn a_quarter_turn_is_exact() {
    let quarter = Transform {
        angle: 90f32.to_radians(),
        ..STILL
    };
    let turned = applied(&quarter, &picture());
    // Against the clock: the right column becomes the top row.
    assert_same(&turned, &moved(|y, x| [x, SIDE - 1 - y]));
    let half = Transform {
        angle: 180f32.to_radians(),
        ..STILL
    };
    let turned = applied(&half, &picture());
    assert_same(&turned, &moved(|y, x| [SIDE - 1 - y, SIDE - 1 - x]));
}

/// Height and width are not mixed up, and luma is that of the augmented colours.
#[test]
fn oblong_pictures_keep_their_sides() {
    let (height, width) = (4, 6);
    let shape = |channels| shape(height, width, channels);
    let pixels = &picture()[..height * width];
    let transform = Transform {
        angle: 180f32.to_radians(),
        shift: [1.0 / height as f32, -2.0 / width as f32],
        ..STILL
    };
    let mut colours = vec![[f32::NAN; 3]; pixels.len()];
    transform.apply(pixels, shape(3), colours.as_flattened_mut());
    let from = |place: usize| {
        let (y, x) = (place / width, place % width);
        let row = (height - y).min(height - 1);
        row * width + (width - 1 - x).saturating_sub(2)
    };
    let seen = |place| {
        let [r, g, b, _] = pixels[from(place)];
        [r, g, b].map(|byte| image::value(byte.into()))
    };
    let expected: Vec<_> = (0..pixels.len()).map(seen).collect();
    assert_eq!(colours, expected);
    let mut luma = vec![f32::NAN; pixels.len()];
    transform.apply(pixels, shape(1), &mut luma);
    for (luma, [r, g, b]) in luma.iter().zip(colours) {
        assert_eq!(*luma, 0.299 * r + 0.587 * g + 0.114 * b);
    }
}

#[test]
fn a_flip_is_a_mirror_and_twice_is_none() {
    let flip = Transform {
        flipped: true,
        ..STILL
    };
    let once = applied(&flip, &picture());
    assert_same(&once, &moved(|y, x| [y, SIDE - 1 - x]));
    let bytes = |value: f32| ((value + 1.0) * 127.5).round() as u8;
    let again: Vec<_> = once
        .iter()
        .map(|&[r, g, b]| [bytes(r), bytes(g), bytes(b), 255])
        .collect();
    assert_same(&applied(&flip, &again), &moved(|y, x| [y, x]));
}

#[test]
fn zoom_is_about_the_centre() {
    // Twice as far away, the middle half of the picture holds every second pixel or what lies between two.
    let pixels: Vec<_> = (0..SIDE * SIDE)
        .map(|p| [10 * (p % SIDE) as u8, 10 * (p / SIDE) as u8, 0, 0])
        .collect();
    let far = Transform {
        scale: 2.0,
        ..STILL
    };
    for (p, pixel) in applied(&far, &pixels).iter().enumerate() {
        let expected = |place: usize| {
            let from = (place as f32 - 7.5) * 2.0 + 7.5;
            image::value(10.0 * from.clamp(0.0, 15.0))
        };
        assert_eq!(
            [pixel[0], pixel[1]],
            [expected(p % SIDE), expected(p / SIDE)]
        );
    }
}

#[test]
fn flipped_and_turned_are_drawn_only_when_asked_for() {
    let rgba = picture().concat();
    let flip = AugmentationSpec {
        flip: true,
        ..AugmentationSpec::NONE
    };
    let (kept, flipped) = (moved(|y, x| [y, x]), moved(|y, x| [y, SIDE - 1 - x]));
    let mut flips = 0;
    for first in 0..400 {
        let input = augmented(&flip, &rgba, first);
        if input == *flipped.as_flattened() {
            flips += 1;
        } else {
            assert_eq!(input, *kept.as_flattened());
        }
    }
    assert!((160..240).contains(&flips), "{flips} of 400");
}

#[test]
fn brightness_moves_the_mean_and_contrast_the_deviation() {
    // Far enough from black and white that nothing is cut off.
    let pixels: Vec<_> = (0..SIDE * SIDE).map(|p| [90 + (p % 76) as u8; 4]).collect();
    let (mean, deviation) = mean_and_deviation(applied(&STILL, &pixels).as_flattened());
    let near = |actual: f32, expected: f32| {
        assert!(
            (actual - expected).abs() < 1e-4,
            "{actual}, expected {expected}"
        );
    };
    for (brightness, contrast) in [(0.2, 1.0), (0.0, 1.5), (-0.1, 0.5)] {
        let transform = Transform {
            brightness,
            contrast,
            ..STILL
        };
        let seen = mean_and_deviation(applied(&transform, &pixels).as_flattened());
        near(seen.0, mean * contrast + 2.0 * brightness);
        near(seen.1, deviation * contrast);
    }
    let cut = Transform {
        brightness: 1.0,
        ..STILL
    };
    let seen = applied(&cut, &picture());
    assert!(seen.as_flattened().iter().all(|&value| value == 1.0));
}

#[test]
fn colours_change_apart() {
    let gains = [0.5, 1.0, 1.25];
    let seen = applied(&Transform { gains, ..STILL }, &[[100; 4]; SIDE * SIDE]);
    let expected = [50.0, 100.0, 125.0].map(image::value);
    assert!(seen.iter().all(|pixel| *pixel == expected), "{:?}", seen[0]);
}

#[test]
fn erased_parts_are_within_their_share_and_inside() {
    let spec = AugmentationSpec {
        erasing: 0.4,
        ..AugmentationSpec::NONE
    };
    let white = vec![255; SIDE * SIDE * 4];
    let (mut sum, mut largest) = (0.0, 0.0f32);
    let mut corners = [false; 4];
    for first in 0..2000 {
        let input = augmented(&spec, &white, first);
        assert!(input.iter().all(|value| [0.0, 1.0].contains(value)));
        let erased = input.iter().filter(|&&value| value == 0.0).count();
        let fraction = erased as f32 / input.len() as f32;
        sum += fraction;
        largest = largest.max(fraction);
        let ends = [0, SIDE - 1, SIDE * (SIDE - 1), SIDE * SIDE - 1];
        for (seen, end) in corners.iter_mut().zip(ends) {
            *seen |= input[end * 3] == 0.0;
        }
    }
    let mean = sum / 2000.0;
    assert!((mean - 0.2).abs() < 0.02, "mean {mean}");
    // Sides are rounded to whole pixels.
    assert!((0.37..0.46).contains(&largest), "largest {largest}");
    assert_eq!(corners, [true; 4]);
}

#[test]
fn drawn_changes_reach_their_limits_and_no_farther() {
    let grey = vec![128; SIDE * SIDE * 4];
    let spec = AugmentationSpec {
        brightness: 0.15,
        ..AugmentationSpec::NONE
    };
    let values = (0..500).map(|first| augmented(&spec, &grey, first)[0]);
    let (low, high) = values.fold((f32::INFINITY, -1.0f32), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    assert!((-0.297..-0.28).contains(&low), "{low}");
    assert!((0.28..0.305).contains(&high), "{high}");
    for first in 0..500 {
        let mut rng = Rng::new(1, first);
        let drawn = Transform::draw(&AugmentationSpec::default(), SHAPE, &mut rng);
        assert!((0.75..=1.25).contains(&drawn.scale));
        assert!(drawn.angle.abs() <= 10f32.to_radians());
        assert!(drawn.shift.iter().all(|shift| shift.abs() <= 0.125));
        assert!((0.7..=1.3).contains(&drawn.contrast));
        assert!(drawn.gains.iter().all(|gain| (0.9..=1.1).contains(gain)));
        assert!((0.0..=0.04).contains(&drawn.noise));
    }
}

#[test]
fn a_stream_repeats_wherever_the_batch_is_split_and_others_differ() {
    let spec = AugmentationSpec {
        flip: true,
        ..Default::default()
    };
    let rgba = picture().concat();
    assert_ne!(augmented(&spec, &rgba, 4), augmented(&spec, &rgba, 5));
    let together = augmented(&spec, &rgba.repeat(5), 7);
    let shards = [
        augmented(&spec, &rgba.repeat(3), 7),
        augmented(&spec, &rgba.repeat(2), 10),
    ];
    assert_eq!(together, shards.concat());
}

#[test]
fn pictures_without_alpha_come_out_the_same() {
    let rgba = picture();
    let rgb: Vec<[u8; 3]> = rgba.iter().map(|pixel| pixel.rgb()).collect();
    let spec = AugmentationSpec::default();
    for stream in 0..20 {
        let (mut with, mut without) = (vec![0.0; SHAPE.len()], vec![0.0; SHAPE.len()]);
        convert_one(&rgba, SHAPE, &spec, Rng::new(1, stream), &mut with);
        convert_one(&rgb, SHAPE, &spec, Rng::new(1, stream), &mut without);
        assert_eq!(with, without);
    }
}
