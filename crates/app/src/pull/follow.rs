//! A file follows its post: what changed there is written here, block by block and line by line, when nothing changed here.

use super::compose::without_nul;
use super::{Pull, Skipped, is_changed};
use crate::fields::{FieldSet, set_all};
use crate::wire::events::AppEvent;
use crate::{lock, saving};
use blog::front_matter::edit;
use blog::{FieldValue, FrontMatter, PictureMap, Publication, RemotePost};
use library::{PostFile, Why};
use publish::Field;
use publish::pull::{Local, said};
use publish::weave::{self, Exchanged};

impl Pull<'_> {
    /// Writes the fields that moved into the file, and the text where that moved; the old text is kept as a version.
    ///
    /// The file comes before the record: were it the other way round, a crash between them would make an old text look
    /// like a new one. What a crash leaves is recognised by [`Pull::tie_if_same`].
    pub(super) fn follow(
        &self,
        post: &RemotePost,
        local: &Local,
        publication: &Publication,
        moved: &[Field],
    ) -> Result<Vec<String>, Skipped> {
        let file = self.shelf.library.read(&local.path).map_err(Skipped::because)?;
        if let Some(why) = &file.read_only {
            return Err(Skipped::because(why));
        }
        if is_changed(&file.text, publication) {
            return Err(Skipped::because("The file was changed here in this moment, so it stays as it is."));
        }
        let mut notes = Vec::new();
        let mut pictures =
            self.known_pictures(&self.frozen(&local.path, &file.text, publication.base.status));
        pictures.extend(self.inline(&post.content, &local.path)?);
        let picture = if moved.contains(&Field::Featured) { self.featured(post, &local.path)? } else { None };
        let sets = self.with_names(post, picture.as_deref(), |names| {
            let lines = moved.iter().map(|field| said(*field, post, names));
            let (lines, left_out): (Vec<_>, Vec<_>) = lines.partition(Result::is_ok);
            notes.extend(left_out.into_iter().filter_map(Result::err));
            let lines = lines.into_iter().filter_map(Result::ok).flatten();
            // Where the post is what any post is, only a line that stands there already follows.
            let follows = lines.filter(|line| line.needed || stands(&file.text, line.key));
            follows.map(|line| FieldSet::Field(line.key, line.value)).collect::<Vec<_>>()
        })?;
        let body = if moved.contains(&Field::Content) {
            without_nul(self.woven(publication, &post.content, &pictures), &mut notes)
        } else {
            publication.body.clone()
        };
        let head = &file.text[..FrontMatter::of(&file.text).body.start];
        let text = set_all(&format!("{head}{body}"), &sets).map_err(Skipped::because)?;
        self.write(&file, &text, Why::Pulled)?;
        self.keep_record(&self.record(post, &publication.key, self.frozen(&local.path, &text, post.status)))?;
        Ok(notes)
    }

    /// The text for the blog's new content; what did not change there stays in the writer's own words.
    pub(super) fn woven(&self, publication: &Publication, content: &str, pictures: &PictureMap) -> String {
        let base = Exchanged { body: &publication.body, content: &publication.base.content };
        let woven = weave::body(&self.setter, base, content, pictures);
        let old = publication.body.as_str();
        let head = &old[..old.len() - old.trim_start_matches(['\r', '\n']).len()];
        let body = woven.trim_start_matches(['\r', '\n']);
        let body = if old.contains("\r\n") {
            body.replace("\r\n", "\n").replace('\n', "\r\n")
        } else {
            body.to_owned()
        };
        if body.is_empty() { body } else { format!("{head}{body}") }
    }

    /// Replaces the file's text while it is the one that was read. An open editor takes it as a change from outside.
    pub(super) fn write(&self, file: &PostFile, text: &str, why: Why) -> Result<(), Skipped> {
        if text == file.text {
            return Ok(());
        }
        let (app, library) = (self.app, &self.shelf.library);
        let kept = app.keep_text(library, &file.path, (&file.text, file.form), Why::Replaced, None);
        kept.map_err(Skipped::because)?;
        let saved = library.save(&file.path, text, file.form, &file.hash);
        saved.map_err(|error| Skipped::because(saving::save_error(&error)))?;
        app.keep_if_possible(library, &file.path, (text, file.form), why, Some(&self.blog));
        if lock(&self.app.buffers).contains_key(&file.path) {
            self.app.ports.events.send(AppEvent::Outside { path: file.path.as_str().to_owned() });
        }
        Ok(())
    }
}

/// Whether a front matter has this key, in any spelling.
pub(super) fn stands(text: &str, key: &str) -> bool {
    edit(text, key, &FieldValue::Absent).is_ok_and(|edit| !edit.is_empty())
}
