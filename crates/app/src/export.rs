//! Posts leave the library: as the files they are, as a file for WordPress, as pages that open from disk.
//!
//! Nothing in the library is changed and nothing is sent. What is written appears at its place when it is whole, and never
//! over something that is there unless that was said.

mod page;
mod pages;
mod terms;
pub(crate) mod wxr;

use crate::pictures::local;
use crate::shelf::Shelf;
use crate::wire::carrying::{ExportForm, ExportPosts, Exported};
use crate::wire::error::WireError;
use crate::wire::events::AppEvent;
use crate::{App, commands::post_path};
use blog::{Fields, FrontMatter, PostPath};
use library::{ArchiveError, PostFile};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Posts on their way out.
pub(crate) struct Leaving<'a> {
    app: &'a App,
    shelf: Arc<Shelf>,
    to: PathBuf,
    replace: bool,
    posts: Vec<PostPath>,
    notes: Vec<String>,
}

impl<'a> Leaving<'a> {
    /// The posts that were asked for; all of them when none was named.
    pub fn of(app: &'a App, args: &ExportPosts) -> Result<Self, WireError> {
        let shelf = app.shelf()?;
        let posts = if args.posts.is_empty() {
            let walk = shelf.library.walk();
            let walk = walk.map_err(|error| WireError::other(error.to_string(), "Nothing was written."))?;
            let mut posts: Vec<PostPath> = walk.posts.into_iter().map(|found| found.path).collect();
            posts.sort();
            posts
        } else {
            args.posts.iter().map(|path| post_path(path)).collect::<Result<_, _>>()?
        };
        let to = std::path::absolute(&args.to).map_err(|_| {
            WireError::input(
                format!("\"{}\" is not a place for a file.", args.to),
                "Nothing was written. Choose another one.",
            )
        })?;
        if to.starts_with(shelf.library.root()) && args.form == ExportForm::Html {
            return Err(WireError::input(
                "The pages would lie inside the library itself.",
                "Nothing was written. Choose a folder outside of it.",
            ));
        }
        Ok(Self { app, shelf, to, replace: args.replace, posts, notes: Vec::new() })
    }

    /// Writes them.
    pub fn write(mut self, args: &ExportPosts) -> Result<Exported, WireError> {
        let count = match args.form {
            ExportForm::Zip => self.zip(args)?,
            ExportForm::Wxr => self.wxr()?,
            ExportForm::Html => self.pages()?,
        };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Exported { place: self.to.display().to_string(), count, notes: self.notes })
    }

    fn zip(&mut self, args: &ExportPosts) -> Result<usize, WireError> {
        let files: Vec<PostPath> = if args.posts.is_empty() {
            let contents = self.shelf.library.contents(args.records);
            self.notes
                .extend(contents.skipped.iter().map(|skipped| left_out(&skipped.place, &skipped.reason)));
            // The zip itself may come to lie in the library, over an older one.
            let own = self.to.clone();
            contents.files.into_iter().filter(|file| self.shelf.library.file(file) != own).collect()
        } else {
            let with_pictures = self.posts.iter().flat_map(|post| {
                let pictures = self.read(post).map(|file| self.pictures_of(&file)).unwrap_or_default();
                std::iter::once(post.clone()).chain(pictures)
            });
            with_pictures.collect::<BTreeSet<PostPath>>().into_iter().collect()
        };
        let (of, mut done) = (files.len(), 0);
        let written = self.shelf.library.archive(&self.to, self.replace, &files, |path| {
            done += 1;
            self.goes_on(done - 1, of, path.as_str())
        });
        let skipped = written.map_err(|error| self.refused(error))?;
        self.notes.extend(skipped.iter().map(|skipped| left_out(&skipped.place, &skipped.reason)));
        self.goes_on(of, of, "");
        Ok(of - skipped.len())
    }

    /// Tells how far it is; `false` when it was stopped.
    fn goes_on(&self, done: usize, of: usize, title: &str) -> bool {
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let event = AppEvent::Carrying { done: narrow(done), of: narrow(of), title: title.to_owned() };
        self.app.ports.events.send(event);
        !self.app.carrying.is_stopped()
    }

    /// A post's file as text; `None`, with a note, for one that cannot be read or is no text.
    fn text_of(&mut self, path: &PostPath) -> Option<PostFile> {
        match self.shelf.library.read(path) {
            Ok(file) if file.read_only.is_none() => return Some(file),
            Ok(file) => self.notes.push(left_out(path.as_str(), &file.read_only.unwrap_or_default())),
            Err(error) => self.notes.push(left_out(path.as_str(), &error.to_string())),
        }
        None
    }

    fn read(&self, path: &PostPath) -> Option<PostFile> {
        self.shelf.library.read(path).ok()
    }

    /// The local pictures that a post shows, the featured one too, as far as their files are there.
    fn pictures_of(&self, file: &PostFile) -> Vec<PostPath> {
        let body = &file.text[FrontMatter::of(&file.text).body];
        let shown = markdown::parse(body).media.into_iter().map(|media| media.src);
        let named = shown.chain(Fields::read(&file.text).picture);
        let found = named.filter_map(|src| local(&file.path, &src));
        found.filter(|picture| self.shelf.library.has_file(picture)).collect()
    }

    fn refused(&self, error: ArchiveError) -> WireError {
        let hint = match &error {
            ArchiveError::Taken(_) => "Choose another name, or say that it may be replaced.",
            ArchiveError::Stopped => "Your library is as it was.",
            ArchiveError::File { .. } | ArchiveError::Io { .. } => {
                "Your library is as it was. Put that right, or choose another place."
            }
        };
        WireError::input(error.to_string(), hint)
    }

    fn not_written(&self, error: std::io::Error) -> WireError {
        self.refused(ArchiveError::at(&self.to, error))
    }
}

fn left_out(place: &str, reason: &str) -> String {
    format!("\"{place}\" is left out. {reason}")
}

/// The ending a file of this form has.
pub(crate) fn with_ending(to: &Path, form: ExportForm) -> PathBuf {
    match (form, to.extension()) {
        (ExportForm::Zip, None) => to.with_extension("zip"),
        (ExportForm::Wxr, None) => to.with_extension("xml"),
        _ => to.to_owned(),
    }
}
