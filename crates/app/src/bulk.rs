//! One thing done to many posts, and taken back as one.
//!
//! What becomes of each post is decided by a pure plan from its text; then it is written only while the file is what was read.
//! Before anything is written an open post is saved, and its editor takes the change like one of another program, so that
//! cursor and undo stay. Nothing is sent to a blog.
//!
//! To take it back, the old head of each file and the hashes before and after are kept in memory: a body is never touched, so
//! that 100,000 posts need some megabytes. A post that was changed since stays as it is, and is named.

mod plan;

pub(crate) use plan::{Planned, plan, say};

use crate::commands::{post_path, refused};
use crate::relink::Moved;
use crate::renaming::Relocated;
use crate::saving::save_error;
use crate::wire::error::WireError;
use crate::wire::events::AppEvent;
use crate::wire::managing::{BulkDone, BulkWhat, FollowedPost, LeftPost};
use crate::{App, lock};
use blog::{ContentHash, FrontMatter, PostPath};
use library::{FileForm, FolderNames, SaveError};
use std::collections::VecDeque;
use std::sync::Mutex;

/// How many reasons are told; the count tells of all.
const REASONS: usize = 100;
/// How many changes can be taken back.
const KEPT: usize = 5;

/// What can be taken back.
#[derive(Default)]
pub(crate) struct Undos(Mutex<VecDeque<Undo>>);

/// One change of many posts.
pub(crate) struct Undo {
    name: String,
    steps: Vec<Step>,
}

/// What was done to one post.
enum Step {
    /// Its head was written.
    Head { path: PostPath, form: FileForm, head: String, before: ContentHash, after: ContentHash },
    /// It was moved.
    Moved { from: PostPath, to: PostPath },
    /// It lies in the trash.
    Trashed { path: PostPath, ticket: String },
}

/// What came of the posts so far.
#[derive(Default)]
pub(crate) struct Tally {
    done: u32,
    same: u32,
    left: u32,
    public: u32,
    reasons: Vec<LeftPost>,
    steps: Vec<Step>,
    touched: Vec<PostPath>,
    open: Vec<FollowedPost>,
}

impl Tally {
    fn leave(&mut self, path: &str, why: impl std::fmt::Display) {
        self.left += 1;
        if self.reasons.len() < REASONS {
            self.reasons.push(LeftPost { path: path.to_owned(), why: why.to_string() });
        }
    }

    fn step(&mut self, step: Step, touched: impl IntoIterator<Item = PostPath>) {
        self.done += 1;
        self.steps.push(step);
        self.touched.extend(touched);
    }
}

impl App {
    /// Does it to all of them, one after the other; stopped, those that are done stay done.
    pub(crate) fn do_to_all(&self, paths: &[String], what: &BulkWhat) -> Result<BulkDone, WireError> {
        let mut tally = Tally::default();
        let mut stopped = false;
        if let BulkWhat::Move { folder } = what {
            self.move_all(paths, folder, &mut tally)?;
        } else {
            for (done, path) in paths.iter().enumerate() {
                stopped = self.bulk_stops(done, paths.len(), path);
                if stopped {
                    break;
                }
                if let Err(error) = self.do_to(path, what, &mut tally) {
                    tally.leave(path, error.message);
                }
            }
        }
        self.bulk_stops(paths.len(), paths.len(), "");
        self.refresh(&tally.touched);
        let mut said = say(what, tally.done, tally.same, tally.left);
        said += &match tally.public {
            0 => String::new(),
            1 => " 1 of them is on a blog and stays there as it is until you press Update.".to_owned(),
            n => format!(" {n} of them are on a blog and stay there as they are until you press Update."),
        };
        if stopped {
            said = format!("Stopped. {said}");
        }
        Ok(self.told(tally, said))
    }

    fn do_to(&self, path: &str, what: &BulkWhat, tally: &mut Tally) -> Result<(), WireError> {
        let shelf = self.shelf()?;
        let path = post_path(path)?;
        let open = lock(&self.buffers).get(&path).cloned();
        if let Some(buffer) = &open {
            self.save_buffer(buffer)?;
            if lock(buffer).theirs().is_some() {
                return Err(WireError::input("It waits for your choice between two texts.", ""));
            }
        }
        match what {
            BulkWhat::Trash => {
                let ticket = shelf.library.trash(&path).map_err(refused)?;
                if lock(&self.buffers).remove(&path).is_some() {
                    self.forget_unsaved(&path);
                    tally.open.push(FollowedPost { from: path.as_str().to_owned(), to: None });
                }
                tally.step(Step::Trashed { path: path.clone(), ticket }, [path]);
            }
            _ => self.set_head(&path, what, tally)?,
        }
        Ok(())
    }

    /// All into one folder, with the links that lead to them.
    fn move_all(&self, paths: &[String], folder: &str, tally: &mut Tally) -> Result<(), WireError> {
        let folder = folder.trim().trim_matches('/');
        let mut wanted = Vec::new();
        for path in paths {
            let from = post_path(path)?;
            if from.folder() == folder {
                tally.same += 1;
                continue;
            }
            let name = from.file_name();
            let place = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            wanted.push(Moved { to: post_path(&place)?, from });
        }
        self.relocate_all(&wanted, tally);
        Ok(())
    }

    fn relocate_all(&self, wanted: &[Moved], tally: &mut Tally) {
        if wanted.is_empty() {
            return;
        }
        let Relocated { moved, missed, .. } = match self.relocate(wanted, true) {
            Ok(done) => done,
            Err(error) => Relocated { missed: vec![error.message], ..Relocated::default() },
        };
        let left = wanted.len() - moved.len();
        for moved in moved {
            let touched = [moved.from.clone(), moved.to.clone()];
            if lock(&self.buffers).contains_key(&moved.to) {
                let [from, to] = [&moved.from, &moved.to].map(|path| path.as_str().to_owned());
                tally.open.push(FollowedPost { from, to: Some(to) });
            }
            tally.step(Step::Moved { from: moved.from, to: moved.to }, touched);
        }
        tally.left += u32::try_from(left).unwrap_or(u32::MAX);
        let reasons = missed.into_iter().map(|why| LeftPost { path: String::new(), why });
        tally.reasons.extend(reasons.take(REASONS));
    }

    /// A change of the front matter, by compare-and-swap; a few tries, because another program may be writing.
    fn set_head(&self, path: &PostPath, what: &BulkWhat, tally: &mut Tally) -> Result<(), WireError> {
        let shelf = self.shelf()?;
        for _ in 0..3 {
            let file = shelf.library.read(path).map_err(refused)?;
            if let Some(why) = &file.read_only {
                return Err(WireError::input(why.clone(), ""));
            }
            let (text, is_public) = match plan(&file.text, what) {
                Planned::Write { text, is_public } => (text, is_public),
                Planned::Same => {
                    tally.same += 1;
                    return Ok(());
                }
                Planned::Refused(why) => return Err(WireError::input(why, "")),
            };
            match shelf.library.save(path, &text, file.form, &file.hash) {
                Ok(after) => {
                    let head = file.text[..FrontMatter::of(&file.text).body.start].to_owned();
                    let step =
                        Step::Head { path: path.clone(), form: file.form, head, before: file.hash, after };
                    tally.step(step, [path.clone()]);
                    tally.public += u32::from(is_public);
                    self.tell_outside(path);
                    return Ok(());
                }
                Err(SaveError::ChangedOutside { .. }) => {}
                Err(error) => return Err(save_error(&error)),
            }
        }
        Err(WireError::input("Another program is writing it all the time.", ""))
    }

    /// Takes a change back, as far as the posts are still what it made of them.
    pub(crate) fn take_back(&self, name: &str) -> Result<BulkDone, WireError> {
        let undo = {
            let mut all = lock(&self.undos.0);
            let at = all.iter().position(|undo| undo.name == name);
            at.and_then(|at| all.remove(at))
        };
        let undo = undo.ok_or_else(|| {
            WireError::input(
                "This change cannot be taken back any more.",
                "Nothing was changed. Older texts of a post are among its versions.",
            )
        })?;
        let mut tally = Tally::default();
        let mut names = FolderNames::new();
        let of = undo.steps.len();
        let back: Vec<Moved> = undo.steps.iter().filter_map(Step::back).collect();
        self.relocate_all(&back, &mut tally);
        for (done, step) in undo.steps.iter().rev().enumerate() {
            let path = step.path().as_str();
            // What is begun here is ended: half an undo would be worse than a wait.
            self.bulk_stops(done, of, path);
            if let Err(error) = self.undo_step(step, &mut names, &mut tally) {
                tally.leave(path, error.message);
            }
        }
        self.bulk_stops(of, of, "");
        self.refresh(&tally.touched);
        let left = match tally.left {
            0 => String::new(),
            1 => " 1 was changed since and stays as it is.".to_owned(),
            n => format!(" {n} were changed since and stay as they are."),
        };
        let said = format!("{} as before.{left}", plan::posts(tally.done, "is", "are"));
        tally.steps.clear();
        Ok(self.told(tally, said))
    }

    fn undo_step(&self, step: &Step, names: &mut FolderNames, tally: &mut Tally) -> Result<(), WireError> {
        let shelf = self.shelf()?;
        match step {
            Step::Trashed { path, ticket } => {
                let back = shelf.library.restore_among(ticket, names).map_err(refused)?;
                tally.done += 1;
                tally.touched.extend([path.clone(), back]);
            }
            // All of them went back together.
            Step::Moved { .. } => {}
            Step::Head { path, form, head, before, after } => {
                let open = lock(&self.buffers).get(path).cloned();
                if let Some(buffer) = &open {
                    self.save_buffer(buffer)?;
                }
                let file = shelf.library.read(path).map_err(refused)?;
                let changed = || WireError::input("It was changed since.", "");
                if file.hash != *after {
                    return Err(changed());
                }
                let text = format!("{head}{}", &file.text[FrontMatter::of(&file.text).body]);
                if form.hash(&text) != *before {
                    return Err(changed());
                }
                shelf.library.save(path, &text, *form, after).map_err(|error| save_error(&error))?;
                tally.done += 1;
                tally.touched.push(path.clone());
                self.tell_outside(path);
            }
        }
        Ok(())
    }

    fn told(&self, tally: Tally, said: String) -> BulkDone {
        let Tally { done, same, left, reasons, steps, open, .. } = tally;
        let undo = (!steps.is_empty()).then(|| {
            let name = blog::PostKey::from_random((self.ports.random)()).as_str().to_owned();
            let mut all = lock(&self.undos.0);
            all.push_back(Undo { name: name.clone(), steps });
            if all.len() > KEPT {
                all.pop_front();
            }
            name
        });
        BulkDone { said, done, same, left, reasons, undo, open }
    }

    /// Forgets what could be taken back: another library is open.
    pub(crate) fn forget_undos(&self) {
        lock(&self.undos.0).clear();
    }

    /// An open editor takes the change when nothing is in flight.
    fn tell_outside(&self, path: &PostPath) {
        if lock(&self.buffers).contains_key(path) {
            self.ports.events.send(AppEvent::Outside { path: path.as_str().to_owned() });
        }
    }

    /// Tells how far it is; whether it was stopped.
    fn bulk_stops(&self, done: usize, of: usize, title: &str) -> bool {
        // A handful is done before it could be shown.
        if of > 20 {
            let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let event = AppEvent::Carrying { done: narrow(done), of: narrow(of), title: title.to_owned() };
            self.ports.events.send(event);
        }
        self.carrying.is_stopped()
    }
}

impl Step {
    /// The way back of a post that was moved.
    fn back(&self) -> Option<Moved> {
        match self {
            Self::Moved { from, to } => Some(Moved { from: to.clone(), to: from.clone() }),
            Self::Head { .. } | Self::Trashed { .. } => None,
        }
    }

    /// Where the post was before.
    fn path(&self) -> &PostPath {
        match self {
            Self::Head { path, .. } | Self::Trashed { path, .. } => path,
            Self::Moved { from, .. } => from,
        }
    }
}
