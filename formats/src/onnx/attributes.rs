//! The attributes of a node, of which none may be left unread.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::messages::attribute_proto::AttributeType;
use super::messages::{AttributeProto, NodeProto};
use crate::error::{Error, Problem, Result};

/// A node with its attributes by name.
pub struct Attributes<'a> {
    node: &'a NodeProto,
    unread: RefCell<BTreeMap<&'a str, &'a AttributeProto>>,
}

/// How a node is named in errors: its operator with its name, or with that of what comes out of it.
pub fn place(node: &NodeProto) -> String {
    let output = node.output.first().map_or("", String::as_str);
    let name = Some(node.name())
        .filter(|name| !name.is_empty())
        .unwrap_or(output);
    format!("{} {name:?}", node.op_type())
}

impl<'a> Attributes<'a> {
    pub fn new(node: &'a NodeProto) -> Self {
        let all = node
            .attribute
            .iter()
            .map(|attribute| (attribute.name(), attribute));
        Attributes {
            node,
            unread: RefCell::new(all.collect()),
        }
    }

    /// `given` is there in place of what was `expected`.
    pub fn wrong(
        &self,
        name: &str,
        given: impl Into<String>,
        expected: impl Into<String>,
    ) -> Error {
        let (given, expected) = (given.into(), expected.into());
        let problem = Problem::Unsupported { given, expected };
        Error::new(format!("{}, {name}", place(self.node)), problem)
    }

    fn take(&self, name: &str, kind: AttributeType) -> Result<Option<&'a AttributeProto>> {
        let Some(attribute) = self.unread.borrow_mut().remove(name) else {
            return Ok(None);
        };
        match attribute.r#type() == kind && attribute.ref_attr_name().is_empty() {
            true => Ok(Some(attribute)),
            false => Err(self.wrong(
                name,
                format!("{:?}", attribute.r#type()),
                format!("{kind:?}"),
            )),
        }
    }

    pub fn int(&self, name: &str, default: i64) -> Result<i64> {
        Ok(self
            .take(name, AttributeType::Int)?
            .map_or(default, |attribute| attribute.i()))
    }

    pub fn float(&self, name: &str, default: f32) -> Result<f32> {
        Ok(self
            .take(name, AttributeType::Float)?
            .map_or(default, |attribute| attribute.f()))
    }

    pub fn ints(&self, name: &str) -> Result<Option<&'a [i64]>> {
        Ok(self
            .take(name, AttributeType::Ints)?
            .map(|attribute| attribute.ints.as_slice()))
    }

    /// How many whole numbers an attribute has.
    pub fn count(&self, name: &str) -> usize {
        self.unread
            .borrow()
            .get(name)
            .map_or(0, |attribute| attribute.ints.len())
    }

    pub fn text(&self, name: &str, default: &'a str) -> Result<&'a str> {
        let attribute = self.take(name, AttributeType::String)?;
        let bytes = attribute.map_or(default.as_bytes(), |attribute| attribute.s());
        std::str::from_utf8(bytes).map_err(|_| self.wrong(name, "bytes", "text"))
    }

    /// An attribute that has to be what it is if left out.
    pub fn must_be(&self, name: &str, expected: i64) -> Result<()> {
        match self.int(name, expected)? {
            given if given == expected => Ok(()),
            given => Err(self.wrong(name, given.to_string(), expected.to_string())),
        }
    }

    /// Nothing may be left that nobody asked for.
    pub fn finish(&self) -> Result<()> {
        match self.unread.borrow().keys().next() {
            None => Ok(()),
            Some(name) => Err(self.wrong(name, "an attribute", "none of this name")),
        }
    }
}
