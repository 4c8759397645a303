//! Two copies of a post on this disk: a conflict file beside it, or the marks of a merge in its text. Compared and settled
//! like a conflict with a blog; the text that is not taken is a version before anything is replaced.

use crate::commands::{post_path, refused};
use crate::pull::{choose, chunk_view};
use crate::wire::conflict::{Against, Comparison, ConflictFound, FieldDiffers};
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::events::AppEvent;
use crate::{App, lock};
use blog::{ContentHash, PostPath};
use library::{Library, PostFile, Why};
use publish::{Joined, Marked, Take, join, marked};

/// The two copies.
pub(crate) struct Copies {
    file: PostFile,
    other: PostFile,
    joined: Joined,
    /// The conflict file; `None` for marks in the post's own text.
    copy: Option<PostPath>,
}

impl App {
    /// See [`crate::wire::Commands::list_conflicts`].
    pub(crate) fn conflicts_of(&self, path: &PostPath) -> Result<Vec<ConflictFound>, WireError> {
        let library = &self.shelf()?.library;
        let copies = library.conflict_copies(path).into_iter().map(|copy| ConflictFound {
            label: format!("{} put the other text beside it.", copy.by.name()),
            with: Against::Copy { file: copy.path.as_str().to_owned() },
        });
        let mut found: Vec<ConflictFound> = copies.collect();
        if library.read(path).is_ok_and(|file| marked(&file.text).is_some()) {
            let label = "A merge left both texts in the file, with marks between them.".to_owned();
            found.push(ConflictFound { label, with: Against::Marks });
        }
        Ok(found)
    }

    /// Reads both copies and merges what is clear.
    pub(crate) fn copies(&self, path: &str, with: &Against) -> Result<Copies, WireError> {
        let path = post_path(path)?;
        let buffer = lock(&self.buffers).get(&path).cloned();
        if let Some(buffer) = buffer {
            self.save_buffer(&buffer)?;
        }
        let library = &self.shelf()?.library;
        let file = readable(library, &path)?;
        match with {
            Against::Marks => {
                let Marked { base, here, there } = marked(&file.text).ok_or_else(nothing_to_compare)?;
                let joined = join(base.as_deref(), &here, &there);
                let other = PostFile { hash: file.form.hash(&there), text: there, ..file.clone() };
                Ok(Copies { file, other, joined, copy: None })
            }
            Against::Copy { file: copy } => {
                let copies = library.conflict_copies(&path);
                let copy = copies
                    .into_iter()
                    .find(|known| known.path.as_str() == copy)
                    .ok_or_else(nothing_to_compare)?;
                let other = readable(library, &copy.path)?;
                let base = library.common_version(&path);
                let joined = join(base.as_ref().map(|base| base.text.as_str()), &file.text, &other.text);
                Ok(Copies { file, other, joined, copy: Some(copy.path) })
            }
            Against::Blog { .. } => Err(nothing_to_compare()),
        }
    }

    /// Makes the file what was chosen, and puts the conflict file into the trash.
    pub(crate) fn settle_copies(
        &self,
        copies: &Copies,
        theirs: bool,
        takes: &[Take],
        fields: &[String],
    ) -> Result<(), WireError> {
        let Copies { file, other, joined, copy } = copies;
        let library = &self.shelf()?.library;
        let text = if theirs { other.text.clone() } else { joined.text(choose(&joined.body, takes), fields) };
        self.keep_text(library, &file.path, (&other.text, other.form), Why::OtherSide, None)
            .map_err(refused)?;
        let result = PostFile { hash: file.form.hash(&text), text, ..file.clone() };
        self.replace(file, &result)?;
        self.keep_if_possible(library, &file.path, (&result.text, result.form), Why::Merged, None);
        if let Some(copy) = copy {
            library.trash(copy).map_err(|error| {
                WireError::other(
                    format!("Your choice is in the file, but the conflict file is still beside it. {error}"),
                    "Nothing is lost: it holds what is also kept as a version.",
                )
            })?;
        }
        if lock(&self.buffers).contains_key(&file.path) {
            self.ports.events.send(AppEvent::Outside { path: file.path.as_str().to_owned() });
        }
        Ok(())
    }
}

impl Copies {
    /// Names exactly the two texts that were compared.
    pub fn fingerprint(&self) -> String {
        let both = format!("{}\0{}", self.file.hash.as_str(), self.other.hash.as_str());
        ContentHash::of(both.as_bytes()).short().to_owned()
    }

    /// For the window.
    pub fn view(&self) -> Comparison {
        let fields = self.joined.fields.iter().map(|field| FieldDiffers {
            name: field.key.clone(),
            here: field.here.clone(),
            there: field.there.clone(),
            both: field.both,
        });
        Comparison {
            fingerprint: self.fingerprint(),
            chunks: self.joined.body.chunks.iter().map(chunk_view).collect(),
            fields: fields.collect(),
            notes: Vec::new(),
        }
    }
}

/// A file that is text: what cannot be shown must not be merged.
fn readable(library: &Library, path: &PostPath) -> Result<PostFile, WireError> {
    let file = library.read(path).map_err(refused)?;
    match &file.read_only {
        Some(why) => Err(WireError::input(format!("\"{path}\": {why}"), "Both files are as they were.")),
        None => Ok(file),
    }
}

fn nothing_to_compare() -> WireError {
    WireError::new(
        ErrorCode::Refused,
        "The other text is not there any more: it was settled or taken away meanwhile.",
        "Your file is as it was.",
    )
}
