//! PNG files that claim more than they have.

use tab_trainer_formats::picture::encode;

use crate::{Case, case};

fn picture(size: u32) -> Vec<u8> {
    encode("", &vec![7; 4 * size.pow(2) as usize], size).unwrap()
}

pub fn cases() -> Vec<Case> {
    let whole = picture(16);
    let header = |field: usize, value: &[u8]| {
        let mut bytes = whole.clone();
        bytes[field..][..value.len()].copy_from_slice(value);
        bytes
    };
    let wrong = |name: &str, bytes: Vec<u8>| case(name, "picture", bytes, "picture", "NotAPicture");
    // The same picture, and what was packed in it for another size.
    let mut small = picture(1024);
    small[16..24].copy_from_slice(&whole[16..24]);
    small[29..33].copy_from_slice(&whole[29..33]);
    vec![
        wrong("picture of no byte", Vec::new()),
        wrong("picture cut", whole[..whole.len() / 2].to_vec()),
        wrong("picture cut in its header", whole[..20].to_vec()),
        wrong(
            "picture of 2 to the 31 pixels",
            header(16, &[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]),
        ),
        wrong("picture of no pixel", header(16, &[0; 8])),
        wrong("picture of unknown colours", header(25, &[9])),
        wrong(
            "picture with a chunk of 2 GB",
            header(33, &[0x7f, 0xff, 0xff, 0xff]),
        ),
        wrong("no picture", b"GIF89a".repeat(50)),
    ]
}
