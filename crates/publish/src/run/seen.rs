//! Row Published, the pictures: whether readers get each of them. A picture that does not answer is told, and stops nothing:
//! the post is on the blog by then.

use super::media::distinct;
use super::{Done, Run};
use blog::{RemotePost, Status};

/// How many pictures are looked at, at most: a look is an exchange, and the writer waits for them.
const LOOKED_AT: usize = 50;

impl Run<'_> {
    /// One sentence for each picture of the post that does not answer. A line that breaks meanwhile ends the look: what is
    /// not known is not told.
    pub(super) fn unseen_pictures(&self, post: &RemotePost) -> Done<Vec<String>> {
        let mut unseen = Vec::new();
        if post.status == Status::Draft || self.job.notes.unchanged {
            return Ok(unseen);
        }
        let Some(map) = self.picture_map()? else { return Ok(unseen) };
        for picture in distinct(&self.job.snapshot).into_iter().take(LOOKED_AT) {
            let Some(media) = map.get(&picture.reference) else { continue };
            match self.client.is_public(&media.url) {
                Ok(true) => {}
                Ok(false) => unseen.push(format!(
                    "The picture {} lies on the blog, but {} does not answer with it; a plugin or the server may hold it back.",
                    picture.reference, media.url
                )),
                Err(_) => break,
            }
        }
        Ok(unseen)
    }
}
