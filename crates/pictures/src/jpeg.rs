//! JPEG (ITU T.81): the segments one by one. What is kept is a list, and everything else goes: also what lies behind the
//! end, where phones put second pictures with data of their own.

mod coding;

use crate::exif::{Exif, PREFIX};
use crate::secrets::Secrets;
use crate::stripped::Stripped;
use crate::{Prepared, Problem, Rules, limits};

const ICC: &[u8] = b"ICC_PROFILE\0";

/// Programs write ten or so; a thousand take minutes to decode.
const MAX_SCANS: usize = 100;

/// What the walk through the segments found.
struct Layout {
    stripped: Stripped,
    components: u8,
    /// The colour profile, put together.
    profile: Vec<u8>,
}

/// The frame header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    width: u16,
    height: u16,
    components: u8,
    /// All of a block is coded in one place, not refined from scan to scan.
    sequential: bool,
}

impl Frame {
    /// The least that the blocks of one colour can be coded in, in bytes: two bits for each 8 × 8 pixels.
    fn least(&self) -> usize {
        let blocks = |length: u16| usize::from(length).div_ceil(8);
        if self.sequential { blocks(self.width) * blocks(self.height) / 4 } else { 0 }
    }
}

pub(crate) fn prepare(original: &[u8], rules: Rules) -> Result<Prepared, Problem> {
    let Layout { mut stripped, components, profile } = walk(original)?;
    // The four colours of print would need their profile applied to become others.
    if components == 4 {
        if !stripped.orientation.is_upright() {
            return Err(Problem::PrintColours);
        }
        stripped.fixed = true;
    }
    stripped.finish(rules, coding::decode, |pixels| coding::encode(pixels, &profile))
}

/// Goes through the segments, believes the frame header if it can be, and decides what stays.
fn walk(bytes: &[u8]) -> Result<Layout, Problem> {
    let (mut kept, mut profile) = (bytes[..2].to_vec(), Vec::new());
    let (mut frame, mut exif, mut secrets) = (None, None, Secrets::default());
    let (mut scans, mut coded, mut at) = (0, 0, 2);
    loop {
        let Some((marker, after)) = next_marker(bytes, at) else { return Err(Problem::Cut) };
        let from = after - 2;
        // Standing alone: the end, and marks that mean nothing out here.
        match marker {
            0xd9 => {
                kept.extend_from_slice(&bytes[from..after]);
                if after < bytes.len() {
                    secrets.something();
                    secrets.text(&bytes[after..]);
                }
                break;
            }
            0x01 | 0xd0..=0xd8 => {
                at = after;
                continue;
            }
            _ => {}
        }
        let length = bytes.get(after..after + 2).ok_or(Problem::Cut)?;
        let end = after + usize::from(u16::from_be_bytes([length[0], length[1]]));
        let body = bytes.get(after + 2..end).ok_or(Problem::Cut)?;
        at = end;
        match marker {
            0xc0..=0xc2 => frame = Some(Frame { sequential: marker < 0xc2, ..read_frame(body)? }),
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Err(Problem::RareJpeg),
            0xda => {
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(Problem::RareJpeg);
                }
                at = end_of_scan(bytes, end);
                coded += at - end;
            }
            _ => {}
        }
        match marker {
            // JFIF with a small copy of the picture goes: the copy may show what was cut away.
            0xe0 if body.starts_with(b"JFIF\0") && body.len() == 14 => {}
            0xe2 if body.starts_with(ICC) && body.len() > ICC.len() + 2 => {
                profile.extend_from_slice(&body[ICC.len() + 2..]);
            }
            0xee if body.starts_with(b"Adobe") => {}
            0xe1 if body.starts_with(PREFIX) => {
                let read = Exif::read(body);
                secrets.exif(&read);
                exif.get_or_insert(read);
                continue;
            }
            0xe0..=0xef | 0xfe => {
                secrets.text(body);
                continue;
            }
            _ => {}
        }
        kept.extend_from_slice(&bytes[from..at]);
    }
    let frame: Frame = frame.filter(|_| scans > 0).ok_or_else(|| Problem::broken("it holds no picture"))?;
    limits::believe(frame.width.into(), frame.height.into())?;
    if coded < frame.least() {
        return Err(Problem::Cut);
    }
    let stripped = Stripped {
        bytes: kept,
        width: frame.width.into(),
        height: frame.height.into(),
        orientation: exif.unwrap_or_default().orientation,
        fixed: false,
        secrets,
    };
    Ok(Layout { stripped, components: frame.components, profile })
}

/// The next marker's code and where it ends. What stands in front of it, and filling, is skipped.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        at += bytes.get(at..)?.iter().position(|byte| *byte != 0xff)?;
        if bytes[at] != 0 {
            return Some((bytes[at], at + 1));
        }
    }
}

/// Where the coded data of a scan ends: at a marker that is neither a stuffed zero nor a restart.
fn end_of_scan(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == 0xff) {
        at += found;
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => break,
        }
    }
    bytes.len()
}

fn read_frame(body: &[u8]) -> Result<Frame, Problem> {
    let [precision, h1, h2, w1, w2, components, ..] = *body else { return Err(Problem::Cut) };
    if precision != 8 {
        return Err(Problem::RareJpeg);
    }
    if !matches!(components, 1 | 3 | 4) {
        return Err(Problem::broken(format!("{components} colour components")));
    }
    Ok(Frame {
        width: u16::from_be_bytes([w1, w2]),
        height: u16::from_be_bytes([h1, h2]),
        components,
        sequential: true,
    })
}
