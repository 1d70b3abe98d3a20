//! Reads data that people write, JSON or an object of JavaScript, and says where and why it is not what was expected:
//! `layers[3].units: got "ten"; expected a whole number`.
//!
//! Types derive serde's `Deserialize` as always. What is special is the deserialiser: it checks a value where its type is
//! asked for, so that messages speak of "a whole number" and never of Rust's types, and it knows where it is.

mod tagged;

use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Number, Value};

use crate::error::{Mistake, MistakeKind};
pub(crate) use tagged::{Tagged, nested, tagged};

/// Reads a `T`; in whatever is read, an unknown field is an error if the type says so.
///
/// # Errors
///
/// Names the place, what was given and what was expected.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    T::deserialize(Reader(value))
}

/// Why a value is not what was expected, and where: `.layers[3].units: …`, or no place for the whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    text: String,
    kind: MistakeKind,
}

impl Problem {
    /// `given` is none of what was `expected`.
    #[cold]
    #[inline(never)]
    fn unexpected(given: &Value, expected: &str) -> Self {
        let unexpected = match given {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(number) => Unexpected::Float(number.as_f64().unwrap_or(f64::NAN)),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        de::Error::invalid_type(unexpected, &expected)
    }

    /// It lies in the part `place` of something larger, which is `.field` or `[index]`.
    #[cold]
    #[inline(never)]
    pub(crate) fn within(self, place: &str) -> Self {
        // A place begins so, and no sentence does.
        let colon = if self.text.starts_with(['.', '[']) {
            ""
        } else {
            ": "
        };
        Problem {
            text: [place, colon, &self.text].concat(),
            ..self
        }
    }

    /// It lies in `whole`, unless it says more exactly where.
    pub(crate) fn at_least_within(self, whole: &str) -> Self {
        match self.text.starts_with(['.', '[']) {
            true => self,
            false => self.within(whole),
        }
    }

    /// As data, what the sentence says.
    pub(crate) fn of_kind(self, kind: MistakeKind) -> Self {
        Problem { kind, ..self }
    }

    /// `given` names none of those that are `known`.
    pub(crate) fn unknown(kind: &str, given: &str, known: &[&str]) -> Self {
        Problem::from(match (nearest(given, known), known) {
            (Some(near), _) => format!("unknown {kind} `{given}`; did you mean `{near}`?"),
            (None, []) => format!("unknown {kind} `{given}`; expected none"),
            (None, known) => {
                let known = known.join("`, `");
                format!("unknown {kind} `{given}`; expected one of `{known}`")
            }
        })
    }
}

/// The known name that `given` is most likely a misspelling of.
fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |name: &&str| strsim::damerau_levenshtein(given, name);
    let near = known.iter().map(|name| (distance(name), *name)).min()?;
    // A third of the letters may be wrong.
    (near.0 * 3 <= near.1.len().max(given.chars().count())).then_some(near.1)
}

/// A sentence about the whole.
impl From<String> for Problem {
    fn from(sentence: String) -> Self {
        Problem {
            text: sentence,
            kind: MistakeKind::WrongValue,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.text.strip_prefix('.').unwrap_or(&self.text))
    }
}

impl std::error::Error for Problem {}

impl From<Problem> for Mistake {
    fn from(problem: Problem) -> Self {
        let text = problem.to_string();
        match text.split_once(": ") {
            // [`Problem::within`] puts it in front; a sentence has spaces before its first colon.
            Some((path, sentence)) if !path.contains(' ') => {
                Mistake::new(path, problem.kind, sentence)
            }
            _ => Mistake::new("", problem.kind, text),
        }
    }
}

impl de::Error for Problem {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Problem::from(message.to_string())
    }

    #[cold]
    #[inline(never)]
    fn invalid_type(given: Unexpected, expected: &dyn de::Expected) -> Self {
        let given = match given {
            Unexpected::Bool(value) => value.to_string(),
            Unexpected::Unsigned(value) => value.to_string(),
            Unexpected::Signed(value) => value.to_string(),
            Unexpected::Float(value) => value.to_string(),
            Unexpected::Str(text) => format!("\"{text}\""),
            Unexpected::Unit | Unexpected::Option => "null".into(),
            Unexpected::Seq => "a list".into(),
            Unexpected::Map => "an object".into(),
            other => other.to_string(),
        };
        Problem::from(format!("got {given}; expected {expected}"))
    }

    /// The reader has made sure of everything but the range of whole numbers.
    #[cold]
    #[inline(never)]
    fn invalid_value(given: Unexpected, _expected: &dyn de::Expected) -> Self {
        Self::invalid_type(given, &"a whole number below 2^32")
    }

    #[cold]
    #[inline(never)]
    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Problem::unknown("name", variant, known)
    }

    #[cold]
    #[inline(never)]
    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Problem::unknown("field", field, known)
    }

    #[cold]
    #[inline(never)]
    fn missing_field(field: &'static str) -> Self {
        Problem::from(format!("missing field `{field}`"))
    }
}

/// Whole numbers up to here are exact in JavaScript.
const LARGEST_WHOLE: f64 = ((1u64 << 53) - 1) as f64;

/// What does not depend on the type that is read stands in functions of its own, out of line: it would be repeated in the
/// code of every field of every type.
struct Reader(Value);

impl Reader {
    fn number(&self, expected: &str) -> Result<&Number, Problem> {
        match &self.0 {
            Value::Number(number) => Ok(number),
            other => Err(Problem::unexpected(other, expected)),
        }
    }

    #[inline(never)]
    fn float(&self) -> Result<f64, Problem> {
        let number = self.number("a number")?;
        number
            .as_f64()
            .ok_or_else(|| Problem::unexpected(&self.0, "a number"))
    }

    /// 2.0 is whole, too: in JavaScript it is the same as 2.
    #[inline(never)]
    fn whole(&self) -> Result<u64, Problem> {
        const EXPECTED: &str = "a whole number";
        let number = self.number(EXPECTED)?;
        let whole = |float: f64| float.fract() == 0.0 && (0.0..=LARGEST_WHOLE).contains(&float);
        number
            .as_u64()
            .or_else(|| {
                number
                    .as_f64()
                    .filter(|float| whole(*float))
                    .map(|float| float as u64)
            })
            .ok_or_else(|| Problem::unexpected(&self.0, EXPECTED))
    }

    #[inline(never)]
    fn bool(&self) -> Result<bool, Problem> {
        match &self.0 {
            Value::Bool(value) => Ok(*value),
            other => Err(Problem::unexpected(other, "true or false")),
        }
    }

    #[inline(never)]
    fn text(self, expected: fn(&[&str]) -> String, known: &[&str]) -> Result<String, Problem> {
        match self.0 {
            Value::String(text) => Ok(text),
            other => Err(Problem::unexpected(&other, &expected(known))),
        }
    }

    #[inline(never)]
    fn list(self) -> Result<Items, Problem> {
        match self.0 {
            Value::Array(items) => Ok(Items(items.into_iter(), 0)),
            other => Err(Problem::unexpected(&other, "a list")),
        }
    }

    /// An object with the fields that are `known`.
    #[inline(never)]
    fn fields(self, known: &[&str]) -> Result<Fields, Problem> {
        match self.0 {
            Value::Object(fields) => Ok(Fields(fields.into_iter(), None)),
            other => {
                let expected = format!("an object with {}", known.join(", "));
                Err(Problem::unexpected(&other, &expected))
            }
        }
    }
}

/// All whole numbers alike: the visitor checks the range of a smaller type.
macro_rules! read_whole {
    ($($name:ident)+) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            visitor.visit_u64(self.whole()?)
        }
    )+};
}

impl<'de> Deserializer<'de> for Reader {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), _, _) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (_, _, value) => visitor.visit_f64(value.unwrap_or(f64::NAN)),
            },
            Value::String(value) => visitor.visit_string(value),
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter(), 0)),
            Value::Object(fields) => visitor.visit_map(Fields(fields.into_iter(), None)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_bool(self.bool()?)
    }

    read_whole!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64);

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_string(self.text(|_| "a text".into(), &[])?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_seq(self.list()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_map(self.fields(known)?)
    }

    /// One of a few words.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let word = self.text(|known| format!("\"{}\"", known.join("\" or \"")), known)?;
        visitor.visit_enum(word.into_deserializer())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 char str bytes byte_buf unit unit_struct tuple tuple_struct map identifier ignored_any
    }
}

struct Items(std::vec::IntoIter<Value>, usize);

#[cold]
#[inline(never)]
fn in_item(problem: Problem, index: usize) -> Problem {
    problem.within(&format!("[{index}]"))
}

#[cold]
#[inline(never)]
fn in_field(problem: Problem, name: &str) -> Problem {
    problem.within(&format!(".{name}"))
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Problem> {
        let Some(value) = self.0.next() else {
            return Ok(None);
        };
        let index = self.1;
        self.1 += 1;
        seed.deserialize(Reader(value))
            .map(Some)
            .map_err(|problem| in_item(problem, index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The fields of an object, and the one whose name has been read.
struct Fields(serde_json::map::IntoIter, Option<(String, Value)>);

impl Fields {
    /// The name of the next field, if there is one.
    #[inline(never)]
    fn advance(&mut self) -> Option<StringDeserializer<Problem>> {
        self.1 = self.0.next();
        let (name, _) = self.1.as_ref()?;
        Some(name.clone().into_deserializer())
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Problem> {
        self.advance()
            .map(|name| seed.deserialize(name))
            .transpose()
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Problem> {
        let (name, value) = self.1.take().expect("a name comes before its value");
        seed.deserialize(Reader(value))
            .map_err(|problem| in_field(problem, &name))
    }
}
