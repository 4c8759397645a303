//! Both sides changed a post: the comparison, and the writer's choice. Nothing is sent from here.

use crate::commands::library::{post_path, refused};
use crate::pull::{Pull, Sides, Skipped};
use crate::wire::Nothing;
use crate::wire::conflict::{Against, CompareConflict, Comparison, ConflictFound, ResolveConflict, TakeView};
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::library::OnePost;
use crate::{App, lock};
use blog::{Fields, Publication, Status};
use library::Why;
use publish::{RemoteState, Take, look};

impl App {
    /// See [`crate::wire::Commands::list_conflicts`].
    pub fn list_conflicts(&self, args: OnePost) -> Result<Vec<ConflictFound>, WireError> {
        self.conflicts_of(&post_path(&args.path)?)
    }

    /// See [`crate::wire::Commands::compare_conflict`].
    pub fn compare_conflict(&self, args: CompareConflict) -> Result<Comparison, WireError> {
        match &args.with {
            Against::Blog { account } => {
                let pull = Pull::of(self, account, false)?;
                Ok(self.sides(&pull, &args.path)?.view())
            }
            on_disk => Ok(self.copies(&args.path, on_disk)?.view()),
        }
    }

    /// See [`crate::wire::Commands::resolve_conflict`].
    pub fn resolve_conflict(&self, args: ResolveConflict) -> Result<Nothing, WireError> {
        let takes: Vec<Take> = args.takes.iter().map(|take| take_of(*take)).collect();
        let path = &args.request.path;
        match &args.request.with {
            Against::Blog { account } => {
                let pull = Pull::of(self, account, false)?;
                let sides = self.sides(&pull, path)?;
                must_be_what_was_shown(&sides.fingerprint(), &args)?;
                pull.settle(&sides, args.theirs, &takes, &args.fields).map_err(not_settled)?;
            }
            on_disk => {
                let copies = self.copies(path, on_disk)?;
                must_be_what_was_shown(&copies.fingerprint(), &args)?;
                self.settle_copies(&copies, args.theirs, &takes, &args.fields)?;
            }
        }
        self.refresh(&[post_path(path)?]);
        Ok(Nothing {})
    }

    /// Keeps the blog's version as a version of the file, before a press replaces it there.
    pub(crate) fn keep_their_version(&self, path: &str, account: &str) -> Result<(), WireError> {
        let pull = Pull::of(self, account, false)?;
        let (theirs, form) = self.sides(&pull, path)?.their_text();
        let kept = self.keep_text(
            &self.shelf()?.library,
            &post_path(path)?,
            (&theirs, form),
            Why::OtherSide,
            Some(pull.blog()),
        );
        kept.map_err(refused)
    }

    fn sides(&self, pull: &Pull<'_>, path: &str) -> Result<Sides, WireError> {
        let path = post_path(path)?;
        let buffer = lock(&self.buffers).get(&path).cloned();
        if let Some(buffer) = buffer {
            self.save_buffer(&buffer)?;
        }
        let shelf = self.shelf()?;
        let fields = Fields::read(&shelf.library.read(&path).map_err(refused)?.text);
        // A record that cannot be read is like none.
        let publication: Option<Publication> =
            fields.key.as_ref().and_then(|key| shelf.library.publication(key, pull.blog()).ok().flatten());
        let named = fields.remotes.iter().find(|(blog, _)| blog == pull.blog()).map(|(_, id)| *id);
        let id = publication.as_ref().map(|publication| publication.base.id).or(named).ok_or_else(|| {
            WireError::input(
                "This post is not on that blog.",
                "There is nothing to compare. Your file is as it was.",
            )
        })?;
        match look(&*pull.client, fields.kind, id)? {
            RemoteState::Present(post) if post.kind == fields.kind && post.status != Status::Trashed => {
                pull.sides(&path, post, publication.as_ref()).map_err(not_settled)
            }
            _ => Err(WireError::new(
                ErrorCode::Refused,
                "The blog has no such post to compare with any more.",
                "Your file is as it was. Press Publish to see what can be done.",
            )),
        }
    }
}

fn must_be_what_was_shown(now: &str, choice: &ResolveConflict) -> Result<(), WireError> {
    if now == choice.fingerprint {
        return Ok(());
    }
    Err(WireError::new(
        ErrorCode::PlanChanged,
        "The post changed again, here or on the other side, since the two were compared.",
        "Nothing was changed. Look at the new comparison, then choose.",
    ))
}

fn take_of(take: TakeView) -> Take {
    match take {
        TakeView::Here => Take::Here,
        TakeView::There => Take::There,
        TakeView::Both => Take::Both,
    }
}

fn not_settled(skipped: Skipped) -> WireError {
    WireError::input(skipped.why, "Your file is as it was, and nothing was sent.")
}
