//! Posts as rows of the list: each with the one state that is shown for it, made from what is known of the file and from
//! what the outbox says.

use crate::searching::asked;
use crate::shelf::{Shelf, whole};
use crate::wire::Nothing;
use crate::wire::error::WireError;
use crate::wire::library::{
    Counts, FilterName, ListPosts, ListView, NeighbourOf, PlaceName, PostRow, PostState, RowPage,
    SkippedView, SomePosts, SortName,
};
use crate::wire::publishing::{JobState, JobView};
use crate::{App, lock, milliseconds};
use blog::{PostPath, Status};
use catalogue::{Filter, Key, Mark, Place, Row, Sort, Standing, View};
use std::collections::HashMap;
use std::sync::Arc;

/// Rows given at once.
const MOST: u32 = 1_000;
/// Up to so many rows, what was found of each is read from its file.
const MARKED: u32 = 100;

impl App {
    /// See [`crate::wire::Commands::list_posts`].
    pub fn list_posts(self: &Arc<Self>, args: ListPosts) -> Result<RowPage, WireError> {
        let shelf = self.shelf()?;
        let find: Vec<Option<PostPath>> = args.find.iter().map(|path| PostPath::new(path)).collect();
        let count = args.count.min(MOST) as usize;
        let view = self.view(&shelf, &args.view);
        let page = shelf.catalogue.page(&view, args.offset as usize, count, &find);
        let query = args.view.query.trim_start();
        let shown: Vec<PostPath> = page.rows.iter().map(|row| row.path.clone()).collect();
        let is_marked = view.among.is_some() && args.count <= MARKED;
        let hits = is_marked.then(|| shelf.search.hits(&shelf.library, query, &shown));
        Ok(RowPage {
            hits: hits.unwrap_or_default(),
            asked: (!query.is_empty()).then(|| asked(query, view.among.is_none())),
            generation: page.generation as f64,
            offset: args.offset,
            total: whole(page.total),
            rows: page.rows.into_iter().map(|row| post_row(&shelf, row)).collect(),
            found: page.found.into_iter().map(|found| found.map(whole)).collect(),
            counts: self.counts(&shelf),
        })
    }

    /// The paths of all posts of a view, however many.
    pub(crate) fn paths_of(self: &Arc<Self>, view: &ListView) -> Result<Vec<String>, WireError> {
        let shelf = self.shelf()?;
        let (view, mut paths) = (self.view(&shelf, view), Vec::new());
        loop {
            let page = shelf.catalogue.page(&view, paths.len(), MOST as usize, &[]);
            if page.rows.is_empty() {
                return Ok(paths);
            }
            paths.extend(page.rows.into_iter().map(|row| row.path.as_str().to_owned()));
        }
    }

    /// See [`crate::wire::Commands::rows_of`].
    pub fn rows_of(&self, args: SomePosts) -> Result<Vec<PostRow>, WireError> {
        let shelf = self.shelf()?;
        let paths: Vec<PostPath> = args.paths.iter().filter_map(|path| PostPath::new(path)).collect();
        Ok(shelf.catalogue.rows(&paths).into_iter().map(|row| post_row(&shelf, row)).collect())
    }

    /// See [`crate::wire::Commands::neighbour`].
    pub fn neighbour(self: &Arc<Self>, args: NeighbourOf) -> Result<Option<PostRow>, WireError> {
        let shelf = self.shelf()?;
        let view = self.view(&shelf, &args.view);
        let find = [args.path.as_deref().and_then(PostPath::new)];
        let at = shelf.catalogue.page(&view, 0, 0, &find).found.into_iter().flatten().next();
        let next = match at {
            None => Some(0),
            Some(at) if args.after => Some(at + 1),
            Some(at) => at.checked_sub(1),
        };
        let page = next.map(|next| shelf.catalogue.page(&view, next, 1, &[]));
        let row = page.and_then(|page| page.rows.into_iter().next());
        Ok(row.map(|row| post_row(&shelf, row)))
    }

    /// See [`crate::wire::Commands::list_skipped`].
    pub fn list_skipped(&self, _: Nothing) -> Result<Vec<SkippedView>, WireError> {
        let skipped = self.shelf()?.catalogue.skipped();
        Ok(skipped.into_iter().map(|one| SkippedView { place: one.place, why: one.reason }).collect())
    }

    /// The row of one post, as its file is now.
    pub(crate) fn row(&self, path: &PostPath) -> Result<PostRow, WireError> {
        self.refresh(std::slice::from_ref(path));
        let shelf = self.shelf()?;
        let row = shelf.catalogue.rows(std::slice::from_ref(path)).into_iter().next();
        row.map(|row| post_row(&shelf, row)).ok_or_else(|| {
            WireError::input(
                format!("There is no post \"{path}\" in this library."),
                "It may have been moved or renamed.",
            )
        })
    }

    /// How many posts the open library has, as far as is known.
    pub fn library_counts(&self) -> Result<Counts, WireError> {
        Ok(self.counts(self.shelf()?.as_ref()))
    }

    pub(crate) fn counts(&self, shelf: &Shelf) -> Counts {
        let counts = shelf.catalogue.counts();
        let of = |filter| whole(counts.of(filter));
        Counts {
            all: whole(counts.all),
            drafts: whole(counts.drafts),
            scheduled: whole(counts.scheduled),
            published: whole(counts.published),
            changed_here: of(Filter::ChangedHere),
            changed_there: of(Filter::ChangedThere),
            conflicts: of(Filter::Conflicts),
            untagged: of(Filter::Untagged),
            no_picture: of(Filter::NoPicture),
            unreadable: of(Filter::Unreadable),
            doubled: of(Filter::Doubled),
            skipped: whole(counts.skipped),
        }
    }

    /// Asks the outbox again what it does with posts, and the library which have conflict files. Whether it does something else than before.
    pub(crate) fn take_jobs(&self, shelf: &Shelf) -> bool {
        let disputed = shelf.library.disputed().into_iter().map(|path| {
            let why = "Two computers changed this post. Open it to compare the two texts.".to_owned();
            (path, PostState::Conflict { why })
        });
        let jobs = self
            .newest_jobs(shelf)
            .into_iter()
            .filter_map(|(path, (job, changed))| Some((PostPath::new(&path)?, job_state(&job, changed)?)));
        // What the outbox does comes before what it does not know of.
        let states: HashMap<PostPath, PostState> = disputed.chain(jobs).collect();
        let marks = states.iter().filter_map(|(path, state)| Some((path.clone(), mark_of(state)?))).collect();
        let mut known = lock(&shelf.jobs);
        if *known == states {
            return false;
        }
        *known = states;
        shelf.catalogue.mark(marks);
        true
    }

    /// What a front end asks for, as the catalogue takes it.
    fn view(self: &Arc<Self>, shelf: &Arc<Shelf>, view: &ListView) -> View {
        let query = view.query.trim_start();
        let among = if query.is_empty() { None } else { self.found(shelf, |search| search.paths(query)) };
        View {
            place: match view.place {
                PlaceName::All => Place::All,
                PlaceName::Drafts => Place::Drafts,
                PlaceName::Scheduled => Place::Scheduled,
                PlaceName::Published => Place::Published,
            },
            filter: view.filter.map(|filter| match filter {
                FilterName::ChangedHere => Filter::ChangedHere,
                FilterName::ChangedThere => Filter::ChangedThere,
                FilterName::Conflicts => Filter::Conflicts,
                FilterName::Untagged => Filter::Untagged,
                FilterName::NoPicture => Filter::NoPicture,
                FilterName::Unreadable => Filter::Unreadable,
                FilterName::Doubled => Filter::Doubled,
            }),
            sort: Sort {
                key: match view.sort.key {
                    SortName::Changed => Key::Changed,
                    SortName::Title => Key::Title,
                    SortName::Date => Key::Date,
                    SortName::Words => Key::Words,
                },
                descending: view.sort.descending,
            },
            query: view.query.clone(),
            among,
        }
    }
}

pub(crate) fn post_row(shelf: &Shelf, row: Row) -> PostRow {
    PostRow {
        path: row.path.as_str().to_owned(),
        modified_ms: milliseconds(row.modified),
        words: row.words,
        state: state(shelf, &row),
        pinned: row.is_pinned,
        changed_there: row.changed_there,
        note: note(&row),
        title: row.title,
        first_words: row.first_words,
        tags: row.tags,
    }
}

fn note(row: &Row) -> Option<String> {
    let said = if row.same_name {
        "Another file differs from this one only by upper and lower case or by how accents are stored. Some systems take the two for one: rename one of them."
    } else if row.same_address {
        "Another post has the same address part. On one blog only one of them can have it: give one of them another slug."
    } else {
        return None;
    };
    Some(said.to_owned())
}

fn state(shelf: &Shelf, row: &Row) -> PostState {
    match row.standing {
        Standing::Unreadable => PostState::Unreadable { why: row.unreadable.clone().unwrap_or_default() },
        // The outbox may have gone on since: then the post is what its file says.
        Standing::Marked(_) => lock(&shelf.jobs).get(&row.path).cloned().unwrap_or(PostState::ChangedHere),
        Standing::ChangedHere => PostState::ChangedHere,
        Standing::Plain(Status::Draft) => PostState::Draft,
        Standing::Plain(Status::Published) => PostState::Published,
        Standing::Plain(Status::Scheduled) => {
            PostState::Scheduled { at: row.date.clone().unwrap_or_default() }
        }
        Standing::Plain(other) => PostState::NotPublic { word: other.word().to_owned() },
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

fn mark_of(state: &PostState) -> Option<Mark> {
    Some(match state {
        PostState::Waiting { .. } => Mark::Waiting,
        PostState::Publishing { .. } => Mark::Sending,
        PostState::Conflict { .. } => Mark::Conflict,
        PostState::Failed { .. } => Mark::Failed,
        _ => return None,
    })
}
