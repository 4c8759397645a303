//! Which file is a remote post's twin: by the number in its front matter, else by the token its empty draft carries, else by
//! its address part. Only the number is certain; the others are offered, never taken for granted.

use crate::payload::carries;
use blog::{PostKey, PostKind, PostPath, RemoteId, RemotePost, Token};
use std::collections::HashMap;

/// A post here, as far as its twin on one blog is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// Its place.
    pub path: PostPath,
    /// Post or page.
    pub kind: PostKind,
    /// Its key, if it has one.
    pub key: Option<PostKey>,
    /// Its number on the blog, as its front matter says.
    pub remote: Option<RemoteId>,
    /// Its address part: what its front matter says, else what its file name amounts to; see [`Local::slug_of`].
    pub slug: String,
}

impl Local {
    /// See [`blog::slug::address_of`].
    pub fn slug_of(path: &PostPath, named: Option<&str>) -> String {
        blog::slug::address_of(path, named)
    }
}

/// By what a file was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Its front matter names the post's number.
    Number,
    /// The post carries the token that was made from the file's key.
    Token,
    /// Both have the same address part.
    Slug,
}

/// Length of a token: what a blog makes unique has `-2` and the like behind it.
const TOKEN: usize = 19;

/// The posts here, by everything they can be recognised by.
#[derive(Debug, Default)]
pub struct Locals {
    all: Vec<Local>,
    tokens: Vec<Option<Token>>,
    by_number: HashMap<RemoteId, usize>,
    by_token: HashMap<String, usize>,
    by_slug: HashMap<(PostKind, String), usize>,
}

impl Locals {
    /// The posts of a library, for one blog. Of several that would be recognised by the same, the first by path counts.
    pub fn new(blog: &str, mut all: Vec<Local>) -> Self {
        all.sort_by(|a, b| a.path.cmp(&b.path));
        let mut locals = Self::default();
        for (at, local) in all.iter().enumerate() {
            let token = local.key.as_ref().map(|key| Token::of(blog, key));
            if let Some(number) = local.remote {
                locals.by_number.entry(number).or_insert(at);
            } else {
                if let Some(token) = &token {
                    locals.by_token.entry(token.as_str().to_owned()).or_insert(at);
                }
                locals.by_slug.entry((local.kind, local.slug.clone())).or_insert(at);
            }
            locals.tokens.push(token);
        }
        Self { all, ..locals }
    }

    /// The file that is, or seems to be, this post.
    pub fn twin(&self, post: &RemotePost) -> Option<(&Local, Tie)> {
        let found = |at: Option<&usize>, tie| Some((self.all.get(*at?)?, tie));
        let carried = post.slug.get(..TOKEN).and_then(|token| self.by_token.get(token));
        let carried =
            carried.filter(|at| self.tokens[**at].as_ref().is_some_and(|token| carries(post, token)));
        let named =
            self.by_slug.get(&(post.kind, post.slug.to_lowercase())).filter(|_| !post.slug.is_empty());
        found(self.by_number.get(&post.id), Tie::Number)
            .or_else(|| found(carried, Tie::Token))
            .or_else(|| found(named, Tie::Slug))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(path: &str, key: Option<&str>, remote: Option<u64>) -> Local {
        let path = PostPath::new(path).unwrap();
        let slug = Local::slug_of(&path, None);
        Local {
            path,
            kind: PostKind::Post,
            key: key.and_then(PostKey::new),
            remote: remote.map(RemoteId),
            slug,
        }
    }

    #[test]
    fn the_address_part_of_a_file_is_what_it_says_or_is_called() {
        for (path, named, slug) in [
            ("2026/harbour.md", None, "harbour"),
            ("harbour.md", Some("by-the-sea"), "by-the-sea"),
            ("harbour.md", Some("  "), "harbour"),
            ("2024-01-05-Harbour.md", None, "harbour"),
            ("2024-01-05-.md", None, "2024-01-05-"),
            ("2024-01-05.md", None, "2024-01-05"),
            ("日本の秋の京都.md", None, "日本の秋の京都"),
        ] {
            assert_eq!(Local::slug_of(&PostPath::new(path).unwrap(), named), slug, "{path}");
        }
    }

    #[test]
    fn a_twin_is_known_by_number_then_token_then_address() {
        let key = "00112233445566aa";
        let token = Token::of("example.org", &PostKey::new(key).unwrap());
        let token = token.as_str();
        let locals = Locals::new(
            "example.org",
            vec![
                local("a.md", None, Some(7)),
                local("copy-of-a.md", None, Some(7)),
                local("b.md", Some(key), None),
                local("c.md", None, None),
                local("sub/c.md", None, None),
                Local { kind: PostKind::Page, ..local("about.md", None, None) },
            ],
        );
        for (id, kind, slug, expected) in [
            (7, PostKind::Post, "c", Some(("a.md", Tie::Number))),
            (7, PostKind::Page, "", Some(("a.md", Tie::Number))),
            (8, PostKind::Post, token, Some(("b.md", Tie::Token))),
            (8, PostKind::Post, &format!("{token}-2"), Some(("b.md", Tie::Token))),
            (8, PostKind::Post, &format!("{token}-x"), None),
            (8, PostKind::Post, "b", Some(("b.md", Tie::Slug))),
            (8, PostKind::Post, "C", Some(("c.md", Tie::Slug))),
            (8, PostKind::Post, "a", None),
            (8, PostKind::Post, "about", None),
            (8, PostKind::Page, "about", Some(("about.md", Tie::Slug))),
            (8, PostKind::Post, "", None),
            (8, PostKind::Post, "日本の秋の京都の紅葉は美しい", None),
        ] {
            let mut post = RemotePost::empty(kind, RemoteId(id));
            post.slug = slug.to_owned();
            let found = locals.twin(&post).map(|(local, tie)| (local.path.as_str(), tie));
            assert_eq!(found, expected, "{id} {slug}");
        }
    }
}
