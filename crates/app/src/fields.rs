//! Front matter as the post panel and the publisher set it: one change at a time, each touching its own lines only.

use crate::wire::editor::{FieldInput, FieldName};
use blog::front_matter::{Edit, EditError, FieldValue, edit, edit_remote};
use blog::{PostKey, RemoteId, Status};

/// One thing to be set in a front matter.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldSet {
    /// A field by its key.
    Field(&'static str, FieldValue),
    /// The post's number on a blog.
    Remote(String, RemoteId),
    /// The post is not on this blog any more.
    NoRemote(String),
}

impl FieldSet {
    /// What the post panel asks for. Empty texts and lists take the field out.
    pub fn of_panel(field: FieldName, input: FieldInput) -> Self {
        let value = match input {
            FieldInput::Text(text) if text.trim().is_empty() => FieldValue::Absent,
            FieldInput::Text(text) => FieldValue::Text(text),
            FieldInput::List(list) if list.is_empty() => FieldValue::Absent,
            FieldInput::List(list) => FieldValue::List(list),
            FieldInput::Flag(None) => FieldValue::Absent,
            FieldInput::Flag(Some(flag)) => FieldValue::Flag(flag),
        };
        Self::Field(key(field), value)
    }

    /// The post's stable key.
    pub fn post_key(key: &PostKey) -> Self {
        Self::Field("copydesk-id", FieldValue::Text(key.as_str().to_owned()))
    }

    /// Where the post stands.
    pub fn status(status: Status) -> Self {
        Self::Field("status", FieldValue::Text(status.word().to_owned()))
    }

    /// The replacement that does it; none when the text already says so.
    pub fn edit(&self, text: &str) -> Result<Vec<Edit>, EditError> {
        let edit = match self {
            Self::Field(key, value) => edit(text, key, value)?,
            Self::Remote(blog, id) => edit_remote(text, blog, Some(*id))?,
            Self::NoRemote(blog) => edit_remote(text, blog, None)?,
        };
        let same = text[edit.range.clone()] == edit.insert;
        Ok(if same { Vec::new() } else { vec![edit] })
    }
}

/// The text with all of them set, one after the other.
pub fn set_all(text: &str, sets: &[FieldSet]) -> Result<String, EditError> {
    let mut text = text.to_owned();
    for set in sets {
        for edit in set.edit(&text)? {
            text.replace_range(edit.range, &edit.insert);
        }
    }
    Ok(text)
}

fn key(field: FieldName) -> &'static str {
    match field {
        FieldName::Title => "title",
        FieldName::Slug => "slug",
        FieldName::Status => "status",
        FieldName::Date => "date",
        FieldName::Excerpt => "excerpt",
        FieldName::Categories => "categories",
        FieldName::Tags => "tags",
        FieldName::Picture => "picture",
        FieldName::Comments => "comments",
        FieldName::Kind => "type",
        FieldName::Pings => "pings",
        FieldName::Password => "password",
        FieldName::Format => "format",
        FieldName::Sticky => "sticky",
        FieldName::Author => "author",
        FieldName::Parent => "parent",
        FieldName::Order => "order",
    }
}
