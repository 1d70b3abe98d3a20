//! RMSProp, as `torch.optim.RMSprop` has it, neither centred nor with momentum: `g ← g + decay · w`,
//! `v ← beta2 · v + (1 − beta2) · g²`, `w −= α · g / (√v + ε)`.

/// The numbers of the method.
pub struct Rmsprop {
    pub beta2: f32,
    pub epsilon: f32,
}

impl Rmsprop {
    /// For weights with their gradients, and mean squares as they are and as they will be.
    pub fn update<'a>(
        self,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        squares: impl Iterator<Item = (&'a f32, &'a mut f32)>,
        rate: f32,
        decay: f32,
    ) {
        let Rmsprop { beta2, epsilon } = self;
        for ((w, g), (v, next_v)) in weights.zip(squares) {
            let g = g + decay * *w;
            *next_v = beta2 * v + (1.0 - beta2) * g * g;
            *w -= rate * g / (next_v.sqrt() + epsilon);
        }
    }
}
