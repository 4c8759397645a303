//! A folder of Markdown and HTML files, or one such file. Markdown and pictures come byte for byte; HTML becomes Markdown.
//!
//! A folder keeps its shape under its own name, so that the texts find their pictures. When a folder of that name is here
//! already and at least one post in it is the same, it is the same import and only what is missing comes.

use super::page::{Page, page};
use super::{Import, Piece, plain_name};
use crate::fields::{FieldSet, set_all};
use crate::wire::error::WireError;
use blog::{FieldValue, Fields, PictureMap, PostPath, imported_body};
use library::{Contents, Intake, MAX_BYTES, files, foreign_contents, foreign_file};
use std::collections::HashSet;
use std::path::Path;

/// Files that come with the posts.
const PICTURES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "heic"];
/// The largest picture that comes, bytes.
const PICTURE_LIMIT: u64 = 64 << 20;

/// What a file of the folder is, by its ending.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Markdown,
    Html,
    Picture,
    Else,
}

fn what(name: &str) -> What {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "md" | "markdown" => What::Markdown,
        "html" | "htm" => What::Html,
        ending if PICTURES.contains(&ending) => What::Picture,
        _ => What::Else,
    }
}

impl Import<'_> {
    pub(super) fn folder(&mut self, intake: &mut Intake<'_>) -> Result<(), WireError> {
        let unlisted = |error: std::io::Error| self.refused(&error.to_string());
        let Contents { files, skipped } = foreign_contents(&self.from).map_err(unlisted)?;
        self.notes.extend(
            skipped.iter().map(|skipped| format!("\"{}\" stays outside. {}", skipped.place, skipped.reason)),
        );
        let markdown: HashSet<&str> = files
            .iter()
            .filter(|file| what(file.as_str()) == What::Markdown)
            .filter_map(|file| file.as_str().rsplit_once('.').map(|(stem, _)| stem))
            .collect();
        let place_of = |file: &PostPath| {
            let stem = file.as_str().rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
            match what(file.as_str()) {
                What::Html if markdown.contains(stem) => format!("{stem}-html.md"),
                What::Html => format!("{stem}.md"),
                _ => file.as_str().to_owned(),
            }
        };
        let base = self.base(&files, &place_of);
        for (done, file) in files.iter().enumerate() {
            let place = PostPath::new(&format!("{base}/{}", place_of(file)));
            let piece = self.piece(file.as_str(), &foreign_file(&self.from, file), place);
            if !self.take(piece, intake, done, files.len()) {
                break;
            }
        }
        Ok(())
    }

    /// One file, to the head of the library.
    pub(super) fn file(&mut self, intake: &mut Intake<'_>) -> Result<(), WireError> {
        let name = plain_name(&self.from);
        let place = match what(&name) {
            What::Html => format!("{}.md", name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem)),
            _ => name.clone(),
        };
        let mut piece = self.piece(&name, &self.from, PostPath::new(&place));
        // A file of this name that is another one is no reason to stay outside: it comes beside it.
        piece.here = None;
        self.take(piece, intake, 0, 1);
        Ok(())
    }

    /// The folder here that takes these files: the first name that is free, or that has one of the posts already.
    fn base(&self, files: &[PostPath], place_of: &dyn Fn(&PostPath) -> String) -> String {
        let name = plain_name(&self.from);
        let library = &self.shelf.library;
        let names = (1..).map(|n| if n == 1 { name.clone() } else { format!("{name}-{n}") });
        let fits = |base: &String| {
            let Some(folder) = PostPath::new(base) else { return true };
            if !library.file(&folder).exists() {
                return true;
            }
            let posts =
                files.iter().filter(|file| matches!(what(file.as_str()), What::Markdown | What::Html));
            posts.take(1000).any(|file| {
                let Some(place) = PostPath::new(&format!("{base}/{}", place_of(file))) else { return false };
                library.has_file(&place)
                    && self
                        .bytes(&foreign_file(&self.from, file))
                        .is_ok_and(|(_, bytes)| library.holds(&place, &bytes))
            })
        };
        names.into_iter().find(fits).unwrap_or(name)
    }

    fn piece(&self, name: &str, file: &Path, place: Option<PostPath>) -> Piece {
        let left =
            |why: String| Piece { title: name.to_owned(), wanted: Err(why), here: None, why: String::new() };
        if what(name) == What::Else {
            return left("It is neither a post nor a picture.".to_owned());
        }
        let Some(place) = place else { return left("Its name cannot be used on every system.".to_owned()) };
        match self.bytes(file) {
            Err(why) => left(why),
            Ok((title, bytes)) => {
                let there = self.shelf.library.has_file(&place);
                let same = there && self.shelf.library.holds(&place, &bytes);
                let words = if same { "" } else { "It differs from the file here, which stays as it is." };
                let here = there.then(|| (place.clone(), words.to_owned()));
                let title = title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| name.to_owned());
                Piece { title, wanted: Ok((place, bytes)), here, why: String::new() }
            }
        }
    }

    /// A file's title, if it has one, and the bytes that it becomes here.
    fn bytes(&self, file: &Path) -> Result<(Option<String>, Vec<u8>), String> {
        let kind = what(&file.to_string_lossy());
        let limit = if kind == What::Picture { PICTURE_LIMIT } else { MAX_BYTES };
        let bytes =
            files::read_foreign(file, limit).map_err(|error| format!("It cannot be read: {error}."))?;
        match kind {
            What::Picture | What::Else => Ok((None, bytes)),
            What::Markdown => {
                let title = std::str::from_utf8(&bytes).ok().and_then(|text| Fields::read(text).title);
                Ok((title, bytes))
            }
            What::Html => {
                let text = String::from_utf8(bytes).map_err(|_| {
                    "It is not UTF-8 text. Save it as UTF-8 with another program, then import it again."
                        .to_owned()
                })?;
                let Page { title, body } = page(text.trim_start_matches('\u{feff}'));
                let draft = FieldSet::status(blog::Status::Draft);
                let sets =
                    title.iter().map(|title| FieldSet::Field("title", FieldValue::Text(title.clone())));
                let sets: Vec<FieldSet> = sets.chain([draft]).collect();
                let head = set_all("", &sets).map_err(|error| error.to_string())?;
                let body =
                    imported_body(&wordpress::markup::import(&body, &PictureMap::new())).replace('\0', "");
                Ok((title, format!("{head}\n{body}").into_bytes()))
            }
        }
    }
}
