//! Why git did not do it, in three parts: what happened, what is safe, what to do. Git's own words are the detail.

use super::state::InProgress;
use std::io;
use std::process::Output;

/// Git refused or could not. No post was changed unless a sentence says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{happened}")]
pub struct GitFailure {
    /// What happened.
    pub happened: String,
    /// What is safe, and what to do.
    pub hint: String,
    /// What git said.
    pub detail: String,
}

const SAFE: &str = "Your posts are as they were, in their files and in git.";

impl GitFailure {
    fn new(happened: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { happened: happened.into(), hint: hint.into(), detail: String::new() }
    }

    fn with(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    pub(crate) fn no_git(error: &io::Error) -> Self {
        Self::new(
            "Git could not be started on this computer.",
            format!("{SAFE} Install git, or go on without it."),
        )
        .with(error.to_string())
    }

    pub(crate) fn no_answer(arguments: &[&str], error: &io::Error) -> Self {
        let what = arguments.first().copied().unwrap_or_default();
        Self::new(
            format!("Git did not finish \"{what}\" in time, so it was ended."),
            format!("{SAFE} Check the line, then try again; in a terminal git says what it waits for."),
        )
        .with(error.to_string())
    }

    pub(crate) fn disk(error: &io::Error) -> Self {
        Self::new(
            "Copydesk's own folder in the library could not be written.",
            format!("{SAFE} Allow writing there, then try again."),
        )
        .with(error.to_string())
    }

    pub(crate) fn in_progress(kind: InProgress) -> Self {
        let word = kind.word();
        Self::new(
            format!("A {word} was begun with git in this folder and is not finished."),
            format!("{SAFE} Finish or end the {word} in a terminal, then try again."),
        )
    }

    pub(crate) fn detached() -> Self {
        Self::new(
            "Git is at a single commit here, not on a branch.",
            format!("{SAFE} Go to a branch in a terminal (git switch main), then try again."),
        )
    }

    pub(crate) fn unmerged() -> Self {
        Self::new(
            "An earlier merge left files that are not merged.",
            format!("{SAFE} Settle them in a terminal (git status names them), then try again."),
        )
    }

    pub(crate) fn no_identity() -> Self {
        Self::new(
            "Git does not know whose name to write into commits.",
            format!(
                "{SAFE} Say it once in a terminal: git config --global user.name and user.email. Then try again."
            ),
        )
    }

    pub(crate) fn too_old(version: &str) -> Self {
        Self::new(
            "Both sides have something new, and this computer's git is too old to merge them safely.",
            format!("{SAFE} What is here is committed. Install git 2.38 or later, then try again."),
        )
        .with(version.trim().to_owned())
    }

    pub(crate) fn other_files(paths: &[String]) -> Self {
        let names = paths.iter().take(5).map(|path| format!("\"{path}\"")).collect::<Vec<_>>().join(", ");
        Self::new(
            format!("Both sides changed files that are no posts: {names}. Nothing was merged."),
            format!(
                "{SAFE} What is here is committed. Merge these files in a terminal (git pull), then try again."
            ),
        )
    }

    /// What a command said that failed.
    pub(crate) fn said(arguments: &[&str], output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        let detail = [text(&output.stderr), text(&output.stdout)].join("\n").trim().to_owned();
        classify(arguments.iter().find(|word| !word.starts_with('-')).copied().unwrap_or_default(), detail)
    }

    pub(crate) fn says(&self, words: &str) -> bool {
        self.detail.contains(words)
    }

    /// Somebody else sent something since the last fetch.
    pub(crate) fn is_race(&self) -> bool {
        ["[rejected]", "fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref"]
            .iter()
            .any(|words| self.says(words))
            && !self.says("pre-receive hook declined")
            && !self.says("[remote rejected] (hook")
    }

    pub(crate) fn of_commit(self) -> Self {
        if self.is_known() {
            return self;
        }
        let happened = "Git did not commit: a hook of this repository, or git itself, refused.";
        Self::new(happened, format!("{SAFE} The detail says why. Put that right, then try again."))
            .with(self.detail)
    }

    pub(crate) fn of_merge(self) -> Self {
        let overwrites = self.says("would be overwritten");
        if self.is_known() || !overwrites {
            return self;
        }
        Self::new(
            "Files that are not committed stand in the way of what came from the other side.",
            format!("{SAFE} What is new there was fetched and not merged. Commit or move those files, then try again."),
        )
        .with(self.detail)
    }

    pub(crate) fn of_push(self) -> Self {
        if self.is_known() {
            return self;
        }
        let happened = "The remote did not take what was sent.";
        let hint = "Your posts are here and committed; nothing is lost. The detail says why: a file may be too large, or the branch protected.";
        Self::new(happened, hint).with(self.detail)
    }

    /// Whether it says more than that a command failed.
    fn is_known(&self) -> bool {
        !self.happened.starts_with("Git could not do")
    }
}

/// Git's words, by what a writer can do about them. They are asked for in English.
fn classify(command: &str, detail: String) -> GitFailure {
    let says = |words: &[&str]| words.iter().any(|words| detail.contains(words));
    let failure = if says(&[
        "Authentication failed",
        "could not read Username",
        "could not read Password",
        "terminal prompts disabled",
        "Permission denied (publickey",
        "Host key verification failed",
        "Invalid username or password",
        "403",
    ]) {
        GitFailure::new(
            "The remote did not let git in.",
            format!(
                "{SAFE} What is here is committed. Sign in once in a terminal (git fetch), so that git remembers; then try again."
            ),
        )
    } else if says(&[
        "Could not resolve host",
        "unable to access",
        "Connection refused",
        "Connection timed out",
        "Connection reset",
        "Network is unreachable",
        "No route to host",
        "Operation timed out",
        "Temporary failure in name resolution",
    ]) {
        GitFailure::new(
            "The remote did not answer.",
            format!(
                "{SAFE} What is here is committed and goes out with the next sync. Check the line, then try again."
            ),
        )
    } else if says(&[
        "does not appear to be a git repository",
        "Repository not found",
        "repository",
        "No such remote",
    ]) && matches!(command, "fetch" | "push")
    {
        GitFailure::new(
            "There is no repository at the remote's address.",
            format!(
                "{SAFE} What is here is committed. Check the address in a terminal (git remote -v), then try again."
            ),
        )
    } else if says(&["index.lock", "another git process", "Another git process"]) {
        GitFailure::new(
            "Another git is at work in this folder.",
            format!("{SAFE} Wait until it is done, then try again."),
        )
    } else {
        GitFailure::new(
            format!("Git could not do \"{command}\"."),
            format!("{SAFE} The detail says what git said."),
        )
    };
    failure.with(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_s_words_become_ours() {
        for (command, detail, expected) in [
            (
                "fetch",
                "fatal: could not read Username for 'https://example.org': terminal prompts disabled",
                "let git in",
            ),
            (
                "fetch",
                "git@example.org: Permission denied (publickey).\nfatal: Could not read from remote repository.",
                "let git in",
            ),
            ("fetch", "fatal: unable to access 'https://x/': Could not resolve host: x", "did not answer"),
            ("push", "ssh: connect to host x port 22: Connection refused", "did not answer"),
            ("fetch", "fatal: '/nowhere' does not appear to be a git repository", "no repository"),
            ("add", "fatal: Unable to create '/x/.git/index.lock': File exists.", "Another git"),
            ("commit", "something else", "could not do \"commit\""),
        ] {
            let failure = classify(command, detail.to_owned());
            assert!(failure.happened.contains(expected), "{detail}: {failure}");
            assert!(failure.hint.contains("as they were") && failure.detail == detail);
        }
        let race = |detail: &str| classify("push", detail.to_owned()).is_race();
        assert!(race("!\tHEAD:refs/heads/main\t[rejected] (fetch first)"));
        assert!(!race("! [remote rejected] HEAD -> main (pre-receive hook declined)"));
    }
}
