//! The open post and its file, when another program wrote the file.
//!
//! A text without changes of its own takes the file's, in as few and as small changes as can be found. A text with changes
//! is merged with the file's by passages, against what both began with; where both changed the same passage, and where
//! the file suddenly has next to nothing, the writer chooses. Nothing counts as taken before the editor has it: until then
//! a save still compares with the file as it was read.

use super::{Buffer, with_fields};
use crate::text::{differences, for_editor};
use crate::wire::editor::{Change, OutsideNews};
use library::PostFile;

/// A text shorter than this may be cut to a tenth without a question, bytes.
const SHORT: usize = 1000;

/// A text that was offered to the editor. When it comes back, it is taken byte for byte.
pub(super) enum Offer {
    /// The file's own text: then nothing is unsaved.
    Theirs(String),
    /// Both texts in one: it still has to be saved, over the file that was merged.
    Merged { text: String, file: PostFile },
}

impl Offer {
    fn text(&self) -> &str {
        match self {
            Self::Theirs(text) | Self::Merged { text, .. } => text,
        }
    }
}

impl Buffer {
    /// Whether the file and this text are to be merged. The file's text should be kept as a version before that.
    pub fn can_merge(&self, file: &PostFile) -> bool {
        !self.is_known(file) && !self.is_clean() && self.merged(file).is_some()
    }

    /// The file as it is now (`None`: gone) against what was last read or written: what the editor must do. `may_merge`:
    /// the file's text is kept, so that changes of both sides may be put together.
    pub fn outside(&mut self, file: Option<PostFile>, may_merge: bool) -> OutsideNews {
        let Some(file) = file else {
            let known = self.on_disk.take().is_some();
            if known {
                self.mark_unsaved();
            }
            return if known { OutsideNews::Gone } else { OutsideNews::Same };
        };
        if self.is_known(&file) {
            return self.pending_news();
        }
        if for_editor(&file.text) == for_editor(&with_fields(&self.text, &self.pending)) {
            self.builds_on(file);
            return self.pending_news();
        }
        let is_sound = file.read_only.is_none() && !is_suddenly_short(&self.text, &file.text);
        if self.is_clean() && is_sound {
            let changes = differences(&self.text, &file.text);
            self.offered = Some(Offer::Theirs(file.text.clone()));
            self.builds_on(file);
            return OutsideNews::Changed { changes };
        }
        if let Some(text) = self.merged(&file).filter(|_| may_merge) {
            let changes = differences(&self.text, &text);
            if changes.is_empty() {
                self.text = text;
                self.builds_on(file);
                return OutsideNews::Same;
            }
            self.offered = Some(Offer::Merged { text, file });
            return OutsideNews::Merged { changes };
        }
        let theirs = for_editor(&file.text);
        self.theirs = Some(file);
        OutsideNews::Both { theirs }
    }

    /// The editor's new text, if it is what was offered.
    pub(super) fn take_offered(&mut self) {
        let is_it = |offer: &mut Offer| for_editor(offer.text()) == for_editor(&self.text);
        match self.offered.take_if(is_it) {
            Some(Offer::Theirs(text)) => {
                self.text = text;
                self.saved = self.version;
            }
            Some(Offer::Merged { text, file }) => {
                self.text = text;
                self.builds_on(file);
            }
            // What was merged is not what the editor has: the next save sees the file and asks anew.
            None => drop(self.offered.take_if(|offer| matches!(offer, Offer::Merged { .. }))),
        }
    }

    /// The writer keeps this text: the file's version may be replaced.
    pub fn keep_mine(&mut self) {
        if let Some(theirs) = self.theirs.take() {
            self.builds_on(theirs);
            self.mark_unsaved();
        }
    }

    /// The writer takes the file's text; returns the changes for the editor.
    pub fn take_theirs(&mut self) -> Vec<Change> {
        let Some(theirs) = self.theirs.take() else { return Vec::new() };
        let changes = differences(&self.text, &theirs.text);
        self.offered = Some(Offer::Theirs(theirs.text.clone()));
        self.builds_on(theirs);
        changes
    }

    /// The file's text that waits for the writer's choice.
    pub fn theirs(&self) -> Option<&PostFile> {
        self.theirs.as_ref()
    }

    fn is_known(&self, file: &PostFile) -> bool {
        self.on_disk.as_ref() == Some(&file.hash)
    }

    /// Whether the editor has nothing of its own.
    fn is_clean(&self) -> bool {
        self.version == self.saved
            || self.base.as_deref() == Some(&self.text)
            || self.on_disk.as_ref() == Some(&self.form.hash(&self.text))
    }

    /// Both texts in one, when neither side has to give way.
    fn merged(&self, file: &PostFile) -> Option<String> {
        let base = self.base.as_deref()?;
        if file.read_only.is_some() || is_suddenly_short(base, &file.text) {
            return None;
        }
        let merged = publish::merge(base, &self.file_text(), &file.text);
        (merged.conflicts() == 0).then(|| merged.text(|_| publish::Take::Both))
    }

    /// From now on this text goes into the file over what the file holds now.
    fn builds_on(&mut self, file: PostFile) {
        self.mixed = super::mixed(&file.text);
        self.theirs = None;
        self.on_disk = Some(file.hash);
        self.form = file.form;
        self.base = Some(file.text);
    }

    /// The file does not hold this text, whatever was saved before.
    fn mark_unsaved(&mut self) {
        if self.saved == self.version {
            self.saved = self.version.wrapping_sub(1);
        }
    }

    /// Front matter the editor has not taken yet.
    fn pending_news(&self) -> OutsideNews {
        let changes = differences(&self.text, &with_fields(&self.text, &self.pending));
        if changes.is_empty() { OutsideNews::Same } else { OutsideNews::Changed { changes } }
    }
}

/// Whether so little is left of a text that a program went wrong more likely than that somebody meant it.
fn is_suddenly_short(before: &str, now: &str) -> bool {
    let (before, now) = (before.trim(), now.trim());
    !before.is_empty() && (now.is_empty() || (before.len() >= SHORT && now.len() < before.len() / 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_to_nothing_is_not_believed() {
        let long = "A sentence. ".repeat(100);
        for (before, now, doubted) in [
            ("", "", false),
            ("", "a", false),
            ("a", "", true),
            ("a", " \n", true),
            ("some words", "s", false),
            (&long, "A sentence. ", true),
            (&long, &long[..long.len() / 2], false),
        ] {
            assert_eq!(is_suddenly_short(before, now), doubted, "{} bytes to {}", before.len(), now.len());
        }
    }
}
