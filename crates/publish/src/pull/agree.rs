//! Whether a file says what the blog has: asked before the two are tied to each other.

use super::said::{Names, said};
use crate::Snapshot;
use crate::field::Field;
use crate::payload::{self, Resolved};
use crate::plan::find_author;
use blog::{FieldValue, RemotePost};
use jiff::Timestamp;

/// The fields in which a file says something else than the blog has. A field on which its front matter is silent agrees.
///
/// `says_status`: whether the front matter names a status. `same_text`: whether readers would see the same text.
pub fn differing(
    snapshot: &Snapshot,
    says_status: bool,
    post: &RemotePost,
    names: &Names<'_>,
    same_text: bool,
) -> Vec<Field> {
    let wanted =
        payload::whole(snapshot, &Resolved::default(), snapshot.wanted(), None, None, Timestamp::UNIX_EPOCH);
    let plain = payload::differences(&wanted, post);
    let fields = &snapshot.fields;
    let list = |field: Field, here: &Option<Vec<String>>| {
        let Some(here) = here else { return false };
        let there = match said(field, post, names) {
            Ok(Some(line)) => match line.value {
                FieldValue::List(there) => there,
                _ => Vec::new(),
            },
            _ => return true,
        };
        sorted(here) != sorted(&there)
    };
    let differs = |field: Field| match field {
        Field::Content => !same_text,
        Field::Status => says_status && plain.contains(&field),
        Field::Categories => list(field, &fields.categories),
        Field::Tags => list(field, &fields.tags),
        Field::Featured => fields.featured.is_some() && fields.featured.as_deref() != names.picture,
        Field::Author => fields
            .author
            .as_deref()
            .is_some_and(|named| find_author(names.authors, named) != Some(post.author)),
        Field::Parent => fields.parent.as_deref().is_some_and(|named| {
            let number = post.parent.map(|id| id.to_string());
            Some(named) != names.parent && Some(named) != number.as_deref()
        }),
        field => plain.contains(&field),
    };
    Field::ALL.into_iter().filter(|field| differs(*field)).collect()
}

fn sorted(names: &[String]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(|name| name.trim().to_lowercase()).collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::super::TermPaths;
    use super::*;
    use crate::outbox::record::tests::sample;
    use blog::{Author, RemoteId, SiteClock, Status, Taxonomy, Term, TermId};

    type Edit = fn(&mut Snapshot);

    #[test]
    fn a_file_agrees_where_it_says_the_same_or_nothing() {
        let term =
            |id, name: &str| Term { id: TermId(id), name: name.into(), slug: String::new(), parent: None };
        let categories = TermPaths::new(Taxonomy::Category, &[term(1, "Travel"), term(2, "Food")]);
        let tags = TermPaths::new(Taxonomy::Tag, &[term(3, "boats")]);
        let clock = SiteClock::default();
        let authors = [Author { id: 5, login: "ann".into(), name: "Ann".into() }];
        let names = Names {
            categories: &categories,
            tags: &tags,
            authors: &authors,
            me: 1,
            clock: &clock,
            picture: None,
            parent: None,
        };
        let mut post = RemotePost::empty(blog::PostKind::Post, RemoteId(7));
        (post.title, post.slug, post.status) = ("Harbour".into(), "harbour".into(), Status::Published);
        (post.categories, post.tags, post.author) = (vec![TermId(1), TermId(2)], vec![TermId(3)], 5);
        let mut silent = sample();
        (silent.title, silent.status) = ("Harbour".into(), Status::Published);
        silent.fields = Default::default();
        let cases: [(&str, Edit, bool, &[Field]); 10] = [
            ("silent", |_| {}, true, &[]),
            ("text", |_| {}, false, &[Field::Content]),
            ("title", |s| s.title.push('x'), true, &[Field::Title]),
            ("status", |s| s.status = Status::Draft, true, &[Field::Status]),
            (
                "order and case",
                |s| s.fields.categories = Some(vec!["food".into(), "Travel".into()]),
                true,
                &[],
            ),
            ("one less", |s| s.fields.categories = Some(vec!["food".into()]), true, &[Field::Categories]),
            ("none", |s| s.fields.tags = Some(vec![]), true, &[Field::Tags]),
            ("author", |s| s.fields.author = Some("Ann".into()), true, &[]),
            ("other author", |s| s.fields.author = Some("Bob".into()), true, &[Field::Author]),
            ("picture", |s| s.fields.featured = Some("a.jpg".into()), true, &[Field::Featured]),
        ];
        for (what, edit, same_text, expected) in cases {
            let mut snapshot = silent.clone();
            edit(&mut snapshot);
            assert_eq!(differing(&snapshot, true, &post, &names, same_text), expected, "{what}");
        }
        let draft = Snapshot { status: Status::Draft, ..silent };
        assert_eq!(differing(&draft, false, &post, &names, true), [], "a file that names no status");
    }
}
