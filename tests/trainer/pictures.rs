//! Pictures to train on: bars of light, upright ones, lying ones and crosses, in changing places and colours.

use std::time::Duration;

use serde_json::{Value, json};
use tab_trainer::rng::Rng;
use tab_trainer::training::{Event, Progress, Settings};
use tab_trainer::{Error, Trainer};

pub const SIDE: usize = 8;
pub const CLASSES: [&str; 3] = ["Upright", "Lying", "Cross"];

/// RGBA bytes of picture number `number` of a class.
pub fn picture(class: usize, number: u64) -> Vec<u8> {
    let mut rng = Rng::new(class as u64, number);
    let (x, y) = (rng.below(SIDE as u32), rng.below(SIDE as u32));
    let dark = rng.below(60) as u8;
    let light = 150 + rng.below(60) as u8;
    let mut rgba = Vec::new();
    for p in 0..(SIDE * SIDE) as u32 {
        let (upright, lying) = (p % SIDE as u32 == x, p / SIDE as u32 == y);
        let lit = match class {
            0 => upright,
            1 => lying,
            _ => upright || lying,
        };
        let level = if lit { light } else { dark };
        let noise = rng.below(20) as u8;
        rgba.extend([level + noise, level, level + noise / 2, 255]);
    }
    rgba
}

/// Settings for these pictures: a network that learns them in milliseconds.
pub fn settings(classes: usize) -> Settings {
    let spec = spec(classes, json!({ "type": "adam", "learning_rate": 0.01 }));
    Settings {
        classes: CLASSES[..classes].iter().map(|&name| name.into()).collect(),
        spec: Some(serde_json::from_value(spec).unwrap()),
        epochs: Some(4),
        batch_size: Some(8),
        ..Settings::default()
    }
}

pub fn spec(classes: usize, optimizer: Value) -> Value {
    json!({
        "input": { "height": SIDE, "width": SIDE, "channels": 3 },
        "layers": [
            { "type": "conv", "filters": 6, "kernel": 3 },
            { "type": "batch_norm" },
            { "type": "activation", "function": "relu" },
            { "type": "max_pool", "size": 2 },
            { "type": "dropout", "rate": 0.1 },
            { "type": "dense", "units": classes },
        ],
        "loss": "cross_entropy",
        "optimizer": optimizer,
        "augmentation": {
            "shift": 0.05, "zoom": 0.05, "rotation": 2, "brightness": 0.05, "contrast": 0.05,
            "color": 0.05, "noise": 0.01, "erasing": 0,
        },
    })
}

pub fn with_optimizer(settings: Settings, optimizer: Value) -> Settings {
    let spec = spec(settings.classes.len(), optimizer);
    Settings {
        spec: Some(serde_json::from_value(spec).unwrap()),
        ..settings
    }
}

/// The same pictures for a network without batch norm and dropout.
pub fn plain(settings: Settings, optimizer: Value) -> Settings {
    let spec = json!({
        "input": { "height": SIDE, "width": SIDE, "channels": 3 },
        "layers": [
            { "type": "conv", "filters": 6, "kernel": 3 },
            { "type": "activation", "function": "leaky_relu" },
            { "type": "average_pool", "size": 2 },
            { "type": "dense", "units": settings.classes.len() },
        ],
        "loss": "cross_entropy",
        "optimizer": optimizer,
    });
    Settings {
        spec: Some(serde_json::from_value(spec).unwrap()),
        ..settings
    }
}

/// A learning rate that rises until it is far too large, after something has been learned.
pub fn rising(settings: Settings) -> Settings {
    let schedule = json!({ "type": "cosine", "steps": 2000, "warm_up": 1000 });
    let optimizer =
        json!({ "type": "sgd", "learning_rate": 100, "momentum": 0.9, "schedule": schedule });
    plain(settings, optimizer)
}

/// Steps that are too large from the start, until they have been halved a few times.
pub fn too_large(settings: Settings) -> Settings {
    plain(
        settings,
        json!({ "type": "sgd", "learning_rate": 100, "momentum": 0.9 }),
    )
}

/// A trainer with so many recordings of so many pictures of each class.
pub fn trainer(settings: Settings, recordings: usize, pictures: usize) -> Trainer {
    let mut trainer = Trainer::new(settings).unwrap();
    add(&mut trainer, recordings, pictures);
    trainer
}

pub fn add(trainer: &mut Trainer, recordings: usize, pictures: usize) {
    for class in 0..trainer.settings().classes.len() {
        for recording in 0..recordings {
            for i in 0..pictures {
                let rgba = picture(class, (recording * pictures + i) as u64);
                let name = format!("{class} {recording}");
                trainer.add_rgba(&rgba, class, &name).unwrap();
            }
        }
    }
}

/// Runs to the end, piece by piece.
pub fn run(trainer: &mut Trainer) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    loop {
        let progress: Progress = trainer.run(Duration::ZERO)?;
        events.extend(progress.events);
        if progress.done {
            return Ok(events);
        }
    }
}

/// The losses of the validation set, epoch by epoch; those that were rolled back count no more.
pub fn losses(events: &[Event]) -> Vec<f64> {
    let mut losses = Vec::new();
    for event in events {
        match event {
            Event::EpochEnded {
                epoch,
                validation,
                training,
                ..
            } => {
                assert_eq!(*epoch, losses.len() + 1);
                losses.push(validation.unwrap_or(*training).loss);
            }
            Event::RolledBack(roll_back) => losses.truncate(roll_back.to),
            _ => {}
        }
    }
    losses
}

/// The epoch, from 1, with the smallest loss; of equals the last.
pub fn best_epoch(losses: &[f64]) -> usize {
    let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
    losses.iter().rposition(|loss| *loss == least).unwrap() + 1
}

/// The weights that answer.
pub fn weights(trainer: &mut Trainer) -> Vec<f32> {
    trainer.classifier().unwrap().unwrap().parts().weights
}
