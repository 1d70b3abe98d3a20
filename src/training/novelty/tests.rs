use super::*;
use crate::rng::Rng;

const FEATURES: usize = 60;
const ANOTHER_DAY: f32 = 0.2;

/// Pictures of two classes: each at a place of its own, spread much along one direction and little along the others.
fn pictures(count: usize, seed: u64) -> Vec<(Vec<f32>, usize)> {
    let mut rng = Rng::new(seed, 0);
    let one = |i: usize| {
        let class = i % 2;
        let mut x: Vec<f32> = (0..FEATURES).map(|_| rng.symmetric(0.3)).collect();
        x[class] += 3.0;
        x[10] += rng.symmetric(4.0);
        (x, class)
    };
    (0..count).map(one).collect()
}

/// Each a recording of its own.
fn examples(pictures: &[(Vec<f32>, usize)]) -> Vec<Example<'_>> {
    let numbered = (0..).zip(pictures);
    let examples = numbered.map(|(recording, (features, class))| Example {
        features,
        class: *class,
        recording,
    });
    examples.collect()
}

fn of(pictures: &[(Vec<f32>, usize)]) -> Option<Novelty> {
    Novelty::of(&examples(pictures), 2, ANOTHER_DAY)
}

#[test]
fn one_in_twenty_known_things_is_refused_and_all_that_lie_elsewhere() {
    let (mut refused, mut missed) = (0, 0);
    // Of 400, some are left out.
    for (seed, count) in (0..20).zip([60, 400].into_iter().cycle()) {
        let novelty = of(&pictures(count, seed)).unwrap();
        for (mut x, _) in pictures(400, 100 + seed) {
            refused += usize::from(novelty.score(&x) > 1.0);
            // As far off as some known things are, but not along their direction.
            x[20] += 2.5;
            missed += usize::from(novelty.score(&x) <= 1.0);
        }
    }
    assert!((240..=560).contains(&refused), "{refused} of 8000");
    assert!(missed <= 80, "{missed} of 8000");
}

/// Σ r rᵀ of differences r, one a row, and what Ledoit and Wolf have of them, ρ and μ, as scikit-learn writes it.
fn shrinkage(rows: &DMatrix<f64>) -> (DMatrix<f64>, f64, f64) {
    let (count, d) = (rows.nrows() as f64, FEATURES as f64);
    let scatter = rows.tr_mul(rows);
    let covariance = &scatter / count;
    let mu = covariance.trace() / d;
    let delta = (&covariance - mu * DMatrix::identity(FEATURES, FEATURES)).norm_squared() / d;
    let beta: f64 = rows
        .row_iter()
        .map(|row| (row.tr_mul(&row) - &covariance).norm_squared())
        .sum();
    let rho = (beta / (count * count * d)).min(delta) / delta;
    (scatter, rho, mu)
}

/// Squared distance by the inverse of (1 − ρ) Σ r rᵀ / n + ρ μ I.
fn squared(v: &DMatrix<f64>, scatter: &DMatrix<f64>, n: usize, rho: f64, mu: f64) -> f64 {
    let identity = DMatrix::identity(FEATURES, FEATURES);
    let shrunk = (1.0 - rho) / n as f64 * scatter + rho * mu * identity;
    (v * shrunk.try_inverse().unwrap() * v.transpose())[(0, 0)]
}

/// Differences from the mean of each class, which is that of the pictures `of_mean`.
fn differences(all: &[Example], of_mean: impl Fn(&Example) -> bool) -> DMatrix<f64> {
    let mean = |class, j: usize| {
        let own = all.iter().filter(|one| one.class == class && of_mean(one));
        let values: Vec<_> = own.map(|one| f64::from(one.features[j])).collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    DMatrix::from_fn(all.len(), FEATURES, |i, j| {
        f64::from(all[i].features[j]) - mean(all[i].class, j)
    })
}

#[track_caller]
fn assert_close(found: f64, expected: f64) {
    let error = (found / expected - 1.0).abs();
    assert!(error < 1e-3, "{found}, expected {expected}");
}

#[test]
fn the_distance_is_that_of_the_shrunk_covariance() {
    let (pictures, strange) = (pictures(24, 3), pictures(1, 9));
    let mut all = examples(&pictures);
    let novelty = Novelty::of(&all, 2, 0.0).unwrap();
    let (scatter, rho, mu) = shrinkage(&differences(&all, |_| true));
    let x = &strange[0].0;
    let to = [0, 1].map(|class| {
        all.push(Example {
            features: x,
            class,
            recording: u32::MAX,
        });
        let rows = differences(&all, |one| one.recording != u32::MAX);
        all.pop();
        squared(&rows.rows(24, 1).into_owned(), &scatter, 24, rho, mu)
    });
    let distance = novelty.score(x) * novelty.threshold;
    assert_close(distance.into(), to[0].min(to[1]));
}

/// As one would do it: with means and covariance anew for each part that is left out.
#[test]
fn each_part_is_measured_by_what_is_known_without_it() {
    let pictures = pictures(24, 5);
    let mut all = examples(&pictures);
    all.sort_by_key(|one| one.class);
    let (_, rho, mu) = shrinkage(&differences(&all, |_| true));
    // 12 of each class: alone, and in parts of 5, 5 and 2.
    for size in [1, 5] {
        let parts: Vec<Vec<_>> = all
            .chunks(12)
            .map(|own| own.chunks(size).collect())
            .collect();
        let (_, found) = Novelty::fit(&parts).unwrap();
        let mut found = found.into_iter();
        for part in parts.iter().flatten() {
            let inside = |one: &Example| part.iter().any(|own| own.recording == one.recording);
            let rows = differences(&all, |one| !inside(one));
            let [others, own] = [false, true].map(|wanted| {
                let chosen = (0..24).filter(|&i| inside(&all[i]) == wanted);
                rows.select_rows(&chosen.collect::<Vec<_>>())
            });
            let scatter = others.tr_mul(&others);
            for row in own.row_iter() {
                let v = row.clone_owned();
                let v = DMatrix::from_iterator(1, FEATURES, v.iter().copied());
                let expected = squared(&v, &scatter, 24, rho, mu);
                assert_close(found.next().unwrap(), expected);
            }
        }
        assert_eq!(found.next(), None);
    }
}

#[test]
fn frames_leave_room_for_another_day() {
    let pictures = pictures(60, 4);
    let mut frames = examples(&pictures);
    for one in &mut frames {
        one.recording = one.class as u32;
    }
    let [apart, alike] = [examples(&pictures), frames].map(|examples| {
        let novelty = Novelty::of(&examples, 2, ANOTHER_DAY).unwrap();
        move |moved: f32| {
            let mut x = novelty.means[..FEATURES].to_vec();
            x[20] += moved * (FEATURES as f32).sqrt();
            novelty.score(&x)
        }
    });
    // A mean square of 0.09 and of 0.49.
    assert!(apart(0.3) > 1.0 && alike(0.3) <= 1.0);
    assert!(apart(0.7) > 1.0 && alike(0.7) > 1.0);
}

#[test]
fn of_too_few_pictures_or_of_equal_ones_it_is_silent() {
    assert!(of(&pictures(8, 1)).is_none());
    let equal: Vec<_> = (0..20)
        .map(|i| (vec![i as f32 % 2.0; FEATURES], i % 2))
        .collect();
    assert!(of(&equal).is_none());
    // All but a few of a camera that stands still before one of two things.
    let varied = pictures(12, 1).into_iter().filter(|(_, class)| *class == 1);
    let still = (0..200).map(|_| (vec![0.37; FEATURES], 0));
    assert!(of(&still.chain(varied).collect::<Vec<_>>()).is_none());
}

#[test]
fn its_bytes_are_itself() {
    let novelty = of(&pictures(20, 1)).unwrap();
    let bytes = novelty.to_bytes().unwrap();
    assert_eq!(Novelty::from_bytes(&bytes).unwrap(), novelty);
    assert!(Novelty::from_bytes(&bytes[..50]).is_err());
}
