//! The text of a file that a post becomes, and the record of an exchange.

use super::{Pull, Skipped};
use crate::fields::{FieldSet, set_all};
use blog::{
    Fields, PictureMap, PostKey, PostPath, Publication, RemotePost, Status, Typesetter, imported_body,
};
use library::{FileForm, MAX_BYTES, PostFile};
use publish::Snapshot;
use publish::pull::fields;

/// A post as a file would hold it.
pub(super) struct Composed {
    /// The whole text.
    pub text: String,
    /// What could not be said in it, one sentence each.
    pub notes: Vec<String>,
}

impl Pull<'_> {
    /// The text for a post under this key. `pictures` are those that lie beside it.
    pub(super) fn compose(
        &self,
        post: &RemotePost,
        key: &PostKey,
        picture: Option<&str>,
        pictures: &PictureMap,
    ) -> Result<Composed, Skipped> {
        must_fit(post.content.len())?;
        let (lines, mut notes) = self.with_names(post, picture, |names| fields(post, names))?;
        let sets: Vec<FieldSet> = lines
            .into_iter()
            .map(|line| FieldSet::Field(line.key, line.value))
            .chain([FieldSet::post_key(key), FieldSet::Remote(self.blog.clone(), post.id)])
            .collect();
        let head = set_all("", &sets).map_err(Skipped::because)?;
        let body = imported_body(&self.setter.import(&post.content, pictures));
        let text = if body.is_empty() { head } else { format!("{head}\n{}", without_nul(body, &mut notes)) };
        must_fit(text.len())?;
        Ok(Composed { text, notes })
    }

    /// What a press on exactly this text would confirm.
    pub(super) fn frozen(&self, path: &PostPath, text: &str, status: Status) -> Snapshot {
        let form = FileForm::default();
        let file = PostFile {
            path: path.clone(),
            text: text.to_owned(),
            form,
            hash: form.hash(text),
            read_only: None,
        };
        // Scheduling is publishing with a date ahead, and so says the press.
        let status = if status == Status::Scheduled { Status::Published } else { status };
        self.app.freeze(&file, &Fields::read(text), &self.account, status).0
    }

    /// The record after which exactly this text counts as what the blog has.
    pub(super) fn record(&self, post: &RemotePost, key: &PostKey, snapshot: Snapshot) -> Publication {
        Publication {
            key: key.clone(),
            blog: self.blog.clone(),
            base: post.clone(),
            sent: snapshot.fingerprint(),
            source: snapshot.source,
            body: snapshot.body,
        }
    }

    /// Keeps the record.
    pub(super) fn keep_record(&self, publication: &Publication) -> Result<(), Skipped> {
        self.shelf.library.record_publication(publication).map_err(Skipped::because)?;
        self.shelf.catalogue.exchanged(&publication.key, &publication.blog);
        Ok(())
    }
}

/// A text that no file here may have stays on the blog.
fn must_fit(bytes: usize) -> Result<(), Skipped> {
    if bytes as u64 <= MAX_BYTES {
        return Ok(());
    }
    let (size, limit) = (bytes / 1_000_000, MAX_BYTES >> 20);
    Err(Skipped::because(format!(
        "It has {size} MB, and a post here can have {limit}. It stays on the blog as it is."
    )))
}

/// A file with NUL in it is no text: such a post could be looked at here, never edited.
pub(super) fn without_nul(body: String, notes: &mut Vec<String>) -> String {
    if !body.contains('\0') {
        return body;
    }
    notes.push("The text has NUL characters, which no text file holds; they are left out here.".to_owned());
    body.replace('\0', "")
}
