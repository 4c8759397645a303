//! Rows Checking, Updating and Published: the text reaches a known post by repeatable requests, and is called published
//! only after it was read back.

use super::{Done, Run, Shown, Stop, not_ours};
use crate::outbox::Phase;
use crate::payload::{self, Resolved};
use crate::plan::allowed_status;
use crate::weave::{self, Exchanged};
use crate::{Conflict, ConflictKind, Consent, StepState};
use blog::{Failure, Publication, RemotePost, Status, TermId};
use blog::{PostFields, RemoteId};

/// How often a public address is tried before the raw answer alone is believed.
const PUBLIC_TRIES: u32 = 3;

/// How often in a row the blog may say that the post is another version by then: a blog whose clock is wrong says so for ever.
const OVERTAKEN: u32 = 3;

/// What would be sent.
struct Payload {
    /// Everything the writer says.
    whole: PostFields,
    /// What of it has to be sent.
    sent: PostFields,
}

impl Run<'_> {
    /// Row Checking: nothing on the blog is overwritten that was not seen.
    pub(super) fn checking(&mut self) -> Done {
        self.tell(Shown::Compare, StepState::Running);
        let present = match self.present.take() {
            Some(fresh) => fresh,
            None => match self.read_twin()? {
                Some(post) => post,
                None => return Ok(()),
            },
        };
        self.job.notes.send_all = self.job.snapshot.consent == Consent::Overwrite(present.revision().content);
        let Some(payload) = self.payload(&present)? else { return self.advance(Phase::MediaSending, None) };
        if self.holds(&payload.whole, &present) {
            return self.nothing_to_send(present);
        }
        if !self.job.notes.send_all {
            self.must_be_as_exchanged(&payload.whole, &present)?;
        }
        if payload::is_empty(&payload.sent) {
            return self.nothing_to_send(present);
        }
        self.tell(Shown::Compare, StepState::Done);
        self.job.notes.before = Some(present.revision().content.as_str().to_owned());
        self.present = Some(present);
        self.advance(Phase::Updating, None)
    }

    fn nothing_to_send(&mut self, present: RemotePost) -> Done {
        self.job.notes.unchanged = !self.job.notes.created;
        self.job.result = Some(present);
        self.tell(Shown::Compare, StepState::AlreadyThere);
        self.advance(Phase::Published, Some("The blog has exactly this already."))
    }

    fn must_be_as_exchanged(&self, whole: &PostFields, present: &RemotePost) -> Done {
        let kind = match self.base() {
            None if payload::is_shell(present, &self.job.snapshot.token()) => return Ok(()),
            None => ConflictKind::NeverExchanged,
            Some(base) => match payload::in_the_way(&base.base, present, whole) {
                fields if fields.is_empty() => return Ok(()),
                fields => ConflictKind::Changed(fields),
            },
        };
        Err(Stop::Conflict(Conflict { id: present.id, kind, remote: Some(Box::new(present.clone())) }))
    }

    /// Row Updating: everything is set absolutely, so the request may be repeated; but not onto somebody else's work.
    pub(super) fn updating(&mut self) -> Done {
        let id = self.id()?;
        self.tell(Shown::Text, StepState::Running);
        if self.job.notes.written {
            match self.read_after_lost_answer()? {
                Some(present) => self.present = Some(present),
                None => return Ok(()),
            }
        }
        // A restart before the first write: compare again, the wait may have been long.
        let Some(present) = self.present.take() else { return self.advance(Phase::Checking, None) };
        let Some(payload) = self.payload(&present)? else { return self.advance(Phase::MediaSending, None) };
        let first = !self.job.notes.written;
        if first {
            self.job.notes.edits = self.edits(id);
        }
        self.job.notes.written = true;
        self.job.notes.writes = self.job.notes.writes.saturating_add(1);
        self.save(None)?;
        let kind = self.job.snapshot.kind;
        let answer = self.client.write_post(kind, id, &payload.sent, Some(&present.modified_gmt));
        self.ports.crash_point("write answered");
        match answer {
            Ok(post) if post.id == id => self.written(post),
            Ok(_) => Err(not_ours()),
            Err(error) => {
                let overtaken = error.failure == Failure::Changed;
                if first && !overtaken && !error.failure.may_have_arrived() {
                    self.job.notes.written = false;
                }
                if overtaken && self.job.notes.overtaken < OVERTAKEN {
                    self.job.notes.overtaken += 1;
                    // A proxy that sends a request twice lets the second come upon the first: then what is there is ours.
                    // Until that is read, the write counts as one that may have arrived.
                    if let Some(ours) = self.read_twin()?.filter(|present| self.is_ours(&payload, present)) {
                        return self.written(ours);
                    }
                    self.job.notes.written = !first;
                    // Somebody was quicker: compare again, with what is there now.
                    return self.advance(Phase::Checking, Some("The post changed on the blog just now."));
                }
                if error.failure == Failure::NotFound {
                    return Err(Stop::Conflict(Conflict { id, kind: ConflictKind::Gone, remote: None }));
                }
                Err(error.into())
            }
        }
    }

    /// Whether the post is not what it was before, but what we sent, as the blog took it.
    fn is_ours(&self, payload: &Payload, present: &RemotePost) -> bool {
        self.job.notes.before.as_deref() != Some(present.revision().content.as_str())
            && payload::is_ours_as_taken(&payload.whole, present)
    }

    fn written(&mut self, post: RemotePost) -> Done {
        self.job.result = Some(post);
        self.tell(Shown::Text, StepState::Done);
        self.advance(Phase::Published, Some("Sent the text."))
    }

    /// The answer to a write was lost. `Some`: it did not arrive, and this is what is there. `None`: the row is left.
    fn read_after_lost_answer(&mut self) -> Done<Option<RemotePost>> {
        let Some(present) = self.read_twin()? else { return Ok(None) };
        let Some(payload) = self.payload(&present)? else {
            self.advance(Phase::MediaSending, None)?;
            return Ok(None);
        };
        let arrived = self.holds(&payload.whole, &present);
        if !arrived && self.job.notes.before.as_deref() == Some(present.revision().content.as_str()) {
            return Ok(Some(present));
        }
        if arrived || payload::is_ours_as_taken(&payload.whole, &present) {
            self.written(present)?;
            return Ok(None);
        }
        let fields = payload::differences(&payload.whole, &present);
        Err(Stop::Conflict(Conflict {
            id: present.id,
            kind: ConflictKind::Changed(fields),
            remote: Some(Box::new(present)),
        }))
    }

    /// Row Published: read the raw fields and the public address; only now it is said.
    pub(super) fn published(&mut self) -> Done {
        self.tell(Shown::Verify, StepState::Running);
        let Some(post) = self.read_twin()? else { return Ok(()) };
        if post.status.is_public() {
            self.job.notes.reachable = self.reachable(&post)?;
        }
        let Some(payload) = self.payload(&post)? else { return self.advance(Phase::MediaSending, None) };
        let (status, date) = (payload.whole.status, payload.whole.date.clone());
        let mut told = payload::changed_by_blog(&PostFields { status, date, ..payload.sent }, &post);
        told.extend(self.unseen_pictures(&post)?);
        told.append(&mut self.job.notes.left_out.clone());
        told.extend(self.written_in_between(post.id));
        let answered = self.job.result.take();
        self.job.result = Some(match answered {
            // Somebody was quicker than our reading: their change must still show as a conflict next time.
            Some(answered) if !payload::in_the_way(&answered, &post, &payload.whole).is_empty() => {
                told.push(
                    "The post was changed on the blog in the same moment; the next press shows it.".into(),
                );
                answered
            }
            _ => post,
        });
        self.job.changed_by_blog = told;
        let Some(publication) = self.job.publication() else {
            return Err(Stop::Here("Nothing was read back.".into()));
        };
        self.record(&publication)?;
        self.outbox.hand_over_publication(&self.job, Some(&publication))?;
        let post = &publication.base;
        let at = post.date_gmt.as_deref().filter(|_| post.status == Status::Scheduled);
        let at = at.map(|date| format!(" for {} UTC", date.replace('T', " "))).unwrap_or_default();
        let line = format!("Read back: the post is {}{at} at {}.", post.status, post.url);
        self.advance(Phase::Sweep, Some(&line))?;
        self.tell(Shown::Verify, StepState::Done);
        Ok(())
    }

    /// The revisions that the blog keeps of a post that was there before. Only a further safeguard: no answer is no reason
    /// to stop.
    fn edits(&self, id: RemoteId) -> Option<Vec<u64>> {
        self.base()?;
        self.client.edits(self.job.snapshot.kind, id).ok()
    }

    /// WordPress cannot check and write in one step over REST. What came in between left a revision: one that was not
    /// there before, and is not our own, which is the newest.
    fn written_in_between(&self, id: RemoteId) -> Option<String> {
        let before = self.job.notes.edits.as_ref().filter(|_| self.job.notes.writes == 1)?;
        let after = self.edits(id)?;
        let newest = before.first().copied().unwrap_or(0);
        let new = after.iter().filter(|number| **number > newest).count();
        (new > 1 && !before.is_empty()).then(|| {
            "Somebody else saved the post on the blog in the same moment. Their text is kept there among the post's revisions.".to_owned()
        })
    }

    fn record(&mut self, publication: &Publication) -> Done {
        let recorded = self.ports.record_publication(&self.job.snapshot, publication);
        self.ports.crash_point("publication recorded");
        recorded.map_err(|why| {
            let status = publication.base.status;
            Stop::Here(format!(
                "The post is {status} on the blog, but that could not be noted in the library: {why}"
            ))
        })
    }

    /// Whether a reader can open it. A line that breaks just now is tried again; in the end the raw answer is enough.
    fn reachable(&mut self, post: &RemotePost) -> Done<Option<bool>> {
        match self.client.is_public(&post.url) {
            Ok(open) => Ok(Some(open)),
            Err(error) if error.failure.passes_by_itself() && self.job.notes.public_tries < PUBLIC_TRIES => {
                self.job.notes.public_tries += 1;
                Err(error.into())
            }
            Err(_) => Ok(None),
        }
    }

    /// Whether the post holds everything the writer says, and is not still under its token. A draft may keep that.
    fn holds(&self, whole: &PostFields, post: &RemotePost) -> bool {
        let finished = post.status == Status::Draft || !payload::carries(post, &self.job.snapshot.token());
        finished && payload::differences(whole, post).is_empty()
    }

    /// `None` when the ledger lost a picture's place.
    fn payload(&mut self, present: &RemotePost) -> Done<Option<Payload>> {
        let Some(map) = self.picture_map()? else { return Ok(None) };
        let snapshot = &self.job.snapshot;
        let terms =
            |ids: &Option<Vec<u64>>| ids.as_ref().map(|ids| ids.iter().copied().map(TermId).collect());
        let featured: Option<RemoteId> =
            snapshot.fields.featured.as_ref().and_then(|reference| map.get(reference)).map(|media| media.id);
        // What did not change here since the last exchange keeps the blog's own bytes.
        let exchanged = self.base().map(|base| Exchanged { body: &base.body, content: &base.base.content });
        let resolved = Resolved {
            content: Some(weave::content(self.client.typesetter(), exchanged, &snapshot.body, &map)),
            categories: terms(&self.job.notes.categories),
            tags: terms(&self.job.notes.tags),
            featured,
            author: self.job.notes.author,
            parent: self.job.notes.parent.map(RemoteId),
        };
        let status = allowed_status(snapshot.wanted(), Some(self.rights));
        let previous = self.outbox.previous(&self.job)?;
        let whole =
            payload::whole(snapshot, &resolved, status, Some(present), previous.as_ref(), self.ports.now());
        let mut sent = match self.base().filter(|_| !self.job.notes.send_all) {
            Some(base) => {
                let urls: Vec<String> = snapshot
                    .pictures
                    .iter()
                    .filter(|picture| snapshot.body.contains(picture.reference.as_str()))
                    .filter_map(|picture| map.get(&picture.reference))
                    .map(|media| media.url.clone())
                    .collect();
                payload::changed(&whole, snapshot, base, &urls)
            }
            None => whole.clone(),
        };
        if payload::carries(present, &snapshot.token()) {
            // The token was only a place-holder: an empty slug lets the blog make one from the title.
            sent.slug = Some(snapshot.fields.slug.clone().unwrap_or_default());
        }
        Ok(Some(Payload { whole, sent }))
    }
}
