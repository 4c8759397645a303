//! A file and a post of the blog are tied to each other: by the writer, after a look at both, or by itself where they are
//! the same.

use super::{Pull, Skipped};
use crate::fields::FieldSet;
use blog::{
    ContentHash, Fields, FrontMatter, PostKey, Publication, RemotePost, Typesetter, imported_body,
    source_hash,
};
use library::PostFile;
use publish::pull::{Local, differing};
use publish::{Field, Snapshot};

/// A file and a post side by side.
pub(crate) struct Compared {
    file: PostFile,
    fields: Fields,
    snapshot: Snapshot,
    /// The fields in which they differ.
    pub differing: Vec<Field>,
    /// The blog's text as Markdown.
    pub theirs: String,
}

impl Compared {
    /// The file's own text.
    pub fn ours(&self) -> &str {
        &self.file.text[FrontMatter::of(&self.file.text).body]
    }

    /// Names exactly this comparison.
    pub fn fingerprint(&self, post: &RemotePost) -> String {
        let all = format!("{}\0{}\0{}", post.id, self.file.hash.as_str(), post.revision().content.as_str());
        ContentHash::of(all.as_bytes()).short().to_owned()
    }

    /// Why the file cannot be tied to anything.
    pub fn refusal(&self) -> Option<String> {
        self.file.read_only.clone()
    }
}

impl Pull<'_> {
    /// Compares the file with the post.
    pub fn compare(&self, post: &RemotePost, local: &Local) -> Result<Compared, Skipped> {
        let file = self.shelf.library.read(&local.path).map_err(Skipped::because)?;
        let fields = Fields::read(&file.text);
        let snapshot = self.frozen(&local.path, &file.text, fields.status.unwrap_or_default());
        let pictures = self.known_pictures(&snapshot);
        let sees = |content: &str| -> Vec<String> {
            self.setter.split(content).into_iter().map(|block| block.seen).collect()
        };
        let content = self.setter.render(&snapshot.body, &pictures, &post.content).whole();
        let same_text = content == post.content || sees(&content) == sees(&post.content);
        let is_featured = |named: &&String| pictures.get(*named).map(|media| media.id) == post.featured;
        let picture = fields.picture.as_ref().filter(is_featured).map(String::as_str);
        let differing = self.with_names(post, picture, |names| {
            differing(&snapshot, fields.status.is_some(), post, names, same_text)
        })?;
        let theirs = imported_body(&self.setter.import(&post.content, &pictures));
        Ok(Compared { file, snapshot, differing, theirs, fields })
    }

    /// Ties them: the exchange is recorded as if the blog's version had been read here, so that every difference shows as a
    /// change of this side; then the file gets key and number.
    pub fn tie(&self, post: &RemotePost, local: &Local, compared: &Compared) -> Result<(), Skipped> {
        if let Some(why) = compared.refusal() {
            return Err(Skipped::because(why));
        }
        let known = compared.fields.key.clone().filter(|key| Some(key) == local.key.as_ref());
        let key = known.unwrap_or_else(|| PostKey::from_random((self.app.ports.random)()));
        let publication = if compared.differing.is_empty() {
            let own = self.frozen(&local.path, &compared.file.text, post.status);
            self.record(post, &key, own)
        } else {
            let picture =
                compared.fields.picture.as_deref().filter(|_| !compared.differing.contains(&Field::Featured));
            let pictures = self.known_pictures(&compared.snapshot);
            let text = self.compose(post, &key, picture, &pictures)?.text;
            let theirs = self.record(post, &key, self.frozen(&local.path, &text, post.status));
            // The writer's own words stand for a text that says the same.
            let same_text = !compared.differing.contains(&Field::Content);
            let body = if same_text { compared.snapshot.body.clone() } else { theirs.body.clone() };
            let source = source_hash(&text);
            Publication { body, source, ..theirs }
        };
        self.keep_record(&publication)?;
        let mut sets = vec![FieldSet::post_key(&key), FieldSet::Remote(self.blog.clone(), post.id)];
        if !compared.differing.contains(&Field::Status) {
            sets.push(FieldSet::status(post.status));
        }
        self.app.set_in_file(&local.path, &sets).map_err(Skipped::because)
    }

    /// Ties a file that says exactly what the blog has: what a broken-off pull left behind.
    pub(super) fn tie_if_same(&self, post: &RemotePost, local: &Local) -> Result<bool, Skipped> {
        let compared = self.compare(post, local)?;
        let same = compared.differing.is_empty()
            && compared.refusal().is_none()
            && compared.snapshot.kind == post.kind;
        if same {
            self.tie(post, local, &compared)?;
        }
        Ok(same)
    }
}
