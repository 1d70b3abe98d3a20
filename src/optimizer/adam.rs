//! Adam (Kingma and Ba, 2015), with the decoupled decay of Loshchilov and Hutter (2019):
//! `m ← beta1 · m + (1 − beta1) · g`, `v ← beta2 · v + (1 − beta2) · g²`, and at step t, with
//! `m̂ = m / (1 − beta1ᵗ)` and `v̂ = v / (1 − beta2ᵗ)`: `w −= α · decay · w`, then `w −= α · m̂ / (√v̂ + ε)`.

/// The numbers of a method.
pub struct Adam {
    pub beta1: f32,
    pub beta2: f32,
    pub epsilon: f32,
}

impl Adam {
    /// Step t, from 1, for weights with their gradients, and first and second moments as they are and as they will be.
    pub fn update<'a>(
        self,
        t: u64,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        moments: impl Iterator<Item = ((&'a f32, &'a mut f32), (&'a f32, &'a mut f32))>,
        rate: f32,
        decay: f32,
    ) {
        let Adam {
            beta1,
            beta2,
            epsilon,
        } = self;
        let decay = rate * decay;
        // In f64: 1 − 0.999ᵗ loses half the digits of f32 in the first steps.
        let correction = |beta: f32| 1.0 - f64::from(beta).powi(t.try_into().unwrap_or(i32::MAX));
        let rate = (f64::from(rate) / correction(beta1)) as f32;
        let scale = correction(beta2).sqrt().recip() as f32;
        for ((w, g), ((m, next_m), (v, next_v))) in weights.zip(moments) {
            *next_m = beta1 * m + (1.0 - beta1) * g;
            *next_v = beta2 * v + (1.0 - beta2) * g * g;
            *w -= decay * *w;
            *w -= rate * *next_m / (scale * next_v.sqrt() + epsilon);
        }
    }
}
