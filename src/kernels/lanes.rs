//! Four `f32` at once.
//!
//! Multiplication and addition round separately on every target, so a sum over lanes is the same bit for bit in the
//! SIMD128 build, the scalar build and native tests.

pub use implementation::F32x4;

#[cfg(target_feature = "simd128")]
mod implementation {
    use core::arch::wasm32::{f32x4_add, f32x4_mul, f32x4_splat, v128, v128_load, v128_store};

    /// Four `f32` in one 128-bit register.
    #[derive(Clone, Copy)]
    pub struct F32x4(v128);

    #[allow(unsafe_code)] // Loads and stores are the only intrinsics that take pointers.
    impl F32x4 {
        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            Self(f32x4_splat(value))
        }

        #[inline(always)]
        pub fn load(from: &[f32; 4]) -> Self {
            // SAFETY: the reference is valid for reading 16 bytes, and v128_load asks for no alignment.
            Self(unsafe { v128_load(from.as_ptr().cast()) })
        }

        #[inline(always)]
        pub fn store(self, to: &mut [f32; 4]) {
            // SAFETY: the reference is valid for writing 16 bytes, and v128_store asks for no alignment.
            unsafe { v128_store(to.as_mut_ptr().cast(), self.0) }
        }

        /// `self + a · b`.
        #[inline(always)]
        pub fn add_product(self, a: Self, b: Self) -> Self {
            Self(f32x4_add(self.0, f32x4_mul(a.0, b.0)))
        }
    }
}

#[cfg(not(target_feature = "simd128"))]
mod implementation {
    /// Four `f32` side by side; the compiler may or may not find registers for them.
    #[derive(Clone, Copy)]
    pub struct F32x4([f32; 4]);

    impl F32x4 {
        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            Self([value; 4])
        }

        #[inline(always)]
        pub fn load(from: &[f32; 4]) -> Self {
            Self(*from)
        }

        #[inline(always)]
        pub fn store(self, to: &mut [f32; 4]) {
            *to = self.0;
        }

        /// `self + a · b`.
        #[inline(always)]
        pub fn add_product(self, a: Self, b: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i] + a.0[i] * b.0[i]))
        }
    }
}
