//! Gradient descent, as `torch.optim.SGD` has it: `g ← g + decay · w`, `v ← momentum · v + g`, `w −= α · v`, or with
//! Nesterov's look ahead `w −= α · (g + momentum · v)`.

/// Without momentum, for weights with their gradients.
pub fn plain<'a>(weights: impl Iterator<Item = (&'a mut f32, f32)>, rate: f32, decay: f32) {
    for (w, g) in weights {
        *w -= rate * (g + decay * *w);
    }
}

/// Share of the old velocity that stays, and whether a step looks ahead along it.
pub struct Momentum {
    pub momentum: f32,
    pub nesterov: bool,
}

impl Momentum {
    /// For weights with their gradients, and velocities as they are and as they will be.
    pub fn update<'a>(
        self,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        velocity: impl Iterator<Item = (&'a f32, &'a mut f32)>,
        rate: f32,
        decay: f32,
    ) {
        let Momentum { momentum, nesterov } = self;
        for ((w, g), (v, next_v)) in weights.zip(velocity) {
            let g = g + decay * *w;
            *next_v = momentum * v + g;
            let ahead = g + momentum * *next_v;
            *w -= rate * if nesterov { ahead } else { *next_v };
        }
    }
}
