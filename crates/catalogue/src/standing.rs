//! Where a post stands, in one word, and in which place of the list it therefore is.

use crate::entry::Entry;
use blog::Status;

/// What a post's own file does not say: what the outbox does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A press waits.
    Waiting,
    /// It is going out now.
    Sending,
    /// Both sides changed: the writer must choose.
    Conflict,
    /// The last attempt failed for good.
    Failed,
}

/// The one state of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The file cannot be edited.
    Unreadable,
    /// The outbox says so.
    Marked(Mark),
    /// Differs from what was last exchanged.
    ChangedHere,
    /// As its front matter says.
    Plain(Status),
}

impl Standing {
    pub(crate) fn of(entry: &Entry) -> Self {
        match entry.mark {
            _ if entry.is_unreadable => Self::Unreadable,
            Some(mark) => Self::Marked(mark),
            None if entry.changed_here => Self::ChangedHere,
            None => Self::Plain(entry.status),
        }
    }

    /// The place: each post is in exactly one beside [`Place::All`].
    pub fn place(self) -> Place {
        match self {
            Self::Plain(Status::Scheduled) => Place::Scheduled,
            Self::ChangedHere | Self::Marked(Mark::Conflict) => Place::Published,
            Self::Plain(Status::Published | Status::Pending | Status::Private | Status::Trashed) => {
                Place::Published
            }
            Self::Plain(Status::Draft) | Self::Unreadable | Self::Marked(_) => Place::Drafts,
        }
    }
}

/// A part of the library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Place {
    /// Every post.
    #[default]
    All,
    /// What is not on a blog for others, and what waits.
    Drafts,
    /// What goes public by itself.
    Scheduled,
    /// What is on a blog.
    Published,
}

/// What is looked for within a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// Differs from what was last exchanged.
    ChangedHere,
    /// Its twin was seen to differ from what was last exchanged.
    ChangedThere,
    /// Both sides changed: the writer must choose.
    Conflicts,
    /// Without a tag.
    Untagged,
    /// Without a featured picture and any in the text.
    NoPicture,
    /// Cannot be read as text.
    Unreadable,
    /// Has the address part, or as some systems see it the file name, of another post.
    Doubled,
}

impl Filter {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ChangedHere,
        Self::ChangedThere,
        Self::Conflicts,
        Self::Untagged,
        Self::NoPicture,
        Self::Unreadable,
        Self::Doubled,
    ];
}
