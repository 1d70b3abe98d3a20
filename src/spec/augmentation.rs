//! How far pictures are augmented while a network learns from them.

use serde::{Deserialize, Serialize};

use super::check::Check;
use crate::error::Result;

/// The most that may happen to a picture; [`crate::augment`] draws what does. Each can be turned off by 0.
///
/// The defaults fit what a webcam sees: things that are held nearer or farther, a little aside and a little askew, in
/// other light, before a camera whose white balance wanders.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct AugmentationSpec {
    /// Largest shift, either way, as a part of the side.
    pub shift: f32,
    /// Largest change of the scale, either way.
    pub zoom: f32,
    /// Largest rotation, either way, in degrees.
    pub rotation: f32,
    /// Whether every second picture is flipped from left to right. A hand that points left, or writing, would become something else.
    pub flip: bool,
    /// Largest change of the brightness, either way, as a part of the whole range from black to white.
    pub brightness: f32,
    /// Largest change of the contrast, either way.
    pub contrast: f32,
    /// Largest change of red, green and blue apart from each other, either way.
    pub color: f32,
    /// Largest standard deviation of the noise, as a part of the whole range.
    pub noise: f32,
    /// Largest part of the picture that is covered by a grey rectangle.
    pub erasing: f32,
}

impl Default for AugmentationSpec {
    fn default() -> Self {
        AugmentationSpec {
            shift: 0.125,
            zoom: 0.25,
            rotation: 10.0,
            flip: false,
            brightness: 0.15,
            contrast: 0.3,
            color: 0.1,
            noise: 0.02,
            erasing: 0.1,
        }
    }
}

impl AugmentationSpec {
    /// Nothing happens to any picture.
    pub const NONE: Self = AugmentationSpec {
        shift: 0.0,
        zoom: 0.0,
        rotation: 0.0,
        flip: false,
        brightness: 0.0,
        contrast: 0.0,
        color: 0.0,
        noise: 0.0,
        erasing: 0.0,
    };

    /// Checks every number against its range.
    ///
    /// # Errors
    ///
    /// Names the field, what was given and what is expected.
    pub fn validate(&self) -> Result<()> {
        let most = |name: &str, value: f32, most: f32| {
            let expected = format!("0 to {}", most);
            Check("augmentation").holds(name, value, (0.0..=most).contains(&value), &expected)
        };
        most("shift", self.shift, 1.0)?;
        // At 1 a picture would be a single pixel.
        most("zoom", self.zoom, 0.9)?;
        most("rotation", self.rotation, 180.0)?;
        most("brightness", self.brightness, 1.0)?;
        most("contrast", self.contrast, 1.0)?;
        most("color", self.color, 1.0)?;
        most("noise", self.noise, 1.0)?;
        // At 1 there would be pictures with nothing left to learn from.
        most("erasing", self.erasing, 0.9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, from_value, json};

    #[test]
    fn what_is_left_out_gets_its_default() {
        let spec: AugmentationSpec = from_value(json!({ "flip": true, "zoom": 0 })).unwrap();
        let expected = AugmentationSpec {
            flip: true,
            zoom: 0.0,
            ..Default::default()
        };
        assert_eq!(spec, expected);
        assert_eq!(spec.validate(), Ok(()));
        assert_eq!(AugmentationSpec::NONE.validate(), Ok(()));
    }

    #[test]
    fn numbers_have_ranges_and_names_are_known() {
        let problem = |value: Value| {
            let spec: AugmentationSpec = from_value(value).unwrap();
            spec.validate().unwrap_err().to_string()
        };
        for (given, expected) in [
            (json!({ "shift": -0.1 }), "shift: got -0.1; expected 0 to 1"),
            (json!({ "shift": 1.5 }), "shift: got 1.5; expected 0 to 1"),
            (json!({ "zoom": 1 }), "zoom: got 1; expected 0 to 0.9"),
            (
                json!({ "rotation": 181 }),
                "rotation: got 181; expected 0 to 180",
            ),
            (
                json!({ "brightness": 40 }),
                "brightness: got 40; expected 0 to 1",
            ),
            (json!({ "contrast": 2 }), "contrast: got 2; expected 0 to 1"),
            (json!({ "color": 2 }), "color: got 2; expected 0 to 1"),
            (json!({ "noise": -1 }), "noise: got -1; expected 0 to 1"),
            (json!({ "erasing": 1 }), "erasing: got 1; expected 0 to 0.9"),
        ] {
            assert_eq!(problem(given), format!("augmentation.{expected}"));
        }
        let spec = AugmentationSpec {
            noise: f32::NAN,
            ..AugmentationSpec::NONE
        };
        assert!(spec.validate().is_err());
        let unknown = from_value::<AugmentationSpec>(json!({ "colour": 0.1 })).unwrap_err();
        assert!(unknown.to_string().contains("`colour`"), "{unknown}");
    }
}
