//! Finding a post or a file again by its name, which XML-RPC cannot be asked for.
//!
//! So names are listed, many at a time, and looked through here. A list leaves out what one may not edit, after
//! counting it: for people who may not edit what others wrote, a short page, even an empty one, does not mean the end.

use super::{Wp, request, response};
use crate::facts::{PAGE, begins_with, is_shell, readable_slug};
use blog::{ClientError, PostKind, RemoteId, RemoteMedia, RemotePost, Status, Token};
use request::Width;
use response::Named;

/// Every status.
pub const ALL: [Status; 6] =
    [Status::Draft, Status::Pending, Status::Private, Status::Scheduled, Status::Published, Status::Trashed];

/// Every status but the trash.
pub const OUTSIDE_TRASH: &[Status] = ALL.split_at(5).0;

/// Where a post can keep its token: it loses it when it is published.
const UNFINISHED: [Status; 3] = [Status::Draft, Status::Pending, Status::Trashed];

/// The most posts that are looked through.
const MOST: usize = 10_000;

/// So many posts in a row of which one is shown nothing are taken for the end by people who are not shown the others':
/// all of theirs, and younger than the one that is looked for.
const OTHERS: usize = 1_000;

impl Wp {
    /// Own posts whose slug comes from the token, in every status, ascending.
    ///
    /// All that is unfinished is looked through, and of the rest the newest five hundred.
    pub(super) fn shells(&self, kind: PostKind, token: &Token) -> Result<Vec<RemotePost>, ClientError> {
        let me = self.known()?.user_id;
        let newest = request::posts(&self.line.caller(), kind, &ALL, 1, Width::Name);
        let mut named = self.line.get(&newest, response::names)?;
        if named.len() >= Width::Name.rows() || self.is_shown_less() {
            named.extend(self.names(kind, &UNFINISHED)?);
        }
        let mut ids: Vec<RemoteId> = named
            .iter()
            .filter(|post| post.author == me && is_shell(&post.slug, token))
            .map(|post| post.id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| self.read(kind, id).map(|read| read.post)).collect()
    }

    /// The page with this slug, the oldest where there are several.
    pub(super) fn page(&self, slug: &str) -> Result<Option<RemoteId>, ClientError> {
        let pages = self.names(PostKind::Page, OUTSIDE_TRASH)?;
        let wanted = |page: &&Named| readable_slug(&page.slug) == slug;
        Ok(pages.iter().filter(wanted).map(|page| page.id).min())
    }

    /// The names of all posts in these statuses that this user may edit.
    fn names(&self, kind: PostKind, statuses: &[Status]) -> Result<Vec<Named>, ClientError> {
        let rows = Width::Name.rows();
        let (mut all, mut unseen) = (Vec::new(), 0);
        for page in 1..=MOST / rows {
            let asked = request::posts(&self.line.caller(), kind, statuses, page, Width::Name);
            let names = self.line.get(&asked, response::names)?;
            let full = names.len() >= rows;
            unseen = if names.is_empty() { unseen + rows } else { 0 };
            all.extend(names);
            if !full && (!self.is_shown_less() || unseen >= OTHERS) {
                break;
            }
        }
        Ok(all)
    }

    /// Whether another page of a list may follow one with so many rows.
    pub(super) fn may_follow(&self, page: usize, rows: usize, full: bool) -> bool {
        full || (self.is_shown_less() && (rows > 0 || page * PAGE < OTHERS))
    }

    /// Files whose name begins with the stem, ascending. One whose title was changed on the blog is still found among the
    /// newest hundred.
    pub(super) fn files(&self, stem: &str) -> Result<Vec<RemoteMedia>, ClientError> {
        let asked = request::files(&self.line.caller(), stem);
        let named = self.line.get(&asked, response::names)?;
        let ours =
            |named: &&Named| begins_with(&named.slug, stem) || begins_with(file_name(&named.place), stem);
        let found: Vec<RemoteId> = named.iter().filter(ours).map(|named| named.id).collect();
        if !found.is_empty() {
            return found.into_iter().map(|id| self.file(id)).collect();
        }
        let newest = request::newest_files(&self.line.caller());
        let mut files = self.line.get(&newest, response::files)?;
        files.retain(|file| begins_with(file_name(&file.url), stem));
        files.sort_unstable_by_key(|file| file.id);
        Ok(files)
    }

    /// One file.
    pub(super) fn file(&self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        self.line.get(&request::file(&self.line.caller(), id), response::file)
    }
}

fn file_name(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or_default()
}
