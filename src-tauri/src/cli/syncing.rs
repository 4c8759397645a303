//! `copydesk sync`: the library and its git remote are brought together.

use super::args::Sync;
use super::failure::{Exit, Failure};
use super::session::Session;
use app::wire::git::SyncLibrary;
use serde_json::json;

/// Commits, fetches, merges and sends. Posts that wait for a choice are named; they are no failure.
pub fn sync(session: &Session, what: Sync) -> Result<Exit, Failure> {
    session.library()?;
    let synced = session.app.sync_library(SyncLibrary { message: what.message.unwrap_or_default() })?;
    let mut words = format!("{}\n", synced.message);
    for path in &synced.conflicts {
        words += &format!("  to choose: {path}\n");
    }
    for note in &synced.notes {
        words += &format!("  {note}\n");
    }
    let document = json!({
        "committed": synced.committed,
        "received": synced.received,
        "sent": synced.sent,
        "conflicts": synced.conflicts,
        "notes": synced.notes,
        "message": synced.message,
    });
    session.output.result(&words, &document);
    Ok(Exit::Done)
}
