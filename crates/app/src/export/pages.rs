//! The library as a folder of pages: one per post, a list by date, the pictures copied beside them.

use super::Leaving;
use super::page::{Entry, STYLE, index_page, post_page, with_links};
use crate::pictures::{encoded, local};
use crate::wire::error::WireError;
use blog::{Fields, FrontMatter, PostPath, SiteClock, Status};
use library::{OutgoingFolder, PostFile};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Names that the export itself needs.
const OWN: [&str; 2] = ["index.html", "style.css"];

impl Leaving<'_> {
    pub(super) fn pages(&mut self) -> Result<usize, WireError> {
        let mut out =
            OutgoingFolder::begin(&self.to, self.replace).map_err(|error| self.not_written(error))?;
        let pages = pages_of(&self.posts);
        let (mut entries, mut pictures) = (Vec::new(), BTreeSet::new());
        let posts = self.posts.clone();
        for (done, path) in posts.iter().enumerate() {
            if !self.goes_on(done, posts.len(), path.as_str()) {
                return Err(self.refused(library::ArchiveError::Stopped));
            }
            let Some(file) = self.text_of(path) else { continue };
            let Some(page) = pages.get(path) else { continue };
            pictures.extend(self.pictures_of(&file));
            let (entry, html) = self.page_of(&file, page, &pages);
            out.put(page, html.as_bytes()).map_err(|error| self.not_written(error))?;
            entries.push(entry);
        }
        for picture in pictures {
            match self.shelf.library.read_bytes(&picture) {
                Ok(bytes) => out.put(picture.as_str(), &bytes).map_err(|error| self.not_written(error))?,
                Err(error) => self.notes.push(super::left_out(picture.as_str(), &error.to_string())),
            }
        }
        let count = entries.len();
        entries.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.page.cmp(&b.1.page)));
        let entries: Vec<Entry> = entries.into_iter().map(|(_, entry)| entry).collect();
        let name = self.shelf.library.root().file_name().unwrap_or_default().to_string_lossy();
        for (file, text) in OWN.into_iter().zip([index_page(&name, &entries), STYLE.to_owned()]) {
            out.put(file, text.as_bytes()).map_err(|error| self.not_written(error))?;
        }
        out.finish().map_err(|error| self.not_written(error))?;
        self.goes_on(posts.len(), posts.len(), "");
        Ok(count)
    }

    /// A post's page, and its line in the list after what it is sorted by.
    fn page_of(
        &self,
        file: &PostFile,
        page: &str,
        pages: &HashMap<PostPath, String>,
    ) -> ((String, Entry), String) {
        let fields = Fields::read(&file.text);
        let body = &file.text[FrontMatter::of(&file.text).body];
        let here = SiteClock {
            zone: self.app.ports.zone.iana_name().unwrap_or("UTC").to_owned(),
            ..SiteClock::default()
        };
        let date = fields.date.as_deref().and_then(|date| publish::date::read(date, &here));
        let date = date.map(|date| date.to_zoned(self.app.ports.zone.clone()));
        let shown =
            |format: &str| date.as_ref().map(|date| date.strftime(format).to_string()).unwrap_or_default();
        let status = fields.status.unwrap_or_default();
        let status = if status == Status::Published { "" } else { status.word() };
        let title = match fields.title.filter(|title| !title.trim().is_empty()) {
            Some(title) => title,
            None => file.path.stem().to_owned(),
        };
        let home = "../".repeat(page.matches('/').count());
        let html = markdown::page(&markdown::parse(body), &|_| None);
        let html = with_links(&html, |target| {
            let (place, part) = target.split_at(target.find('#').unwrap_or(target.len()));
            let page = pages.get(&local(&file.path, place)?)?;
            Some(format!("{home}{}{part}", encoded(page)))
        });
        let whole = post_page(&title, &shown("%-d %B %Y"), status, &home, &html);
        let entry = Entry {
            page: encoded(page),
            title,
            year: shown("%Y"),
            day: shown("%-d %b"),
            status: status.to_owned(),
        };
        ((shown("%Y-%m-%dT%H:%M:%S"), entry), whole)
    }
}

/// The page of each post: its own place with another ending, and with a number where two would be one on some system.
fn pages_of(posts: &[PostPath]) -> HashMap<PostPath, String> {
    let mut taken: HashSet<String> = OWN.map(str::to_owned).into();
    let mut pages = HashMap::new();
    for post in posts {
        let place = post.as_str();
        let stem = place.rsplit_once('.').map_or(place, |(stem, _)| stem);
        let mut names =
            (1..).map(|n| if n == 1 { format!("{stem}.html") } else { format!("{stem}-{n}.html") });
        let page = names.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default();
        pages.insert(post.clone(), page);
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_post_has_a_page_of_its_own() {
        let posts = ["A.md", "a.markdown", "index.md", "2026/index.md", "x"];
        let posts: Vec<PostPath> = posts.iter().filter_map(|path| PostPath::new(path)).collect();
        let pages = pages_of(&posts);
        let found: Vec<&str> = posts.iter().map(|post| pages[post].as_str()).collect();
        assert_eq!(found, ["A.html", "a-2.html", "index-2.html", "2026/index.html", "x.html"]);
    }
}
