//! Where pictures are made ready: one at a time, because decoding one may take half a gigabyte.
//!
//! What came out is kept for a while: the plan says its size, the press asks for the same again, and the sending needs
//! it. It can be lost without harm, since the same picture and rules give the same bytes.

use crate::{App, lock, pictures};
use ::pictures::{Problem, Rules, prepare};
use blog::{ContentHash, PostPath};
use publish::{PictureSource, Preparation, Unread};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// How many bytes of ready pictures are kept, at most: those of a post with many photographs.
const KEPT: usize = 64_000_000;

/// A picture ready to be sent.
#[derive(Debug)]
pub struct Ready {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What was done to it, in words.
    pub done: String,
}

/// Which picture, made ready how.
type Wanted = (ContentHash, Rules);

/// The room in which pictures are prepared.
#[derive(Default)]
pub struct Darkroom {
    /// The oldest first.
    ready: Mutex<VecDeque<(Wanted, Arc<Ready>)>>,
}

impl Darkroom {
    /// Prepares a picture, or finds it ready. Waits while another one is being prepared.
    pub fn prepare(&self, hash: &ContentHash, original: &[u8], rules: Rules) -> Result<Arc<Ready>, Problem> {
        let mut ready = lock(&self.ready);
        let wanted: Wanted = (hash.clone(), rules);
        if let Some((_, found)) = ready.iter().find(|(known, _)| *known == wanted) {
            return Ok(Arc::clone(found));
        }
        let prepared = prepare(original, rules)?;
        let made = Arc::new(Ready { done: prepared.words(), bytes: prepared.bytes });
        ready.push_back((wanted, Arc::clone(&made)));
        while ready.iter().map(|(_, kept)| kept.bytes.len()).sum::<usize>() > KEPT {
            ready.pop_front();
        }
        Ok(made)
    }
}

/// The pictures of one post for one account.
pub struct Tray<'a> {
    /// The library, the ledger and the room.
    pub app: &'a App,
    /// The post that names them.
    pub post: &'a PostPath,
    /// The blog they go to.
    pub blog: &'a str,
    /// How its account wants them.
    pub rules: Rules,
}

impl PictureSource for Tray<'_> {
    fn read(&mut self, reference: &str) -> Result<Vec<u8>, Unread> {
        let file = pictures::local(self.post, reference).ok_or(Unread::Outside)?;
        let shelf = self.app.shelf().map_err(|error| Unread::Other(error.message))?;
        if !shelf.library.has_file(&file) {
            return Err(Unread::Missing);
        }
        shelf.library.read_bytes(&file).map_err(|error| Unread::Other(error.to_string()))
    }

    fn prepare(
        &mut self,
        reference: &str,
        hash: &ContentHash,
        bytes: &[u8],
    ) -> Result<Option<Preparation>, String> {
        if self.app.is_on_blog(self.blog, hash) {
            return Ok(None);
        }
        let ready = self
            .app
            .darkroom
            .prepare(hash, bytes, self.rules)
            .map_err(|problem| problem.sentence(reference))?;
        Ok(Some(Preparation { size: ready.bytes.len() as u64, done: ready.done.clone() }))
    }
}

impl App {
    /// Whether a picture is known to lie on a blog. When the ledger cannot be asked, it is not known.
    fn is_on_blog(&self, blog: &str, hash: &ContentHash) -> bool {
        let known = |outbox: Arc<publish::Outbox>| outbox.media(blog, hash).ok().flatten().is_some();
        self.outbox.get().is_ok_and(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One pixel.
    const GIF: &[u8] =
        b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";

    #[test]
    fn a_picture_is_prepared_once_for_the_same_rules() {
        let (room, hash) = (Darkroom::default(), ContentHash::of(GIF));
        let rules = Rules { edge: 2560 };
        let first = room.prepare(&hash, GIF, rules).unwrap();
        assert!(Arc::ptr_eq(&first, &room.prepare(&hash, GIF, rules).unwrap()));
        assert!(!Arc::ptr_eq(&first, &room.prepare(&hash, GIF, Rules { edge: 0 }).unwrap()));
        assert_eq!((first.bytes.as_slice(), first.done.as_str()), (GIF, ""));
        assert_eq!(room.prepare(&ContentHash::of(b""), b"", rules).unwrap_err(), Problem::Empty);
    }

    #[test]
    fn the_oldest_go_when_the_room_is_full() {
        let (room, rules) = (Darkroom::default(), Rules { edge: 0 });
        // Text that belongs to the picture, in pieces of 255 bytes: 20 MB.
        let heavy = |n: u8| {
            let (head, tail) = GIF.split_at(GIF.len() - 1);
            let piece = [&[255][..], &[n; 255]].concat();
            [head, b"\x21\x01", &piece.repeat(80_000), b"\0", tail].concat()
        };
        let first = heavy(0);
        let kept = room.prepare(&ContentHash::of(&first), &first, rules).unwrap();
        for n in 1..=3 {
            let other = heavy(n);
            room.prepare(&ContentHash::of(&other), &other, rules).unwrap();
        }
        assert_eq!(lock(&room.ready).len(), 3);
        assert!(!Arc::ptr_eq(&kept, &room.prepare(&ContentHash::of(&first), &first, rules).unwrap()));
    }
}
