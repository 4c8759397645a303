//! Hears every word that the outbox says about a job, at the moment it says it, and looks at the blog whether it is so.

use super::line::Eye;
use super::rest::{file_of, link};
use super::world::{Post, World};
use app::EventSink;
use app::wire::events::AppEvent;
use app::wire::publishing::{JobState, JobView};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a press asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// `post` or `page`.
    pub kind: &'static str,
    /// The title.
    pub title: String,
    /// The text without its pictures.
    pub text: String,
    /// How many pictures it shows.
    pub pictures: usize,
    /// WordPress's word for what it shall be.
    pub status: &'static str,
}

impl Wanted {
    /// Whether a post is what was asked for.
    pub fn is(&self, post: &Post, world: &World, home: &str) -> bool {
        let shown: Vec<&str> = post
            .content
            .split("<img")
            .skip(1)
            .filter_map(|tag| tag.split("src=\"").nth(1)?.split('"').next())
            .collect();
        let lies_there = |src: &&str| world.media.iter().any(|media| file_of(media, home) == **src);
        post.kind == self.kind
            && post.title == self.title
            && post.status == self.status
            && words(&post.content) == words(&self.text)
            && shown.len() == self.pictures
            && shown.iter().all(lies_there)
    }
}

/// Letters and digits outside of tags and comments.
pub fn words(html: &str) -> String {
    let mut inside = false;
    let mut outside = |c: char| {
        inside = if inside { c != '>' } else { c == '<' };
        !inside && c.is_alphanumeric()
    };
    html.chars().filter(|c| outside(*c)).collect()
}

/// The one who listens.
pub struct Witness {
    eye: Eye,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    /// What each job was asked to do.
    wanted: HashMap<String, Wanted>,
    /// Requests with an effect, and states readers saw, when this try began.
    effects: usize,
    shown: usize,
    /// How much was said.
    said: usize,
    lies: Vec<String>,
}

impl Witness {
    /// Looks at this blog.
    pub fn of(eye: Eye) -> Self {
        Self { eye, notes: Mutex::default() }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A job shall do this from now on.
    pub fn expect(&self, job: &str, wanted: Wanted) {
        self.notes().wanted.insert(job.to_owned(), wanted);
    }

    /// A try begins.
    pub fn mark(&self) {
        let (effects, shown) = self.eye.world(|world| (world.effects, world.shown.len()));
        let mut notes = self.notes();
        (notes.effects, notes.shown) = (effects, shown);
    }

    /// What was said that was not so, and how much was said in all. Begins anew.
    pub fn take(&self) -> (Vec<String>, usize) {
        let mut notes = self.notes();
        let said = (std::mem::take(&mut notes.lies), std::mem::take(&mut notes.said));
        notes.wanted.clear();
        said
    }

    fn hear(&self, job: &JobView) {
        let mut notes = self.notes();
        notes.said += 1;
        let Some(wanted) = notes.wanted.get(&job.id).cloned() else { return };
        let home = self.eye.url.clone();
        let lies = self.eye.world(|world| {
            let there = |post: &&Post| wanted.is(post, world, &home);
            let mut lies = Vec::new();
            let mut claim = |so: bool, what: &str| {
                if !so {
                    lies.push(what.to_owned())
                }
            };
            if job.state == JobState::Done {
                claim(world.posts.values().any(|post| there(&post)), &format!("done, “{}”", job.label));
            }
            if job.state == JobState::Done
                && let Some(url) = &job.url
            {
                claim(world.posts.values().any(|post| link(post, &home) == *url), &format!("it is at {url}"));
            }
            for line in &job.log {
                claim(is_so(&line.text, world, &wanted, &home), &line.text);
            }
            if let Some(message) = &job.message {
                let nothing_sent = message.safe.starts_with("Nothing was sent");
                claim(!nothing_sent || world.effects == notes.effects, &message.safe);
                let unseen = message.safe.contains("What readers see was not changed");
                claim(!unseen || world.shown.len() == notes.shown, &message.safe);
                let public = message.happened.starts_with("The post is public");
                claim(
                    !public || world.posts.values().any(|post| there(&post) && post.status == "publish"),
                    &message.happened,
                );
                let whole = [&message.happened, &message.safe, &message.next]
                    .iter()
                    .all(|sentence| !sentence.trim().is_empty());
                claim(whole, &format!("a message lacks a sentence: {message:?}"));
            }
            lies
        });
        notes.lies.extend(lies);
    }
}

/// Whether a line of a job's log is so. What was said earlier must still be so: nothing that is claimed here is undone later.
fn is_so(line: &str, world: &World, wanted: &Wanted, home: &str) -> bool {
    let number = line
        .split("number ")
        .nth(1)
        .and_then(|rest| rest.split(')').next())
        .and_then(|id| id.parse::<u64>().ok());
    if line.starts_with("The post's place is reserved") {
        return number.is_some_and(|id| world.posts.contains_key(&id));
    }
    if line.starts_with("Sent picture") || line.starts_with("Already on the blog: picture") {
        return !world.media.is_empty();
    }
    if line.starts_with("Sent the text") || line.starts_with("Read back") {
        return world.posts.values().any(|post| wanted.is(post, world, home));
    }
    true
}

impl EventSink for Witness {
    fn send(&self, event: AppEvent) {
        if let AppEvent::Job { job } = event {
            self.hear(&job);
        }
    }
}
