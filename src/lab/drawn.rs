//! Faces and backgrounds drawn from random numbers, for those who have no photographs.

use crate::rng::Rng;

/// Height and width, as of the photographs in `lfw_subset.npy`.
pub const SIDE: usize = 25;

/// Pictures `[n, 25, 25, 1]` of about −1…1, faces and backgrounds in turn, and whether each is a face.
pub fn pictures(n: usize, seed: u64) -> (Vec<f32>, Vec<bool>) {
    let mut rng = Rng::new(seed, 500);
    let (mut inputs, mut faces) = (Vec::new(), Vec::new());
    for i in 0..n {
        let face = i % 2 == 0;
        let mut picture = background(&mut rng);
        if face {
            draw_face(&mut picture, &mut rng);
        }
        inputs.extend(picture.iter().map(|x| x + rng.symmetric(0.25)));
        faces.push(face);
    }
    (inputs, faces)
}

/// A slope of light with some discs on it.
fn background(rng: &mut Rng) -> Vec<f32> {
    let [light, down, right] = [0.5, 0.3, 0.3].map(|bound| rng.symmetric(bound));
    let slope = |p: usize| {
        let [y, x] = place(p);
        light + down * y + right * x
    };
    let mut picture: Vec<f32> = (0..SIDE * SIDE).map(slope).collect();
    for _ in 0..4 {
        let centre = [rng.symmetric(1.0), rng.symmetric(1.0)];
        let radii = [0.15 + 0.4 * rng.unit(), 0.15 + 0.4 * rng.unit()];
        let light = rng.symmetric(0.8);
        disc(&mut picture, centre, radii, light);
    }
    picture
}

/// A head with two eyes, a nose and a mouth, a little aside, nearer or farther, dark or fair.
fn draw_face(picture: &mut [f32], rng: &mut Rng) {
    let (y, x) = (rng.symmetric(0.15), rng.symmetric(0.15));
    let size = 0.75 + 0.25 * rng.unit();
    let skin = rng.symmetric(0.4);
    let dark = skin - 0.4 - 0.3 * rng.unit();
    let mut feature = |[down, right]: [f32; 2], radii: [f32; 2], light| {
        let centre = [y + size * down, x + size * right];
        disc(picture, centre, radii.map(|radius| size * radius), light);
    };
    feature([0.0, 0.0], [0.95, 0.75], skin);
    feature([-0.25, -0.32], [0.1, 0.16], dark);
    feature([-0.25, 0.32], [0.1, 0.16], dark);
    feature([0.12, 0.0], [0.2, 0.07], skin + 0.2);
    feature([0.5, 0.0], [0.08, 0.3], dark);
}

/// An ellipse; the picture reaches from −1 to 1.
fn disc(picture: &mut [f32], centre: [f32; 2], radii: [f32; 2], light: f32) {
    for (p, pixel) in picture.iter_mut().enumerate() {
        let at = place(p);
        let away = [0, 1].map(|i| (at[i] - centre[i]) / radii[i]);
        if away[0] * away[0] + away[1] * away[1] < 1.0 {
            *pixel = light;
        }
    }
}

/// Where pixel `p` is, −1…1: down and to the right.
fn place(p: usize) -> [f32; 2] {
    [p / SIDE, p % SIDE].map(|i| 2.0 * i as f32 / (SIDE - 1) as f32 - 1.0)
}
