//! From the press to the published address.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks what a press would do.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanPublish {
    /// The post.
    pub path: String,
    /// The account's stable name.
    pub account: String,
    /// `draft`, `published`, `pending` or `private`.
    pub status: String,
    /// The writer said that the blog's changed version may be replaced.
    pub overwrite: bool,
    /// The writer said that a new post shall be made although one was trashed or deleted there.
    pub as_new: bool,
}

/// What a press will do.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// Names exactly this plan; the press must give it back.
    pub fingerprint: String,
    /// One sentence: what will happen where.
    pub headline: String,
    /// The word on the button: `Publish`, `Update`, `Schedule`, `Save draft on the blog`, `Queue`.
    pub button: String,
    /// What will be done, in order.
    pub steps: Vec<StepView>,
    /// Changes of the text since it was last sent; empty for a new post.
    pub changes: Vec<DiffView>,
    /// Worth knowing before the press.
    pub warnings: Vec<String>,
    /// Why it cannot go out, each with the next step; not empty means the button is off.
    pub refusals: Vec<String>,
    /// Set when the blog's side changed, was trashed or is gone.
    pub conflict: Option<ConflictView>,
    /// Nothing differs from what the blog has.
    pub unchanged: bool,
    /// The blog did not answer: the job will wait in the outbox.
    pub offline: bool,
}

/// What stands in the way on the blog, and what the writer may say to it.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConflictView {
    /// What happened there.
    pub message: String,
    /// `Replace the blog's version` may be offered.
    pub may_overwrite: bool,
    /// `Publish as a new post` may be offered.
    pub may_publish_as_new: bool,
    /// The blog's present text, to be compared.
    pub theirs: String,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// What it does.
    pub label: String,
    /// Size, "already there", ...
    pub detail: String,
    /// Where it stands.
    pub state: StepState,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// Not yet.
    Ahead,
    /// Now.
    Running,
    /// Done.
    Done,
    /// Failed or waiting.
    Stopped,
}

/// A stretch of lines in the comparison with what was sent last.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct DiffView {
    /// What happened to it.
    pub kind: DiffKind,
    /// The text.
    pub text: String,
}

/// What happened to a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DiffKind {
    /// In both.
    Same,
    /// Only here.
    Added,
    /// Only in what was sent last.
    Removed,
}

/// The press.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Publish {
    /// What was asked for.
    pub request: PlanPublish,
    /// The plan that was shown.
    pub fingerprint: String,
}

/// Stops or resumes sending for one blog.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct PauseOutbox {
    /// The account's stable name.
    pub account: String,
    /// Whether nothing shall leave.
    pub paused: bool,
}

/// The writer's answer when the window was closed while posts were on their way.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AnswerClosing {
    /// Close all the same; what is on its way goes on at the next start.
    pub close: bool,
}

/// Names a job.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct OneJob {
    /// Its number.
    pub id: String,
}

/// A job of the outbox.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    /// Its number.
    pub id: String,
    /// The post.
    pub path: String,
    /// The post's title.
    pub title: String,
    /// The account's name.
    pub account: String,
    /// The account's stable name.
    pub account_id: String,
    /// Where it stands.
    pub state: JobState,
    /// While it is held: when it goes out, in milliseconds since 1970.
    pub hold_until_ms: Option<f64>,
    /// One line in words, e.g. "Sending picture 2 of 3".
    pub label: String,
    /// 1-based step and number of steps.
    pub step: u32,
    /// Number of steps.
    pub of: u32,
    /// Bytes of the present picture already sent.
    pub bytes_sent: f64,
    /// Bytes of the present picture; 0 when none is being sent.
    pub bytes_total: f64,
    /// What happened, what is safe, what to do; for anything that did not simply work.
    pub message: Option<MessageView>,
    /// The post's address on the blog, once known.
    pub url: Option<String>,
    /// What was done, newest last.
    pub log: Vec<LogLine>,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum JobState {
    /// Confirmed and on disk; nothing leaves for a moment, so that the press can be taken back.
    Held,
    /// Not begun.
    Queued,
    /// At work.
    Running,
    /// For the line or the blog.
    Waiting,
    /// The writer has stopped sending to this blog for a while.
    Paused,
    /// The password is needed.
    NeedsSignIn,
    /// The writer must choose.
    NeedsWriter,
    /// The blog said no.
    Rejected,
    /// Done and read back.
    Done,
    /// Taken out.
    Cancelled,
}

/// Promise 7 in three sentences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MessageView {
    /// What happened.
    pub happened: String,
    /// What is safe.
    pub safe: String,
    /// What to do.
    pub next: String,
    /// Raw detail; may be empty.
    pub detail: String,
}

/// A scheduled post that did not go public in time.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MissedView {
    /// The post.
    pub path: String,
    /// The account's stable name.
    pub account: String,
    /// What happened, what is safe, what to do.
    pub message: MessageView,
}

/// A line of a job's log.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LogLine {
    /// Milliseconds since 1970.
    pub at_ms: f64,
    /// What was done.
    pub text: String,
}
