//! From a press of Publish to exactly one post, whatever the network does.
//!
//! Decide, then do: [`plan`](plan::plan) is pure and says what a press will do; the [`Outbox`] puts the confirmed
//! [`Snapshot`] on disk before the first byte leaves; [`run`](run::run) performs the steps over `dyn BlogClient` and
//! continues at the step where a crash stopped it. The protocol and why it holds: `docs/decisions/exactly-once.md`.
//!
//! This crate refuses to know WordPress, HTTP, the post files, the clock and chance: what it needs of them is handed in.

pub mod action;
mod align;
pub mod compare;
pub mod conflict;
pub mod date;
pub mod field;
pub mod filtered;
pub mod joined;
pub mod markers;
pub mod merge;
pub mod message;
pub mod outbox;
pub mod payload;
pub mod pictures;
pub mod plan;
pub mod progress;
pub mod pull;
pub mod run;
pub mod schedule;
pub mod snapshot;
pub mod weave;

pub use action::{Action, ActionEnd, ActionPlan, ActionRefusal, act, plan_action};
pub use compare::{Stretch, compare};
pub use conflict::{Conflict, ConflictKind};
pub use field::Field;
pub use joined::{HeadField, Joined, join};
pub use markers::{Marked, marked};
pub use merge::{Chunk, Merged, Take, merge};
pub use message::Message;
pub use outbox::{
    Cancelled, Durability, Job, JobId, KEPT, KEPT_FOR, LedgerEntry, LogLine, Outbox, OutboxError, Phase,
    Standing, Trouble,
};
pub use pictures::{Collected, PictureProblem, PictureSource, Preparation, Unread, collect};
pub use plan::{Plan, PlanInput, PlanOutcome, Refusal, RemoteState, Step, Warning, look, plan};
pub use progress::{Progress, StepState};
pub use run::{Outcome, Ports, run};
pub use snapshot::{Consent, Picture, SentFields, Snapshot};
