//! What the blog holds, and what readers ever saw of it.

use super::Time;
use std::collections::BTreeMap;

/// A post or a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Post {
    /// Its number.
    pub id: u64,
    /// `post` or `page`.
    pub kind: &'static str,
    /// WordPress's word.
    pub status: String,
    /// Its address part.
    pub slug: String,
    /// Raw.
    pub title: String,
    /// Raw.
    pub content: String,
    /// Raw.
    pub excerpt: String,
    /// UTC; `None` while a draft's date floats.
    pub date_gmt: Option<String>,
    /// UTC.
    pub modified_gmt: String,
    /// Ascending.
    pub categories: Vec<u64>,
    /// Ascending.
    pub tags: Vec<u64>,
    /// 0: none.
    pub featured: u64,
    /// `open` or `closed`.
    pub comment_status: String,
    /// `open` or `closed`.
    pub ping_status: String,
    /// What readers must type.
    pub password: String,
    /// `standard`, ...
    pub format: String,
    /// Held on top.
    pub sticky: bool,
    /// Its author's number.
    pub author: u64,
    /// The page above; 0: none.
    pub parent: u64,
    /// Its place among its neighbours.
    pub order: i64,
    /// Numbers, names and texts.
    pub custom_fields: Vec<(u64, String, String)>,
    /// Numbers of its revisions, oldest first.
    pub revisions: Vec<u64>,
    /// The status it had before it went into the trash.
    before_trash: String,
}

/// What is to be set on a post; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub title: Option<String>,
    pub content: Option<String>,
    pub excerpt: Option<String>,
    pub slug: Option<String>,
    pub status: Option<String>,
    pub date_gmt: Option<String>,
    pub categories: Option<Vec<u64>>,
    pub tags: Option<Vec<u64>>,
    pub featured: Option<u64>,
    pub comment_status: Option<String>,
    pub ping_status: Option<String>,
    pub password: Option<String>,
    pub format: Option<String>,
    pub sticky: Option<bool>,
    pub author: Option<u64>,
    pub parent: Option<u64>,
    pub order: Option<i64>,
    /// Over XML-RPC drafts may: their slugs are made unique when they are published.
    pub drafts_may_share_slugs: bool,
}

/// A picture.
#[derive(Clone, Debug)]
pub struct Media {
    /// Its number.
    pub id: u64,
    /// The name of its file.
    pub name: String,
    /// Its address part.
    pub slug: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// For people who do not see it.
    pub alt: String,
}

/// A category or a tag.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its number.
    pub id: u64,
    /// `category` or `post_tag`.
    pub taxonomy: &'static str,
    /// As people read it.
    pub name: String,
    /// Its address part.
    pub slug: String,
    /// The category above; 0: none.
    pub parent: u64,
}

/// Why the blog says no.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// As over HTTP.
    pub status: u16,
    /// As in `rest_post_invalid_id`.
    pub code: &'static str,
    /// As in XML-RPC.
    pub fault: i32,
    /// The number of what is there already, for `term_exists`.
    pub existing: Option<u64>,
}

impl Refusal {
    /// Without anything that is there already.
    pub fn new(status: u16, code: &'static str) -> Self {
        let fault = match (status, code) {
            (_, "term_exists" | "empty_term_name" | "empty_content") | (413, _) => 500,
            (403, _) => 401,
            (status, _) => i32::from(status),
        };
        Self { status, code, fault, existing: None }
    }
}

fn refusal(status: u16, code: &'static str) -> Refusal {
    Refusal::new(status, code)
}

/// What the one person of this blog may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Administrator,
    /// Publish and send pictures; no new categories, and some HTML is taken out.
    Author,
    /// Write, and wait for somebody who publishes.
    Contributor,
}

impl Role {
    /// WordPress's words for what this role may do.
    pub fn capabilities(self) -> &'static [&'static str] {
        match self {
            Self::Administrator => &[
                "edit_posts",
                "publish_posts",
                "upload_files",
                "manage_categories",
                "unfiltered_html",
                "edit_others_posts",
                "edit_pages",
            ],
            Self::Author => &["edit_posts", "publish_posts", "upload_files"],
            Self::Contributor => &["edit_posts"],
        }
    }

    fn may(self, capability: &str) -> bool {
        self.capabilities().contains(&capability)
    }
}

/// Something readers could see at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The post.
    pub id: u64,
    /// At this address part.
    pub slug: String,
    /// With this title.
    pub title: String,
    /// And this text.
    pub content: String,
}

/// The blog.
#[derive(Debug)]
pub struct World {
    /// Its clock.
    pub time: Time,
    /// What its person may do.
    pub role: Role,
    /// By number.
    pub posts: BTreeMap<u64, Post>,
    /// Oldest first.
    pub media: Vec<Media>,
    /// Oldest first.
    pub terms: Vec<Term>,
    /// Every state of every post that readers could see, oldest first, each once.
    pub shown: Vec<Shown>,
    /// How many requests changed something.
    pub effects: usize,
    /// Whether REST is closed, so that only XML-RPC answers.
    pub rest_is_closed: bool,
    /// The most bytes a picture may have.
    pub upload_limit: usize,
    next: u64,
}

impl World {
    /// An empty blog.
    pub fn new(time: Time, role: Role) -> Self {
        let first = Term {
            id: 1,
            taxonomy: "category",
            name: "Uncategorised".into(),
            slug: "uncategorised".into(),
            parent: 0,
        };
        Self {
            time,
            role,
            posts: BTreeMap::new(),
            media: vec![],
            terms: vec![first],
            shown: vec![],
            effects: 0,
            rest_is_closed: false,
            upload_limit: 1 << 20,
            next: 10,
        }
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Scheduled posts go public when their time has come; `modified` stays.
    pub fn cron(&mut self) {
        let now = self.time.stamp(0);
        for post in self.posts.values_mut() {
            if post.status == "future" && post.date_gmt.as_ref().is_some_and(|date| *date <= now) {
                post.status = "publish".into();
            }
        }
        self.look();
    }

    /// Readers look at everything they can see.
    fn look(&mut self) {
        for post in self.posts.values().filter(|post| post.status == "publish") {
            let seen = Shown {
                id: post.id,
                slug: post.slug.clone(),
                title: post.title.clone(),
                content: post.content.clone(),
            };
            if !self.shown.contains(&seen) {
                self.shown.push(seen);
            }
        }
    }

    /// A new post or page.
    pub fn create(&mut self, kind: &'static str, change: &Change) -> Result<u64, Refusal> {
        let empty = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
        if empty(&change.title) && empty(&change.content) && empty(&change.excerpt) {
            return Err(refusal(400, "empty_content"));
        }
        self.may_set(change)?;
        let id = self.number();
        let (open, standard) = ("open".to_owned(), "standard".to_owned());
        let post = Post {
            id,
            kind,
            author: 1,
            status: "draft".into(),
            comment_status: open.clone(),
            ping_status: open,
            format: standard,
            ..Post::default()
        };
        self.posts.insert(id, post);
        self.set(id, change);
        Ok(id)
    }

    /// Sets fields of a post of this kind.
    pub fn write(&mut self, kind: &str, id: u64, change: &Change) -> Result<(), Refusal> {
        self.post(kind, id)?;
        self.may_set(change)?;
        self.set(id, change);
        Ok(())
    }

    fn may_set(&self, change: &Change) -> Result<(), Refusal> {
        let publishes =
            change.status.as_deref().is_some_and(|status| matches!(status, "publish" | "future" | "private"));
        if publishes && !self.role.may("publish_posts") {
            return Err(refusal(403, "rest_cannot_publish"));
        }
        Ok(())
    }

    fn set(&mut self, id: u64, change: &Change) {
        let known = |taxonomy: &str, ids: &[u64]| {
            let there =
                |id: &&u64| self.terms.iter().any(|term| term.taxonomy == taxonomy && term.id == **id);
            let mut ids: Vec<u64> = ids.iter().filter(there).copied().collect();
            ids.sort_unstable();
            ids
        };
        let (categories, tags) = (
            change.categories.as_deref().map(|ids| known("category", ids)),
            change.tags.as_deref().map(|ids| known("post_tag", ids)),
        );
        let featured =
            change.featured.map(|id| if self.media.iter().any(|media| media.id == id) { id } else { 0 });
        let revision = self.number();
        let (now, soon) = (self.time.stamp(0), self.time.stamp(60));
        let filters = !self.role.may("unfiltered_html");
        let mut post = self.posts.get(&id).cloned().unwrap_or_default();
        let before = post.clone();
        let texts = [
            (&mut post.title, &change.title),
            (&mut post.excerpt, &change.excerpt),
            (&mut post.slug, &change.slug),
            (&mut post.comment_status, &change.comment_status),
            (&mut post.ping_status, &change.ping_status),
            (&mut post.password, &change.password),
            (&mut post.format, &change.format),
        ];
        for (field, text) in texts {
            text.iter().for_each(|text| text.trim().clone_into(field));
        }
        if let Some(content) = &change.content {
            post.content = if filters { filtered(content) } else { content.clone() };
        }
        categories.into_iter().for_each(|ids| post.categories = ids);
        tags.into_iter().for_each(|ids| post.tags = ids);
        featured.into_iter().for_each(|id| post.featured = id);
        change.sticky.into_iter().for_each(|sticky| post.sticky = sticky);
        change.author.into_iter().for_each(|author| post.author = author);
        change.parent.into_iter().for_each(|parent| post.parent = parent);
        change.order.into_iter().for_each(|order| post.order = order);
        change.date_gmt.iter().for_each(|date| post.date_gmt = Some(date.trim_end_matches('Z').to_owned()));
        change.status.iter().for_each(|status| post.status.clone_from(status));
        let ahead = post.date_gmt.as_ref().is_some_and(|date| *date > soon);
        match (post.status.as_str(), ahead) {
            ("publish" | "future", true) => post.status = "future".into(),
            ("future", false) => post.status = "publish".into(),
            _ => {}
        }
        let stands = matches!(post.status.as_str(), "publish" | "future" | "private");
        if stands && post.date_gmt.is_none() {
            post.date_gmt = Some(now.clone());
        }
        if stands && post.slug.is_empty() {
            post.slug = blog::slug::slug(&post.title);
        }
        if post.status == "pending" && !self.role.may("publish_posts") {
            post.slug.clear();
        }
        if !post.slug.is_empty() && (stands || !change.drafts_may_share_slugs) {
            post.slug = self.unique(&post.slug, &post);
        }
        if post.kind == "post" && stands && post.categories.is_empty() {
            post.categories = vec![1];
        }
        // Measured: a scheduled post's modified is its date, and goes back with the next edit.
        post.modified_gmt = match &post.date_gmt {
            Some(date) if post.status == "future" => date.clone(),
            _ => now,
        };
        if (&before.title, &before.content, &before.excerpt) != (&post.title, &post.content, &post.excerpt) {
            post.revisions.push(revision);
        }
        self.posts.insert(id, post);
        self.look();
    }

    /// Free among all of this kind, made so without an error.
    fn unique(&self, slug: &str, own: &Post) -> String {
        let taken = |slug: &str| {
            self.posts.values().any(|post| post.id != own.id && post.kind == own.kind && post.slug == slug)
        };
        let mut tries = (2..).map(|n| format!("{slug}-{n}"));
        if taken(slug) { tries.find(|slug| !taken(slug)).unwrap_or_default() } else { slug.to_owned() }
    }

    /// A post of this kind.
    pub fn post(&self, kind: &str, id: u64) -> Result<&Post, Refusal> {
        self.posts.get(&id).filter(|post| post.kind == kind).ok_or(refusal(404, "rest_post_invalid_id"))
    }

    /// Into the trash.
    pub fn trash(&mut self, kind: &str, id: u64) -> Result<(), Refusal> {
        self.post(kind, id)?;
        let now = self.time.stamp(0);
        match self.posts.get_mut(&id) {
            Some(post) if post.status == "trash" => Err(refusal(410, "rest_already_trashed")),
            Some(post) => {
                post.before_trash = std::mem::replace(&mut post.status, "trash".into());
                post.slug.push_str("__trashed");
                post.modified_gmt = now;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Stores a picture under this name, or one made free.
    pub fn upload(&mut self, name: &str, bytes: &[u8], alt: &str) -> Result<u64, Refusal> {
        if !self.role.may("upload_files") {
            return Err(refusal(403, "rest_cannot_create"));
        }
        if bytes.len() > self.upload_limit {
            return Err(refusal(413, "rest_upload_file_too_big"));
        }
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let taken = |name: &str| self.media.iter().any(|media| media.name == name);
        let mut tries = (1..).map(|n| format!("{stem}-{n}.{ending}"));
        let name =
            if taken(name) { tries.find(|name| !taken(name)).unwrap_or_default() } else { name.to_owned() };
        let id = self.number();
        let slug = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_lowercase();
        self.media.push(Media { id, name, slug, bytes: bytes.to_vec(), alt: alt.to_owned() });
        Ok(id)
    }

    /// A new term; one of this name in the same place is told.
    pub fn term(&mut self, taxonomy: &'static str, name: &str, parent: u64) -> Result<u64, Refusal> {
        if name.trim().is_empty() {
            return Err(refusal(500, "empty_term_name"));
        }
        if taxonomy == "category" && !self.role.may("manage_categories") {
            return Err(refusal(403, "rest_cannot_create"));
        }
        let same = |term: &&Term| {
            term.taxonomy == taxonomy
                && term.parent == parent
                && term.name.to_lowercase() == name.to_lowercase()
        };
        if let Some(term) = self.terms.iter().find(same) {
            return Err(Refusal { existing: Some(term.id), ..refusal(400, "term_exists") });
        }
        let id = self.number();
        self.terms.push(Term { id, taxonomy, name: name.to_owned(), slug: blog::slug::slug(name), parent });
        Ok(id)
    }

    /// A post of somebody else, public at this address.
    pub fn publish(&mut self, title: &str, slug: &str) -> u64 {
        let word = |word: &str| Some(word.to_owned());
        let change =
            Change { title: word(title), slug: word(slug), status: word("publish"), ..Change::default() };
        let id = self.create("post", &change).expect("an administrator may");
        self.shown.clear();
        id
    }

    /// Posts that are not in the trash.
    pub fn live(&self) -> Vec<Post> {
        self.posts.values().filter(|post| post.status != "trash").cloned().collect()
    }
}

/// What stays of a text by people without the right to unfiltered HTML.
fn filtered(content: &str) -> String {
    content.replace("<iframe></iframe>", "")
}
