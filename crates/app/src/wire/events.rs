//! What the core tells a front end without being asked.

use super::connecting::{ApprovalView, FindingView};
use super::error::WireError;
use super::library::{Counts, ReadingView, VanishedView};
use super::publishing::{JobView, MissedView};
use serde::Serialize;
use ts_rs::TS;

/// One piece of news.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AppEvent {
    /// The list is not what it was: ask again for what is in sight.
    LibraryChanged {
        /// Which state of the library it is now.
        generation: f64,
        /// How many posts there are.
        counts: Counts,
        /// How far the reading of new and changed files is; `null` when nothing is left to be read.
        reading: Option<ReadingView>,
        /// How far the reading of texts for the search is; `null` when all can be found.
        indexing: Option<ReadingView>,
    },
    /// The open post's file was changed or removed by another program, or the core wrote into its front matter (e.g. the
    /// remote id): call `take_outside` when nothing is in flight.
    Outside {
        /// The post.
        path: String,
    },
    /// Something that is good to know and asks for nothing.
    Notice {
        /// What.
        text: String,
    },
    /// Posts are not there and not believed deleted, or all are there again.
    Vanished {
        /// How many; `null`: none.
        vanished: Option<VanishedView>,
    },
    /// The post's text is in its file.
    Saved {
        /// The post.
        path: String,
        /// The version that was saved.
        version: u32,
        /// Milliseconds since 1970.
        at_ms: f64,
    },
    /// The post could not be saved; the text stays in the editor and is tried again with the next change.
    NotSaved {
        /// The post.
        path: String,
        /// Why, and what to do.
        error: WireError,
    },
    /// What became of an approval in the browser.
    Approval {
        /// How it ended.
        outcome: ApprovalView,
    },
    /// The doctor found something out.
    Finding {
        /// What.
        finding: FindingView,
    },
    /// Posts are being brought from a blog.
    Pulling {
        /// The account's stable name.
        account: String,
        /// How many of this call are done.
        done: u32,
        /// How many there are.
        of: u32,
        /// Title of the post at hand.
        title: String,
    },
    /// Files are on their way out of the library, or in.
    Carrying {
        /// How many are done.
        done: u32,
        /// How many there are; 0 while that is not known.
        of: u32,
        /// The file or the title at hand.
        title: String,
    },
    /// Copydesk was started once more with this window's library: it is this window that is wanted.
    Called {
        /// The post that was asked for.
        post: Option<String>,
    },
    /// The writer closes the window while posts are on their way: to be answered with `answer_closing`.
    Closing {
        /// How many posts.
        sending: u32,
    },
    /// A scheduled post's time is over, and the blog did not make it public.
    Missed {
        /// Which, and what to do.
        missed: MissedView,
    },
    /// A job moved on.
    Job {
        /// The job.
        job: JobView,
    },
}
