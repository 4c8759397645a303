//! How a post of the blog stands here. Content decides, never clocks.

use crate::field::{Field, moved};
use blog::{Publication, RemotePost};

use super::Tie;

/// A post of the blog, seen from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No file here is this post.
    NotHere,
    /// A file is, or seems to be, this post, and nothing is recorded of an exchange: it can be linked.
    Unlinked(Tie),
    /// The same here and there.
    Same,
    /// These fields changed there only.
    ChangedThere(Vec<Field>),
    /// The file changed only.
    ChangedHere,
    /// The file changed, and these fields changed there.
    ChangedBoth(Vec<Field>),
    /// It was a post and is a page there now, or the other way round.
    OtherKind,
}

/// What was last exchanged, and whether the file is another one since.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a> {
    /// The record.
    pub publication: &'a Publication,
    /// Whether the file's own text, fields or status differ from it.
    pub changed_here: bool,
}

/// How a post stands here, given the file that is its twin and what was last exchanged for that file.
pub fn standing(post: &RemotePost, twin: Option<Tie>, recorded: Option<Recorded<'_>>) -> Standing {
    let Some(tie) = twin else { return Standing::NotHere };
    let is_it = |recorded: &Recorded<'_>| recorded.publication.base.id == post.id;
    let Some(Recorded { publication, changed_here }) = recorded.filter(is_it) else {
        return Standing::Unlinked(tie);
    };
    let base = &publication.base;
    if base.kind != post.kind {
        return Standing::OtherKind;
    }
    // A scheduled post that went public by itself stands in no writer's way, but its file says the old word.
    let went_public = |field: &Field| *field == Field::Status && base.status != post.status;
    let of_somebody: Vec<Field> = Field::ALL.into_iter().filter(|field| moved(*field, base, post)).collect();
    let of_itself: Vec<Field> = Field::ALL.into_iter().filter(went_public).collect();
    match (changed_here, of_somebody.is_empty()) {
        (true, true) => Standing::ChangedHere,
        (true, false) => Standing::ChangedBoth(of_somebody),
        (false, false) => Standing::ChangedThere(of_somebody),
        (false, true) if of_itself.is_empty() => Standing::Same,
        (false, true) => Standing::ChangedThere(of_itself),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blog::{ContentHash, PostKey, PostKind, RemoteId, Status};

    type Edit = fn(&mut RemotePost);

    #[test]
    fn what_changed_where_is_told_by_content() {
        let mut base = RemotePost::empty(PostKind::Post, RemoteId(7));
        base.status = Status::Scheduled;
        base.author = 3;
        let publication = Publication {
            key: PostKey::from_random([0; 8]),
            blog: "example.org".into(),
            base: base.clone(),
            body: String::new(),
            sent: ContentHash::of(b""),
            source: ContentHash::of(b""),
        };
        let there = |fields: &[Field]| Standing::ChangedThere(fields.to_vec());
        let both = |fields: &[Field]| Standing::ChangedBoth(fields.to_vec());
        let edits: [(&str, Edit, Standing, Standing); 8] = [
            ("nothing", |_| {}, Standing::Same, Standing::ChangedHere),
            ("clock", |p| p.modified_gmt = "2026".into(), Standing::Same, Standing::ChangedHere),
            ("text", |p| p.content.push('x'), there(&[Field::Content]), both(&[Field::Content])),
            ("went public", |p| p.status = Status::Published, there(&[Field::Status]), Standing::ChangedHere),
            ("taken back", |p| p.status = Status::Draft, there(&[Field::Status]), both(&[Field::Status])),
            (
                "two fields",
                |p| (p.title, p.sticky) = ("T".into(), true),
                there(&[Field::Title, Field::Sticky]),
                both(&[Field::Title, Field::Sticky]),
            ),
            ("author unknown", |p| p.author = 0, Standing::Same, Standing::ChangedHere),
            ("kind", |p| p.kind = PostKind::Page, Standing::OtherKind, Standing::OtherKind),
        ];
        for (what, edit, unchanged, changed) in edits {
            let mut post = base.clone();
            edit(&mut post);
            for (changed_here, expected) in [(false, unchanged), (true, changed)] {
                let recorded = Recorded { publication: &publication, changed_here };
                assert_eq!(standing(&post, Some(Tie::Number), Some(recorded)), expected, "{what}");
            }
        }
        let other = RemotePost::empty(PostKind::Post, RemoteId(8));
        let recorded = Recorded { publication: &publication, changed_here: false };
        assert_eq!(standing(&other, Some(Tie::Slug), Some(recorded)), Standing::Unlinked(Tie::Slug));
        assert_eq!(standing(&other, Some(Tie::Number), None), Standing::Unlinked(Tie::Number));
        assert_eq!(standing(&other, None, None), Standing::NotHere);
    }
}
