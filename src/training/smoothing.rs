//! Answers that do not flicker.

/// Each answer moves the mean of those before by 1 − e^(−time passed / time constant) towards itself, so that smoothing
/// goes by time and not by the number of answers.
#[derive(Clone, Debug)]
pub struct Smoother {
    /// ms after which 63% of a change is seen.
    time_constant: f64,
    mean: Vec<f32>,
    /// Of the last answer, ms; `None` before the first one.
    last: Option<f64>,
}

impl Smoother {
    /// `time_constant`: ms after which 63% of a change is seen.
    pub fn new(time_constant: f64) -> Self {
        Smoother {
            time_constant,
            mean: Vec::new(),
            last: None,
        }
    }

    /// The mean, now that `scores` have come at `now`, in ms of any clock.
    pub fn add(&mut self, scores: &[f32], now: f64) -> &[f32] {
        // Where the clock goes back, as that of a film that begins again, what came before is of no use.
        let passed = self
            .last
            .filter(|last| now >= *last && self.mean.len() == scores.len());
        let part = passed.map_or(1.0, |last| 1.0 - (-(now - last) / self.time_constant).exp());
        if part < 1.0 {
            for (mean, score) in self.mean.iter_mut().zip(scores) {
                *mean += (part * f64::from(score - *mean)) as f32;
            }
        } else {
            self.mean = scores.to_vec();
        }
        self.last = Some(now);
        &self.mean
    }

    /// What comes next has nothing to do with what came before.
    pub fn reset(&mut self) {
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::super::targets::winner;
    use super::*;

    #[track_caller]
    fn assert_near(actual: f32, expected: f32) {
        assert!(
            (actual - expected).abs() < 1e-5,
            "{actual}, expected {expected}"
        );
    }

    #[test]
    fn smoothing_goes_by_time_not_by_the_number_of_answers() {
        let mut once = Smoother::new(100.0);
        assert_eq!(once.add(&[1.0, 0.0], 1000.0), [1.0, 0.0]);
        assert_near(once.add(&[0.0, 1.0], 1100.0)[0], (-1f32).exp());
        let mut often = Smoother::new(100.0);
        often.add(&[1.0, 0.0], 1000.0);
        for time in (1010..1100).step_by(10) {
            often.add(&[0.0, 1.0], f64::from(time));
        }
        assert_near(often.add(&[0.0, 1.0], 1100.0)[0], (-1f32).exp());
        often.reset();
        assert_eq!(often.add(&[0.5, 0.5], 1101.0), [0.5, 0.5]);
        // Other classes begin anew.
        assert_eq!(often.add(&[0.25, 0.25, 0.5], 1102.0), [0.25, 0.25, 0.5]);
    }

    #[test]
    fn a_clock_that_goes_back_begins_anew() {
        let mut smoother = Smoother::new(150.0);
        smoother.add(&[1.0, 0.0], 1000.0);
        assert_eq!(smoother.add(&[0.25, 0.75], 0.0), [0.25, 0.75]);
    }

    #[test]
    fn one_wrong_answer_among_many_does_not_flicker_through() {
        let mut smoother = Smoother::new(150.0);
        for frame in 0..30 {
            let scores = if frame == 20 {
                [0.1, 0.9]
            } else {
                [0.95, 0.05]
            };
            let smooth = smoother.add(&scores, f64::from(frame) * 33.0);
            assert_eq!(winner(smooth), 0, "frame {frame}");
        }
    }
}
