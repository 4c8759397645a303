//! Moving a post's file, with the links that lead to it.

use crate::App;
use crate::commands::library::{post_path, refused};
use crate::relink::Moved;
use crate::wire::error::WireError;
use crate::wire::library::OnePost;
use crate::wire::moving::{LinksView, MovePost, MovedPost};
use blog::PostPath;

impl App {
    /// See [`crate::wire::Commands::links_to`].
    pub fn links_to(&self, args: OnePost) -> Result<LinksView, WireError> {
        let (links, posts) = self.count_links(&post_path(&args.path)?)?;
        Ok(LinksView { links: narrow(links), posts: narrow(posts) })
    }

    /// See [`crate::wire::Commands::move_post`].
    pub fn move_post(&self, args: MovePost) -> Result<MovedPost, WireError> {
        let from = post_path(&args.path)?;
        let to = place(&from, &args.to)?;
        let done = self.relocate(&[Moved { from, to }], args.relink)?;
        let moved = done.moved.first().map(|moved| moved.to.clone());
        let path = moved.ok_or_else(|| refused("Nothing was moved."))?;
        Ok(MovedPost {
            row: self.row(&path)?,
            links: narrow(done.links),
            posts: narrow(done.posts),
            missed: done.missed,
        })
    }
}

/// The new place as a person types it: blanks and slashes around it do not count, the ending stays.
fn place(from: &PostPath, typed: &str) -> Result<PostPath, WireError> {
    let ending = from.file_name().rsplit_once('.').map_or("md", |(_, ending)| ending);
    let typed = typed.trim().trim_matches('/');
    let stem = typed.strip_suffix(&format!(".{ending}")).unwrap_or(typed);
    let unfit = || {
        WireError::input(
            format!("\"{typed}\" is not a name inside the library. Nothing was changed."),
            "Type a name, or a folder and a name with / between them.",
        )
    };
    if stem.is_empty() {
        return Err(unfit());
    }
    PostPath::new(&format!("{stem}.{ending}")).ok_or_else(unfit)
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
