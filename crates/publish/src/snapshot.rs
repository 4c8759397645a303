//! All that one press of Publish confirmed, frozen: what is typed afterwards belongs to a later press.

use blog::{AccountId, ContentHash, CustomField, PostKey, PostKind, PostPath, RemoteId, Status, Token};
use jiff::Timestamp;

/// What was confirmed. The pictures' own bytes, as they were at the press, lie in the outbox under their hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The library's folder, full path: another library may be open when the job goes out. Passed through.
    pub library: String,
    /// The file, for showing and for writing the id back; the key counts when the file has moved.
    pub path: PostPath,
    /// The post's stable name.
    pub key: PostKey,
    /// The blog, as [`blog::Account::blog`] names it.
    pub blog: String,
    /// The account that sends.
    pub account: AccountId,
    /// Post or page.
    pub kind: PostKind,
    /// Title; may be empty.
    pub title: String,
    /// The Markdown text: the whole body of the file.
    pub body: String,
    /// What the front matter says of it.
    pub fields: SentFields,
    /// Where it shall stand: draft, pending, private or published (which a date in the future turns into scheduled).
    pub status: Status,
    /// The local pictures, in the order in which the text first names them; the featured one last unless the text names it too.
    pub pictures: Vec<Picture>,
    /// The id that the front matter names for this blog, if any.
    pub remote: Option<RemoteId>,
    /// Hash of the file's own text and fields, for [`blog::Publication::source`]; passed through.
    pub source: ContentHash,
    /// What the writer agreed to when the plan showed a conflict.
    pub consent: Consent,
    /// The account's [`blog::Account::picture_edge`] at the press. Passed through.
    pub picture_edge: u32,
}

/// What the front matter says. `None` means it does not say: nothing is sent, the blog keeps its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentFields {
    /// Address part.
    pub slug: Option<String>,
    /// Excerpt.
    pub excerpt: Option<String>,
    /// Categories by name; one below another as `Travel > Italy`.
    pub categories: Option<Vec<String>>,
    /// Tags by name.
    pub tags: Option<Vec<String>>,
    /// When; [`crate::date::read`] makes it from what the writer typed.
    pub date: Option<Timestamp>,
    /// The featured picture, as the front matter names it: the [`Picture::reference`] of one of the pictures.
    pub featured: Option<String>,
    /// Whether readers may comment.
    pub comments_open: Option<bool>,
    /// Whether other sites may announce links to it.
    pub pings_open: Option<bool>,
    /// What readers must type to see it.
    pub password: Option<String>,
    /// Post format.
    pub format: Option<String>,
    /// Held on top of the front page.
    pub sticky: Option<bool>,
    /// Whose post it is: a login, a name readers see, or a number.
    pub author: Option<String>,
    /// The page above: its slug or number.
    pub parent: Option<String>,
    /// A page's place among its neighbours.
    pub order: Option<i64>,
    /// Custom fields.
    pub custom_fields: Option<Vec<CustomField>>,
}

/// A local picture that the post uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Exactly as the text (or the front matter) names it.
    pub reference: String,
    /// File name on the blog: ASCII, with the hash.
    pub name: String,
    /// For example `image/png`, told from the bytes.
    pub mime: String,
    /// Hash of the writer's own file. What is sent may have other bytes: [`crate::Ports::prepare`].
    pub hash: ContentHash,
    /// Number of bytes of the writer's own file.
    pub size: u64,
    /// Text for people who do not see it.
    pub alt: String,
    /// What stands below it; empty when nothing does.
    pub caption: String,
}

impl Picture {
    /// The file name without its extension: what the blog is searched for.
    pub fn stem(&self) -> &str {
        self.name.rsplit_once('.').map_or(self.name.as_str(), |(stem, _)| stem)
    }
}

/// What the writer agreed to beyond an ordinary press.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// Nothing: a conflict stops the job.
    #[default]
    Ordinary,
    /// The blog's version with this [`blog::Revision::content`], which was shown, may be replaced. Another one may not.
    Overwrite(ContentHash),
    /// The twin was in the trash or gone, and a new post shall be made.
    AsNew,
}

impl Snapshot {
    /// A fingerprint of everything that would be sent: equal to [`blog::Publication::sent`] means that nothing changed here.
    pub fn fingerprint(&self) -> ContentHash {
        ContentHash::of(crate::outbox::record::sent_text(self).as_bytes())
    }

    /// The slug that the empty draft carries until the post is complete.
    pub fn token(&self) -> Token {
        Token::of(&self.blog, &self.key)
    }

    /// The status asked of the blog: scheduling is publishing with a date in the future.
    pub fn wanted(&self) -> Status {
        if self.status == Status::Scheduled { Status::Published } else { self.status }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::record::tests::sample;

    type Edit = fn(&mut Snapshot);

    #[test]
    fn the_fingerprint_sees_what_is_sent_and_nothing_else() {
        let base = sample().fingerprint();
        let sent: [(&str, Edit); 21] = [
            ("title", |s| s.title.push('x')),
            ("body", |s| s.body.push('x')),
            ("status", |s| s.status = Status::Private),
            ("slug", |s| s.fields.slug = None),
            ("excerpt", |s| s.fields.excerpt = None),
            ("categories", |s| s.fields.categories = Some(vec![])),
            ("tags", |s| s.fields.tags = None),
            ("date", |s| s.fields.date = None),
            ("featured", |s| s.fields.featured = None),
            ("comments", |s| s.fields.comments_open = None),
            ("kind", |s| s.kind = PostKind::Page),
            ("pings", |s| s.fields.pings_open = None),
            ("password", |s| s.fields.password = None),
            ("format", |s| s.fields.format = None),
            ("sticky", |s| s.fields.sticky = None),
            ("author", |s| s.fields.author = None),
            ("parent", |s| s.fields.parent = None),
            ("order", |s| s.fields.order = None),
            ("custom", |s| s.fields.custom_fields = None),
            ("picture", |s| s.pictures[0].hash = ContentHash::of(b"other")),
            ("caption", |s| s.pictures[0].caption = String::new()),
        ];
        for (what, edit) in sent {
            let mut snapshot = sample();
            edit(&mut snapshot);
            assert_ne!(snapshot.fingerprint(), base, "{what}");
        }
        let not_sent: [(&str, Edit); 5] = [
            ("longest edge", |s| s.picture_edge = 0),
            ("path", |s| s.path = PostPath::new("moved.md").unwrap()),
            ("remote", |s| s.remote = Some(RemoteId(7))),
            ("consent", |s| s.consent = Consent::AsNew),
            ("account", |s| s.account = AccountId::new("other").unwrap()),
        ];
        for (what, edit) in not_sent {
            let mut snapshot = sample();
            edit(&mut snapshot);
            assert_eq!(snapshot.fingerprint(), base, "{what}");
        }
    }
}
