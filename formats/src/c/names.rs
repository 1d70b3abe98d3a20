//! What people call their classes, as C has it.

use std::fmt::Write;

/// Longer names are cut: C99 promises no more than 4095 characters of a string, and each byte may become four.
const MOST_BYTES: usize = 900;

/// A name inside quotes, for a string and, as far as that goes, for a comment. What is not printable ASCII becomes octal: of
/// hexadecimal digits a string would take as many as follow.
pub fn quoted(name: &str) -> String {
    let mut quoted = String::from("\"");
    for byte in cut(name).bytes() {
        match byte {
            b'"' | b'\\' | b'?' => {
                // A question mark may be part of a trigraph.
                quoted.push('\\');
                quoted.push(char::from(byte));
            }
            b' '..=b'~' => quoted.push(char::from(byte)),
            // Writing to a string does not fail.
            _ => write!(quoted, "\\{byte:03o}").unwrap_or_default(),
        }
    }
    quoted.push('"');
    quoted
}

/// Likewise where `/*` and `*/` would have a meaning.
pub fn commented(name: &str) -> String {
    quoted(name).replace('*', "\\052")
}

fn cut(name: &str) -> &str {
    let ends = (0..=MOST_BYTES).rev();
    let mut ends = ends.filter(|&end| name.is_char_boundary(end));
    match name.len() > MOST_BYTES {
        true => &name[..ends.next().unwrap_or(0)],
        false => name,
    }
}

/// A constant for each class, all different: `CLASS_RED_CUP`, or `CLASS_3` where nothing of the name can be in one.
pub fn constants(names: &[String]) -> Vec<String> {
    let mut constants: Vec<String> = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let words = name.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<String> = words
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_uppercase)
            .collect();
        let mut constant = format!("CLASS_{}", words.join("_"));
        // C99 tells apart no more than 63 characters.
        constant.truncate(50);
        if words.is_empty() || constants.contains(&constant) {
            constant = format!("{}_{i}", constant.trim_end_matches('_'));
        }
        while constants.contains(&constant) {
            constant.push('_');
        }
        constants.push(constant);
    }
    constants
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_in_strings_and_comments() {
        assert_eq!(quoted("Cup"), r#""Cup""#);
        assert_eq!(quoted("\"a\\\n??/9"), r#""\"a\\\012\?\?/9""#);
        assert_eq!(quoted("é1"), r#""\303\2511""#);
        assert_eq!(commented("*/ /*"), r#""\052/ /\052""#);
        let long = "ж".repeat(3000);
        assert_eq!(quoted(&long).len(), 2 + 4 * MOST_BYTES);
    }

    #[test]
    fn constants_are_valid_and_different() {
        let names = ["Red cup", "red-cup", "Ёж", "", "int", "3", "Ж", "Class 1"];
        let found = constants(&names.map(String::from));
        let expected = [
            "CLASS_RED_CUP",
            "CLASS_RED_CUP_1",
            "CLASS_2",
            "CLASS_3",
            "CLASS_INT",
            "CLASS_3_5",
            "CLASS_6",
            "CLASS_CLASS_1",
        ];
        assert_eq!(found, expected);
    }
}
