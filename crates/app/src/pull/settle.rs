//! Both sides changed: what differs, passage by passage and field by field, and what the writer chose as the file's text.
//!
//! Nothing is sent from here. What is chosen becomes the file, the other text is kept as a version, and the blog's version
//! becomes the base of the next press, which then has nothing in its way.

use super::follow::stands;
use super::{Pull, Skipped};
use crate::fields::{FieldSet, set_all};
use crate::wire::conflict::{ChunkKind, ChunkView, Comparison, FieldDiffers};
use blog::{
    ContentHash, FieldValue, Fields, FrontMatter, PostKey, PostPath, Publication, RemotePost, Typesetter,
    imported_body,
};
use library::{FileForm, PostFile, Why};
use publish::field::moved;
use publish::pull::said;
use publish::{Chunk, Field, Merged, Take, merge};

/// The file, the blog's version, and what was last exchanged, side by side.
pub(crate) struct Sides {
    file: PostFile,
    key: Option<PostKey>,
    post: RemotePost,
    /// The blog's text as Markdown.
    theirs: String,
    merged: Merged,
    fields: Vec<Moved>,
    notes: Vec<String>,
}

/// A field that is another one on the blog than it was.
struct Moved {
    field: Field,
    here: String,
    set: FieldSet,
    there: String,
    /// Whether the front matter says something else than was exchanged, too.
    both: bool,
    /// Whether the front matter has to follow at all: it names the field, or the value is no usual one.
    follows: bool,
}

impl Pull<'_> {
    /// Compares the file with the blog's version.
    pub fn sides(
        &self,
        path: &PostPath,
        post: RemotePost,
        publication: Option<&Publication>,
    ) -> Result<Sides, Skipped> {
        let file = self.shelf.library.read(path).map_err(Skipped::because)?;
        if let Some(why) = &file.read_only {
            return Err(Skipped::because(why));
        }
        let fields = Fields::read(&file.text);
        let snapshot = self.frozen(path, &file.text, fields.status.unwrap_or_default());
        let pictures = self.known_pictures(&snapshot);
        let (base, theirs) = match publication {
            Some(publication) => {
                (publication.body.as_str(), self.woven(publication, &post.content, &pictures))
            }
            None => ("", imported_body(&self.setter.import(&post.content, &pictures))),
        };
        let merged = merge(base, &snapshot.body, &theirs);
        let mut notes = Vec::new();
        let was = publication.map(|publication| &publication.base);
        let is_moved =
            |field: &Field| *field != Field::Content && was.is_none_or(|was| moved(*field, was, &post));
        let lines = self.with_names(&post, fields.picture.as_deref(), |names| {
            let line =
                |field: Field| match (said(field, &post, names), was.map(|was| said(field, was, names))) {
                    (Ok(Some(there)), before) => Some((field, there, before.and_then(Result::ok).flatten())),
                    (Ok(None), _) => None,
                    (Err(why), _) => {
                        notes.push(why);
                        None
                    }
                };
            Field::ALL.into_iter().filter(is_moved).filter_map(line).collect::<Vec<_>>()
        })?;
        let mut differing = Vec::new();
        for (field, there, before) in lines {
            let set = FieldSet::Field(there.key, there.value.clone());
            let stands = stands(&file.text, there.key);
            let says = |value: &FieldValue| {
                FieldSet::Field(there.key, value.clone()).edit(&file.text).is_ok_and(|edits| edits.is_empty())
            };
            // Where both already say the same there is nothing to choose.
            if says(&there.value) || (!stands && !there.needed) {
                continue;
            }
            differing.push(Moved {
                field,
                here: written(field, &fields),
                there: shown(&there.value),
                both: stands && before.is_none_or(|before| !says(&before.value)),
                follows: there.needed || stands,
                set,
            });
        }
        Ok(Sides { file, key: fields.key, post, theirs, merged, fields: differing, notes })
    }

    /// Makes the file what was chosen; `theirs`: the blog's text and fields, whole.
    pub fn settle(
        &self,
        sides: &Sides,
        theirs: bool,
        takes: &[Take],
        fields: &[String],
    ) -> Result<(), Skipped> {
        let wanted = |moved: &&Moved| {
            moved.follows && (theirs || fields.iter().any(|name| name == moved.field.word()))
        };
        let sets: Vec<FieldSet> = sides.fields.iter().filter(wanted).map(|moved| moved.set.clone()).collect();
        let all: Vec<FieldSet> =
            sides.fields.iter().filter(|moved| moved.follows).map(|moved| moved.set.clone()).collect();
        let head = &sides.file.text[..FrontMatter::of(&sides.file.text).body.start];
        let their_text = set_all(&format!("{head}{}", sides.theirs), &all).map_err(Skipped::because)?;
        let text = if theirs {
            their_text.clone()
        } else {
            let body = sides.merged.text(choose(&sides.merged, takes));
            set_all(&format!("{head}{body}"), &sets).map_err(Skipped::because)?
        };
        let key = match &sides.key {
            Some(key) => key.clone(),
            None => PostKey::from_random((self.app.ports.random)()),
        };
        let own = [FieldSet::post_key(&key), FieldSet::Remote(self.blog.clone(), sides.post.id)];
        let text = set_all(&text, &own).map_err(Skipped::because)?;
        // No word is lost: the text that is not taken stays as a version before anything is replaced.
        if text != their_text {
            let (path, other) = (&sides.file.path, (their_text.as_str(), sides.file.form));
            let kept = self.app.keep_text(&self.shelf.library, path, other, Why::OtherSide, Some(&self.blog));
            kept.map_err(Skipped::because)?;
        }
        self.write(&sides.file, &text, if theirs { Why::Pulled } else { Why::Merged })?;
        let path = &sides.file.path;
        let base = self.record(&sides.post, &key, self.frozen(path, &their_text, sides.post.status));
        self.keep_record(&base)
    }
}

impl Sides {
    /// Names exactly the two versions that were compared.
    pub fn fingerprint(&self) -> String {
        let both = format!("{}\0{}", self.file.hash.as_str(), self.post.revision().content.as_str());
        ContentHash::of(both.as_bytes()).short().to_owned()
    }

    /// The whole text that the blog's version would be here; kept before it is replaced there.
    pub fn their_text(&self) -> (String, FileForm) {
        let head = &self.file.text[..FrontMatter::of(&self.file.text).body.start];
        (format!("{head}{}", self.theirs), self.file.form)
    }

    /// For the window.
    pub fn view(&self) -> Comparison {
        Comparison {
            fingerprint: self.fingerprint(),
            chunks: self.merged.chunks.iter().map(chunk_view).collect(),
            fields: self
                .fields
                .iter()
                .map(|moved| FieldDiffers {
                    name: moved.field.word().to_owned(),
                    here: moved.here.clone(),
                    there: moved.there.clone(),
                    both: moved.both,
                })
                .collect(),
            notes: self.notes.clone(),
        }
    }
}

/// The n-th question is answered by the n-th take; what was not answered keeps both texts.
pub(crate) fn choose(merged: &Merged, takes: &[Take]) -> impl FnMut(usize) -> Take {
    let asks: Vec<usize> = merged
        .chunks
        .iter()
        .enumerate()
        .filter(|(_, chunk)| matches!(chunk, Chunk::Both { .. }))
        .map(|(at, _)| at)
        .collect();
    let takes = takes.to_vec();
    move |at| {
        let question = asks.iter().position(|asked| *asked == at);
        question.and_then(|question| takes.get(question).copied()).unwrap_or(Take::Both)
    }
}

/// A stretch for the window.
pub(crate) fn chunk_view(chunk: &Chunk) -> ChunkView {
    let view = |kind, base: &str, here: &str, there: &str| ChunkView {
        kind,
        base: base.to_owned(),
        here: here.to_owned(),
        there: there.to_owned(),
    };
    match chunk {
        Chunk::Same(text) => view(ChunkKind::Same, "", text, text),
        Chunk::Here(text) => view(ChunkKind::Here, "", text, ""),
        Chunk::There(text) => view(ChunkKind::There, "", "", text),
        Chunk::Both { base, here, there } => view(ChunkKind::Both, base, here, there),
    }
}

fn shown(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::List(names) => names.join(", "),
        FieldValue::Flag(true) => "yes".to_owned(),
        FieldValue::Flag(false) => "no".to_owned(),
        FieldValue::Map(pairs) => {
            pairs.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join(", ")
        }
        FieldValue::Absent => String::new(),
    }
}

/// What the front matter says of a field, for the eye.
fn written(field: Field, fields: &Fields) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let names = |names: &Option<Vec<String>>| names.clone().unwrap_or_default().join(", ");
    let flag =
        |flag: Option<bool>| flag.map(|on| if on { "yes" } else { "no" }).unwrap_or_default().to_owned();
    match field {
        Field::Title => text(&fields.title),
        Field::Content => String::new(),
        Field::Excerpt => text(&fields.excerpt),
        Field::Slug => text(&fields.slug),
        Field::Status => fields.status.map(|status| status.word().to_owned()).unwrap_or_default(),
        Field::Date => text(&fields.date),
        Field::Categories => names(&fields.categories),
        Field::Tags => names(&fields.tags),
        Field::Featured => text(&fields.picture),
        Field::Comments => flag(fields.comments),
        Field::Pings => flag(fields.pings),
        Field::Password => text(&fields.password),
        Field::Format => text(&fields.format),
        Field::Sticky => flag(fields.sticky),
        Field::Author => text(&fields.author),
        Field::Parent => text(&fields.parent),
        Field::Order => fields.order.map(|order| order.to_string()).unwrap_or_default(),
        Field::Custom => {
            let custom = fields.custom_fields.iter().flatten();
            custom.map(|field| format!("{}: {}", field.key, field.value)).collect::<Vec<_>>().join(", ")
        }
    }
}
