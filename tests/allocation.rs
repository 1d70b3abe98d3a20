//! Does a step of training allocate memory? Once everything is there, it must not.

#![cfg(not(target_arch = "wasm32"))]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use serde_json::{Value, json};
use tab_trainer::augment::Augmentation;
use tab_trainer::{Network, NetworkSpec};

/// The system's allocator, which counts for each thread how often it was asked.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

#[allow(unsafe_code)] // The trait has no safe methods.
// SAFETY: every call is passed on as it is; a counter that needs no memory of its own stands beside them.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const PICTURE: usize = 11 * 9 * 4;
const N: usize = 6;

/// Every kind of layer and of stage: Winograd's and others, sparse and dense gradients, normalised and not.
fn network(optimizer: Value) -> Network {
    let spec: NetworkSpec = serde_json::from_value(json!({
        "input": { "height": 11, "width": 9, "channels": 3 },
        "layers": [
            { "type": "conv", "filters": 5, "kernel": 3 },
            { "type": "batch_norm" },
            { "type": "activation", "function": "relu" },
            { "type": "max_pool", "size": 2 },
            { "type": "conv", "filters": 4, "kernel": 5 },
            { "type": "activation", "function": "tanh" },
            { "type": "conv", "filters": 4, "kernel": 2, "stride": 2, "padding": 1 },
            { "type": "batch_norm" },
            { "type": "activation", "function": "silu" },
            { "type": "max_pool", "size": 2, "stride": 1 },
            { "type": "average_pool", "size": 1 },
            { "type": "dropout", "rate": 0.2 },
            { "type": "dense", "units": 3 },
        ],
        "loss": "cross_entropy",
        "optimizer": optimizer,
    }))
    .unwrap();
    Network::new(spec, 1).unwrap()
}

#[test]
fn steps_after_the_first_ask_for_no_memory() {
    let rgba: Vec<u8> = (0..N * PICTURE).map(|i| (i * 37 % 256) as u8).collect();
    let inputs = tab_trainer::image::rgba_to_input(&rgba, 3).unwrap();
    let targets = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0].repeat(N / 2);
    for optimizer in [
        json!({ "type": "sgd", "learning_rate": 0.01, "momentum": 0.9, "clip_norm": 1 }),
        json!({ "type": "adam", "learning_rate": 0.01, "schedule": { "type": "cosine", "steps": 9 } }),
        json!({ "type": "rmsprop", "learning_rate": 0.01 }),
        json!({ "type": "gradient_descent" }),
        json!({ "type": "lbfgs", "history": 3 }),
    ] {
        let searches = optimizer.get("learning_rate").is_none();
        let mut network = network(optimizer.clone());
        let mut gradients = network.weights().to_vec();
        let mut step = |first| {
            let augmentation = Some(Augmentation { seed: 1, first });
            network.train_step(&inputs, &targets).unwrap();
            network
                .train_step_rgba(&rgba, &targets, augmentation)
                .unwrap();
            if !searches {
                let found = network.gradients(&inputs, &targets).unwrap();
                gradients.copy_from_slice(found.gradients);
                network.apply_gradients(&gradients, None).unwrap();
            }
            network.evaluate_rgba(&rgba, &targets).unwrap();
        };
        step(0);
        let before = ASKED.get();
        (1..6).for_each(&mut step);
        assert_eq!(ASKED.get(), before, "{optimizer}");
    }
}
