//! Pictures on their way from files into a trainer: decoded on all cores, and kept only as large as the network takes them.

use std::collections::HashMap;

use anyhow::{Result, bail, ensure};
use indicatif::ProgressBar;
use rayon::prelude::*;
use serde::Serialize;
use tab_trainer::Trainer;

use crate::collection::Collection;
use crate::interrupt::Interrupt;
use crate::project::by_id;
use crate::state::{Begun, Located, Named};

/// Pictures that are decoded side by side: 16 MB as the trainer gets them.
const TOGETHER: usize = 256;

/// What a training is of: classes, and pictures in the order in which the engine gets them.
pub struct Lineup {
    pub classes: Vec<Named>,
    /// Places in the collection, and among the classes.
    pub pictures: Vec<(usize, usize)>,
}

/// A file that did not become a picture.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    pub file: String,
    pub reason: String,
}

impl Lineup {
    /// As the page has it: the classes that are not switched off, in the order in which they were added, however they are
    /// arranged, and their pictures class by class.
    pub fn of(collection: &Collection) -> Self {
        let classes = collection.classes.iter().enumerate();
        let mut taking_part: Vec<_> = classes.filter(|(_, class)| !class.is_off()).collect();
        taking_part.sort_by_key(|(_, class)| class.id.parse::<u64>().unwrap_or(u64::MAX));
        let mut pictures = Vec::new();
        for (label, (place, _)) in taking_part.iter().enumerate() {
            let items = collection.items.iter().enumerate();
            let of_class = items.filter(|(_, item)| item.class == *place);
            pictures.extend(of_class.map(|(item, _)| (item, label)));
        }
        let named = taking_part.into_iter().map(|(_, class)| Named {
            id: class.id.clone(),
            name: class.name.clone(),
        });
        Lineup {
            classes: named.collect(),
            pictures,
        }
    }

    /// That of a training that was interrupted.
    ///
    /// # Errors
    ///
    /// When not all of it is there any more.
    pub fn of_begun(begun: &Begun, collection: &Collection) -> Result<Self> {
        let places = by_id(collection);
        let class_of = begun.classes.iter().enumerate();
        let class_of: HashMap<_, _> = class_of.map(|(i, class)| (&class.id, i)).collect();
        let mut pictures = Vec::new();
        for Located { id, class_id } in &begun.pictures {
            match (places.get(id.as_str()), class_of.get(class_id)) {
                (Some(&place), Some(&class)) => pictures.push((place, class)),
                _ => bail!(
                    "picture {id} of the training that was interrupted is missing; expected all of its pictures. --anew begins another training"
                ),
            }
        }
        Ok(Lineup {
            classes: begun.classes.clone(),
            pictures,
        })
    }

    /// As it is kept of a training that begins.
    pub fn located(&self, collection: &Collection) -> Vec<Located> {
        let located = |&(place, class): &(usize, usize)| Located {
            id: collection.items[place].id.clone(),
            class_id: self.classes[class].id.clone(),
        };
        self.pictures.iter().map(located).collect()
    }

    /// Hands all pictures to a trainer without any: the engine's ids are then their places here. Those that cannot be read are
    /// left out, unless `whole`: a training that goes on needs all of its own.
    ///
    /// # Errors
    ///
    /// When the trainer refuses them, or one is missing.
    pub fn load(
        &mut self,
        collection: &Collection,
        trainer: &mut Trainer,
        whole: bool,
        bar: &ProgressBar,
        interrupt: &Interrupt,
    ) -> Result<Vec<Refused>> {
        bar.set_length(self.pictures.len() as u64);
        let (mut kept, mut refused) = (Vec::with_capacity(self.pictures.len()), Vec::new());
        for some in self.pictures.chunks(TOGETHER) {
            interrupt.check()?;
            let read: Vec<Result<Vec<u8>>> = some
                .par_iter()
                .map(|&(place, _)| collection.read(&collection.items[place]))
                .collect();
            for (&(place, class), rgba) in some.iter().zip(read) {
                let item = &collection.items[place];
                match rgba {
                    Ok(rgba) => {
                        trainer.add_rgba(&rgba, class, &item.recording)?;
                        kept.push((place, class));
                    }
                    Err(error) if whole => return Err(error),
                    Err(error) => refused.push(Refused {
                        file: collection.name_of(item),
                        reason: format!("{error:#}"),
                    }),
                }
                bar.inc(1);
            }
        }
        ensure!(!kept.is_empty(), "none of the pictures could be read");
        self.pictures = kept;
        Ok(refused)
    }
}
