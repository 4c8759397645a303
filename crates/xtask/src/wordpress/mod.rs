//! A real WordPress for an hour: fetched from Debian's packages, run by PHP's own server on SQLite, thrown away after use.
//!
//! Nothing is installed and no database server runs. One read-only tree per version is shared by all blogs; a blog is a
//! folder with its own `wp-content` and database. Why so: docs/decisions/throwaway-wordpress.md.

mod blog;
mod sqlite;
mod tree;

pub use blog::{Blog, free_port, running, stop};
pub use tree::{NEWEST, OLDEST, Release, Tree};

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use std::path::PathBuf;

/// Makes sure that the tree of `release` and the database drop-in are in the cache.
pub fn fetch(workspace: &Workspace, release: &Release) -> Outcome<Tree> {
    sqlite::fetch(workspace)?;
    tree::fetch(workspace, release)
}

/// Starts a fresh blog called `name` on `port` (0: any free one).
pub fn start(workspace: &Workspace, tree: &Tree, name: &str, port: u16) -> Outcome<Blog> {
    blog::start(workspace, tree, &sqlite::folder(workspace), name, port)
}

/// The release whose version begins with `version`, as in "6.1".
pub fn release(version: &str) -> Outcome<&'static Release> {
    [&NEWEST, &OLDEST]
        .into_iter()
        .find(|release| version.starts_with(release.version) || release.version.starts_with(version))
        .ok_or_else(|| {
            Failure::new(format!(
                "There is no WordPress {version} here. The versions are {} and {}.",
                OLDEST.version, NEWEST.version
            ))
        })
}

/// The folder that holds the blogs of this checkout.
fn blogs(workspace: &Workspace) -> PathBuf {
    workspace.target.join("blogs")
}
