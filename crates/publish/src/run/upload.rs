//! One picture on its way: prepared, sent, and finished by the blog.
//!
//! WordPress stores a picture first and makes its smaller sizes afterwards. Where memory or time run out in between, it
//! answers 5xx and says under which number the picture lies (since 5.3). Such a picture is never sent again: the blog is
//! asked to go on, each time with the sizes that are still missing.

use super::media::Placed;
use super::{Done, Run, Shown, Stop, not_ours};
use crate::outbox::Trouble;
use crate::progress::size;
use crate::{Picture, StepState};
use blog::{ClientError, Failure, MediaUpload, RemoteId, RemoteMedia};
use std::time::Duration;

/// How often the blog is asked to finish a picture, as WordPress's own uploader does it.
const FINISH_TRIES: u32 = 5;

impl Run<'_> {
    /// Prepares a picture and sends it. It is in the journal before the first byte leaves.
    pub(super) fn upload(&mut self, n: usize, picture: &Picture) -> Done<(RemoteMedia, Placed)> {
        let bytes = self.prepared(n, picture)?;
        let before =
            (self.job.notes.sending.replace(picture.hash.as_str().to_owned()), self.job.notes.sent_at);
        self.job.notes.sent_at = self.ports.now().as_millisecond();
        self.save(None)?;
        let total = bytes.len() as u64;
        let Picture { name, mime, alt, caption, .. } = picture;
        let upload = MediaUpload { name, mime, bytes: &bytes, alt, caption };
        let mut told = self.progress(Shown::Picture(n), StepState::Running, Some((0, total)));
        let ports = &mut *self.ports;
        let answer = self.client.upload_media(&upload, &mut |sent| {
            told.bytes = Some((sent.min(total), total));
            ports.progress(&told);
        });
        self.ports.crash_point("picture answered");
        match answer {
            Ok(media) if media.id.0 > 0 && !media.url.is_empty() => {
                Ok((media, Placed::Sent { bytes: total }))
            }
            Ok(_) => {
                let message =
                    format!("The blog's answer to the picture {} makes no sense.", picture.reference);
                Err(Stop::Unknown(message, Duration::ZERO))
            }
            Err(ClientError { attachment: Some(id), .. }) => {
                self.job.notes.attachment = Some(id.0);
                self.job.notes.finish_tries = 0;
                self.save(Some(&format!(
                    "The blog stored the picture {} and failed to make its smaller sizes.",
                    picture.reference
                )))?;
                match self.finish_stored(n, picture)? {
                    Some(media) => Ok((media, Placed::Finished)),
                    None => {
                        let message = format!("The blog lost the picture {} again.", picture.reference);
                        Err(Stop::Unknown(message, Duration::ZERO))
                    }
                }
            }
            Err(error) => {
                if !error.failure.may_have_arrived() {
                    (self.job.notes.sending, self.job.notes.sent_at) = before;
                }
                Err(refused_or(picture, Some(total), error))
            }
        }
    }

    /// The picture as it is sent. One that cannot be prepared stops the post; those before it stay sent.
    fn prepared(&mut self, n: usize, picture: &Picture) -> Done<Vec<u8>> {
        let refused = |message| Stop::Refused(Trouble { failure: None, message, detail: String::new() });
        let original = self.outbox.picture(&picture.hash)?.ok_or_else(|| {
            refused(format!("The outbox has lost the picture {}. Press Publish again.", picture.reference))
        })?;
        self.tell(Shown::Preparing(n), StepState::Running);
        self.ports.prepare(&self.job.snapshot, picture, original).map_err(refused)
    }

    /// Lets the blog finish a picture that it stored in an earlier try. `None` when there is none, or the blog has it no more.
    pub(super) fn finish_stored(&mut self, n: usize, picture: &Picture) -> Done<Option<RemoteMedia>> {
        let sending = self.job.notes.sending.as_deref() == Some(picture.hash.as_str());
        let Some(id) = self.job.notes.attachment.filter(|_| sending).map(RemoteId) else { return Ok(None) };
        self.tell(Shown::Finishing(n), StepState::Running);
        while self.job.notes.finish_tries < FINISH_TRIES {
            self.stop_if_asked()?;
            self.job.notes.finish_tries += 1;
            self.save(None)?;
            let answer = self.client.finish_media(id);
            self.ports.crash_point("picture finished");
            match answer {
                Ok(media) if media.id == id && !media.url.is_empty() => return Ok(Some(media)),
                Ok(_) => return Err(not_ours()),
                Err(error) if error.failure == Failure::NotFound => {
                    self.job.notes.attachment = None;
                    self.save(None)?;
                    return Ok(None);
                }
                // The server gave up again, a few sizes further.
                Err(error) if error.failure == Failure::Busy => {}
                Err(error) => return Err(refused_or(picture, None, error)),
            }
        }
        self.take_unfinished(picture, id).map(Some)
    }

    /// The blog cannot make the smaller sizes. The picture itself may be there all the same, and then it is used.
    fn take_unfinished(&mut self, picture: &Picture, id: RemoteId) -> Done<RemoteMedia> {
        let stored = self.client.find_media(picture.stem())?.into_iter().find(|media| media.id == id);
        if let Some(media) = stored
            && self.client.is_public(&media.url)?
        {
            self.save(Some(&format!(
                "The blog could not make the smaller sizes of the picture {}; it is shown in its own size.",
                picture.reference
            )))?;
            return Ok(media);
        }
        let message = format!(
            "The blog stored the picture {} under number {id}, but cannot show it. Its memory or time is too short for \
             so large a picture: set a smaller size for this blog's pictures, delete number {id} in the blog's library, \
             and try again.",
            picture.reference
        );
        Err(Stop::Refused(Trouble { failure: Some(Failure::Rejected), message, detail: String::new() }))
    }
}

/// What the blog's no to a picture of so many bytes means for the job.
fn refused_or(picture: &Picture, sent: Option<u64>, error: ClientError) -> Stop {
    let size = sent.map(|bytes| format!(" ({})", size(bytes))).unwrap_or_default();
    match error.failure {
        Failure::Rejected | Failure::Forbidden | Failure::NotFound => Stop::Refused(Trouble {
            failure: Some(error.failure),
            message: format!(
                "The blog did not take the picture {}{size}: {}",
                picture.reference, error.message
            ),
            detail: error.detail,
        }),
        _ => error.into(),
    }
}
