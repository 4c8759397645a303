//! A library that several computers share through git: everything here is committed, what is there is fetched and merged, and
//! the result is sent. Posts are merged as everywhere, by passage and by key; what both sides changed in one place becomes a
//! conflict file beside the post, so that the text is whole and the writer chooses in the usual window.

use crate::wire::Nothing;
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::events::AppEvent;
use crate::wire::git::{CommitOnPublish, GitView, SyncLibrary, Synced};
use crate::{App, lock};
use blog::PostPath;
use library::git::{GitFailure, GitState, Repository, Settled, Stages};
use library::{FileForm, Library, Why};
use publish::{Snapshot, Take, join};
use std::sync::Arc;
use std::time::Duration;

/// How often a sync begins anew when somebody else sent something meanwhile.
const TRIES: usize = 6;

impl App {
    /// See [`crate::wire::Commands::git_state`].
    pub fn git_state(&self, _: Nothing) -> Result<Option<GitView>, WireError> {
        let shelf = self.shelf()?;
        let Some(repository) = Repository::of(&shelf.library) else { return Ok(None) };
        let state = repository.state().map_err(refused_by_git)?;
        Ok(Some(GitView {
            branch: state.branch.clone().unwrap_or_default(),
            changed: whole(state.changed.len()),
            ahead: whole(state.ahead),
            behind: whole(state.behind),
            conflicted: whole(state.conflicted),
            remote: state.remote.clone().unwrap_or_default(),
            in_progress: state.in_progress.map(|kind| kind.word().to_owned()).unwrap_or_default(),
            commit_on_publish: self.commits_on_publish(&shelf.library),
            message: message_for(&state),
        }))
    }

    /// See [`crate::wire::Commands::commit_on_publish`].
    pub fn commit_on_publish(&self, args: CommitOnPublish) -> Result<Nothing, WireError> {
        let root = self.shelf()?.library.root().to_owned();
        self.remember(|settings| {
            settings.commit_on_publish.retain(|known| *known != root);
            if args.on {
                settings.commit_on_publish.push(root);
            }
        });
        Ok(Nothing {})
    }

    /// See [`crate::wire::Commands::sync_library`].
    pub fn sync_library(self: &Arc<Self>, args: SyncLibrary) -> Result<Synced, WireError> {
        let shelf = self.shelf()?;
        let library = Arc::clone(&shelf.library);
        let repository = Repository::of(&library).ok_or_else(no_repository)?;
        let mut done = Done::default();
        let synced = self.synced(&repository, &library, args.message.trim(), &mut done);
        // Also after a failure: some of it may have come.
        let open: Vec<PostPath> = lock(&self.buffers).keys().cloned().collect();
        for path in open {
            self.ports.events.send(AppEvent::Outside { path: path.as_str().to_owned() });
        }
        self.follow(&shelf, Duration::ZERO);
        synced?;
        Ok(done.view())
    }

    fn synced(
        &self,
        repository: &Repository,
        library: &Library,
        message: &str,
        done: &mut Done,
    ) -> Result<(), WireError> {
        for _ in 0..TRIES {
            if let Some(error) = self.save_all().into_iter().next() {
                return Err(error);
            }
            let state = repository.state().map_err(refused_by_git)?;
            repository.check(&state).map_err(refused_by_git)?;
            let name = if message.is_empty() { message_for(&state) } else { message.to_owned() };
            done.committed |= repository.commit_all(&name).map_err(refused_by_git)?;
            let (Some(remote), Some(branch)) = (&state.remote, &state.branch) else { return Ok(()) };
            done.remote = true;
            repository.fetch(remote).map_err(refused_by_git)?;
            let twin = state.upstream.clone().unwrap_or_else(|| format!("{remote}/{branch}"));
            let there = twin.strip_prefix(&format!("{remote}/")).unwrap_or(branch).to_owned();
            let distance = repository.distance(&twin).map_err(refused_by_git)?;
            match distance {
                Some((_, 0)) | None => {}
                Some((0, _)) => {
                    repository.follow(&twin).map_err(refused_by_git)?;
                    done.received = true;
                }
                Some(_) => {
                    let mut settle =
                        |path: &PostPath, stages: &Stages| self.settle(library, path, stages, done);
                    let title = format!("Merge what is new on {remote}");
                    repository.merge(&twin, &title, &mut settle).map_err(refused_by_git)?;
                    done.received = true;
                }
            }
            let sends = distance.is_none_or(|(ahead, _)| ahead > 0);
            if !sends {
                return Ok(());
            }
            if repository.push(remote, &there, state.upstream.is_some()).map_err(refused_by_git)? {
                done.sent = true;
                return Ok(());
            }
        }
        Err(WireError::new(
            ErrorCode::Refused,
            "Others send to the remote all the time, so this did not get its turn.",
            "Everything is here, merged and committed. Sync again in a moment.",
        ))
    }

    /// What becomes of a file that both sides changed in one place.
    fn settle(&self, library: &Library, path: &PostPath, stages: &Stages, done: &mut Done) -> Settled {
        let (here, there) = match (&stages.here, &stages.there) {
            (Some(here), Some(there)) => (here, there),
            (Some(one), None) | (None, Some(one)) => {
                let side = if stages.here.is_some() { "there" } else { "here" };
                done.notes
                    .push(format!("\"{path}\" was deleted {side} and changed on the other side; it stays."));
                return Settled::Text(one.clone());
            }
            (None, None) => return Settled::Gone,
        };
        if path.as_str().ends_with(".json") {
            return Settled::Text(later_record(here, there).clone());
        }
        let base = stages.base.as_deref().and_then(text_of);
        let (Some((form, here)), Some((other, there))) = (text_of(here), text_of(there)) else {
            return Settled::No;
        };
        let joined = join(base.map(|(_, base)| base), here, there);
        if joined.questions() > 0 {
            // Both are versions and the other side lies beside the post before anything is merged.
            let kept = self
                .keep_text(library, path, (there, other), Why::OtherSide, None)
                .and_then(|()| self.keep_text(library, path, (here, form), Why::Replaced, None));
            if kept.is_err() || library.add_conflict_copy(path, &other.bytes(there)).is_err() {
                return Settled::No;
            }
            if !done.conflicts.contains(path) {
                done.conflicts.push(path.clone());
            }
        }
        Settled::Text(form.bytes(&joined.text(|_| Take::Here, &joined.clear_fields())))
    }

    fn commits_on_publish(&self, library: &Library) -> bool {
        lock(&self.settings).commit_on_publish.iter().any(|root| root == library.root())
    }

    /// Commits a post that was just published, with its pictures, where the writer wishes that.
    pub(crate) fn commit_published(&self, library: &Library, path: &PostPath, snapshot: &Snapshot) {
        if !self.commits_on_publish(library) {
            return;
        }
        let Some(repository) = Repository::of(library) else { return };
        let pictures = snapshot.pictures.iter().filter_map(|picture| {
            let reference = percent_encoding::percent_decode_str(&picture.reference).decode_utf8_lossy();
            path.neighbour(&reference)
        });
        let paths: Vec<PostPath> = pictures.chain([path.clone()]).collect();
        let ready = repository.state().and_then(|state| repository.check(&state));
        let committed =
            ready.and_then(|()| repository.commit(&paths, &format!("Publish \"{}\"", snapshot.title)));
        if let Err(failure) = committed {
            let text = format!("The post is published, but it was not committed. {failure} {}", failure.hint);
            self.ports.events.send(AppEvent::Notice { text });
        }
    }
}

/// What a sync did so far.
#[derive(Default)]
struct Done {
    committed: bool,
    received: bool,
    sent: bool,
    remote: bool,
    conflicts: Vec<PostPath>,
    notes: Vec<String>,
}

impl Done {
    fn view(self) -> Synced {
        let said = match (self.committed, self.received, self.sent, self.remote) {
            (true, _, _, false) => "Your changes are committed. There is no remote to send them to.",
            (false, _, _, false) => "Nothing was changed here, and there is no remote.",
            (_, true, true, _) => "Your changes were sent, and what was new there is here.",
            (_, true, false, _) => "What was new there is here.",
            (_, false, true, _) => "Your changes were sent. Nothing was new there.",
            (_, false, false, _) => "Both sides are the same.",
        };
        let places = match self.conflicts.len() {
            0 => String::new(),
            1 => " One post was changed on both sides in the same place: open it to choose.".to_owned(),
            n => format!(" {n} posts were changed on both sides in the same places: open them to choose."),
        };
        Synced {
            message: format!("{said}{places}"),
            committed: self.committed,
            received: self.received,
            sent: self.sent,
            conflicts: self.conflicts.iter().map(|path| path.as_str().to_owned()).collect(),
            notes: self.notes,
        }
    }
}

/// What the commit of these changes is called.
fn message_for(state: &GitState) -> String {
    let posts: Vec<&str> = state
        .changed
        .iter()
        .map(|changed| changed.path.rsplit('/').next().unwrap_or(&changed.path))
        .filter(|name| name.ends_with(".md") || name.ends_with(".markdown"))
        .collect();
    match posts[..] {
        [] => "Update the library".to_owned(),
        [post] => format!("Write {post}"),
        [first, second] => format!("Write {first} and {second}"),
        [first, ..] => format!("Write {first} and {} more", posts.len() - 1),
    }
}

/// Text that may be merged: UTF-8, its mark apart.
fn text_of(bytes: &[u8]) -> Option<(FileForm, &str)> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
    Some(match text.strip_prefix('\u{feff}') {
        Some(text) => (FileForm { bom: true }, text),
        None => (FileForm { bom: false }, text),
    })
}

/// Of two records of one exchange the one that knows the later state of the blog, by the blog's own clock. The wrong one
/// would only ask once more.
fn later_record<'a>(here: &'a Vec<u8>, there: &'a Vec<u8>) -> &'a Vec<u8> {
    let modified = |bytes: &[u8]| {
        let record: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
        record.and_then(|record| record["base"]["modified_gmt"].as_str().map(str::to_owned))
    };
    if modified(there) > modified(here) { there } else { here }
}

fn refused_by_git(failure: GitFailure) -> WireError {
    WireError::new(ErrorCode::Refused, failure.happened, failure.hint).with_detail(failure.detail)
}

fn no_repository() -> WireError {
    WireError::new(
        ErrorCode::Input,
        "This library is in no git work tree, or git is not installed.",
        "Your posts are as they were. Sync works where the folder, or one around it, is a git repository.",
    )
}

fn whole(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use library::git::Changed;

    #[test]
    fn commits_are_named_after_what_changed() {
        for (paths, expected) in [
            (&[][..], "Update the library"),
            (&["media/a.png"], "Update the library"),
            (&["posts/a.md", "media/a.png"], "Write a.md"),
            (&["a.md", "b.md"], "Write a.md and b.md"),
            (&["a.md", "b.md", "c.md"], "Write a.md and 2 more"),
        ] {
            let changed = paths.iter().map(|path| Changed { path: (*path).to_owned() }).collect();
            assert_eq!(message_for(&GitState { changed, ..GitState::default() }), expected);
        }
    }

    #[test]
    fn the_later_record_is_believed() {
        let record = |time: &str| format!("{{\"base\":{{\"modified_gmt\":\"{time}\"}}}}").into_bytes();
        let (old, new) = (record("2026-01-01T00:00:00"), record("2026-02-01T00:00:00"));
        assert_eq!(later_record(&old, &new), &new);
        assert_eq!(later_record(&new, &old), &new);
        assert_eq!(later_record(&b"{".to_vec(), &old), &old);
    }
}
