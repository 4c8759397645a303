//! Another name or another folder for a post's file, and the links that lead to it.

use super::library::PostRow;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Links of other posts that lead to a post.
#[derive(Debug, PartialEq, Eq, Serialize, TS)]
pub struct LinksView {
    /// How many links.
    pub links: u32,
    /// In how many posts.
    pub posts: u32,
}

/// Moves a post's file.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MovePost {
    /// Path inside the library.
    pub path: String,
    /// The new path inside the library, without the ending, which stays.
    pub to: String,
    /// Whether links in other posts, and those of the post itself, are written anew so that they still lead there.
    pub relink: bool,
}

/// A post's file that was moved.
#[derive(Debug, Serialize, TS)]
pub struct MovedPost {
    /// Its row, with the new path.
    pub row: PostRow,
    /// Links written anew in other posts.
    pub links: u32,
    /// In how many posts.
    pub posts: u32,
    /// What could not be written anew: a sentence for each post.
    pub missed: Vec<String>,
}
