//! What is on a blog, bringing it here, and tying files to posts that are there.

use crate::App;
use crate::commands::library::{post_path, refused};
use crate::commands::publishing::changes;
use crate::pull::{Compared, Pull, Skipped};
use crate::wire::Nothing;
use crate::wire::accounts::OneAccount;
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::events::AppEvent;
use crate::wire::library::PostRow;
use crate::wire::pulling::{
    LinkPost, LinkPress, LinkView, ListRemote, PullOutcome, PullPosts, PullWhat, Pulled, PulledPost,
    RemotePage, RemoteRow, RemoteStanding,
};
use blog::{Fields, Listed, Listing, PostKind, PostPath, RemoteId, RemotePost, Status};
use publish::pull::Local;
use publish::{RemoteState, look};
use std::collections::HashSet;

impl App {
    /// See [`crate::wire::Commands::list_remote`].
    pub fn list_remote(&self, args: ListRemote) -> Result<RemotePage, WireError> {
        let pull = Pull::of(self, &args.account, false)?;
        let Listed { posts, total, more } = pull.client.list_posts(&listing(&args)?)?;
        let rows: Vec<RemoteRow> = posts.iter().map(|post| pull.row(post)).collect();
        self.saw_there(&rows);
        Ok(RemotePage { rows, total: total.and_then(|total| u32::try_from(total).ok()), more })
    }

    /// See [`crate::wire::Commands::pull_posts`]. What was brought before an error or a stop stays, and the next pull goes on.
    pub fn pull_posts(&self, args: PullPosts) -> Result<Pulled, WireError> {
        let _turn = self.pulls.begin();
        self.save_all();
        let pull = Pull::of(self, &args.account, args.pictures)?;
        let mut done = Vec::new();
        let (posts, more) = match &args.what {
            PullWhat::Page { list } => {
                let listed = pull.client.list_posts(&listing(list)?)?;
                (listed.posts, listed.more)
            }
            PullWhat::Posts { ids } => (self.named(&pull, ids, &mut done)?, false),
        };
        let mut seen = HashSet::new();
        let posts: Vec<RemotePost> = posts.into_iter().filter(|post| seen.insert(post.id)).collect();
        let of = u32::try_from(posts.len()).unwrap_or(u32::MAX);
        let mut stopped = false;
        for (count, post) in (0..).zip(&posts) {
            if self.pulls.is_stopped() {
                stopped = true;
                break;
            }
            self.tell_pull(&args.account, count, of, &post.title);
            let brought = pull.bring(post);
            stopped = matches!(&brought, Err(skipped) if skipped.for_all);
            let brought = brought.unwrap_or_else(|skipped| pull.skipped(post, &skipped));
            self.saw_pulled(&brought);
            done.push(brought);
            if stopped {
                break;
            }
        }
        self.tell_pull(&args.account, of, of, "");
        Ok(Pulled { posts: done, more, stopped })
    }

    /// See [`crate::wire::Commands::stop_pull`].
    pub fn stop_pull(&self, _: OneAccount) -> Result<Nothing, WireError> {
        self.pulls.stop();
        Ok(Nothing {})
    }

    /// See [`crate::wire::Commands::plan_link`].
    pub fn plan_link(&self, args: LinkPost) -> Result<LinkView, WireError> {
        let (_, post, local, compared) = self.compared(&args)?;
        let blog = self.accounts.find(&args.account)?.blog();
        let title = if post.title.is_empty() {
            format!("number {}", post.id)
        } else {
            format!("“{}”", post.title)
        };
        Ok(LinkView {
            fingerprint: compared.fingerprint(&post),
            headline: format!("\"{}\" will be tied to {title} on {blog}.", local.path),
            consequence: if compared.differing.is_empty() {
                "Both say the same. Only the post's number is written into the file.".to_owned()
            } else {
                "The file keeps its text, and the blog its own. What differs shows as changed here until you publish.".to_owned()
            },
            fields: compared.differing.iter().map(|field| field.word().to_owned()).collect(),
            changes: changes(compared.theirs.trim(), compared.ours().trim()),
        })
    }

    /// See [`crate::wire::Commands::link_post`].
    pub fn link_post(&self, args: LinkPress) -> Result<PostRow, WireError> {
        let _turn = self.pulls.begin();
        let (pull, post, local, compared) = self.compared(&args.request)?;
        if compared.fingerprint(&post) != args.fingerprint {
            return Err(WireError::new(
                ErrorCode::PlanChanged,
                "The file or the post on the blog changed since they were shown.",
                "Nothing was tied. Look at both again, then press again.",
            ));
        }
        pull.tie(&post, &local, &compared).map_err(not_brought)?;
        self.row(&local.path)
    }

    /// The post and the file side by side, after everything that forbids tying them.
    fn compared(&self, args: &LinkPost) -> Result<(Pull<'_>, RemotePost, Local, Compared), WireError> {
        self.save_all();
        let pull = Pull::of(self, &args.account, false)?;
        let path = post_path(&args.path)?;
        let id = number(&args.id)?;
        let file = self.shelf()?.library.read(&path).map_err(refused)?;
        let fields = Fields::read(&file.text);
        let post = match look(&*pull.client, fields.kind, id)? {
            RemoteState::Present(post) => post,
            RemoteState::Absent | RemoteState::Gone | RemoteState::Unknown => return Err(no_such_post(id)),
        };
        let blog = pull.blog();
        let refuse = |why: String| {
            Err(WireError::input(why, "Nothing was tied. Choose another file or another post."))
        };
        if post.kind != fields.kind {
            return refuse(format!(
                "Number {id} is a {} on the blog, and this file is a {}.",
                post.kind, fields.kind
            ));
        }
        if post.status == Status::Trashed {
            return refuse("This post lies in the blog's trash.".to_owned());
        }
        let remote = fields.remotes.iter().find(|(known, _)| known == blog).map(|(_, id)| *id);
        if let Some(other) = remote.filter(|other| *other != id) {
            return refuse(format!("\"{path}\" is number {other} on {blog} already."));
        }
        let seen = pull.seen(&post);
        if let Some(other) = seen.local.filter(|other| other.remote == Some(id) && other.path != path) {
            return refuse(format!("This post is tied to \"{}\" already.", other.path));
        }
        let slug = Local::slug_of(&path, fields.slug.as_deref());
        let local = Local { slug, kind: fields.kind, key: fields.key, remote, path };
        let compared = pull.compare(&post, &local).map_err(not_brought)?;
        Ok((pull, post, local, compared))
    }

    /// The posts with these numbers; those that are not there are told at once.
    fn named(
        &self,
        pull: &Pull<'_>,
        ids: &[String],
        done: &mut Vec<PulledPost>,
    ) -> Result<Vec<RemotePost>, WireError> {
        let mut posts = Vec::new();
        for id in ids {
            let id = number(id)?;
            match look(&*pull.client, PostKind::Post, id)? {
                RemoteState::Present(post) => posts.push(post),
                RemoteState::Absent | RemoteState::Gone | RemoteState::Unknown => {
                    let nothing = RemotePost::empty(PostKind::Post, id);
                    done.push(pull.skipped(&nothing, &Skipped::because(no_such_post(id))));
                }
            }
        }
        Ok(posts)
    }

    /// The list learns which of its posts have another text on the blog.
    fn saw_there(&self, rows: &[RemoteRow]) {
        let Ok(shelf) = self.shelf() else { return };
        let changed = |row: &RemoteRow| {
            matches!(row.standing, RemoteStanding::ChangedThere | RemoteStanding::ChangedBoth)
        };
        let seen = rows.iter().filter_map(|row| Some((PostPath::new(row.path.as_deref()?)?, changed(row))));
        if shelf.catalogue.saw_there(&seen.collect::<Vec<_>>()) {
            self.tell_library(&shelf);
        }
    }

    /// A post that was brought here is in the list at once.
    fn saw_pulled(&self, post: &PulledPost) {
        let Some(path) = post.path.as_deref().and_then(PostPath::new) else { return };
        if let Ok(shelf) = self.shelf() {
            shelf.catalogue.saw_there(&[(path.clone(), post.outcome == PullOutcome::Conflict)]);
        }
        self.refresh(&[path]);
    }

    fn tell_pull(&self, account: &str, done: u32, of: u32, title: &str) {
        let (account, title) = (account.to_owned(), title.to_owned());
        self.ports.events.send(AppEvent::Pulling { account, done, of, title });
    }
}

/// A listing as a front end gave it.
fn listing(args: &ListRemote) -> Result<Listing, WireError> {
    let unknown = |what: &str, word: &str| {
        WireError::input(format!("\"{word}\" is not a {what}."), "Nothing was asked. Choose one of the list.")
    };
    let kind = PostKind::from_word(&args.kind).ok_or_else(|| unknown("kind of post", &args.kind))?;
    let status =
        args.status.as_deref().map(|word| Status::from_word(word).ok_or_else(|| unknown("status", word)));
    Ok(Listing { kind, status: status.transpose()?, page: args.page.max(1) as usize })
}

fn number(text: &str) -> Result<RemoteId, WireError> {
    text.trim().parse().ok().filter(|number| *number > 0).map(RemoteId).ok_or_else(|| {
        WireError::input(
            format!("\"{text}\" is not the number of a post."),
            "Nothing was changed. The list of what is on the blog shows the numbers.",
        )
    })
}

fn no_such_post(id: RemoteId) -> WireError {
    WireError::new(
        ErrorCode::Refused,
        format!("The blog has no post or page number {id}."),
        "Nothing was changed. The list of what is on the blog shows the numbers.",
    )
}

fn not_brought(skipped: Skipped) -> WireError {
    WireError::new(
        if skipped.for_all { ErrorCode::NoAnswer } else { ErrorCode::Refused },
        skipped.why,
        "Nothing was tied. The file and the post on the blog are as they were.",
    )
}
