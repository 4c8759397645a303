//! Why a picture cannot be sent as it is, and what its owner can do.

use std::fmt;

/// Something wrong with a picture's file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A file of no bytes.
    #[error("the file is empty")]
    Empty,
    /// None of the kinds that are known.
    #[error("not a picture")]
    NotAPicture,
    /// HEIC or HEIF, which browsers do not show and which is not decoded here.
    #[error("HEIC")]
    Heic,
    /// SVG, which WordPress refuses.
    #[error("SVG")]
    Svg,
    /// The file ends in the middle of the picture.
    #[error("cut off")]
    Cut,
    /// Inside it is not what its kind asks for.
    #[error("damaged: {0}")]
    Broken(String),
    /// More pixels than [`crate::MAX_PIXELS`], or more memory than [`crate::MAX_MEMORY`] to decode it.
    #[error("{width} x {height} pixels")]
    TooLarge {
        /// Width in pixels, as the file says.
        width: u32,
        /// Height in pixels, as the file says.
        height: u32,
    },
    /// A JPEG that browsers do not show: more than 8 bits, lossless or arithmetic coding.
    #[error("a JPEG of a rare kind")]
    RareJpeg,
    /// A JPEG in the four colours of print that lies on its side: turning it would change its colours.
    #[error("CMYK and not upright")]
    PrintColours,
    /// An AVIF whose hidden details could not be found and blanked.
    #[error("details cannot be taken out: {0}")]
    Sealed(&'static str),
}

impl Problem {
    pub(crate) fn broken(why: impl fmt::Display) -> Self {
        Self::Broken(why.to_string())
    }

    /// One or two sentences for the writer: what is wrong with the picture of this name, and what to do.
    pub fn sentence(&self, name: &str) -> String {
        match self {
            Self::Empty => format!("The picture {name} is an empty file. Copy it beside the post again."),
            Self::NotAPicture => format!(
                "The file {name} is not a picture that a blog shows. PNG, JPEG, GIF, WebP and AVIF can be sent."
            ),
            Self::Heic => format!(
                "The picture {name} is in HEIC format, which most browsers do not show. Export it as JPEG and name that file."
            ),
            Self::Svg => format!(
                "The picture {name} is an SVG drawing, which WordPress does not accept. Export it as PNG and name that file."
            ),
            Self::Cut => format!(
                "The picture {name} ends in the middle: readers would see a part of it. Copy it from where it came from again."
            ),
            Self::Broken(_) => format!(
                "The picture {name} is damaged. Copy it from where it came from again, or open it in a picture program and save it anew."
            ),
            Self::TooLarge { width, height } => format!(
                "The picture {name} has {width} × {height} pixels, more than can be worked on here. Save it smaller in a picture program."
            ),
            Self::RareJpeg => format!(
                "The picture {name} is a JPEG of a kind that browsers do not show. Open it in a picture program and save it as an ordinary JPEG."
            ),
            Self::PrintColours => format!(
                "The picture {name} has the colours of print (CMYK) and lies on its side. Open it in a picture program and save it upright, as RGB."
            ),
            Self::Sealed(_) => format!(
                "The picture {name} carries details such as the place, and they cannot be taken out safely. Export it as JPEG and name that file."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_names_the_picture_and_ends_in_a_remedy() {
        for problem in [
            Problem::Empty,
            Problem::NotAPicture,
            Problem::Heic,
            Problem::Svg,
            Problem::Cut,
            Problem::broken("x"),
            Problem::TooLarge { width: 60_000, height: 50_000 },
            Problem::RareJpeg,
            Problem::PrintColours,
            Problem::Sealed("x"),
        ] {
            let sentence = problem.sentence("media/harbour.jpg");
            assert!(sentence.contains(" media/harbour.jpg "), "{sentence}");
            let remedy = sentence.trim_end_matches('.').rsplit(". ").next().unwrap();
            let says_what =
                ["Copy", "Export", "Save", "Open", "PNG, JPEG"].iter().any(|word| remedy.starts_with(word));
            assert!(says_what && sentence.ends_with('.') && !sentence.contains('!'), "{sentence}");
        }
    }
}
