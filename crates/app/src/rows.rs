//! The open library as rows: each post with the one state that is shown for it.
//!
//! A row is made from the file's summary, from what was last exchanged with the blog, and from the outbox; what
//! differs from the last list is told as news.

use crate::wire::error::WireError;
use crate::wire::events::AppEvent;
use crate::wire::library::{LibraryView, PostRow, PostState};
use crate::wire::publishing::{JobState, JobView};
use crate::{App, lock, milliseconds};
use blog::{ContentHash, Fields, FrontMatter, PostKind, PostPath, Status};
use library::{Change, Library, PostSummary, Watch};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// An open library.
pub struct Shelf {
    /// The folder.
    pub library: Arc<Library>,
    watch: Mutex<Option<Watch>>,
    rows: Mutex<HashMap<String, PostRow>>,
    /// Whether a post differs from what was sent, by the hash of its file: asking costs two reads.
    compared: Mutex<HashMap<PostPath, (ContentHash, bool)>>,
}

impl Shelf {
    /// A library that was just opened, not watched yet.
    pub fn new(library: Library) -> Self {
        Self {
            library: Arc::new(library),
            watch: Mutex::default(),
            rows: Mutex::default(),
            compared: Mutex::default(),
        }
    }

    /// Whether the post's text or fields differ from what was last sent to the blog; `false` when it was never sent.
    fn is_changed(&self, summary: &PostSummary) -> bool {
        let Some(key) = &summary.key else { return false };
        let Some(hash) = &summary.hash else { return false };
        if let Some((_, changed)) = lock(&self.compared).get(&summary.path).filter(|(known, _)| known == hash)
        {
            return *changed;
        }
        let Ok(file) = self.library.read(&summary.path) else { return false };
        let source = source_hash(&file.text);
        let publications =
            summary.remotes.iter().filter_map(|(blog, _)| self.library.publication(key, blog).ok().flatten());
        let changed = publications.into_iter().any(|publication| publication.source != source);
        lock(&self.compared).insert(summary.path.clone(), (file.hash, changed));
        changed
    }

    /// Forgets comparisons: a publication was recorded.
    pub fn forget_comparisons(&self) {
        lock(&self.compared).clear();
    }
}

/// Hash of a post's own text and fields: everything the writer wrote, nothing that Copydesk keeps there.
///
/// The spelling is fixed, because it is compared with hashes in records of earlier versions: what came later is added only
/// where it says something.
pub fn source_hash(text: &str) -> ContentHash {
    let fields = Fields::read(text);
    let Fields { title, slug, date, excerpt, categories, tags, picture, comments, .. } = &fields;
    let own = format!(
        "Fields {{ title: {title:?}, slug: {slug:?}, status: None, date: {date:?}, excerpt: {excerpt:?}, categories: \
         {categories:?}, tags: {tags:?}, picture: {picture:?}, comments: {comments:?}, key: None, remotes: [], problems: [] }}"
    );
    let body = &text[FrontMatter::of(text).body];
    ContentHash::of(format!("{own}{}\0{body}", later_fields(&fields)).as_bytes())
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

impl App {
    /// Opens a folder as the library and watches it.
    pub(crate) fn open_shelf(self: &Arc<Self>, folder: &std::path::Path) -> Result<LibraryView, WireError> {
        let library = Library::open(folder)
            .map_err(|error| WireError::input(error.to_string(), "Your files were not touched."))?
            .with_spare_folder(&self.ports.folders.data.join("rescue"));
        let shelf = Arc::new(Shelf::new(library));
        let app = Arc::downgrade(self);
        let watch = shelf.library.watch(Box::new(move |changes| {
            if let Some(app) = app.upgrade() {
                app.heard(&changes);
            }
        }));
        *lock(&shelf.watch) = watch.ok();
        self.leave_library();
        *lock(&self.shelf) = Some(Arc::clone(&shelf));
        let posts = self.rows(&shelf)?;
        let folder = shelf.library.root().to_path_buf();
        Ok(LibraryView {
            name: folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned(),
            folder: folder.display().to_string(),
            posts,
            read_only: shelf.library.read_only_reason(),
        })
    }

    /// All rows, newest first; what is sent as news later is measured against these.
    pub(crate) fn rows(&self, shelf: &Shelf) -> Result<Vec<PostRow>, WireError> {
        let rows = self.make_rows(shelf)?;
        *lock(&shelf.rows) = rows.iter().map(|row| (row.path.clone(), row.clone())).collect();
        Ok(rows)
    }

    /// Looks again and tells what differs from the last list.
    pub(crate) fn refresh_rows(&self) {
        let Ok(shelf) = self.shelf() else { return };
        let Ok(rows) = self.make_rows(&shelf) else { return };
        let mut known = lock(&shelf.rows);
        let changed: Vec<PostRow> =
            rows.iter().filter(|row| known.get(&row.path) != Some(row)).cloned().collect();
        let fresh: HashMap<String, PostRow> = rows.into_iter().map(|row| (row.path.clone(), row)).collect();
        let gone: Vec<String> = known.keys().filter(|path| !fresh.contains_key(*path)).cloned().collect();
        *known = fresh;
        drop(known);
        if !changed.is_empty() || !gone.is_empty() {
            self.ports.events.send(AppEvent::PostsChanged { changed, gone });
        }
    }

    /// The row of one post.
    pub(crate) fn row(&self, path: &PostPath) -> Result<PostRow, WireError> {
        self.refresh_rows();
        let row = lock(&self.shelf()?.rows).get(path.as_str()).cloned();
        row.ok_or_else(|| {
            WireError::input(
                format!("There is no post \"{path}\" in this library."),
                "It may have been moved or renamed.",
            )
        })
    }

    fn make_rows(&self, shelf: &Shelf) -> Result<Vec<PostRow>, WireError> {
        let scan = shelf
            .library
            .scan()
            .map_err(|error| WireError::other(error.to_string(), "Your files were not touched."))?;
        let jobs = self.newest_jobs(shelf);
        let mut rows: Vec<PostRow> = scan
            .posts
            .iter()
            .map(|summary| row_of(summary, state(shelf, summary, jobs.get(summary.path.as_str()))))
            .collect();
        rows.sort_by(|a, b| b.modified_ms.total_cmp(&a.modified_ms).then_with(|| a.path.cmp(&b.path)));
        Ok(rows)
    }

    /// What the watcher heard: open posts are told, the list looks again.
    fn heard(&self, changes: &[Change]) {
        let open: Vec<PostPath> = lock(&self.buffers).keys().cloned().collect();
        for path in open {
            let concerned = changes.iter().any(|change| match change {
                Change::Written { path: changed } | Change::Gone { path: changed } => *changed == path,
                Change::Rescan => true,
            });
            if concerned {
                self.ports.events.send(AppEvent::Outside { path: path.as_str().to_owned() });
            }
        }
        self.refresh_rows();
    }
}

fn row_of(summary: &PostSummary, state: PostState) -> PostRow {
    PostRow {
        path: summary.path.as_str().to_owned(),
        title: summary.title.clone(),
        first_words: summary.first_words.clone(),
        modified_ms: milliseconds(summary.modified),
        words: u32::try_from(summary.words).unwrap_or(u32::MAX),
        state,
        tags: summary.tags.clone(),
    }
}

fn state(shelf: &Shelf, summary: &PostSummary, job: Option<&(JobView, bool)>) -> PostState {
    if let Some(why) = &summary.unreadable {
        return PostState::Unreadable { why: why.clone() };
    }
    if let Some(state) = job.and_then(|(job, changed)| job_state(job, *changed)) {
        return state;
    }
    match summary.status.unwrap_or_default() {
        _ if shelf.is_changed(summary) => PostState::ChangedHere,
        Status::Draft => PostState::Draft,
        Status::Published => PostState::Published,
        Status::Scheduled => PostState::Scheduled { at: summary.date.clone().unwrap_or_default() },
        other => PostState::NotPublic { word: other.word().to_owned() },
    }
}

/// The state a job gives its post; a finished or cancelled one gives none.
fn job_state(job: &JobView, changed: bool) -> Option<PostState> {
    let why = || job.message.as_ref().map_or_else(|| job.label.clone(), |message| message.happened.clone());
    Some(match job.state {
        JobState::Held | JobState::Queued | JobState::Waiting | JobState::Paused | JobState::NeedsSignIn => {
            PostState::Waiting { why: why(), changed }
        }
        JobState::Running => PostState::Publishing { step: job.step, of: job.of },
        JobState::NeedsWriter => PostState::Conflict { why: why() },
        JobState::Rejected => PostState::Failed { why: why() },
        JobState::Done | JobState::Cancelled => return None,
    })
}
