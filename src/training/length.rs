//! How long a training is.

/// Pictures that an epoch shows at least, if they are augmented.
const FEWEST_SHOWN: usize = 32;

/// Pictures that an epoch shows. Few are shown several times, augmented each time: else an epoch were a step or two.
pub fn epoch_length(pictures: usize, augmented: bool) -> usize {
    if augmented && pictures > 0 {
        pictures * FEWEST_SHOWN.div_ceil(pictures)
    } else {
        pictures
    }
}

/// Steps of a training; the largest number there is, where they are more.
pub fn step_count(epoch_length: usize, epochs: usize, batch_size: usize) -> usize {
    epochs.saturating_mul(epoch_length.div_ceil(batch_size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_pictures_are_shown_several_times_each_as_often_as_the_others() {
        let lengths = [1, 5, 31, 32, 33, 100].map(|count| epoch_length(count, true));
        assert_eq!(lengths, [32, 35, 62, 32, 33, 100]);
        assert_eq!(epoch_length(5, false), 5);
        assert_eq!(epoch_length(0, true), 0);
    }

    #[test]
    fn the_last_batch_of_an_epoch_may_be_smaller() {
        assert_eq!(step_count(35, 3, 8), 15);
        assert_eq!(step_count(32, 2, 64), 2);
    }
}
