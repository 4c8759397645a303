//! The open post: keys in, splices out, saving, and what other programs do to the file.

use crate::App;
use crate::buffer::{Buffer, FieldRefused};
use crate::commands::library::{post_path, refused};
use crate::fields::{FieldSet, set_all};
use crate::lock;
use crate::saving::save_error;
use crate::wire::Nothing;
use crate::wire::editor::{
    AddPicture, Change, EditPost, Edited, OpenedPost, OutsideNews, PictureAdded, ReplaceText, ResolveOutside,
    SetField, Side, TakeOutside,
};
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::events::AppEvent;
use crate::wire::library::OnePost;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use blog::{Fields, PostPath, RemoteId};
use library::{Library, ReadError, SaveError, Why};
use publish::Snapshot;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// The largest picture that is taken in, in bytes.
const PICTURE_LIMIT: usize = 64 << 20;

impl App {
    /// See [`crate::wire::Commands::open_post`].
    pub fn open_post(&self, args: OnePost) -> Result<OpenedPost, WireError> {
        let path = post_path(&args.path)?;
        let shelf = self.shelf()?;
        let known = lock(&self.buffers).get(&path).cloned();
        self.remember(|settings| settings.post = Some(args.path.clone()));
        if let Some(buffer) = known {
            return Ok(lock(&buffer).reopen());
        }
        let (buffer, opened) = self.open_buffer(&shelf, &path)?;
        lock(&self.buffers).insert(path, Arc::new(Mutex::new(buffer)));
        Ok(opened)
    }

    /// See [`crate::wire::Commands::close_post`]. A post that cannot be saved stays in the core's care.
    pub fn close_post(&self, args: OnePost) -> Result<Nothing, WireError> {
        let path = post_path(&args.path)?;
        let Some(buffer) = lock(&self.buffers).get(&path).cloned() else { return Ok(Nothing {}) };
        self.save_buffer(&buffer)?;
        if lock(&buffer).theirs().is_none() {
            lock(&self.buffers).remove(&path);
            self.forget_unsaved(&path);
            self.keep_session(&self.shelf()?.library, &buffer);
            self.follow_name(&path);
        }
        Ok(Nothing {})
    }

    /// See [`crate::wire::Commands::edit_post`].
    pub fn edit_post(&self, args: EditPost) -> Result<Edited, WireError> {
        let buffer = self.buffer(&args.path)?;
        let edited = lock(&buffer).edit(args.version, &args.changes).map_err(|_| out_of_step())?;
        self.typed();
        Ok(edited)
    }

    /// See [`crate::wire::Commands::replace_text`].
    pub fn replace_text(&self, args: ReplaceText) -> Result<Edited, WireError> {
        let buffer = self.buffer(&args.path)?;
        let edited = lock(&buffer).replace(&args.text);
        self.typed();
        Ok(edited)
    }

    /// See [`crate::wire::Commands::set_field`].
    pub fn set_field(&self, args: SetField) -> Result<Vec<Change>, WireError> {
        let buffer = self.buffer(&args.path)?;
        let set = FieldSet::of_panel(args.field, args.value);
        lock(&buffer).field_changes(args.version, set).map_err(|refusal| match refusal {
            FieldRefused::OutOfStep => out_of_step(),
            FieldRefused::Because(why) => WireError::input(
                why,
                "Nothing was changed. Repair the front matter in the text, then try again.",
            ),
        })
    }

    /// See [`crate::wire::Commands::save_post`].
    pub fn save_post(&self, args: OnePost) -> Result<Nothing, WireError> {
        let buffer = self.buffer(&args.path)?;
        self.save_buffer(&buffer)?;
        Ok(Nothing {})
    }

    /// See [`crate::wire::Commands::take_outside`].
    pub fn take_outside(&self, args: TakeOutside) -> Result<OutsideNews, WireError> {
        let buffer = self.buffer(&args.path)?;
        let shelf = self.shelf()?;
        let path = post_path(&args.path)?;
        let file = match shelf.library.read(&path) {
            Ok(file) => Some(file),
            Err(ReadError::NotThere { .. }) => None,
            Err(error) => return Err(refused(error)),
        };
        let at_version = || {
            let buffer = lock(&buffer);
            if buffer.version() == args.version { Ok(buffer) } else { Err(out_of_step()) }
        };
        let can_merge = {
            let buffer = at_version()?;
            file.as_ref().filter(|file| buffer.can_merge(file))
        };
        // Kept before anything of it is taken; without a place for it the writer chooses.
        let is_kept = can_merge.is_some_and(|file| {
            let theirs = (file.text.as_str(), file.form);
            self.keep_text(&shelf.library, &path, theirs, Why::OtherSide, None).is_ok()
        });
        let mut buffer = at_version()?;
        let (mine, form) = (buffer.file_text(), buffer.form());
        let differs = file.as_ref().is_some_and(|file| file.hash != form.hash(&mine));
        let news = buffer.outside(file, is_kept);
        drop(buffer);
        // What was on the screen is not taken away without a trace.
        if differs && matches!(news, OutsideNews::Changed { .. }) {
            self.keep_if_possible(&shelf.library, &path, (&mine, form), Why::Replaced, None);
        }
        Ok(news)
    }

    /// See [`crate::wire::Commands::resolve_outside`].
    pub fn resolve_outside(&self, args: ResolveOutside) -> Result<Vec<Change>, WireError> {
        let buffer = self.buffer(&args.path)?;
        let shelf = self.shelf()?;
        let path = post_path(&args.path)?;
        let (mine, form, theirs) = {
            let buffer = lock(&buffer);
            if buffer.version() != args.version {
                return Err(out_of_step());
            }
            (buffer.file_text(), buffer.form(), buffer.theirs().map(|file| (file.text.clone(), file.form)))
        };
        let Some(theirs) = theirs else { return Ok(Vec::new()) };
        let (other, form) = if args.keep == Side::Mine { theirs } else { (mine, form) };
        self.keep_text(&shelf.library, &path, (&other, form), Why::OtherSide, None).map_err(refused)?;
        if args.keep == Side::Theirs {
            // This text is a version now; after a crash it must not be offered once more.
            self.forget_unsaved(&path);
            return Ok(lock(&buffer).take_theirs());
        }
        lock(&buffer).keep_mine();
        self.save_buffer(&buffer)?;
        Ok(Vec::new())
    }

    /// See [`crate::wire::Commands::add_picture`].
    pub fn add_picture(&self, args: AddPicture) -> Result<PictureAdded, WireError> {
        let bytes = BASE64
            .decode(&args.data)
            .map_err(|_| WireError::input("The picture did not arrive whole.", "Insert it again."))?;
        self.keep_picture(&post_path(&args.path)?, &args.name, &bytes)
    }

    /// A picture file the person chose, copied beside the post.
    pub fn add_picture_file(&self, args: OnePost, file: &Path) -> Result<PictureAdded, WireError> {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = library::files::read_foreign(file, PICTURE_LIMIT as u64).map_err(|error| {
            WireError::input(format!("The picture could not be read: {error}"), "Choose another one.")
        })?;
        self.keep_picture(&post_path(&args.path)?, &name, &bytes)
    }

    pub(crate) fn keep_picture(
        &self,
        post: &PostPath,
        name: &str,
        bytes: &[u8],
    ) -> Result<PictureAdded, WireError> {
        if bytes.len() > PICTURE_LIMIT {
            return Err(WireError::input(
                "The picture is larger than 64 MB.",
                "Make it smaller, then insert it again.",
            ));
        }
        let file = self.shelf()?.library.add_picture(post, name, bytes).map_err(refused)?;
        let folder = post.folder();
        let reference = file.as_str().strip_prefix(folder).unwrap_or(file.as_str()).trim_start_matches('/');
        Ok(PictureAdded { reference: reference.replace(' ', "%20") })
    }

    /// Front matter that the core writes by itself (the post's key, its number on a blog, its status) into a post of the
    /// open library: into the file at once, and to an open editor as an outside change.
    pub(crate) fn set_in_file(&self, path: &PostPath, sets: &[FieldSet]) -> Result<(), WireError> {
        let open = lock(&self.buffers).get(path).cloned();
        let Some(buffer) = open else {
            let set = set_in(&self.shelf()?.library, path, sets);
            self.refresh(std::slice::from_ref(path));
            return set;
        };
        lock(&buffer).set_pending(sets);
        let saved = self.save_buffer(&buffer);
        self.ports.events.send(AppEvent::Outside { path: path.as_str().to_owned() });
        saved
    }

    /// The same for the post of a job: in whichever library it lies, and also when its file has moved since the press.
    pub(crate) fn write_fields(
        &self,
        library: &Library,
        snapshot: &Snapshot,
        sets: &[FieldSet],
    ) -> Result<(), WireError> {
        let path = self.file_of_job(library, snapshot);
        // A post whose file was thrown away meanwhile has nowhere to remember its number, and that is not a failure.
        let Some(path) = path else { return Ok(()) };
        match self.shelf() {
            Ok(shelf) if shelf.library.root() == library.root() => self.set_in_file(&path, sets),
            _ => set_in(library, &path, sets),
        }
    }

    /// The post's number on the job's blog, as its file says now.
    pub(crate) fn remote_in_file(&self, library: &Library, snapshot: &Snapshot) -> Option<RemoteId> {
        let file = library.read(&self.file_of_job(library, snapshot)?).ok()?;
        let remotes = Fields::read(&file.text).remotes;
        remotes.into_iter().find(|(blog, _)| *blog == snapshot.blog).map(|(_, id)| id)
    }

    /// Where the post of a job may lie now, as far as is known without looking.
    pub(crate) fn places_of(&self, snapshot: &Snapshot) -> Vec<PostPath> {
        let known = self.shelf().map(|shelf| shelf.catalogue.with_key(&snapshot.key)).unwrap_or_default();
        std::iter::once(snapshot.path.clone()).chain(known.into_iter().map(|post| post.path)).collect()
    }

    /// Where the post of a job lies now: where it was, or wherever its key is. The folder is walked through only when it is
    /// neither where it was nor where it was seen last.
    pub(crate) fn file_of_job(&self, library: &Library, snapshot: &Snapshot) -> Option<PostPath> {
        let is_it = |path: &PostPath| {
            library.read(path).is_ok_and(|file| Fields::read(&file.text).key.as_ref() == Some(&snapshot.key))
        };
        let shelf = self.shelf().ok().filter(|shelf| shelf.library.root() == library.root());
        if shelf.is_none() {
            let posts = || library.scan().ok().into_iter().flat_map(|scan| scan.posts);
            let key = Some(&snapshot.key);
            return Some(snapshot.path.clone())
                .filter(is_it)
                .or_else(|| posts().find(|post| post.key.as_ref() == key).map(|post| post.path));
        }
        let known = || self.places_of(snapshot).into_iter().find(is_it);
        known().or_else(|| {
            self.look_again().ok()?;
            known()
        })
    }

    fn buffer(&self, path: &str) -> Result<Arc<Mutex<Buffer>>, WireError> {
        let path = post_path(path)?;
        lock(&self.buffers).get(&path).cloned().ok_or_else(|| {
            WireError::new(ErrorCode::OutOfStep, format!("\"{path}\" is not open."), "Open the post again.")
        })
    }
}

/// Sets fields in a file that is not open in an editor; a few tries, because another program may be writing.
fn set_in(library: &Library, path: &PostPath, sets: &[FieldSet]) -> Result<(), WireError> {
    for _ in 0..3 {
        let file = library.read(path).map_err(refused)?;
        let text = set_all(&file.text, sets).map_err(refused)?;
        if text == file.text {
            return Ok(());
        }
        match library.save(path, &text, file.form, &file.hash) {
            Err(SaveError::ChangedOutside { .. }) => {}
            saved => return saved.map(|_| ()).map_err(|error| save_error(&error)),
        }
    }
    Err(WireError::other(
        format!("\"{path}\" is being changed by another program all the time."),
        "Nothing was lost. Close the other program and try again.",
    ))
}

fn out_of_step() -> WireError {
    WireError::new(
        ErrorCode::OutOfStep,
        "The editor and the core are not at the same text.",
        "The whole text is sent again.",
    )
}
