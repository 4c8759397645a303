//! Another name or another folder for a post's file. It never takes the place of a file that is there, and never leads
//! to where the list would not find it again. What other posts say of it is not looked at here.

use crate::name::{self, NameError};
use crate::{CreateError, Library, files, lock, template, walk};
use blog::{ContentHash, PostPath};
use std::io;
use std::path::Path;

impl Library {
    /// Gives a post's file another name in its folder, its extension kept. Returns the new place.
    pub fn rename(&self, path: &PostPath, stem: &str) -> Result<PostPath, CreateError> {
        name::check(stem)?;
        let ending = path.file_name().rsplit_once('.').map_or("md", |(_, ending)| ending);
        let name = format!("{stem}.{ending}");
        let new = within(path.folder(), &name).ok_or_else(|| unnameable(&name))?;
        self.move_to(path, &new)
    }

    /// Gives a post's file another place: another name, another folder of the library, or both. Folders that are missing
    /// are made; one that is there in another spelling (`Trips` for `trips`) is used. Returns the new place.
    pub fn move_to(&self, path: &PostPath, new: &PostPath) -> Result<PostPath, CreateError> {
        let _turn = lock(&self.turn);
        check_place(new)?;
        let folder = self.known_folder(new.folder());
        let new = within(&folder, new.file_name()).ok_or_else(|| unnameable(new.as_str()))?;
        if new == *path {
            return Ok(new);
        }
        let refused = |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => CreateError::Taken { name: new.as_str().to_owned() },
            io::ErrorKind::NotFound => CreateError::NotThere { path: path.clone() },
            _ => CreateError::Io { name: new.as_str().to_owned(), source },
        };
        let (from, to) = (self.file(path), self.file(&new));
        std::fs::symlink_metadata(&from).map_err(refused)?;
        let (old_folder, new_folder) = (files::folder_of(&from), files::folder_of(&to));
        std::fs::create_dir_all(new_folder).map_err(|source| match source.kind() {
            // A file stands where a folder of this name should be.
            io::ErrorKind::AlreadyExists => refused(io::ErrorKind::NotADirectory.into()),
            _ => CreateError::Io { name: new.as_str().to_owned(), source },
        })?;
        let folded = name::folded(new.file_name());
        let is_itself = path.folder() == new.folder() && folded == name::folded(path.file_name());
        if !is_itself && name::taken(new_folder).contains(&folded) {
            return Err(CreateError::Taken { name: new.as_str().to_owned() });
        }
        // Where letters' case does not count, the new name "exists" already: as this very file.
        let same_file = is_itself && to.canonicalize().ok() == from.canonicalize().ok() && to.exists();
        let done = if same_file { std::fs::rename(&from, &to) } else { files::rename_new(&from, &to) };
        done.map_err(refused)?;
        self.moved(&from, &to);
        files::sync_folder(new_folder).map_err(refused)?;
        if old_folder != new_folder {
            files::sync_folder(old_folder).map_err(refused)?;
        }
        self.versions_follow(path, &new);
        self.pin_follows(path, &new);
        Ok(new)
    }

    /// The places of all posts, by name. Reads folders only, no file.
    pub fn places(&self) -> Vec<PostPath> {
        let mut places: Vec<PostPath> =
            walk::walk(&self.root).posts.into_iter().map(|post| post.path).collect();
        places.sort();
        places
    }

    /// Another file beside this one whose name is the same on some system: in other letters' case, or composed otherwise.
    pub fn lookalike(&self, path: &PostPath) -> Option<String> {
        name::lookalike(files::folder_of(&self.file(path)), path.file_name())
    }

    /// A place beside this post for one of this name: `name`, or `name-2` and so on, whatever is free. `None` when such a
    /// name cannot be used.
    pub fn free_place(&self, beside: &PostPath, stem: &str) -> Option<PostPath> {
        name::check(stem).ok()?;
        let ending = beside.file_name().rsplit_once('.').map_or("md", |(_, ending)| ending);
        let taken = name::taken(files::folder_of(&self.file(beside)));
        within(beside.folder(), &name::free(&taken, stem, ending))
    }

    /// A folder of the library in the spelling that its parts have on the disk.
    fn known_folder(&self, folder: &str) -> String {
        let mut known = String::new();
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            let above = self.root.join(&known);
            let spelled = if above.join(part).exists() { None } else { name::spelled(&above, part) };
            if !known.is_empty() {
                known.push('/');
            }
            known.push_str(spelled.as_deref().unwrap_or(part));
        }
        known
    }

    /// The watcher need not report what we moved ourselves.
    pub(crate) fn moved(&self, from: &Path, to: &Path) {
        self.echo.forget(from);
        if let Some(path) = walk::post_path(&self.root, from) {
            self.took_away(&path);
        }
        if let (Ok(target), Ok(bytes)) = (to.canonicalize(), std::fs::read(to)) {
            self.echo.note(&target, &ContentHash::of(&bytes));
        }
    }
}

/// Every part must be a name on every system, and the list must look there.
fn check_place(place: &PostPath) -> Result<(), NameError> {
    let unfit = |name: &str, why| Err(NameError::Unfit { name: name.to_owned(), why });
    for part in place.folder().split('/').filter(|part| !part.is_empty()) {
        name::check(part)?;
        if walk::is_hidden(part) || template::is_template_folder(place.folder()) {
            return unfit(part, "posts in a folder of this name are not listed");
        }
    }
    name::check(place.stem())?;
    if !walk::is_post_name(place.file_name()) {
        return unfit(place.file_name(), "a post's name ends in .md or .markdown");
    }
    Ok(())
}

fn within(folder: &str, name: &str) -> Option<PostPath> {
    if folder.is_empty() { PostPath::new(name) } else { PostPath::new(&format!("{folder}/{name}")) }
}

fn unnameable(name: &str) -> CreateError {
    CreateError::Io { name: name.to_owned(), source: io::ErrorKind::InvalidFilename.into() }
}
