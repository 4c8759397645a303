//! The life of a post as a writer sees it.

use std::fmt;

/// Where a post stands, in the front matter and on a blog. WordPress calls `Published` "publish" and
/// `Scheduled` "future".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Only its writer sees it.
    #[default]
    Draft,
    /// Waiting for somebody with the right to publish.
    Pending,
    /// On the blog, for its people only.
    Private,
    /// Goes public by itself at its date.
    Scheduled,
    /// Public.
    Published,
    /// In the blog's trash.
    Trashed,
}

impl Status {
    /// The word used in front matter, on screen and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Pending => "pending",
            Self::Private => "private",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Trashed => "trashed",
        }
    }

    /// Reads the word of this or of a neighbouring tool (`publish`, `future`, `trash`, any case); `None` for anything else.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word.trim().to_ascii_lowercase().as_str() {
            "draft" => Self::Draft,
            "pending" => Self::Pending,
            "private" => Self::Private,
            "scheduled" | "future" => Self::Scheduled,
            "published" | "publish" | "public" => Self::Published,
            "trashed" | "trash" => Self::Trashed,
            _ => return None,
        })
    }

    /// Whether strangers can read the post now.
    pub fn is_public(self) -> bool {
        self == Self::Published
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for status in [
            Status::Draft,
            Status::Pending,
            Status::Private,
            Status::Scheduled,
            Status::Published,
            Status::Trashed,
        ] {
            assert_eq!(Status::from_word(status.word()), Some(status));
        }
        assert_eq!(Status::from_word(" Publish "), Some(Status::Published));
        assert_eq!(Status::from_word("live"), None);
    }
}
