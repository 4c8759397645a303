//! Two histories become one beside the work tree: git merges what it can, what is left is settled post by post, and only the
//! finished result is looked at by the work tree. Nothing is ever half-merged, and no mark ever stands in a post.

use super::failure::GitFailure;
use super::{Repository, is_picture_name};
use crate::walk::is_post_name;
use blog::PostPath;
use std::collections::BTreeMap;

/// A file that both sides changed, as git has it: each `None` where the file was not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stages {
    /// What both came from.
    pub base: Option<Vec<u8>>,
    /// This side.
    pub here: Option<Vec<u8>>,
    /// The other side.
    pub there: Option<Vec<u8>>,
}

/// What becomes of such a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It holds this.
    Text(Vec<u8>),
    /// It is not there.
    Gone,
    /// It cannot be settled here: the merge is given up.
    No,
}

impl Repository {
    /// Merges a commit into the present one. `settle` is asked for each post, picture and record that both sides changed in
    /// one place. The work tree moves to the result, or nothing is changed.
    pub fn merge(
        &self,
        other: &str,
        message: &str,
        settle: &mut dyn FnMut(&PostPath, &Stages) -> Settled,
    ) -> Result<(), GitFailure> {
        // Two computers may each have begun a history of their own for the same posts: nothing is lost by joining them.
        let asked = self.program.ask_with_no(&[
            "merge-tree",
            "--write-tree",
            "-z",
            "--no-messages",
            "--allow-unrelated-histories",
            "HEAD",
            other,
        ]);
        let (said, clear) = asked.map_err(|failure| self.unless_too_old(failure))?;
        let said = String::from_utf8_lossy(&said).into_owned();
        let mut records = said.split('\0');
        let tree = records.next().unwrap_or_default().trim().to_owned();
        let tree = if clear { tree } else { self.settled(&tree, records, settle)? };
        let signs = self
            .program
            .ask(&["config", "--type=bool", "commit.gpgSign"])
            .is_ok_and(|on| on.trim() == "true");
        let mut commit = vec!["commit-tree", &tree, "-p", "HEAD", "-p", other, "-m", message];
        if signs {
            commit.push("-S");
        }
        let made = self.program.ask(&commit).map_err(GitFailure::of_commit)?;
        self.follow(made.trim())
    }

    /// The tree with every unmerged file in it settled.
    fn settled<'a>(
        &self,
        tree: &str,
        records: impl Iterator<Item = &'a str>,
        settle: &mut dyn FnMut(&PostPath, &Stages) -> Settled,
    ) -> Result<String, GitFailure> {
        let mut files: BTreeMap<&str, [Option<&str>; 3]> = BTreeMap::new();
        for record in records.take_while(|record| !record.is_empty()) {
            let Some((fields, path)) = record.split_once('\t') else { continue };
            let mut fields = fields.split(' ').skip(1);
            let (oid, stage) = (fields.next(), fields.next().and_then(|stage| stage.parse::<usize>().ok()));
            if let Some(stage @ 1..=3) = stage {
                files.entry(path).or_default()[stage - 1] = oid;
            }
        }
        let mut lines = String::new();
        let mut others = Vec::new();
        for (path, [base, here, there]) in files {
            let known = self.inside(path).filter(|inside| self.may_be_settled(path, inside));
            let read =
                |oid: Option<&str>| oid.map(|oid| self.program.bytes(&["cat-file", "blob", oid])).transpose();
            let settled = match known {
                Some(inside) => {
                    settle(&inside, &Stages { base: read(base)?, here: read(here)?, there: read(there)? })
                }
                None => Settled::No,
            };
            // Whatever is there under this name goes, then comes what was settled.
            let nothing = "0".repeat(40);
            lines.push_str(&format!("0 {nothing}\t{path}\0"));
            match settled {
                Settled::Text(bytes) => {
                    let oid = self.program.tell(&["hash-object", "-w", "--stdin"], &bytes)?;
                    lines.push_str(&format!("100644 {}\t{path}\0", oid.trim()));
                }
                Settled::Gone => {}
                Settled::No => others.push(path.to_owned()),
            }
        }
        if !others.is_empty() {
            return Err(GitFailure::other_files(&others));
        }
        let folder = tempfile::tempdir().map_err(|error| GitFailure::disk(&error))?;
        let index = folder.path().join("index");
        self.program.beside(&index, &["read-tree", tree], &[])?;
        self.program.beside(&index, &["update-index", "-z", "--index-info"], lines.as_bytes())?;
        Ok(self.program.beside(&index, &["write-tree"], &[])?.trim().to_owned())
    }

    fn may_be_settled(&self, path: &str, inside: &PostPath) -> bool {
        self.is_ours(path)
            && (is_post_name(inside.file_name())
                || is_picture_name(inside.as_str())
                || inside.as_str().starts_with(".copydesk/"))
    }

    /// Merging beside the work tree came with git 2.38.
    fn unless_too_old(&self, failure: GitFailure) -> GitFailure {
        let version = self.program.ask(&["version"]).unwrap_or_default();
        let numbers =
            version.split(['.', ' ']).filter_map(|part| part.parse::<u32>().ok()).collect::<Vec<_>>();
        if numbers.as_slice() < &[2, 38] { GitFailure::too_old(&version) } else { failure }
    }
}
