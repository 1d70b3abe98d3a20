//! Which classes are told apart, and which are taken for each other.

use serde::Serialize;

/// Precision and recall of one class.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct ClassMetrics {
    /// Of the pictures that are answered so, the fraction that is of this class; `None` when there are none.
    pub precision: Option<f64>,
    /// Of the pictures of this class, the fraction that is answered so; `None` when there are none.
    pub recall: Option<f64>,
    /// Number of pictures of this class that were checked.
    pub pictures: usize,
}

/// `confusion[class][predicted]`: how many pictures of `class` are answered `predicted`, for pairs of both.
pub fn confusion(
    pairs: impl Iterator<Item = (usize, usize)>,
    class_count: usize,
) -> Vec<Vec<usize>> {
    let mut confusion = vec![vec![0; class_count]; class_count];
    pairs.for_each(|(class, predicted)| confusion[class][predicted] += 1);
    confusion
}

/// Precision and recall of each class of a confusion matrix.
pub fn per_class(confusion: &[Vec<usize>]) -> Vec<ClassMetrics> {
    let fraction = |part: usize, of: usize| (of > 0).then(|| part as f64 / of as f64);
    let metrics = |class: usize| {
        let correct = confusion[class][class];
        let pictures = confusion[class].iter().sum();
        let predicted = confusion.iter().map(|row| row[class]).sum();
        ClassMetrics {
            precision: fraction(correct, predicted),
            recall: fraction(correct, pictures),
            pictures,
        }
    };
    (0..confusion.len()).map(metrics).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_classes_and_columns_are_answers() {
        let pairs = [(0, 0), (0, 1), (0, 1), (1, 1)];
        assert_eq!(confusion(pairs.into_iter(), 2), [[1, 2], [0, 1]]);
    }

    #[test]
    fn precision_and_recall_of_twelve_pictures() {
        let classes = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2];
        let predicted = [0, 0, 0, 1, 2, 1, 1, 0, 1, 2, 1, 2];
        let found = per_class(&confusion(classes.into_iter().zip(predicted), 3));
        for (metrics, (precision, recall, pictures)) in
            found
                .iter()
                .zip([(0.75, 0.6, 5), (0.6, 0.75, 4), (2.0 / 3.0, 2.0 / 3.0, 3)])
        {
            assert!((metrics.precision.unwrap() - precision).abs() < 1e-12);
            assert!((metrics.recall.unwrap() - recall).abs() < 1e-12);
            assert_eq!(metrics.pictures, pictures);
        }
    }

    #[test]
    fn of_nothing_there_is_no_fraction() {
        let found = per_class(&confusion([(0, 0)].into_iter(), 3));
        assert_eq!(
            (found[0].precision, found[0].recall),
            (Some(1.0), Some(1.0))
        );
        assert_eq!((found[1].precision, found[1].recall), (None, None));
    }
}
