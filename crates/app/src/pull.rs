//! Posts of a blog become files, and files follow their posts.
//!
//! What is decided is decided in [`publish::pull`]; here posts are read, files are written and the exchange is recorded.
//! Each post is whole by itself: a record that belongs to no file yet does no harm, a file without its record is recognised
//! the next time. Nothing that the writer changed is ever written over.

mod compose;
mod download;
mod follow;
mod link;
mod names;
mod pictures;
mod settle;

pub(crate) use link::Compared;
pub(crate) use settle::{Sides, choose, chunk_view};

use crate::App;
use crate::shelf::Shelf;
use crate::wire::error::WireError;
use crate::wire::pulling::{PullOutcome, PulledPost, RemoteRow, RemoteStanding};
use blog::{
    Account, BlogClient, ClientError, Failure, Fields, PostKey, PostPath, Publication, RemotePost, Status,
    source_hash,
};
use names::People;
use publish::pull::{Local, Locals, Recorded, Standing, Tie, standing};
use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use wordpress::markup::Setter;

/// One blog, while posts are brought from it.
pub(crate) struct Pull<'a> {
    app: &'a App,
    shelf: Arc<Shelf>,
    account: Account,
    blog: String,
    /// Speaks to the blog.
    pub client: Box<dyn BlogClient>,
    setter: Setter,
    locals: Locals,
    /// Posts with a press on its way.
    at_work: HashSet<PostKey>,
    people: OnceCell<People>,
    parents: RefCell<HashMap<blog::RemoteId, String>>,
    with_pictures: bool,
}

/// A post of the blog, seen from here.
pub(crate) struct Seen {
    /// The file that is, or seems to be, this post.
    pub local: Option<Local>,
    /// What was last exchanged for that file.
    pub publication: Option<Publication>,
    /// How the post stands here.
    pub standing: Standing,
}

/// Why a post was not brought here, in a sentence; and whether the next one would fare no better.
pub(crate) struct Skipped {
    pub why: String,
    /// The blog does not answer, or does not know us any more.
    pub for_all: bool,
}

impl Skipped {
    /// A reason that concerns this post only.
    pub fn because(why: impl std::fmt::Display) -> Self {
        Self { why: why.to_string(), for_all: false }
    }
}

impl From<ClientError> for Skipped {
    fn from(error: ClientError) -> Self {
        let for_all = error.failure.passes_by_itself() || error.failure == Failure::SignIn;
        Self { why: error.message, for_all }
    }
}

impl<'a> Pull<'a> {
    /// Ready to bring posts of this account's blog into the open library. Asks the blog nothing yet.
    pub fn of(app: &'a App, account: &str, with_pictures: bool) -> Result<Self, WireError> {
        let account = app.accounts.find(account)?;
        let shelf = app.shelf()?;
        let blog = account.blog();
        let client = app.accounts.client(&account)?;
        // A post whose file nobody has read yet would be brought a second time.
        app.look_again()?;
        let locals = shelf.catalogue.linked().into_iter().map(|post| Local {
            slug: Local::slug_of(&post.path, post.slug.as_deref()),
            kind: post.kind,
            key: post.key,
            remote: post.remotes.iter().find(|(known, _)| *known == blog).map(|(_, id)| *id),
            path: post.path,
        });
        let locals = Locals::new(&blog, locals.collect());
        let jobs = app.outbox.get().ok().and_then(|outbox| outbox.jobs().ok()).unwrap_or_default();
        let at_work = jobs
            .into_iter()
            .filter(|job| !job.is_finished() && job.snapshot.blog == blog)
            .map(|job| job.snapshot.key)
            .collect();
        Ok(Self {
            setter: Setter(account.markup),
            app,
            shelf,
            account,
            blog,
            client,
            locals,
            at_work,
            people: OnceCell::new(),
            parents: RefCell::default(),
            with_pictures,
        })
    }

    /// The blog, as front matter names it.
    pub fn blog(&self) -> &str {
        &self.blog
    }

    /// How a post stands here. Reads its file and its record, asks the blog nothing.
    pub fn seen(&self, post: &RemotePost) -> Seen {
        let twin = self.locals.twin(post);
        let local = twin.map(|(local, _)| local.clone());
        let key = local.as_ref().and_then(|local| local.key.as_ref());
        // A record that cannot be read is like none.
        let publication = key.and_then(|key| self.shelf.library.publication(key, &self.blog).ok().flatten());
        let recorded = local.as_ref().zip(publication.as_ref()).map(|(local, publication)| Recorded {
            publication,
            changed_here: self.is_changed(&local.path, publication),
        });
        let standing = standing(post, twin.map(|(_, tie)| tie), recorded);
        Seen { local, publication, standing }
    }

    /// Whether a file is another one since it was exchanged; one that cannot be read counts as changed, so it stays.
    fn is_changed(&self, path: &PostPath, publication: &Publication) -> bool {
        let Ok(file) = self.shelf.library.read(path) else { return true };
        is_changed(&file.text, publication)
    }

    /// One post in the list.
    pub fn row(&self, post: &RemotePost) -> RemoteRow {
        let seen = self.seen(post);
        let date = post.date_gmt.as_deref().map(|date| publish::date::shown_short(date, &self.account.clock));
        RemoteRow {
            id: post.id.to_string(),
            kind: post.kind.word().to_owned(),
            title: post.title.replace("&amp;", "&"),
            status: post.status.word().to_owned(),
            date: date.unwrap_or_default(),
            url: post.url.clone(),
            why: why(&seen.standing),
            standing: standing_view(&seen.standing),
            path: seen.local.map(|local| local.path.as_str().to_owned()),
        }
    }

    /// Brings one post here, as far as nothing of the writer's stands in the way.
    pub fn bring(&self, post: &RemotePost) -> Result<PulledPost, Skipped> {
        let seen = self.seen(post);
        let said = |outcome, notes: Vec<String>| PulledPost {
            id: post.id.to_string(),
            title: post.title.clone(),
            outcome,
            path: seen.local.as_ref().map(|local| local.path.as_str().to_owned()),
            notes,
        };
        let nothing = |outcome| {
            Ok(said(outcome, Vec::from_iter(Some(why(&seen.standing)).filter(|why| !why.is_empty()))))
        };
        if post.status == Status::Trashed {
            return Err(Skipped::because("It lies in the blog's trash. Restore it there to bring it here."));
        }
        match (&seen.standing, &seen.local, &seen.publication) {
            (Standing::NotHere, ..) | (_, None, _) => {
                let (path, notes) = self.download(post)?;
                Ok(PulledPost {
                    path: Some(path.as_str().to_owned()),
                    ..said(PullOutcome::Downloaded, notes)
                })
            }
            (_, Some(local), _) if local.key.as_ref().is_some_and(|key| self.at_work.contains(key)) => {
                let why = "A press of this post is in the outbox; it comes first.".to_owned();
                Ok(said(PullOutcome::ChangedHere, vec![why]))
            }
            (Standing::ChangedThere(fields), Some(local), Some(publication)) => {
                let notes = self.follow(post, local, publication, fields)?;
                Ok(said(PullOutcome::Updated, notes))
            }
            (Standing::Unlinked(Tie::Number | Tie::Token), Some(local), _)
            | (Standing::ChangedBoth(_), Some(local), _)
                if self.tie_if_same(post, local)? =>
            {
                Ok(said(PullOutcome::Linked, Vec::new()))
            }
            (Standing::Unlinked(_), ..) => nothing(PullOutcome::Unlinked),
            (Standing::ChangedHere, ..) => nothing(PullOutcome::ChangedHere),
            (Standing::ChangedBoth(_) | Standing::OtherKind, ..) => nothing(PullOutcome::Conflict),
            (Standing::Same | Standing::ChangedThere(_), ..) => nothing(PullOutcome::Same),
        }
    }

    /// The line for a post that was not brought here.
    pub fn skipped(&self, post: &RemotePost, skipped: &Skipped) -> PulledPost {
        PulledPost {
            id: post.id.to_string(),
            title: post.title.clone(),
            outcome: PullOutcome::Skipped,
            path: None,
            notes: vec![skipped.why.clone()],
        }
    }
}

/// Whether a text is another one since it was exchanged: its words, its fields, or the status it names.
fn is_changed(text: &str, publication: &Publication) -> bool {
    let named = Fields::read(text).status;
    source_hash(text) != publication.source || named.is_some_and(|status| status != publication.base.status)
}

fn standing_view(standing: &Standing) -> RemoteStanding {
    match standing {
        Standing::NotHere => RemoteStanding::NotHere,
        Standing::Unlinked(_) => RemoteStanding::Unlinked,
        Standing::Same => RemoteStanding::Same,
        Standing::ChangedThere(_) => RemoteStanding::ChangedThere,
        Standing::ChangedHere => RemoteStanding::ChangedHere,
        Standing::ChangedBoth(_) => RemoteStanding::ChangedBoth,
        Standing::OtherKind => RemoteStanding::OtherKind,
    }
}

/// What is worth saying beside the standing itself.
fn why(standing: &Standing) -> String {
    let words =
        |fields: &[publish::Field]| fields.iter().map(|field| field.word()).collect::<Vec<_>>().join(", ");
    match standing {
        Standing::NotHere | Standing::Same | Standing::ChangedHere => String::new(),
        Standing::ChangedThere(fields) | Standing::ChangedBoth(fields) => {
            format!("Changed there: {}.", words(fields))
        }
        Standing::Unlinked(Tie::Number) => "The file names this post's number.".to_owned(),
        Standing::Unlinked(Tie::Token) => "The post was begun from this file.".to_owned(),
        Standing::Unlinked(Tie::Slug) => "The file has the same address.".to_owned(),
        Standing::OtherKind => "It is a page on one side and a post on the other.".to_owned(),
    }
}
