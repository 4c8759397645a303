//! GIF (89a): the blocks one by one. Comments and what programs added go; pictures, timing and loops stay as they are.
//! A GIF is never coded anew: it may move, and it has no way to lie on its side.

use crate::orientation::Orientation;
use crate::secrets::Secrets;
use crate::stripped::Stripped;
use crate::{Prepared, Problem, Rules, limits};

/// Applications whose blocks change what is seen: how often it loops, and its colour profile.
const KEPT: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

pub(crate) fn prepare(original: &[u8], rules: Rules) -> Result<Prepared, Problem> {
    let [w1, w2, h1, h2, flags] = *original.get(6..11).ok_or(Problem::Cut)? else { return Err(Problem::Cut) };
    let (width, height) = (u16::from_le_bytes([w1, w2]).into(), u16::from_le_bytes([h1, h2]).into());
    limits::believe(width, height)?;
    let mut secrets = Secrets::default();
    let mut at = 13 + colour_table(flags);
    let mut bytes = original.get(..at).ok_or(Problem::Cut)?.to_vec();
    let mut pictures = 0;
    loop {
        let from = at;
        match original.get(at) {
            Some(0x2c) => {
                let flags = *original.get(at + 9).ok_or(Problem::Cut)?;
                // The descriptor, its colours, the size of the first code, the data.
                at = sub_blocks(original, at + 10 + colour_table(flags) + 1)?;
                pictures += 1;
            }
            Some(0x21) => {
                let label = *original.get(at + 1).ok_or(Problem::Cut)?;
                at = sub_blocks(original, at + 2)?;
                let program = original.get(from + 3..from + 14).unwrap_or_default();
                let shows = match label {
                    0xf9 | 0x01 => true,
                    0xff => KEPT.contains(&program),
                    _ => false,
                };
                if !shows {
                    secrets.text(&original[from..at]);
                    continue;
                }
            }
            Some(0x3b) => {
                if at + 1 < original.len() {
                    secrets.something();
                }
                break;
            }
            // Many a file lacks its last byte, and shows all the same.
            None if pictures > 0 => break,
            None => return Err(Problem::Cut),
            Some(other) => return Err(Problem::broken(format!("a block of kind {other}"))),
        }
        bytes.extend_from_slice(original.get(from..at).ok_or(Problem::Cut)?);
    }
    if pictures == 0 {
        return Err(Problem::broken("it holds no picture"));
    }
    bytes.push(0x3b);
    let stripped =
        Stripped { bytes, width, height, orientation: Orientation::default(), fixed: true, secrets };
    Ok(stripped.finish_as_it_is(rules))
}

/// Bytes of the colour table that these flags announce.
fn colour_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << (1 + (flags & 7)) }
}

/// Where a row of sub-blocks ends: each tells its length, an empty one is the last.
fn sub_blocks(bytes: &[u8], mut at: usize) -> Result<usize, Problem> {
    loop {
        match bytes.get(at) {
            None => return Err(Problem::Cut),
            Some(0) => return Ok(at + 1),
            Some(length) => at += 1 + usize::from(*length),
        }
    }
}
