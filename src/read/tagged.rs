//! Enums whose variants a field tells apart: `{ type: "conv", filters: 8 }`.

use serde::de::{self, DeserializeOwned, Deserializer};
use serde_json::{Map, Value};

use super::{Problem, Reader};

/// An object one of whose fields, the tag, says what the others are: `{ type: "conv", filters: 8 }`.
pub(crate) struct Tagged {
    /// What the tag says: one of the known names.
    pub name: &'static str,
    rest: Map<String, Value>,
}

impl Tagged {
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
        tag: &'static str,
        known: &[&'static str],
    ) -> Result<Self, D::Error> {
        let value = de::Deserialize::deserialize(deserializer)?;
        Self::take(value, tag, known).map_err(nested)
    }

    #[inline(never)]
    fn take(value: Value, tag: &'static str, known: &[&'static str]) -> Result<Self, Problem> {
        let Value::Object(mut rest) = value else {
            let expected = format!("an object with a {tag}");
            return Err(Problem::unexpected(&value, &expected));
        };
        let name = rest
            .remove(tag)
            .ok_or_else(|| <Problem as de::Error>::missing_field(tag))?;
        let Value::String(name) = name else {
            return Err(Problem::unexpected(&name, "a name").within(&format!(".{tag}")));
        };
        let found = known.iter().find(|known| **known == name);
        let name =
            found.ok_or_else(|| Problem::unknown(tag, &name, known).within(&format!(".{tag}")))?;
        Ok(Tagged { name, rest })
    }

    /// What the other fields say.
    pub fn content<T: DeserializeOwned, E: de::Error>(self) -> Result<T, E> {
        T::deserialize(Reader(Value::Object(self.rest))).map_err(nested)
    }
}

/// For the deserialiser of the whole, whose error may be of another type: all that goes over is its message, with its
/// place in front, so that [`Problem::within`] finds it there.
pub(crate) fn nested<E: de::Error>(problem: Problem) -> E {
    E::custom(problem.text)
}

/// An enum whose variants are told apart by a tag, and the trait that the struct of each variant implements.
///
/// ```text
/// tagged! {
///     /// How training moves the weights.
///     pub enum OptimizerSpec by "type" as Method {
///         sgd: Sgd(SgdSpec),
///     }
/// }
/// ```
///
/// `{ type: "sgd", … }` is then `OptimizerSpec::Sgd(SgdSpec { … })`, which derefs to the `dyn Method` of its `SgdSpec`.
macro_rules! tagged {
    (
        $(#[$attribute:meta])*
        pub enum $enum:ident by $tag:literal as $trait:path {
            $($name:ident: $variant:ident($content:ty),)+
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        #[serde(tag = $tag, rename_all = "snake_case")]
        pub enum $enum {
            $(
                #[doc = concat!("[`", stringify!($content), "`]")]
                $variant($content),
            )+
        }

        impl $enum {
            /// What its tag says.
            pub fn tag(&self) -> &'static str {
                match self {
                    $($enum::$variant(_) => stringify!($name),)+
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $enum {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> std::result::Result<Self, D::Error> {
                const NAMES: &[&str] = &[$(stringify!($name)),+];
                let tagged = $crate::read::Tagged::deserialize(deserializer, $tag, NAMES)?;
                match tagged.name {
                    $(stringify!($name) => tagged.content().map(Self::$variant),)+
                    _ => unreachable!("one of the known names"),
                }
            }
        }

        impl std::ops::Deref for $enum {
            type Target = dyn $trait;

            fn deref(&self) -> &Self::Target {
                match self {
                    $($enum::$variant(content) => content,)+
                }
            }
        }

        $(
            impl From<$content> for $enum {
                fn from(content: $content) -> Self {
                    $enum::$variant(content)
                }
            }
        )+
    };
}
pub(crate) use tagged;
