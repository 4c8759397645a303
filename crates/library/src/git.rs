//! A library that lies in a git work tree: how it stands, and the few things that are done to it.
//!
//! The engine is the git of this computer, run through one door ([`program`]): the writer's remotes, credentials, signing,
//! hooks and settings live there, and nowhere else. What is read is read from its stable formats. Nothing here ever leaves a
//! merge half-done: two histories are merged beside the work tree, which then moves to the finished result or stays as it is.

mod failure;
mod merging;
mod program;
mod state;

pub use failure::GitFailure;
pub use merging::{Settled, Stages};
pub use state::{Changed, GitState, InProgress};

use crate::copies::conflict_copy_of;
use crate::walk::is_post_name;
use crate::{Library, files};
use blog::PostPath;
use program::Program;
use std::path::{Path, PathBuf};

/// What Copydesk keeps beside the posts and what of it belongs into git: the records of what was exchanged, which are the
/// base of every merge with a blog. Versions, trash and rescued texts are this folder's own past, and git has its own.
const IGNORE: &str = "# Copydesk: what was exchanged with blogs is shared, its own safety copies are not.\n\
    /versions/\n/trash/\n/rescue/\n*.tmp\n";

/// The work tree a library lies in.
#[derive(Debug)]
pub struct Repository {
    program: Program,
    /// The library's folder inside the work tree, `/` between its parts and at its end; empty for the work tree itself.
    prefix: String,
    root: PathBuf,
}

impl Repository {
    /// The work tree around a library; `None` where there is none, where the work tree ignores the library's folder, and on
    /// a computer without git.
    pub fn of(library: &Library) -> Option<Self> {
        let root = library.root().to_owned();
        let here = Program::in_folder(&root);
        let said = here.ask(&["rev-parse", "--show-toplevel", "--show-prefix"]).ok()?;
        let mut lines = said.lines();
        let top = PathBuf::from(lines.next()?);
        let prefix = lines.next().unwrap_or_default().to_owned();
        let is_ignored = !prefix.is_empty() && here.ask_with_no(&["check-ignore", "-q", "."]).ok()?.1;
        if is_ignored {
            return None;
        }
        Some(Self { program: Program::in_folder(&top), prefix, root })
    }

    /// How it stands. Asks no remote.
    pub fn state(&self) -> Result<GitState, GitFailure> {
        let said =
            self.program.ask(&["status", "--porcelain=v2", "--branch", "--untracked-files=all", "-z"])?;
        let mut state = state::read(&said);
        state.changed.retain(|changed| self.is_ours(&changed.path));
        state.in_progress = self.in_progress();
        state.remote = self.remote(&state)?;
        Ok(state)
    }

    fn in_progress(&self) -> Option<InProgress> {
        let there = |name: &str| {
            let path = self.program.ask(&["rev-parse", "--git-path", name]).ok();
            path.is_some_and(|path| self.program.folder().join(path.trim_end()).exists())
        };
        InProgress::ALL.into_iter().find(|kind| kind.marks().iter().any(|name| there(name)))
    }

    /// The branch's own remote, else the only one.
    fn remote(&self, state: &GitState) -> Result<Option<String>, GitFailure> {
        if let Some((remote, _)) = state.upstream.as_deref().and_then(|upstream| upstream.split_once('/')) {
            return Ok(Some(remote.to_owned()));
        }
        let all = self.program.ask(&["remote"])?;
        let mut names = all.lines();
        Ok(names.next().filter(|_| names.next().is_none()).map(str::to_owned))
    }

    /// Posts, pictures and records of this library; no conflict file, nothing hidden, nothing of other folders.
    fn is_ours(&self, path: &str) -> bool {
        let Some(inside) = path.strip_prefix(&self.prefix) else { return false };
        if inside == ".copydesk/.gitignore" || inside.starts_with(".copydesk/publications/") {
            return !files::is_temporary(inside.rsplit('/').next().unwrap_or_default());
        }
        let Some(place) = PostPath::new(inside) else { return false };
        let hidden = inside.split('/').any(|part| part.starts_with('.') || part == "node_modules");
        !hidden
            && (is_picture_name(inside) || is_post_name(place.file_name()))
            && conflict_copy_of(&place).is_none()
    }

    /// Commits everything of this library that changed. `false` when nothing had.
    pub fn commit_all(&self, message: &str) -> Result<bool, GitFailure> {
        self.write_ignore()?;
        let changed: Vec<String> = self.state()?.changed.into_iter().map(|changed| changed.path).collect();
        self.commit_paths(&changed, message)
    }

    /// Commits exactly these files of the library, whatever else is staged. `false` when none of them had changed.
    pub fn commit(&self, posts: &[PostPath], message: &str) -> Result<bool, GitFailure> {
        self.write_ignore()?;
        let wanted: Vec<String> = posts.iter().map(|path| format!("{}{path}", self.prefix)).collect();
        let changed = self.state()?.changed.into_iter().map(|changed| changed.path);
        let records = format!("{}.copydesk/", self.prefix);
        let paths: Vec<String> =
            changed.filter(|path| wanted.contains(path) || path.starts_with(&records)).collect();
        self.commit_paths(&paths, message)
    }

    fn commit_paths(&self, paths: &[String], message: &str) -> Result<bool, GitFailure> {
        if paths.is_empty() {
            return Ok(false);
        }
        let list: Vec<u8> = paths.iter().flat_map(|path| path.bytes().chain([0])).collect();
        let from = ["--pathspec-from-file=-", "--pathspec-file-nul"];
        self.program.tell(&[&["--literal-pathspecs", "add", "-A"][..], &from].concat(), &list)?;
        let commit = ["--literal-pathspecs", "commit", "--quiet", "--only", "-m", message];
        match self.program.tell(&[&commit[..], &from].concat(), &list) {
            Ok(_) => Ok(true),
            Err(failure) if failure.says("nothing to commit") => Ok(false),
            Err(failure) => Err(failure.of_commit()),
        }
    }

    fn write_ignore(&self) -> Result<(), GitFailure> {
        let file = self.root.join(".copydesk").join(".gitignore");
        if file.exists() {
            return Ok(());
        }
        files::write_atomically(&file, IGNORE.as_bytes()).map_err(|error| GitFailure::disk(&error))
    }

    /// Where a path of the work tree lies in the library.
    fn inside(&self, path: &str) -> Option<PostPath> {
        path.strip_prefix(&self.prefix).and_then(PostPath::new)
    }

    /// Whether everything is there that a commit needs. Says what is missing, and what stands in the way.
    pub fn check(&self, state: &GitState) -> Result<(), GitFailure> {
        if let Some(kind) = state.in_progress {
            return Err(GitFailure::in_progress(kind));
        }
        if state.branch.is_none() {
            return Err(GitFailure::detached());
        }
        if state.conflicted > 0 {
            return Err(GitFailure::unmerged());
        }
        for key in ["user.name", "user.email"] {
            let known = self.program.ask(&["config", key]).is_ok_and(|value| !value.trim().is_empty());
            let from_environment = self.program.ask(&["var", "GIT_COMMITTER_IDENT"]).is_ok();
            if !known && !from_environment {
                return Err(GitFailure::no_identity());
            }
        }
        Ok(())
    }

    /// Asks the remote what is new there.
    pub fn fetch(&self, remote: &str) -> Result<(), GitFailure> {
        self.program.far(&["fetch", "--quiet", "--no-recurse-submodules", remote]).map(|_| ())
    }

    /// How many commits are here only and there only; `None` when the branch has no twin there yet.
    pub fn distance(&self, twin: &str) -> Result<Option<(usize, usize)>, GitFailure> {
        if self.program.ask(&["rev-parse", "--verify", "--quiet", &format!("{twin}^{{commit}}")]).is_err() {
            return Ok(None);
        }
        if self.program.ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).is_err() {
            let there = self.program.ask(&["rev-list", "--count", twin])?;
            return Ok(Some((0, there.trim().parse().unwrap_or(0))));
        }
        let said = self.program.ask(&["rev-list", "--left-right", "--count", &format!("HEAD...{twin}")])?;
        let mut counts = said.split_whitespace().map(|count| count.parse().unwrap_or(0));
        Ok(Some((counts.next().unwrap_or(0), counts.next().unwrap_or(0))))
    }

    /// Moves the work tree to a commit that follows the present one, or leaves it as it is.
    pub fn follow(&self, commit: &str) -> Result<(), GitFailure> {
        self.program
            .ask(&["merge", "--ff-only", "--quiet", "--no-edit", commit])
            .map(|_| ())
            .map_err(GitFailure::of_merge)
    }

    /// Sends the branch. `false` when somebody else sent something meanwhile.
    pub fn push(&self, remote: &str, branch: &str, twin_is_known: bool) -> Result<bool, GitFailure> {
        let to = format!("HEAD:refs/heads/{branch}");
        let mut command = vec!["push", "--quiet", "--porcelain", "--no-recurse-submodules"];
        if !twin_is_known {
            command.push("--set-upstream");
        }
        command.extend([remote, &to]);
        match self.program.far(&command) {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_race() => Ok(false),
            Err(failure) => Err(failure.of_push()),
        }
    }
}

fn is_picture_name(name: &str) -> bool {
    let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| {
        ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "heic"].contains(&ending.as_str())
    })
}
