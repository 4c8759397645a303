//! A post that is not here becomes a file.

use super::compose::Composed;
use super::{Pull, Skipped};
use blog::{PostKey, PostPath, RemotePost};
use library::Why;

impl Pull<'_> {
    /// Writes a new file, never over one that is there. The record comes first: a file is never without it.
    pub(super) fn download(&self, post: &RemotePost) -> Result<(PostPath, Vec<String>), Skipped> {
        // Pictures lie beside the post, and a new post lies in the library's own folder whatever it will be called.
        let beside = PostPath::new("post.md").ok_or_else(|| Skipped::because("There is no place for it."))?;
        let picture = self.featured(post, &beside)?;
        let pictures = self.inline(&post.content, &beside)?;
        let key = PostKey::from_random((self.app.ports.random)());
        let Composed { text, notes } = self.compose(post, &key, picture.as_deref(), &pictures)?;
        self.keep_record(&self.record(post, &key, self.frozen(&beside, &text, post.status)))?;
        let name = [post.slug.as_str(), post.title.as_str()].into_iter().find(|name| !name.trim().is_empty());
        match self.shelf.library.create(name.unwrap_or("untitled"), &text) {
            Ok(file) => {
                let kept = (file.text.as_str(), file.form);
                self.app.keep_if_possible(
                    &self.shelf.library,
                    &file.path,
                    kept,
                    Why::Pulled,
                    Some(&self.blog),
                );
                Ok((file.path, notes))
            }
            Err(error) => {
                // Nothing stays behind of a file that could not be written.
                let _ = self.shelf.library.forget_publication(&key, &self.blog);
                Err(Skipped::because(error))
            }
        }
    }
}
