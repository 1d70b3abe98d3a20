//! Four `f32` at once: wasm SIMD in the browser, SSE2 on x86-64, which always has it, and an array elsewhere.
//!
//! Without relaxed SIMD multiplication and addition round separately on every target, so a computation over lanes is
//! the same bit for bit in the SIMD128 build, the scalar build and native tests. The relaxed build may fuse the two.

pub use implementation::F32x4;

/// A number so large that only whole ones can be added to it: 1.5 · 2²³, and 127 more. The last bits of the sum are then
/// the exponent field of a power of two, which one shift moves into place.
pub const EXPONENT: f32 = 12_582_912.0 + 127.0;

impl F32x4 {
    /// Four zeros.
    pub const fn zero() -> Self {
        Self::new([0.0; 4])
    }

    /// The values of `from`, at most four, and zeros after them.
    #[inline(always)]
    pub fn load_part(from: &[f32]) -> Self {
        match from.first_chunk() {
            Some(four) => Self::load(four),
            None => Self::load(&std::array::from_fn(|i| {
                from.get(i).copied().unwrap_or(0.0)
            })),
        }
    }

    /// Writes the first values to `to`, as many as there is room for.
    #[inline(always)]
    pub fn store_part(self, to: &mut [f32]) {
        match to.first_chunk_mut() {
            Some(four) => self.store(four),
            None => {
                let mut values = [0.0; 4];
                self.store(&mut values);
                to.copy_from_slice(&values[..to.len()]);
            }
        }
    }
}

impl std::ops::AddAssign for F32x4 {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

#[cfg(target_feature = "simd128")]
mod implementation {
    use core::arch::wasm32::*;
    use std::ops::{Add, Div, Mul, Sub};

    /// Four `f32` in one 128-bit register.
    #[derive(Clone, Copy)]
    pub struct F32x4(v128);

    /// Yes or no, for each lane.
    #[derive(Clone, Copy)]
    pub struct Mask(v128);

    #[allow(unsafe_code)] // Loads and stores are the only intrinsics that take pointers.
    impl F32x4 {
        pub const fn new([a, b, c, d]: [f32; 4]) -> Self {
            Self(f32x4(a, b, c, d))
        }

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
        pub fn multiply_add(self, a: Self, b: Self) -> Self {
            #[cfg(target_feature = "relaxed-simd")]
            return Self(f32x4_relaxed_madd(a.0, b.0, self.0));
            #[cfg(not(target_feature = "relaxed-simd"))]
            Self(f32x4_add(self.0, f32x4_mul(a.0, b.0)))
        }

        /// 2ⁿ, where `self` is n + `EXPONENT` for a whole n from −126 to 127; 0 for −127.
        #[inline(always)]
        pub fn exp2(self) -> Self {
            Self(i32x4_shl(self.0, 23))
        }

        /// The smaller of the two; `self` where either is not a number. One instruction, unlike `f32x4.min`.
        #[inline(always)]
        pub fn min(self, other: Self) -> Self {
            Self(f32x4_pmin(self.0, other.0))
        }

        /// The larger of the two; `self` where either is not a number.
        #[inline(always)]
        pub fn max(self, other: Self) -> Self {
            Self(f32x4_pmax(self.0, other.0))
        }

        #[inline(always)]
        pub fn greater(self, other: Self) -> Mask {
            Mask(f32x4_gt(self.0, other.0))
        }
    }

    impl Mask {
        #[inline(always)]
        pub fn select(self, yes: F32x4, no: F32x4) -> F32x4 {
            F32x4(v128_bitselect(yes.0, no.0, self.0))
        }
    }

    impl Add for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            Self(f32x4_add(self.0, other.0))
        }
    }

    impl Sub for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            Self(f32x4_sub(self.0, other.0))
        }
    }

    impl Mul for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            Self(f32x4_mul(self.0, other.0))
        }
    }

    impl Div for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn div(self, other: Self) -> Self {
            Self(f32x4_div(self.0, other.0))
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)] // Intrinsics are unsafe calls wherever the processor might lack them.
mod implementation {
    use core::arch::x86_64::*;
    use std::ops::{Add, Div, Mul, Sub};

    /// What intrinsics make of registers.
    macro_rules! sse {
        ($call:expr) => {
            // SAFETY: every x86-64 processor has SSE2, and these read and write registers alone.
            unsafe { $call }
        };
    }

    /// Four `f32` in one 128-bit register.
    #[derive(Clone, Copy)]
    pub struct F32x4(__m128);

    /// Yes or no, for each lane.
    #[derive(Clone, Copy)]
    pub struct Mask(__m128);

    impl F32x4 {
        pub const fn new(values: [f32; 4]) -> Self {
            // SAFETY: both are 16 bytes, and any bits are a valid vector.
            Self(unsafe { std::mem::transmute::<[f32; 4], __m128>(values) })
        }

        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            Self(sse!(_mm_set1_ps(value)))
        }

        #[inline(always)]
        pub fn load(from: &[f32; 4]) -> Self {
            // SAFETY: the reference is valid for reading 16 bytes, and loadu asks for no alignment.
            Self(unsafe { _mm_loadu_ps(from.as_ptr()) })
        }

        #[inline(always)]
        pub fn store(self, to: &mut [f32; 4]) {
            // SAFETY: the reference is valid for writing 16 bytes, and storeu asks for no alignment.
            unsafe { _mm_storeu_ps(to.as_mut_ptr(), self.0) }
        }

        /// `self + a · b`.
        #[inline(always)]
        pub fn multiply_add(self, a: Self, b: Self) -> Self {
            self + a * b
        }

        /// 2ⁿ, where `self` is n + `EXPONENT` for a whole n from −126 to 127; 0 for −127.
        #[inline(always)]
        pub fn exp2(self) -> Self {
            Self(sse!(_mm_castsi128_ps(_mm_slli_epi32(
                _mm_castps_si128(self.0),
                23
            ))))
        }

        /// The smaller of the two; `self` where either is not a number: minps gives its second.
        #[inline(always)]
        pub fn min(self, other: Self) -> Self {
            Self(sse!(_mm_min_ps(other.0, self.0)))
        }

        /// The larger of the two; `self` where either is not a number.
        #[inline(always)]
        pub fn max(self, other: Self) -> Self {
            Self(sse!(_mm_max_ps(other.0, self.0)))
        }

        #[inline(always)]
        pub fn greater(self, other: Self) -> Mask {
            Mask(sse!(_mm_cmpgt_ps(self.0, other.0)))
        }
    }

    impl Mask {
        #[inline(always)]
        pub fn select(self, yes: F32x4, no: F32x4) -> F32x4 {
            F32x4(sse!(_mm_or_ps(
                _mm_and_ps(self.0, yes.0),
                _mm_andnot_ps(self.0, no.0)
            )))
        }
    }

    impl Add for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            Self(sse!(_mm_add_ps(self.0, other.0)))
        }
    }

    impl Sub for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            Self(sse!(_mm_sub_ps(self.0, other.0)))
        }
    }

    impl Mul for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            Self(sse!(_mm_mul_ps(self.0, other.0)))
        }
    }

    impl Div for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn div(self, other: Self) -> Self {
            Self(sse!(_mm_div_ps(self.0, other.0)))
        }
    }
}

#[cfg(not(any(target_feature = "simd128", target_arch = "x86_64")))]
mod implementation {
    use std::array::from_fn;
    use std::ops::{Add, Div, Mul, Sub};

    /// Four `f32` side by side; the compiler may or may not find registers for them.
    #[derive(Clone, Copy)]
    pub struct F32x4([f32; 4]);

    /// Yes or no, for each lane.
    #[derive(Clone, Copy)]
    pub struct Mask([bool; 4]);

    impl F32x4 {
        pub const fn new(values: [f32; 4]) -> Self {
            Self(values)
        }

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
        pub fn multiply_add(self, a: Self, b: Self) -> Self {
            self + a * b
        }

        /// 2ⁿ, where `self` is n + `EXPONENT` for a whole n from −126 to 127; 0 for −127.
        #[inline(always)]
        pub fn exp2(self) -> Self {
            Self(self.0.map(|value| f32::from_bits(value.to_bits() << 23)))
        }

        /// The smaller of the two; `self` where either is not a number.
        #[inline(always)]
        pub fn min(self, other: Self) -> Self {
            other.less(self).select(other, self)
        }

        /// The larger of the two; `self` where either is not a number.
        #[inline(always)]
        pub fn max(self, other: Self) -> Self {
            other.greater(self).select(other, self)
        }

        #[inline(always)]
        pub fn greater(self, other: Self) -> Mask {
            other.less(self)
        }

        #[inline(always)]
        fn less(self, other: Self) -> Mask {
            Mask(from_fn(|i| self.0[i] < other.0[i]))
        }

        #[inline(always)]
        fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
            Self(from_fn(|i| f(self.0[i], other.0[i])))
        }
    }

    impl Mask {
        #[inline(always)]
        pub fn select(self, yes: F32x4, no: F32x4) -> F32x4 {
            F32x4(from_fn(|i| if self.0[i] { yes.0[i] } else { no.0[i] }))
        }
    }

    impl Add for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            self.zip(other, |a, b| a + b)
        }
    }

    impl Sub for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            self.zip(other, |a, b| a - b)
        }
    }

    impl Mul for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            self.zip(other, |a, b| a * b)
        }
    }

    impl Div for F32x4 {
        type Output = Self;
        #[inline(always)]
        fn div(self, other: Self) -> Self {
            self.zip(other, |a, b| a / b)
        }
    }
}
