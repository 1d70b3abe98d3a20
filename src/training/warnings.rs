//! What about the pictures will spoil a training, as data for whoever is about to start it.

use std::collections::HashMap;

use serde::Serialize;

use super::pictures::Picture;

/// From this ratio on it is worth a word. Classes may count alike in training: few pictures still show little of theirs.
const UNEQUAL: usize = 4;

/// From so many in a class on: a few twins do no harm, but a frozen camera records nothing else.
const COPIES: usize = 5;

/// What about the pictures will spoil a training. Places are numbers within a class, from 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// One picture in two classes teaches a contradiction.
    Duplicate {
        /// Ids.
        pictures: [u32; 2],
        /// Their classes.
        classes: [usize; 2],
        /// Their places.
        places: [usize; 2],
    },
    /// Copies of pictures of the same class, as of a frozen camera: they teach nothing new, and a validation set with some of them
    /// tests nothing.
    Copies {
        /// Their class.
        class: usize,
        /// Ids; the first of its kind is not among them.
        pictures: Vec<u32>,
        /// Their places.
        places: Vec<usize>,
    },
    /// Pictures that show nothing: of a uniform colour, or black but for noise, as of a covered camera.
    Uniform {
        /// Their class.
        class: usize,
        /// Ids.
        pictures: Vec<u32>,
        /// Their places.
        places: Vec<usize>,
    },
    /// One class has far more pictures than another.
    Unequal {
        /// The class with the most pictures.
        most: usize,
        /// The class with the fewest.
        least: usize,
        /// How many times as many.
        ratio: usize,
    },
    /// Classes with a single picture: it can be learned, but not tested.
    SinglePicture {
        /// Which.
        classes: Vec<usize>,
    },
    /// The first class that has no pictures and cannot be recognised.
    EmptyClass {
        /// Which.
        class: usize,
    },
}

/// All that is to be said about `pictures` of so many classes.
pub fn warnings(pictures: &[Picture], class_count: usize) -> Vec<Warning> {
    let of = |class| pictures.iter().filter(move |p| p.class == class).collect();
    let classes: Vec<Vec<&Picture>> = (0..class_count).map(of).collect();
    let mut warnings = duplicates(&classes);
    warnings.extend(copies(&classes));
    warnings.extend(uniform(&classes));
    warnings.extend(unequal(&classes));
    let with = |count: usize| (0..class_count).filter(move |&class| classes[class].len() == count);
    let single: Vec<usize> = with.clone()(1).collect();
    if !single.is_empty() {
        warnings.push(Warning::SinglePicture { classes: single });
    }
    warnings.extend(with(0).next().map(|class| Warning::EmptyClass { class }));
    warnings
}

fn duplicates(classes: &[Vec<&Picture>]) -> Vec<Warning> {
    let mut known: HashMap<u64, Vec<(&Picture, usize)>> = HashMap::new();
    let mut found = Vec::new();
    for pictures in classes {
        for (&picture, place) in pictures.iter().zip(1..) {
            let alike = known.entry(picture.pixels.digest()).or_default();
            let twin = alike
                .iter()
                .find(|(other, _)| other.class != picture.class && other.pixels == picture.pixels);
            if let Some(&(twin, twin_place)) = twin {
                found.push(Warning::Duplicate {
                    pictures: [twin.id, picture.id],
                    classes: [twin.class, picture.class],
                    places: [twin_place, place],
                });
            }
            alike.push((picture, place));
        }
    }
    found
}

fn copies(classes: &[Vec<&Picture>]) -> impl Iterator<Item = Warning> {
    classes.iter().enumerate().filter_map(|(class, all)| {
        let mut known: HashMap<u64, Vec<&Picture>> = HashMap::new();
        let mut pictures = Vec::new();
        let mut places = Vec::new();
        for (&picture, place) in all.iter().zip(1..) {
            let alike = known.entry(picture.pixels.digest()).or_default();
            if alike.iter().any(|other| other.pixels == picture.pixels) {
                pictures.push(picture.id);
                places.push(place);
            } else if !picture.pixels.uniform() {
                alike.push(picture); // of those that show nothing another warning tells
            }
        }
        (places.len() >= COPIES).then_some(Warning::Copies {
            class,
            pictures,
            places,
        })
    })
}

fn uniform(classes: &[Vec<&Picture>]) -> impl Iterator<Item = Warning> {
    classes.iter().enumerate().filter_map(|(class, pictures)| {
        let of_one_colour = pictures.iter().zip(1..);
        let of_one_colour = of_one_colour.filter(|(picture, _)| picture.pixels.uniform());
        let (pictures, places): (Vec<_>, Vec<_>) = of_one_colour
            .map(|(picture, place)| (picture.id, place))
            .unzip();
        (!places.is_empty()).then_some(Warning::Uniform {
            class,
            pictures,
            places,
        })
    })
}

fn unequal(classes: &[Vec<&Picture>]) -> Option<Warning> {
    let filled = || (0..classes.len()).filter(|&class| !classes[class].is_empty());
    let len = |class: &usize| classes[*class].len();
    let least = filled().min_by_key(len)?;
    let most = filled().max_by_key(len)?;
    let [few, many] = [least, most].map(|class| classes[class].len());
    (many >= UNEQUAL * few).then(|| Warning::Unequal {
        most,
        least,
        ratio: (many as f64 / few as f64).round() as usize,
    })
}

#[cfg(test)]
mod tests {
    use super::super::pictures::Pictures;
    use super::*;
    use crate::tensor::Shape;

    /// Pictures of these classes that all differ from each other.
    fn pictures(classes: &[usize]) -> Pictures {
        let mut pictures = Pictures::new(Shape {
            height: 2,
            width: 1,
            channels: 3,
        });
        for (i, &class) in classes.iter().enumerate() {
            add(&mut pictures, [i as u8, 255], class);
        }
        pictures
    }

    fn add(pictures: &mut Pictures, [top, bottom]: [u8; 2], class: usize) {
        let rgba = [top, 0, 0, 255, bottom, 0, 0, 255];
        pictures.add_rgba(&rgba, class, "r").unwrap();
    }

    #[test]
    fn good_pictures_need_no_warning() {
        assert_eq!(warnings(pictures(&[0, 1, 0, 1]).list(), 2), []);
        assert_eq!(warnings(&[], 0), []);
    }

    #[test]
    fn a_picture_in_two_classes_is_found_with_its_places() {
        let mut all = pictures(&[1, 1, 0, 0]);
        add(&mut all, [1, 255], 0); // as the second of class 1
        let expected = Warning::Duplicate {
            pictures: [4, 1],
            classes: [0, 1],
            places: [3, 2],
        };
        assert_eq!(warnings(all.list(), 2), [expected]);
        // Twins within a class do no harm.
        let mut all = pictures(&[0, 0, 1, 1]);
        add(&mut all, [0, 255], 0);
        assert_eq!(warnings(all.list(), 2), []);
    }

    #[test]
    fn copies_are_found_when_there_are_many() {
        let mut all = pictures(&[0, 0, 1, 1]);
        for _ in 0..4 {
            add(&mut all, [1, 255], 0); // as the second of class 0
        }
        assert_eq!(warnings(all.list(), 2), []);
        add(&mut all, [0, 255], 0);
        let expected = Warning::Copies {
            class: 0,
            pictures: (4..9).collect(),
            places: (3..8).collect(),
        };
        assert_eq!(warnings(all.list(), 2), [expected]);
        // Of black pictures it is said that they are black.
        let mut all = pictures(&[0, 0, 1, 1]);
        for _ in 0..5 {
            add(&mut all, [9, 9], 1);
        }
        assert!(matches!(
            warnings(all.list(), 2)[..],
            [Warning::Uniform { .. }]
        ));
    }

    #[test]
    fn pictures_of_a_uniform_colour_are_found() {
        let mut all = pictures(&[0, 0, 1, 1]);
        add(&mut all, [7, 7], 1);
        add(&mut all, [9, 9], 1);
        let expected = Warning::Uniform {
            class: 1,
            pictures: vec![4, 5],
            places: vec![3, 4],
        };
        assert_eq!(warnings(all.list(), 2), [expected]);
    }

    #[test]
    fn classes_of_unequal_size_single_pictures_and_empty_classes_are_told() {
        let all = pictures(&[0, 0, 0, 0, 0, 0, 0, 2, 2]);
        assert_eq!(
            warnings(all.list(), 4),
            [Warning::EmptyClass { class: 1 }],
            "3.5 times as many"
        );
        let all = pictures(&[0, 0, 0, 0, 0, 2]);
        assert_eq!(
            warnings(all.list(), 3),
            [
                Warning::Unequal {
                    most: 0,
                    least: 2,
                    ratio: 5
                },
                Warning::SinglePicture { classes: vec![2] },
                Warning::EmptyClass { class: 1 },
            ]
        );
    }
}
