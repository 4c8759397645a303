//! The open post: the core's mirror of the editor's text, what its file held last, and the rendered preview.
//!
//! Pure state, no disk: it takes changes and files and returns what to show and what to write. The editor's text and
//! the file may differ for three reasons, each with its own field: keys not saved yet (`version` > `saved`), front
//! matter that the core must add and the editor has not taken yet (`pending`), and a file that another program changed
//! (`theirs`), in which case nothing is written until the writer chose.

mod outside;

use crate::fields::{FieldSet, set_all};
use crate::text::{apply, change, for_editor, for_file, line_break, units};
use crate::view::{Pictures, derived};
use crate::wire::editor::{BlockView, Change, Derived, Edited, OpenedPost};
use blog::{ContentHash, FrontMatter, PostPath};
use library::journal::Unsaved as Left;
use library::{FileForm, PostFile};
use markdown::{Preview, Rendered};
use outside::Offer;
use std::sync::Arc;

/// One open post.
pub struct Buffer {
    path: PostPath,
    text: String,
    form: FileForm,
    /// Hash of the file as last read or written here; `None` when the file is gone.
    on_disk: Option<ContentHash>,
    version: u32,
    saved: u32,
    /// The version last said to be saved.
    announced: u32,
    read_only: Option<String>,
    pending: Vec<FieldSet>,
    /// The text of the file as last read or written here, against which both sides changed; `None` when it is not known.
    base: Option<String>,
    /// The file's text as it was read, where its line ends are of several kinds: when an edit is taken back, each is as it
    /// was. The editor knows one kind only.
    mixed: Option<String>,
    /// An outside text that was offered to the editor.
    offered: Option<Offer>,
    theirs: Option<PostFile>,
    preview: Preview,
    derived: Derived,
    pictures: Arc<dyn Pictures>,
}

/// What saving a post means now.
pub enum Due {
    /// The file holds it, and that was said; or the writer must choose first.
    Nothing,
    /// The file holds this version already; say so.
    Announce(u32),
    /// It must be written.
    Write(Unsaved),
}

/// What must be written, and the version it stands for.
#[derive(Clone)]
pub struct Unsaved {
    /// The file's new text.
    pub text: String,
    /// How the file is encoded.
    pub form: FileForm,
    /// What the file must still hold; `None`: it must not exist.
    pub expected: Option<ContentHash>,
    /// The version this text is.
    pub version: u32,
}

/// A change that does not fit the core's text.
#[derive(Debug, PartialEq, Eq)]
pub struct OutOfStep;

impl Buffer {
    /// Opens a file that was just read; also returns everything the editor needs.
    pub fn open(file: PostFile, pictures: Arc<dyn Pictures>) -> (Self, OpenedPost) {
        let mut buffer = Self {
            path: file.path,
            mixed: mixed(&file.text),
            base: Some(file.text.clone()),
            text: file.text,
            form: file.form,
            on_disk: Some(file.hash),
            version: 0,
            saved: 0,
            announced: 0,
            read_only: file.read_only,
            pending: Vec::new(),
            offered: None,
            theirs: None,
            preview: Preview::new(),
            derived: Derived::default(),
            pictures,
        };
        let opened = buffer.reopen();
        (buffer, opened)
    }

    /// Opens a post with text that its file (`None`: there is none) does not have. Where the file is what that text builds
    /// on, the text is unsaved like any other; otherwise the writer must choose between both.
    pub fn restore(left: Left, file: Option<PostFile>, pictures: Arc<dyn Pictures>) -> (Self, OpenedPost) {
        let follows = file.as_ref().is_some_and(|file| left.base.as_ref() == Some(&file.hash));
        let (form, on_disk) = match &file {
            Some(file) if follows => (file.form, Some(file.hash.clone())),
            Some(_) => (left.form, left.base),
            None => (left.form, None),
        };
        let base = file.as_ref().filter(|_| follows).map(|file| file.text.clone());
        let theirs = file.filter(|file| !follows || file.read_only.is_some());
        let (version, saved) = (1, 0);
        let mut buffer = Self {
            path: left.path,
            text: left.text,
            form,
            on_disk,
            version,
            saved,
            announced: saved,
            read_only: None,
            pending: Vec::new(),
            base,
            mixed: None,
            offered: None,
            theirs,
            preview: Preview::new(),
            derived: Derived::default(),
            pictures,
        };
        let opened = buffer.reopen();
        (buffer, opened)
    }

    /// Everything the editor needs, rendered from scratch (the window was reloaded, or the post is opened again).
    pub fn reopen(&mut self) -> OpenedPost {
        self.preview = Preview::new();
        let body = &self.text[body_start(&self.text)..];
        let splice = self.preview.update(body, &|src| self.pictures.address(src));
        self.derived = derived(&self.path, &self.text, &self.preview, &*self.pictures);
        OpenedPost {
            path: self.path.as_str().to_owned(),
            text: for_editor(&self.text),
            version: self.version,
            read_only: self.read_only.clone(),
            view: self.derived.clone(),
            blocks: views(body, &splice.inserted),
            restored: None,
        }
    }

    /// Applies the editor's changes since `version`.
    pub fn edit(&mut self, version: u32, changes: &[Change]) -> Result<Edited, OutOfStep> {
        if version != self.version || self.read_only.is_some() {
            return Err(OutOfStep);
        }
        let text = apply(&self.text, changes).ok_or(OutOfStep)?;
        Ok(self.take(text))
    }

    /// Takes the editor's whole text.
    pub fn replace(&mut self, text: &str) -> Edited {
        let text = for_file(&for_editor(text), line_break(&self.text));
        self.take(text)
    }

    fn take(&mut self, text: String) -> Edited {
        self.text = text;
        self.version += 1;
        self.take_offered();
        let is_taken_back = |first: &&String| for_editor(first) == for_editor(&self.text);
        if let Some(first) = self.mixed.as_ref().filter(is_taken_back) {
            self.text = first.clone();
        }
        if !self.pending.is_empty() && with_fields(&self.text, &self.pending) == self.text {
            self.pending.clear();
        }
        let body = &self.text[body_start(&self.text)..];
        let splice = self.preview.update(body, &|src| self.pictures.address(src));
        let view = derived(&self.path, &self.text, &self.preview, &*self.pictures);
        let news = (view != self.derived).then(|| view.clone());
        let edited = Edited {
            version: self.version,
            at: narrow(splice.at),
            removed: narrow(splice.removed),
            inserted: views(body, &splice.inserted),
            view: news,
        };
        self.derived = view;
        edited
    }

    /// The changes that set fields of the front matter, for the editor to apply. The error is the sentence why not.
    pub fn field_changes(&self, version: u32, set: FieldSet) -> Result<Vec<Change>, FieldRefused> {
        if version != self.version {
            return Err(FieldRefused::OutOfStep);
        }
        let edits = set.edit(&self.text).map_err(|error| FieldRefused::Because(error.to_string()))?;
        Ok(edits.into_iter().map(|edit| change(&self.text, edit.range, &edit.insert)).collect())
    }

    /// Front matter that must get into the file whether or not the editor is typing; the editor takes it with `outside`.
    pub fn set_pending(&mut self, sets: &[FieldSet]) {
        self.pending.extend_from_slice(sets);
    }

    /// What must be done so that the file holds this text.
    pub fn due(&mut self) -> Due {
        if self.theirs.is_some() || self.read_only.is_some() {
            return Due::Nothing;
        }
        if self.version != self.saved || !self.pending.is_empty() {
            let text = with_fields(&self.text, &self.pending);
            if self.on_disk.as_ref() != Some(&self.form.hash(&text)) {
                let (form, expected, version) = (self.form, self.on_disk.clone(), self.version);
                return Due::Write(Unsaved { text, form, expected, version });
            }
            self.saved = self.version;
        }
        let is_news = self.announced != self.version;
        self.announced = self.version;
        if is_news { Due::Announce(self.version) } else { Due::Nothing }
    }

    /// The text as it must not be lost while the file does not hold it, also when it cannot be saved now.
    pub fn unsaved(&self) -> Option<Unsaved> {
        let is_saved = self.version == self.saved && self.pending.is_empty() && self.theirs.is_none();
        let (form, expected, version) = (self.form, self.on_disk.clone(), self.version);
        let unsaved = || Unsaved { text: self.file_text(), form, expected, version };
        (!is_saved && self.read_only.is_none()).then(unsaved)
    }

    /// The text of `unsaved` is in the file.
    pub fn written(&mut self, unsaved: Unsaved, hash: ContentHash) {
        (self.saved, self.announced) = (unsaved.version, unsaved.version);
        self.on_disk = Some(hash);
        self.base = Some(unsaved.text);
    }

    /// The post's place.
    pub fn path(&self) -> &PostPath {
        &self.path
    }

    /// The file was moved by us, to where these pictures are beside it.
    pub fn moved(&mut self, path: PostPath, pictures: Arc<dyn Pictures>) {
        (self.path, self.pictures) = (path, pictures);
    }

    /// The text as it should be in the file.
    pub fn file_text(&self) -> String {
        with_fields(&self.text, &self.pending)
    }

    /// How the text lies in its file.
    pub fn form(&self) -> FileForm {
        self.form
    }

    /// The editor's version.
    pub fn version(&self) -> u32 {
        self.version
    }
}

/// Why a field was not set.
#[derive(Debug, PartialEq, Eq)]
pub enum FieldRefused {
    /// The editor is at another version.
    OutOfStep,
    /// The front matter cannot be edited; the sentence says why.
    Because(String),
}

fn with_fields(text: &str, pending: &[FieldSet]) -> String {
    if pending.is_empty() {
        text.to_owned()
    } else {
        set_all(text, pending).unwrap_or_else(|_| text.to_owned())
    }
}

/// The text, when its lines end in more than one way.
fn mixed(text: &str) -> Option<String> {
    let crlf = text.matches("\r\n").count();
    let kinds = [crlf, text.matches('\n').count() - crlf, text.matches('\r').count() - crlf];
    (kinds.iter().filter(|count| **count > 0).count() > 1).then(|| text.to_owned())
}

fn body_start(text: &str) -> usize {
    FrontMatter::of(text).body.start
}

fn views(body: &str, blocks: &[Rendered]) -> Vec<BlockView> {
    let view = |block: &Rendered| BlockView {
        html: block.html.to_string(),
        length: units(&body[block.range.clone()]),
    };
    blocks.iter().map(view).collect()
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
