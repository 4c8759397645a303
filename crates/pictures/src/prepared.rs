//! What came out of preparing a picture.

use std::fmt;

/// A picture ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The whole file, of the same kind as the original.
    pub bytes: Vec<u8>,
    /// What was done to it, in the order in which it is told. Empty: it goes as it is.
    pub done: Vec<Done>,
}

/// One thing that was done to a picture, or that could not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It lay on its side or was mirrored.
    Turned,
    /// It had more pixels than the account asks for.
    Resized {
        /// Width and height it has now.
        to: (u32, u32),
    },
    /// It is larger than the account asks for and stays so: it moves, is not decoded here, or would only grow.
    KeptLarge,
    /// It told where it was taken.
    PlaceRemoved,
    /// It told the serial number of its camera or lens.
    SerialRemoved,
    /// It told something else that no reader needs: its owner, a program's history, a small copy of itself.
    DetailsRemoved,
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Turned => f.write_str("turned upright"),
            Self::Resized { to: (width, height) } => write!(f, "made {width} × {height}"),
            Self::KeptLarge => f.write_str("kept at its size"),
            Self::PlaceRemoved => f.write_str("place removed"),
            Self::SerialRemoved => f.write_str("serial number removed"),
            Self::DetailsRemoved => f.write_str("details removed"),
        }
    }
}

impl Prepared {
    /// What was done, for a person: `turned upright, place removed`. Empty when nothing was.
    pub fn words(&self) -> String {
        self.done.iter().map(Done::to_string).collect::<Vec<_>>().join(", ")
    }
}
