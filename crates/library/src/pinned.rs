//! Posts that stand first in the list. Which they are travels with the folder, in one small file; losing it loses an order
//! and no word.

use crate::{Library, files, lock, words};
use blog::PostPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io;

/// Which posts stand first could not be kept. No post was touched.
#[derive(Debug, thiserror::Error)]
#[error("Which posts stand first could not be kept: {}. Your posts were not touched. Put that right, then try again.", words::because(.0))]
pub struct PinError(#[from] io::Error);

#[derive(Serialize, Deserialize)]
struct Record {
    version: u32,
    posts: Vec<String>,
}

impl Library {
    /// The posts that stand first. A file that is not there or makes no sense is like an empty one.
    pub fn pinned(&self) -> BTreeSet<PostPath> {
        let text = files::read_text(&self.own("pinned.json")).ok().flatten().unwrap_or_default();
        let record = serde_json::from_str::<Record>(&text).ok().filter(|record| record.version == 1);
        record.into_iter().flat_map(|record| record.posts).filter_map(|post| PostPath::new(&post)).collect()
    }

    /// Lets posts stand first, or no longer.
    pub fn pin(&self, posts: &[PostPath], pinned: bool) -> Result<(), PinError> {
        let _turn = lock(&self.turn);
        let before = self.pinned();
        let mut now = before.clone();
        for post in posts {
            if pinned {
                now.insert(post.clone())
            } else {
                now.remove(post)
            };
        }
        if now == before { Ok(()) } else { self.keep_pinned(&now) }
    }

    /// A pinned post that moves stays pinned; that this could not be kept is not worth to stop the move.
    pub(crate) fn pin_follows(&self, from: &PostPath, to: &PostPath) {
        let mut pinned = self.pinned();
        if pinned.remove(from) {
            pinned.insert(to.clone());
            let _ = self.keep_pinned(&pinned);
        }
    }

    fn keep_pinned(&self, pinned: &BTreeSet<PostPath>) -> Result<(), PinError> {
        let posts = pinned.iter().map(|post| post.as_str().to_owned()).collect();
        let text = serde_json::to_string_pretty(&Record { version: 1, posts }).map_err(io::Error::from)?;
        Ok(files::write_atomically(&self.own("pinned.json"), (text + "\n").as_bytes())?)
    }
}
