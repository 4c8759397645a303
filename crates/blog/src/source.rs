//! What the writer wrote in a post, as one hash: told apart from what Copydesk keeps in the same file.

use crate::{ContentHash, Fields, FrontMatter, PostKind};

/// Hash of a post's own text and fields: everything the writer wrote, nothing that Copydesk keeps there.
///
/// The spelling is fixed, because it is compared with hashes in records of earlier versions: what came later is added only
/// where it says something.
pub fn source_hash(text: &str) -> ContentHash {
    hash_of_source(&Fields::read(text), &text[FrontMatter::of(text).body])
}

/// The same for a text whose fields were read already.
pub fn hash_of_source(fields: &Fields, body: &str) -> ContentHash {
    let Fields { title, slug, date, excerpt, categories, tags, picture, comments, .. } = fields;
    let own = format!(
        "Fields {{ title: {title:?}, slug: {slug:?}, status: None, date: {date:?}, excerpt: {excerpt:?}, categories: \
         {categories:?}, tags: {tags:?}, picture: {picture:?}, comments: {comments:?}, key: None, remotes: [], problems: [] }}"
    );
    ContentHash::of(format!("{own}{}\0{body}", later_fields(fields)).as_bytes())
}

/// The fields that came after 0.1, as far as they say something.
fn later_fields(fields: &Fields) -> String {
    let Fields { kind, pings, password, format, sticky, author, parent, order, custom_fields, .. } = fields;
    let page = (*kind == PostKind::Page).then_some("page");
    let all = format!(
        "{page:?}{pings:?}{password:?}{format:?}{sticky:?}{author:?}{parent:?}{order:?}{custom_fields:?}"
    );
    if all == "None".repeat(9) { String::new() } else { all }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records of every earlier version hold such hashes.
    #[test]
    fn the_spelling_never_changes() {
        let hashes = [
            "",
            "---\ntitle: Fog\nstatus: draft\ncopydesk-id: 00112233445566aa\n---\n\nWords.\n",
            "---\ntitle: Fog\ntype: page\nsticky: true\n---\n\nWords.\n",
        ]
        .map(|text| source_hash(text).short().to_owned());
        assert_eq!(hashes, ["5feff5a905b1b98e", "7bbd3926ffc56d9d", "712c89ab4771135c"]);
    }

    #[test]
    fn what_copydesk_keeps_is_no_change_of_the_writer() {
        let plain = source_hash("---\ntitle: Fog\n---\nWords.\n");
        assert_eq!(
            plain,
            source_hash("---\ntitle: Fog\nstatus: published\ncopydesk-id: 00112233445566aa\n---\nWords.\n")
        );
        assert_ne!(plain, source_hash("---\ntitle: Fog\n---\nWords\n"));
        assert_ne!(plain, source_hash("---\ntitle: Fog\nsticky: true\n---\nWords.\n"));
    }
}
