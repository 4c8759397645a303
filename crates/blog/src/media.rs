//! Files that a post uses, as they go to a blog and as they come back.

use crate::RemoteId;
use std::collections::BTreeMap;

/// A picture to be sent. The name carries the hash of the writer's own file, so that an upload whose answer was lost can be
/// found again and one picture never lies on the blog twice.
#[derive(Clone, Debug)]
pub struct MediaUpload<'a> {
    /// File name on the blog, ASCII, with the content hash and the right extension.
    pub name: &'a str,
    /// For example `image/png`.
    pub mime: &'a str,
    /// The whole file.
    pub bytes: &'a [u8],
    /// Text for people who do not see the picture.
    pub alt: &'a str,
    /// What stands below it; empty when nothing does.
    pub caption: &'a str,
}

/// A picture that lies on a blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteMedia {
    /// Its number on the blog.
    pub id: RemoteId,
    /// Where the blog serves it. May differ from the name that was sent (renamed, scaled).
    pub url: String,
}

/// For each picture, named exactly as the post's text names it, where it lies on the blog.
pub type PictureMap = BTreeMap<String, RemoteMedia>;
