//! Pictures of a post brought here: kept beside the post and noted in the ledger, so that they are never sent again.

use super::{Pull, Skipped};
use crate::outbox::broken;
use blog::account::blog_of;
use blog::{ClientError, ContentHash, PictureKind, PictureMap, PostPath, RemoteMedia, RemotePost};
use publish::LedgerEntry;
use url::Url;
use wordpress::markup::pictures_of;

/// Which of a picture's two marks must lead back to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// Its number: a featured picture has no address in the text.
    Number,
    /// Its number and its address.
    Address,
}

impl Pull<'_> {
    /// The featured picture as a text beside `post` names it; `None` when there is none, or none that can be had.
    pub(super) fn featured(&self, post: &RemotePost, beside: &PostPath) -> Result<Option<String>, Skipped> {
        let Some(id) = post.featured else { return Ok(None) };
        match unless_refused(self.client.read_media(id))? {
            Some(media) => self.keep(&media, beside, Mark::Number),
            None => Ok(None),
        }
    }

    /// The pictures of the blog itself that the content shows, by their new names; none unless they were asked for.
    pub(super) fn inline(&self, content: &str, beside: &PostPath) -> Result<PictureMap, Skipped> {
        let mut map = PictureMap::new();
        if !self.with_pictures {
            return Ok(map);
        }
        let host = |address: &str| Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
        let home = host(&self.account.address);
        for media in pictures_of(content).into_values().filter(|media| host(&media.url) == home) {
            if let Some(name) = self.keep(&media, beside, Mark::Address)? {
                map.entry(name).or_insert(media);
            }
        }
        Ok(map)
    }

    /// Puts a picture beside a post. `None` when it is not to be had, is no picture that a blog shows, or when its name here
    /// would lead to another picture there.
    fn keep(&self, media: &RemoteMedia, beside: &PostPath, mark: Mark) -> Result<Option<String>, Skipped> {
        let http = self.app.accounts.http().map_err(Skipped::because)?;
        let Some(bytes) = unless_refused(wordpress::look::picture(&http, &media.url))? else {
            return Ok(None);
        };
        let Some(kind) = PictureKind::of(&bytes) else { return Ok(None) };
        let outbox = self.app.outbox.get().map_err(Skipped::because)?;
        let hash = ContentHash::of(&bytes);
        let known = outbox.media(&self.blog, &hash).map_err(|error| Skipped::because(broken(&error)))?;
        let leads_back =
            |known: &RemoteMedia| known.id == media.id && (mark == Mark::Number || known.url == media.url);
        if known.as_ref().is_some_and(|entry| !leads_back(&entry.media)) {
            return Ok(None);
        }
        let file = file_name(&media.url, kind);
        let name = self.app.keep_picture(beside, &file, &bytes).map_err(Skipped::because)?.reference;
        if known.is_none() {
            let stem = publish::pictures::name_on_blog(&name, &hash, "").trim_end_matches('.').to_owned();
            let entry = LedgerEntry { stem, media: media.clone() };
            outbox.keep_media(&self.blog, &hash, &entry).map_err(|error| Skipped::because(broken(&error)))?;
        }
        Ok(Some(name))
    }

    /// Where the pictures of a file lie on the blog, as far as that is known.
    pub(super) fn known_pictures(&self, snapshot: &publish::Snapshot) -> PictureMap {
        let Ok(outbox) = self.app.outbox.get() else { return PictureMap::new() };
        let known = |picture: &publish::Picture| {
            let entry = outbox.media(&self.blog, &picture.hash).ok().flatten()?;
            Some((picture.reference.clone(), entry.media))
        };
        snapshot.pictures.iter().filter_map(known).collect()
    }
}

/// What a picture is called here: its name on the blog, its ending told from its bytes.
fn file_name(url: &str, kind: PictureKind) -> String {
    let name = Url::parse(url).ok().and_then(|url| Some(url.path_segments()?.next_back()?.to_owned()));
    let name = name.unwrap_or_else(|| blog_of(url));
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    format!("{stem}.{}", kind.extension())
}

/// `None` for what the blog does not have or does not show; an error for what may be had later.
fn unless_refused<T>(answer: Result<T, ClientError>) -> Result<Option<T>, Skipped> {
    match answer {
        Err(error) if error.failure.passes_by_itself() => Err(error.into()),
        answer => Ok(answer.ok()),
    }
}
