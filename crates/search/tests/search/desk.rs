//! Posts and an index over them, in a folder that goes away.

use blog::{ContentHash, PostPath, Status};
use search::{Document, Index, Page, Query};
use std::collections::BTreeMap;
use tempfile::TempDir;

/// An index and the posts that are in it.
pub struct Desk {
    pub index: Index,
    pub posts: BTreeMap<PostPath, Document>,
    pub folder: TempDir,
}

/// A post in a few words; the title is the path until it is given.
pub fn post(path: &str, body: &str) -> Document {
    let (title, stamp) = (path.trim_end_matches(".md").to_owned(), stamp(body));
    Document {
        path: self::path(path),
        title,
        body: body.to_owned(),
        tags: Vec::new(),
        categories: Vec::new(),
        status: Status::Draft,
        blogs: Vec::new(),
        date: 0,
        stamp,
    }
}

/// What tells states of a post apart.
pub fn stamp(text: &str) -> u64 {
    u64::from_str_radix(ContentHash::of(text.as_bytes()).short(), 16).unwrap()
}

pub fn path(path: &str) -> PostPath {
    PostPath::new(path).unwrap()
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { index: Index::open(folder.path()).unwrap(), posts: BTreeMap::new(), folder }
    }

    pub fn holding(posts: impl IntoIterator<Item = Document>) -> Self {
        let mut desk = Self::new();
        posts.into_iter().for_each(|post| desk.put(post));
        desk
    }

    pub fn put(&mut self, post: Document) {
        self.index.put(&post).unwrap();
        self.posts.insert(post.path.clone(), post);
    }

    pub fn remove(&mut self, path: &str) {
        let path = self::path(path);
        self.index.remove(&path);
        self.posts.remove(&path);
    }

    /// Stems of the posts that are found, best first.
    pub fn find(&self, query: &str) -> Vec<String> {
        let paths = self.index.paths(&Query::parse(query)).unwrap();
        paths.iter().map(|path| path.stem().to_owned()).collect()
    }

    /// Compares the index with the posts and puts in what is missing.
    pub fn catch_up(&self) -> Vec<PostPath> {
        let missing = self.index.catch_up(self.stamps()).unwrap();
        missing.iter().for_each(|path| self.index.put(&self.posts[path]).unwrap());
        missing
    }

    pub fn stamps(&self) -> Vec<(PostPath, u64)> {
        self.posts.values().map(|post| (post.path.clone(), post.stamp)).collect()
    }

    pub fn page(&self, path: &PostPath) -> Page {
        let post = &self.posts[path];
        Page { title: post.title.clone(), body: post.body.clone() }
    }
}
