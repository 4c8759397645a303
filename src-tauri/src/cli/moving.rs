//! `copydesk rename | convert`: other names, and editable copies. Nothing of this asks a blog.

use super::args::{Convert, Rename};
use super::failure::{Exit, Failure};
use super::output::count;
use super::session::Session;
use app::wire::moving::MovePost;
use serde_json::json;
use std::path::Path;

/// Gives a post's file another name or folder, and prints it.
pub fn rename(session: &Session, what: Rename) -> Result<Exit, Failure> {
    let library = session.library()?;
    let post = session.post(&what.file)?;
    let relink = !what.leave_links;
    let moved = session.app.move_post(MovePost { path: post.path, to: what.name, relink })?;
    let file = Path::new(&library.folder).join(&moved.row.path).display().to_string();
    session.output.result(
        &format!("{file}\n"),
        &json!({
            "file": moved.row.path, "path": file, "links": moved.links, "posts": moved.posts, "missed": moved.missed,
        }),
    );
    if moved.links > 0 {
        let (links, posts) = (count(moved.links as usize, "link"), count(moved.posts as usize, "post"));
        session.output.message(&format!("{links} in {posts} written anew"));
    }
    for sentence in &moved.missed {
        session.output.message(sentence);
    }
    Ok(Exit::Done)
}

/// Makes an editable copy, and prints its file.
pub fn convert(session: &Session, what: &Convert) -> Result<Exit, Failure> {
    let library = session.library()?;
    let post = session.post(&what.file)?;
    let copy = session.app.convert_copy(post)?;
    let file = Path::new(&library.folder).join(&copy.row.path).display().to_string();
    session.output.result(
        &format!("{file}\n"),
        &json!({ "file": copy.row.path, "path": file, "message": copy.message }),
    );
    session.output.message(&copy.message);
    Ok(Exit::Done)
}
