//! Moving posts and writing the links anew that lead to them. What is written is decided in [`crate::relink`].
//!
//! The files move first, then each text with a link is saved by compare-and-swap, so that nothing is overwritten that was
//! not read; an open post takes it as one change that can be undone. A text that cannot be written is named, and its links
//! stay as they were. A post can also get its name by itself: see [`App::follow_name`].

use crate::pictures::Beside;
use crate::relink::{Moved, Moves};
use crate::saving::save_error;
use crate::shelf::Shelf;
use crate::wire::error::WireError;
use crate::wire::events::AppEvent;
use crate::{App, lock};
use blog::{Fields, PostPath, slug};
use library::{PostFile, ReadError, SaveError};
use std::sync::Arc;

/// Reading waits for the disk more than for the processor.
const READERS: usize = 8;
/// What a new post is called until it has a title.
const UNTITLED: &str = "untitled";

/// Posts that were moved.
#[derive(Debug, Default)]
pub(crate) struct Relocated {
    /// From where to where, in the spelling that the folders have.
    pub moved: Vec<Moved>,
    /// How many links were written anew in other posts.
    pub links: usize,
    /// In how many posts.
    pub posts: usize,
    /// What could not be done: a sentence each, with what to do.
    pub missed: Vec<String>,
}

impl App {
    /// Moves posts, and with `relink` also writes the links anew that lead to them and those that they hold. An error when
    /// nothing could be moved; what only a part of them met is told in [`Relocated::missed`].
    pub(crate) fn relocate(&self, wanted: &[Moved], relink: bool) -> Result<Relocated, WireError> {
        let shelf = self.shelf()?;
        for one in wanted {
            let buffer = lock(&self.buffers).get(&one.from).cloned();
            if let Some(buffer) = buffer {
                self.save_buffer(&buffer)?;
            }
        }
        let places = if relink { shelf.library.places() } else { Vec::new() };
        let mut done = Relocated::default();
        for one in wanted {
            match shelf.library.move_to(&one.from, &one.to) {
                Ok(to) => {
                    self.buffer_follows(&shelf, &one.from, &to);
                    done.moved.push(Moved { from: one.from.clone(), to });
                }
                Err(error) if wanted.len() == 1 => return Err(crate::commands::refused(error)),
                Err(error) => done.missed.push(error.to_string()),
            }
        }
        if relink && !done.moved.is_empty() {
            let moved = std::mem::take(&mut done.moved);
            self.relink_all(&shelf, &Moves::new(&moved, &places), &places, &mut done);
            done.moved = moved;
        }
        let places = done.moved.iter().flat_map(|moved| [moved.from.clone(), moved.to.clone()]);
        self.refresh(&places.collect::<Vec<_>>());
        Ok(done)
    }

    /// How many links of other posts lead to this one, and in how many posts they are.
    pub(crate) fn count_links(&self, path: &PostPath) -> Result<(usize, usize), WireError> {
        let shelf = self.shelf()?;
        let places = shelf.library.places();
        // Another name in another folder: every link to the post would have to follow.
        let elsewhere = PostPath::new(&format!("moved/{}-moved.md", path.stem()));
        let moved = [Moved { from: path.clone(), to: elsewhere.unwrap_or_else(|| path.clone()) }];
        let moves = Moves::new(&moved, &places);
        let count = |place: &PostPath, text: &str| moves.leading_there(place, text);
        let found = look_through(&places, &moves, &|place| shelf.library.read_bytes(place), &count);
        let others = || found.iter().filter(|(place, _)| *place != path);
        Ok((others().map(|(_, links)| links).sum(), others().count()))
    }

    /// Renames a post that is left and is still called `untitled` after its title, and any post after its slug when the
    /// writer wants that. Nobody pressed anything here, so that it cannot be done is no news: the name stays.
    pub(crate) fn follow_name(&self, path: &PostPath) {
        let Ok(shelf) = self.shelf() else { return };
        let follows = is_numbered(path.stem(), UNTITLED) || lock(&self.settings).view.names_follow;
        let wanted = || {
            let file = shelf.library.read(path).ok().filter(|file| file.read_only.is_none())?;
            let stem = stem_for(path, &Fields::read(&file.text))?;
            let to = shelf.library.free_place(path, &stem)?;
            Some(Moved { from: path.clone(), to })
        };
        if let Some(moved) = follows.then(wanted).flatten() {
            let _ = self.relocate(&[moved], true);
        }
    }

    fn relink_all(&self, shelf: &Shelf, moves: &Moves<'_>, places: &[PostPath], done: &mut Relocated) {
        self.save_all();
        let exists = |file: &PostPath| shelf.library.has_file(moves.after(file));
        let count = |place: &PostPath, text: &str| moves.relink(place, text, &exists).len();
        for (place, _) in
            look_through(places, moves, &|place| shelf.library.read_bytes(moves.after(place)), &count)
        {
            let now = moves.after(place);
            match self.relink_one(shelf, moves, place, now) {
                Ok(0) => {}
                // What a moved post says of others is written anew with it, and not counted among the others.
                Ok(_) if now != place => {}
                Ok(links) => {
                    done.links += links;
                    done.posts += 1;
                }
                Err(error) => done.missed.push(format!(
                    "The links in \"{now}\" still lead to the old place: {} Correct them there.",
                    error.message
                )),
            }
        }
    }

    /// Writes one text anew; a few tries, because another program may be writing. Returns how many links it were.
    fn relink_one(
        &self,
        shelf: &Shelf,
        moves: &Moves<'_>,
        place: &PostPath,
        now: &PostPath,
    ) -> Result<usize, WireError> {
        let exists = |file: &PostPath| shelf.library.has_file(moves.after(file));
        for _ in 0..3 {
            let Ok(file) = shelf.library.read(now) else { return Ok(0) };
            let PostFile { text, form, hash, read_only, .. } = file;
            if read_only.is_some() || !moves.concern(place, &text) {
                return Ok(0);
            }
            let edits = moves.relink(place, &text, &exists);
            if edits.is_empty() {
                return Ok(0);
            }
            let new = edits.iter().rev().fold(text, |text, edit| edit.apply(&text));
            match shelf.library.save(now, &new, form, &hash) {
                Ok(_) => {
                    if lock(&self.buffers).contains_key(now) {
                        self.ports.events.send(AppEvent::Outside { path: now.as_str().to_owned() });
                    }
                    self.refresh(std::slice::from_ref(now));
                    return Ok(edits.len());
                }
                Err(SaveError::ChangedOutside { .. }) => {}
                Err(error) => return Err(save_error(&error)),
            }
        }
        Err(WireError::other("Another program is changing it all the time.", "Nothing was lost."))
    }

    /// The open post goes on under its new place.
    fn buffer_follows(&self, shelf: &Shelf, from: &PostPath, to: &PostPath) {
        let Some(buffer) = lock(&self.buffers).remove(from) else { return };
        let pictures = Beside::new(&shelf.library, to, &self.ports.picture_base);
        lock(&buffer).moved(to.clone(), Arc::new(pictures));
        lock(&self.buffers).insert(to.clone(), buffer);
        self.unsaved.touch();
    }
}

/// The posts with links that must follow, and how many each has. Reads all texts, several at a time, and changes nothing.
fn look_through<'p>(
    places: &'p [PostPath],
    moves: &Moves<'_>,
    read: &(dyn Fn(&PostPath) -> Result<Vec<u8>, ReadError> + Sync),
    count: &(dyn Fn(&PostPath, &str) -> usize + Sync),
) -> Vec<(&'p PostPath, usize)> {
    let look = |place: &'p PostPath| {
        let bytes = read(place).ok()?;
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)).ok()?;
        let links = if moves.concern(place, text) { count(place, text) } else { 0 };
        (links > 0).then_some((place, links))
    };
    let share = places.len().div_ceil(READERS).max(1);
    std::thread::scope(|scope| {
        let all = |part: &'p [PostPath]| part.iter().filter_map(look).collect::<Vec<_>>();
        let threads: Vec<_> = places.chunks(share).map(|part| scope.spawn(move || all(part))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    })
}

/// The name that slug or title give to the post; `None` when it has that name, or neither says anything. A day before the
/// name (`2026-11-05-slow-bread`) stays.
fn stem_for(path: &PostPath, fields: &Fields) -> Option<String> {
    let words = fields.slug.as_ref().or(fields.title.as_ref())?;
    let wanted = slug::slug(words);
    let stem = path.stem();
    let day = Fields::of_post(path, "")
        .date
        .and_then(|day| Some(format!("{day}-")).filter(|day| stem.starts_with(day)));
    let wanted = format!("{}{wanted}", day.unwrap_or_default());
    (!is_numbered(stem, &wanted)).then_some(wanted)
}

/// Whether a name is `base`, or `base-2` and so on.
fn is_numbered(name: &str, base: &str) -> bool {
    match name.strip_prefix(base) {
        Some("") => true,
        Some(rest) => {
            rest.strip_prefix('-').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_follows_slug_or_title() {
        for (path, text, stem) in [
            ("untitled.md", "---\ntitle: Slow bread\n---\n", Some("slow-bread")),
            ("a/untitled-2.md", "---\ntitle: Slow bread\nslug: rye\n---\n", Some("rye")),
            ("untitled.md", "---\nstatus: draft\n---\n", None),
            ("slow-bread.md", "---\ntitle: Slow bread\n---\n", None),
            ("slow-bread-2.md", "---\ntitle: Slow bread\n---\n", None),
            ("slow.md", "---\ntitle: Slow bread\n---\n", Some("slow-bread")),
            ("2026-11-05-slow.md", "---\ntitle: Slow bread\n---\n", Some("2026-11-05-slow-bread")),
            ("2026-11-05-slow-bread.md", "---\ntitle: Slow bread\n---\n", None),
        ] {
            let found = stem_for(&PostPath::new(path).unwrap(), &Fields::read(text));
            assert_eq!(found.as_deref(), stem, "{path} {text}");
        }
    }
}
