//! Row MediaSending: pictures, before the text that needs their addresses.

use super::{Done, Run, Shown, Stop};
use crate::outbox::{LedgerEntry, Phase};
use crate::progress::size;
use crate::{Picture, Snapshot, StepState};
use blog::{PictureMap, RemoteMedia, RemotePost};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long after a lost answer a picture may still turn up on the blog.
const SETTLED_MS: i64 = 10_000;

/// The pictures to be sent: each content once, under the name of its first reference.
pub(super) fn distinct(snapshot: &Snapshot) -> Vec<&Picture> {
    let mut seen = BTreeSet::new();
    snapshot.pictures.iter().filter(|picture| seen.insert(&picture.hash)).collect()
}

/// How a picture came to lie on the blog.
pub(super) enum Placed {
    /// It lay there before.
    Before,
    /// It was sent just now, in so many bytes.
    Sent { bytes: u64 },
    /// The blog had stored it, and finished it just now.
    Finished,
}

impl Run<'_> {
    pub(super) fn media_sending(&mut self) -> Done {
        let pictures: Vec<Picture> = distinct(&self.job.snapshot).into_iter().cloned().collect();
        for (n, picture) in pictures.iter().enumerate() {
            self.stop_if_asked()?;
            self.tell(Shown::Picture(n), StepState::Running);
            let placed = self.ensure_picture(n, picture)?;
            let which = format!("picture {} of {} ({}", n + 1, pictures.len(), picture.reference);
            let (state, line) = match placed {
                Placed::Before => (StepState::AlreadyThere, format!("Already on the blog: {which}).")),
                Placed::Sent { bytes } => (StepState::Done, format!("Sent {which}, {}).", size(bytes))),
                Placed::Finished => (StepState::Done, format!("The blog finished {which}).")),
            };
            self.job.notes.attempts = 0;
            self.save(Some(&line))?;
            self.tell(Shown::Picture(n), state);
        }
        self.find_numbers()?;
        let next = if self.job.remote_id.is_some() { Phase::Checking } else { Phase::Creating };
        self.advance(next, None)
    }

    /// Makes sure that a picture lies on the blog once.
    fn ensure_picture(&mut self, n: usize, picture: &Picture) -> Done<Placed> {
        let blog = self.job.snapshot.blog.clone();
        let known = self.outbox.media(&blog, &picture.hash)?;
        if known.as_ref().is_some_and(|entry| self.still_shown(entry)) {
            return Ok(Placed::Before);
        }
        if let Some(media) = self.finish_stored(n, picture)? {
            self.keep(picture, picture.stem(), media)?;
            return Ok(Placed::Finished);
        }
        let stem = known.as_ref().map_or(picture.stem(), |entry| entry.stem.as_str()).to_owned();
        // Always asked before sending: another laptop, a lost journal or a lost answer may have sent it before.
        if let Some(media) = self.client.find_media(&stem)?.into_iter().min_by_key(|media| media.id) {
            self.keep(picture, &stem, media)?;
            return Ok(Placed::Before);
        }
        if known.is_some() {
            self.outbox.drop_media(&blog, &picture.hash)?;
        }
        self.must_be_known_missing(picture)?;
        let (media, placed) = self.upload(n, picture)?;
        self.keep(picture, picture.stem(), media)?;
        Ok(placed)
    }

    /// The post as last exchanged shows the picture, so it lies there.
    fn still_shown(&self, entry: &LedgerEntry) -> bool {
        let shows = |post: &RemotePost| {
            post.content.contains(&entry.media.url) || post.featured == Some(entry.media.id)
        };
        self.base().is_some_and(|base| shows(&base.base))
    }

    /// After a lost answer "not there" counts only when the line had time to settle: a stalled upload may be written a
    /// moment later, and a picture that came twice cannot be told from the writer's own.
    fn must_be_known_missing(&mut self, picture: &Picture) -> Done {
        let notes = &mut self.job.notes;
        if notes.sending.as_deref() != Some(picture.hash.as_str()) {
            return Ok(());
        }
        let now = self.ports.now().as_millisecond();
        // A clock that was set back must not make this wait for ever.
        notes.sent_at = notes.sent_at.min(now);
        let left = notes.sent_at.saturating_add(SETTLED_MS).saturating_sub(now);
        if left <= 0 {
            return Ok(());
        }
        let message = format!("The connection broke while the picture {} was being sent.", picture.reference);
        Err(Stop::Unknown(message, Duration::from_millis(left.unsigned_abs())))
    }

    fn keep(&mut self, picture: &Picture, stem: &str, media: RemoteMedia) -> Done {
        let entry = LedgerEntry { stem: stem.to_owned(), media };
        self.outbox.keep_media(&self.job.snapshot.blog, &picture.hash, &entry)?;
        self.ports.crash_point("picture kept");
        if self.job.notes.sending.as_deref() == Some(picture.hash.as_str()) {
            self.job.notes.sending = None;
            self.job.notes.attachment = None;
            self.job.notes.finish_tries = 0;
        }
        Ok(())
    }

    /// Where the snapshot's pictures lie; `None` when the ledger lost one.
    pub(super) fn picture_map(&self) -> Done<Option<PictureMap>> {
        let mut map = PictureMap::new();
        for picture in &self.job.snapshot.pictures {
            match self.outbox.media(&self.job.snapshot.blog, &picture.hash)? {
                Some(entry) => map.insert(picture.reference.clone(), entry.media),
                None => return Ok(None),
            };
        }
        Ok(Some(map))
    }
}
