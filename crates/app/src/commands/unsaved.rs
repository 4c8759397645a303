//! Text that an earlier run could not save: listed, brought back when its post is opened, or put away.
//!
//! Nothing comes back over a file that changed meanwhile: then both texts are offered. Nothing is thrown away: what the
//! writer does not want becomes a version.

use crate::buffer::Buffer;
use crate::commands::library::{post_path, refused};
use crate::pictures::Beside;
use crate::shelf::Shelf;
use crate::wire::Nothing;
use crate::wire::editor::OpenedPost;
use crate::wire::error::WireError;
use crate::wire::library::OnePost;
use crate::wire::unsaved::{Restored, UnsavedView};
use crate::{App, milliseconds};
use blog::{Fields, PostPath};
use library::journal::{Unsaved, unsaved_anywhere};
use library::{PostFile, ReadError, Why};
use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// Comparing lines for a number in a sentence may take no longer.
const COUNTING: Duration = Duration::from_millis(200);

/// What is to be done with a text that was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meeting {
    /// The file holds it.
    Same,
    /// The file is what it builds on.
    Follows,
    /// The file is another one now, or cannot be edited.
    Differs,
    /// There is no file.
    Alone,
}

fn meeting(file: Option<&PostFile>, left: &Unsaved) -> Meeting {
    let Some(file) = file else { return Meeting::Alone };
    if file.hash == left.form.hash(&left.text) {
        Meeting::Same
    } else if left.base.as_ref() == Some(&file.hash) && file.read_only.is_none() {
        Meeting::Follows
    } else {
        Meeting::Differs
    }
}

impl App {
    /// See [`crate::wire::Commands::list_unsaved`].
    pub fn list_unsaved(&self, _: Nothing) -> Result<Vec<UnsavedView>, WireError> {
        let shelf = self.shelf()?;
        let journal = self.journal().map_err(refused)?;
        let mut found: Vec<UnsavedView> = Vec::new();
        for (id, left) in journal.left(shelf.library.root()).map_err(refused)? {
            let file = match shelf.library.read(&left.path) {
                Ok(file) => Some(file),
                Err(ReadError::NotThere { .. }) => None,
                // It cannot be read now: the text waits.
                Err(_) => continue,
            };
            if meeting(file.as_ref(), &left) == Meeting::Same {
                journal.forget_left(id).map_err(refused)?;
            } else if found.iter().all(|view| view.path != left.path.as_str()) {
                found.push(view(&left, file.is_some()));
            }
        }
        Ok(found)
    }

    /// See [`crate::wire::Commands::put_away_unsaved`].
    pub fn put_away_unsaved(&self, args: OnePost) -> Result<Nothing, WireError> {
        let shelf = self.shelf()?;
        let path = post_path(&args.path)?;
        let journal = self.journal().map_err(refused)?;
        for (id, left) in journal.left(shelf.library.root()).map_err(refused)? {
            if left.path == path {
                let text = (left.text.as_str(), left.form);
                self.keep_text(&shelf.library, &path, text, Why::OtherSide, None).map_err(refused)?;
                journal.forget_left(id).map_err(refused)?;
            }
        }
        Ok(Nothing {})
    }

    /// Opens a post, with the text that an earlier run could not save, if there is one.
    pub(crate) fn open_buffer(
        &self,
        shelf: &Shelf,
        path: &PostPath,
    ) -> Result<(Buffer, OpenedPost), WireError> {
        let pictures = Beside::new(&shelf.library, path, &self.ports.picture_base);
        let pictures = std::sync::Arc::new(pictures);
        let read = shelf.library.read(path);
        let file = match &read {
            Ok(file) => Some(file),
            Err(ReadError::NotThere { .. }) => None,
            Err(_) => return Err(refused(read.err().map_or_else(String::new, |error| error.to_string()))),
        };
        let Some((left, meeting)) = self.take_left(shelf, path, file) else {
            return Ok(Buffer::open(read.map_err(refused)?, pictures));
        };
        let restored = match (meeting, file) {
            (Meeting::Follows, Some(file)) => Restored::Back { lines: new_lines(&file.text, &left.text) },
            (_, Some(file)) => Restored::Both { theirs: crate::text::for_editor(&file.text) },
            (_, None) => Restored::Gone,
        };
        let goes_on = matches!(restored, Restored::Back { .. });
        let (buffer, mut opened) = Buffer::restore(left, read.ok(), pictures);
        opened.restored = Some(restored);
        if goes_on {
            self.typed();
        }
        Ok((buffer, opened))
    }

    /// The newest text that was left of a post, taken over by this run; older ones become versions. `None` when the file
    /// holds it, and when there is none or it cannot be read now.
    fn take_left(
        &self,
        shelf: &Shelf,
        path: &PostPath,
        file: Option<&PostFile>,
    ) -> Option<(Unsaved, Meeting)> {
        let (root, journal) = (shelf.library.root(), self.journal().ok()?);
        let mut all = journal.left(root).ok()?.into_iter().filter(|(_, left)| left.path == *path);
        let (id, newest) = all.next()?;
        for (id, older) in all {
            let text = (older.text.as_str(), older.form);
            if self.keep_text(&shelf.library, path, text, Why::OtherSide, None).is_ok() {
                journal.forget_left(id).ok()?;
            }
        }
        let meeting = meeting(file, &newest);
        if meeting == Meeting::Same {
            journal.forget_left(id).ok()?;
            return None;
        }
        journal.adopt(root, id).ok()?;
        Some((newest, meeting))
    }

    /// A sentence when a window holds text of this post that is not in its file yet, for the command line.
    pub fn unsaved_elsewhere(&self, post: &OnePost) -> Option<String> {
        let shelf = self.shelf().ok()?;
        let path = post_path(&post.path).ok()?;
        let unsaved = unsaved_anywhere(self.unsaved.file(), shelf.library.root(), &path)?;
        let file = shelf.library.read(&path).ok();
        (meeting(file.as_ref(), &unsaved) != Meeting::Same).then(|| {
            format!("Text of \"{path}\" is not saved in its file yet. It is safe; what is sent is what the file holds. Open the post in the window to see it.")
        })
    }
}

fn view(left: &Unsaved, is_there: bool) -> UnsavedView {
    let title = Fields::read(&left.text).title.filter(|title| !title.trim().is_empty());
    UnsavedView {
        title: title.unwrap_or_else(|| left.path.file_name().to_owned()),
        path: left.path.as_str().to_owned(),
        at_ms: milliseconds(left.at),
        is_there,
    }
}

/// How many lines of `mine` the file does not have.
fn new_lines(file: &str, mine: &str) -> u32 {
    let difference = TextDiff::configure().timeout(COUNTING).diff_lines(file, mine);
    let new = difference
        .iter_all_changes()
        .filter(|change| change.tag() == ChangeTag::Insert && !change.value().trim().is_empty());
    u32::try_from(new.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use blog::ContentHash;
    use library::FileForm;
    use std::time::UNIX_EPOCH;

    #[test]
    fn nothing_comes_back_over_a_file_that_changed() {
        let path = PostPath::new("a.md").unwrap();
        let form = FileForm::default();
        let left = |base: Option<&str>| Unsaved {
            path: path.clone(),
            text: "one two".into(),
            form,
            base: base.map(|text| form.hash(text)),
            at: UNIX_EPOCH,
        };
        let file = |text: &str, read_only: Option<&str>| PostFile {
            path: path.clone(),
            text: text.into(),
            form,
            hash: ContentHash::of(text.as_bytes()),
            read_only: read_only.map(str::to_owned),
        };
        for (what, file, base, expected) in [
            ("as it was", Some(file("one", None)), Some("one"), Meeting::Follows),
            ("saved after all", Some(file("one two", None)), Some("one"), Meeting::Same),
            ("changed", Some(file("one 2", None)), Some("one"), Meeting::Differs),
            ("came later", Some(file("one", None)), None, Meeting::Differs),
            ("not text any more", Some(file("one", Some("UTF-16"))), Some("one"), Meeting::Differs),
            ("deleted", None, Some("one"), Meeting::Alone),
            ("never there", None, None, Meeting::Alone),
        ] {
            assert_eq!(meeting(file.as_ref(), &left(base)), expected, "{what}");
        }
    }

    #[test]
    fn lines_that_say_something_are_counted() {
        for (file, mine, count) in
            [("a\nb\n", "a\nb\nc\nd\n", 2), ("a\n", "b\n", 1), ("a\nb\n", "a\n", 0), ("a\n", "a\n\n\n", 0)]
        {
            assert_eq!(new_lines(file, mine), count, "{file:?} {mine:?}");
        }
    }
}
