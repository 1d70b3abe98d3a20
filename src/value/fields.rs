//! Objects: what has named fields, which are listed once, and by that list read and written.

use super::{Field, Problem, Value, read_word, write_word};

/// What has named fields.
pub(crate) trait Object: Clone {
    /// For messages: an object with this and that.
    const EXPECTED: &'static str;
    /// Any at all. Reading begins with it and replaces every field.
    const BLANK: Self;

    /// Hands over every field, by its name.
    fn list(&mut self, fields: &mut Fields) -> Result<(), Problem>;
}

/// The fields of one object, while it is read or written.
pub(crate) enum Fields {
    Read(Given),
    Write(Vec<(String, Value)>),
}

/// What was given for an object.
pub(crate) struct Given {
    /// Without what has been read.
    fields: Vec<(String, Value)>,
    /// The names that have been asked for.
    asked: Vec<&'static str>,
    /// The first of them that had to be there and was not.
    missing: Option<&'static str>,
}

impl Fields {
    /// A field that must be there.
    pub fn required<T: Field>(&mut self, name: &'static str, field: &mut T) -> Result<(), Problem> {
        self.field(name, field, None)
    }

    /// A field that is `default` if left out.
    pub fn optional<T: Field>(
        &mut self,
        name: &'static str,
        field: &mut T,
        default: T,
    ) -> Result<(), Problem> {
        self.field(name, field, Some(default))
    }

    /// A field that may be left out, or null, and then is not written.
    pub fn if_given<T: Field>(
        &mut self,
        name: &'static str,
        field: &mut Option<T>,
    ) -> Result<(), Problem> {
        match self {
            Fields::Write(fields) => {
                let given = field.iter().map(|field| (name.into(), field.write()));
                fields.extend(given);
            }
            Fields::Read(given) => {
                let value = given.take(name).filter(|value| *value != Value::Null);
                let read = value.map(T::read).transpose();
                *field = read.map_err(|problem| problem.within(name))?;
            }
        }
        Ok(())
    }

    fn field<T: Field>(
        &mut self,
        name: &'static str,
        field: &mut T,
        default: Option<T>,
    ) -> Result<(), Problem> {
        match self {
            Fields::Write(fields) => fields.push((name.into(), field.write())),
            Fields::Read(given) => match (given.take(name), default) {
                (Some(value), _) => {
                    *field = T::read(value).map_err(|problem| problem.within(name))?;
                }
                (None, Some(default)) => *field = default,
                (None, None) => given.missing = given.missing.or(Some(name)),
            },
        }
        Ok(())
    }

    /// A field that names the variant of an enum: `type` in `{ type: "conv", filters: 8 }`. `variants` holds each one,
    /// blank.
    pub fn tag<T: Clone>(
        &mut self,
        name: &'static str,
        of: &mut T,
        variants: &[(&str, T)],
    ) -> Result<(), Problem> {
        match self {
            Fields::Write(fields) => fields.push((name.into(), write_word(of, variants))),
            Fields::Read(given) => {
                let value = given.take(name).ok_or_else(|| Problem::missing(name))?;
                *of = read_word(&value, "a name", variants)
                    .map_err(|problem| problem.within(name))?;
            }
        }
        Ok(())
    }
}

impl Given {
    fn new(value: Value, expected: &str) -> Result<Self, Problem> {
        match value {
            Value::Object(fields) => Ok(Given {
                fields,
                asked: Vec::new(),
                missing: None,
            }),
            _ => Err(Problem::unexpected(&value, expected)),
        }
    }

    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.asked.push(name);
        let at = self.fields.iter().position(|(given, _)| given == name)?;
        Some(self.fields.remove(at).1)
    }

    /// Refuses what nobody has asked for, and then what is missing: a slip of the pen makes both.
    fn end(&self) -> Result<(), Problem> {
        match (self.fields.first(), self.missing) {
            (Some((name, _)), _) => Err(Problem::unknown("field", name, &self.asked)),
            (None, Some(name)) => Err(Problem::missing(name)),
            (None, None) => Ok(()),
        }
    }
}

impl<T: Object> Field for T {
    fn read(value: Value) -> Result<Self, Problem> {
        let mut object = T::BLANK;
        let mut fields = Fields::Read(Given::new(value, T::EXPECTED)?);
        object.list(&mut fields)?;
        if let Fields::Read(given) = fields {
            given.end()?;
        }
        Ok(object)
    }

    fn write(&self) -> Value {
        let mut fields = Fields::Write(Vec::new());
        // Writing refuses nothing.
        let _ = self.clone().list(&mut fields);
        match fields {
            Fields::Write(fields) => Value::Object(fields),
            Fields::Read(_) => Value::Null,
        }
    }
}
