//! The index on disk, over tantivy. Only here and below is tantivy known.
//!
//! What is kept: words with their positions, names, and per post its path, the stamp of its file and its date. The text
//! itself is not: it stands in the post, and the few that are shown are read there.

mod ask;
mod collect;
mod points;

pub(crate) use collect::Placed;
pub(crate) use points::Bm25;

use crate::document::{Folded, Key};
use crate::error::SearchError;
use crate::query::Query;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use tantivy::directory::error::LockError;
use tantivy::directory::{INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TokenizerManager, WhitespaceTokenizer};
use tantivy::{
    Directory, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term,
};

/// The least that tantivy takes; it is freed when nothing is written.
const BUFFER: usize = 15_000_000;
/// The name by which the index finds how words are told apart: they were folded before, and stand between blanks.
const BLANKS: &str = "blanks";

/// An index, in a folder or in memory.
pub(crate) struct Engine {
    index: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
}

#[derive(Clone, Copy, Debug)]
struct Fields {
    key: Field,
    path: Field,
    stamp: Field,
    date: Field,
    title: Field,
    terms: Field,
    body: Field,
    names: Field,
    beginnings: Field,
}

/// Takes documents in and out until it commits; one at a time, also among several programs.
pub(crate) struct Writer(IndexWriter);

/// What the index held at one moment.
#[derive(Clone)]
pub(crate) struct View {
    searcher: Searcher,
    fields: Fields,
}

impl Engine {
    /// Opens the index in this folder, or makes an empty one where there is none.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        let directory = MmapDirectory::open(folder).map_err(|error| damaged(&error.into()))?;
        Self::over(directory)
    }

    /// An index that ends with the program.
    pub fn in_memory() -> Result<Self, SearchError> {
        Self::over(tantivy::directory::RamDirectory::create())
    }

    /// Whether another program is writing into the index in this folder.
    pub fn is_in_use(folder: &Path) -> bool {
        let Ok(directory) = MmapDirectory::open(folder) else { return false };
        matches!(directory.acquire_lock(&INDEX_WRITER_LOCK), Err(LockError::LockBusy))
    }

    fn over(directory: impl Into<Box<dyn Directory>>) -> Result<Self, SearchError> {
        let directory = directory.into();
        guarded(move || {
            let (schema, fields) = schema();
            let tokenizers = TokenizerManager::default();
            tokenizers.register(BLANKS, WhitespaceTokenizer::default());
            let index =
                tantivy::Index::builder().schema(schema).tokenizers(tokenizers).open_or_create(directory)?;
            let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
            Ok(Self { index, reader, fields })
        })
    }

    /// What is committed, now.
    pub fn view(&self) -> Result<View, SearchError> {
        guarded(|| self.reader.reload())?;
        Ok(View { searcher: self.reader.searcher(), fields: self.fields })
    }

    /// Begins to write; `None` while another program does.
    pub fn writer(&self) -> Result<Option<Writer>, SearchError> {
        guarded(|| match self.index.writer_with_num_threads(1, BUFFER) {
            Ok(writer) => Ok(Some(Writer(writer))),
            Err(TantivyError::LockFailure(LockError::LockBusy, _)) => Ok(None),
            Err(error) => Err(error),
        })
    }

    /// Puts a post in, in place of what was known of it.
    pub fn put(&self, writer: &Writer, post: &Folded) -> Result<(), SearchError> {
        let fields = self.fields;
        self.remove(writer, post.key);
        let mut document = TantivyDocument::new();
        document.add_u64(fields.key, post.key.0);
        document.add_text(fields.path, post.path.as_str());
        document.add_u64(fields.stamp, post.stamp);
        document.add_i64(fields.date, post.date);
        document.add_text(fields.title, post.title.text());
        document.add_text(fields.body, post.body.text());
        post.terms.iter().for_each(|term| document.add_text(fields.terms, term.text()));
        post.names.iter().for_each(|name| document.add_text(fields.names, name));
        document.add_text(fields.beginnings, post.beginnings().into_iter().collect::<Vec<_>>().join(" "));
        guarded(|| writer.0.add_document(document)).map(|_| ())
    }

    /// Takes a post out.
    pub fn remove(&self, writer: &Writer, key: Key) {
        writer.0.delete_term(Term::from_field_u64(self.fields.key, key.0));
    }

    /// Makes what was put in and taken out since the last commit last.
    pub fn commit(&self, writer: &mut Writer) -> Result<(), SearchError> {
        guarded(|| writer.0.commit()).map(|_| ())
    }

    /// Ends writing: frees the buffer and lets other programs write. Waits until segments are merged.
    pub fn close(writer: Writer) -> Result<(), SearchError> {
        guarded(|| writer.0.wait_merging_threads())
    }
}

impl View {
    /// Posts that a query finds, without those in `hidden`: all of them in no order, or the best `limit`; and how many there are.
    pub fn find(
        &self,
        query: &Query,
        limit: Option<usize>,
        hidden: HashSet<Key>,
    ) -> Result<(Vec<Placed>, usize), SearchError> {
        guarded(|| {
            let asked = ask::for_query(query, self.fields);
            let collector = collect::Best { limit, hidden: Arc::new(hidden) };
            self.searcher.search_with_statistics_provider(&asked, &collector, &self.fields)
        })
    }

    /// The paths of posts that were found, in the same order.
    pub fn paths(&self, placed: &[Placed]) -> Result<Vec<String>, SearchError> {
        guarded(|| collect::paths(&self.searcher, placed))
    }

    /// All posts with the stamps of their files.
    pub fn stamps(&self) -> Result<HashMap<Key, u64>, SearchError> {
        guarded(|| collect::stamps(&self.searcher))
    }

    /// The stamp of one post's file; `None` when it is not known.
    pub fn stamp(&self, key: Key) -> Result<Option<u64>, SearchError> {
        guarded(|| collect::stamp(&self.searcher, Term::from_field_u64(self.fields.key, key.0)))
    }

    /// How many posts there are.
    pub fn len(&self) -> usize {
        usize::try_from(self.searcher.num_docs()).unwrap_or(usize::MAX)
    }
}

fn schema() -> (Schema, Fields) {
    let words = |fieldnorms| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(BLANKS)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions)
            .set_fieldnorms(fieldnorms);
        TextOptions::default().set_indexing_options(indexing)
    };
    let whole = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
    let whole = TextOptions::default().set_indexing_options(whole.set_index_option(IndexRecordOption::Basic));
    let marks = TextFieldIndexing::default().set_tokenizer(BLANKS).set_fieldnorms(false);
    let marks = TextOptions::default().set_indexing_options(marks.set_index_option(IndexRecordOption::Basic));
    let mut schema = Schema::builder();
    let fields = Fields {
        key: schema.add_u64_field("key", INDEXED | FAST),
        path: schema.add_text_field("path", TextOptions::default().set_fast("raw")),
        stamp: schema.add_u64_field("stamp", FAST),
        date: schema.add_i64_field("date", FAST),
        title: schema.add_text_field("title", words(true)),
        terms: schema.add_text_field("terms", words(false)),
        body: schema.add_text_field("body", words(true)),
        names: schema.add_text_field("names", whole),
        beginnings: schema.add_text_field("beginnings", marks),
    };
    (schema.build(), fields)
}

/// On a damaged index tantivy answers with an error or panics; either is told as damage.
fn guarded<T>(work: impl FnOnce() -> tantivy::Result<T>) -> Result<T, SearchError> {
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    let panicked = |_| SearchError::Damaged("it could not be read".to_owned());
    done.map_err(panicked)?.map_err(|error| damaged(&error))
}

fn damaged(error: &TantivyError) -> SearchError {
    SearchError::Damaged(error.to_string())
}
