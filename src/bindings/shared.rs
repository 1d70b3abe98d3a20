//! Gradients on their way from worker to worker.
//!
//! Where the page is cross-origin isolated they lie in memory that all workers see, and messages say only that they are there:
//! a copy into it and one out of it. Elsewhere messages carry them.

use js_sys::{Float32Array, Float64Array, Reflect, SharedArrayBuffer};

/// Gradients and statistics that can be posted.
#[derive(Clone)]
pub struct Values {
    pub gradients: Float32Array,
    pub statistics: Float64Array,
}

impl Values {
    /// In memory of their own.
    pub fn of(gradients: &[f32], statistics: &[f64]) -> Self {
        Values {
            gradients: gradients.into(),
            statistics: statistics.into(),
        }
    }

    /// Room for so many in memory that others see, too; `None` where there is no such memory.
    pub fn shared([gradients, statistics]: [usize; 2]) -> Option<Self> {
        let isolated = Reflect::get(&js_sys::global(), &"crossOriginIsolated".into());
        let memory = |bytes: usize| SharedArrayBuffer::new(bytes as u32);
        isolated.is_ok_and(|it| it.is_truthy()).then(|| Values {
            gradients: Float32Array::new(&memory(size_of::<f32>() * gradients)),
            statistics: Float64Array::new(&memory(size_of::<f64>() * statistics)),
        })
    }

    /// Copies them in, if they have these lengths.
    pub fn set(&self, gradients: &[f32], statistics: &[f64]) -> bool {
        let lengths = [self.gradients.length(), self.statistics.length()];
        let fit = lengths == [gradients.len() as u32, statistics.len() as u32];
        if fit {
            self.gradients.copy_from(gradients);
            self.statistics.copy_from(statistics);
        }
        fit
    }
}
