//! How a work tree stands, read from `git status --porcelain=v2 --branch -z`. Pure.

/// A file that is not as it was committed last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its place in the work tree.
    pub path: String,
}

/// Something that was begun with git and is not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InProgress {
    /// A merge.
    Merge,
    /// A rebase, or patches being applied.
    Rebase,
    /// A commit being picked or taken back.
    Pick,
    /// The search for a commit.
    Bisect,
}

impl InProgress {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Merge, Self::Rebase, Self::Pick, Self::Bisect];

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Rebase => "rebase",
            Self::Pick => "cherry-pick or revert",
            Self::Bisect => "bisect",
        }
    }

    /// The files in git's folder that say so.
    pub(crate) fn marks(self) -> &'static [&'static str] {
        match self {
            Self::Merge => &["MERGE_HEAD"],
            Self::Rebase => &["rebase-merge", "rebase-apply"],
            Self::Pick => &["CHERRY_PICK_HEAD", "REVERT_HEAD"],
            Self::Bisect => &["BISECT_LOG"],
        }
    }
}

/// How a work tree stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitState {
    /// The branch; `None` when a commit is looked at without one.
    pub branch: Option<String>,
    /// The branch's twin on the remote, as `origin/main`.
    pub upstream: Option<String>,
    /// Commits that the twin does not have.
    pub ahead: usize,
    /// Commits that only the twin has.
    pub behind: usize,
    /// Files of the library that are not as they were committed last.
    pub changed: Vec<Changed>,
    /// Files that a merge left unmerged, in the whole work tree.
    pub conflicted: usize,
    /// Where the branch goes.
    pub remote: Option<String>,
    /// What was begun and is not finished.
    pub in_progress: Option<InProgress>,
}

/// Reads git's answer; what it does not know is passed over.
pub fn read(said: &str) -> GitState {
    let mut state = GitState::default();
    let mut records = said.split('\0');
    while let Some(record) = records.next() {
        let (kind, rest) = record.split_once(' ').unwrap_or((record, ""));
        match kind {
            "#" => header(&mut state, rest),
            // A submodule is a repository of its own.
            "1" if !is_submodule(rest) => push(&mut state, rest, 7),
            "2" => {
                if !is_submodule(rest) {
                    push(&mut state, rest, 8);
                }
                // The old name follows as a record of its own.
                if let Some(old) = records.next().filter(|_| !is_submodule(rest)) {
                    state.changed.push(Changed { path: old.to_owned() });
                }
            }
            "u" => state.conflicted += 1,
            "?" => state.changed.push(Changed { path: rest.to_owned() }),
            _ => {}
        }
    }
    state
}

fn header(state: &mut GitState, line: &str) {
    let (key, value) = line.split_once(' ').unwrap_or((line, ""));
    match key {
        "branch.head" => state.branch = (value != "(detached)").then(|| value.to_owned()),
        "branch.upstream" => state.upstream = Some(value.to_owned()),
        "branch.ab" => {
            let mut counts = value.split(' ').map(|count| count[1..].parse().unwrap_or(0));
            (state.ahead, state.behind) = (counts.next().unwrap_or(0), counts.next().unwrap_or(0));
        }
        _ => {}
    }
}

fn is_submodule(fields: &str) -> bool {
    fields.split(' ').nth(1).is_some_and(|sub| sub.starts_with('S'))
}

/// The path is what follows so many fields; it may have blanks.
fn push(state: &mut GitState, fields: &str, before: usize) {
    if let Some(path) = fields.splitn(before + 1, ' ').nth(before) {
        state.changed.push(Changed { path: path.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_says_is_read() {
        let oid = "1234567890123456789012345678901234567890";
        let ordinary = format!("1 .M N... 100644 100644 100644 {oid} {oid} a b.md");
        let renamed = format!("2 R. N... 100644 100644 100644 {oid} {oid} R100 new.md\0old.md");
        let unmerged = format!("u UU N... 100644 100644 100644 100644 {oid} {oid} {oid} c.md");
        let submodule = format!("1 .M SC.. 160000 160000 160000 {oid} {oid} themes/x");
        let head = |rest: &str| format!("# branch.oid {oid}\0# branch.head main\0{rest}");
        for (said, branch, distance, changed, conflicted) in [
            (String::new(), None, (0, 0), vec![], 0),
            (head(""), Some("main"), (0, 0), vec![], 0),
            (head("# branch.upstream origin/main\0# branch.ab +2 -3\0"), Some("main"), (2, 3), vec![], 0),
            ("# branch.head (detached)\0".into(), None, (0, 0), vec![], 0),
            (
                head(&format!("{ordinary}\0? new one.md\0")),
                Some("main"),
                (0, 0),
                vec!["a b.md", "new one.md"],
                0,
            ),
            (head(&format!("{renamed}\0{unmerged}\0")), Some("main"), (0, 0), vec!["new.md", "old.md"], 1),
            (head(&format!("{submodule}\0! ignored\0x nonsense\0")), Some("main"), (0, 0), vec![], 0),
        ] {
            let state = read(&said);
            let paths: Vec<&str> = state.changed.iter().map(|changed| changed.path.as_str()).collect();
            assert_eq!(
                (state.branch.as_deref(), (state.ahead, state.behind)),
                (branch, distance),
                "{said:?}"
            );
            assert_eq!((paths, state.conflicted), (changed, conflicted), "{said:?}");
        }
    }
}
