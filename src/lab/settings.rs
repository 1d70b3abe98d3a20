//! Settings of experiments: each number's range and default stand beside it, for sliders and for the check alike.

use serde::Serialize;

use crate::error::{Error, Result};

/// A number that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Slider {
    /// The setting's name.
    pub name: &'static str,
    /// If it is left out.
    pub default: f64,
    /// Least value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Distance of neighbouring values; `None`: the scale is logarithmic.
    pub step: Option<f64>,
}

impl Slider {
    /// Checks that `value` lies in the range.
    pub(super) fn check(&self, value: f64) -> Result<()> {
        // What JavaScript writes as 0.1 is another number as an f32.
        let slack = 1e-6 * self.max;
        if (self.min - slack..=self.max + slack).contains(&value) {
            return Ok(());
        }
        Err(Error::input(
            format!("settings.{}", self.name),
            format!("got {value}; expected {} to {}", self.min, self.max),
        ))
    }
}

/// The settings of an experiment: numbers with their ranges, and choices.
macro_rules! settings {
    (
        $(#[$attribute:meta])*
        pub struct $settings:ident {
            $($(#[$doc:meta])* $number:ident: $type:ty = $default:literal, $min:literal to $max:literal $(by $step:literal)?;)*
        }
        $(choices {
            $($(#[$choice_doc:meta])* $choice:ident: $choice_type:ty = $choice_default:expr;)*
        })?
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        #[serde(default, deny_unknown_fields)]
        pub struct $settings {
            $($(#[$doc])* pub $number: $type,)*
            $($($(#[$choice_doc])* pub $choice: $choice_type,)*)?
        }

        impl Default for $settings {
            fn default() -> Self {
                $settings {
                    $($number: $default as $type,)*
                    $($($choice: $choice_default,)*)?
                }
            }
        }

        impl $settings {
            /// The numbers, with their ranges.
            pub const SLIDERS: &'static [$crate::lab::Slider] = &[$($crate::lab::Slider {
                name: stringify!($number),
                default: $default as f64,
                min: $min as f64,
                max: $max as f64,
                step: $crate::lab::settings::step!($($step)?),
            },)*];

            /// Checks every number against its range.
            fn check(&self) -> $crate::error::Result<()> {
                let values = [$(self.$number as f64,)*];
                Self::SLIDERS.iter().zip(values).try_for_each(|(slider, value)| slider.check(value))
            }
        }
    };
}

macro_rules! step {
    () => {
        None
    };
    ($step:literal) => {
        Some($step as f64)
    };
}

pub(super) use {settings, step};
