//! One item of a WordPress export as a file here. Pure.
//!
//! The text goes through the same door as a pulled post's: what Markdown cannot say stands as the blog holds it. The number on
//! the blog is written down as a hint for pulling and linking; without a record of an exchange nothing is ever published over
//! a post that the hint names.

use crate::export::wxr::{KEY, PICTURE};
use crate::fields::{FieldSet, set_all};
use blog::{FieldValue, PictureMap, PostKey, PostKind, PostPath, RemoteId, imported_body};
use jiff::civil::DateTime;
use jiff::tz::Offset;
use library::MAX_BYTES;
use std::collections::HashMap;
use wordpress::wxr::{Item, Site};

/// The blog that an export is of.
#[derive(Default)]
pub(super) struct Blog {
    /// As front matter names it; empty when the file does not say.
    pub name: String,
    /// What the file says of it.
    pub site: Site,
    /// Addresses of attachments by their number.
    pub attachments: HashMap<u64, String>,
    /// Address parts of pages by their number.
    pub pages: HashMap<u64, String>,
}

impl Blog {
    /// The item's number on the blog; `None` when it never was there.
    pub fn number(&self, item: &Item) -> Option<u64> {
        let is_address = |text: &str| text.starts_with("http://") || text.starts_with("https://");
        let was_there = is_address(&item.guid) || is_address(&item.link);
        (item.id > 0 && was_there && !self.name.is_empty()).then_some(item.id)
    }

    /// The stable key that a Copydesk gave it.
    pub fn key(&self, item: &Item) -> Option<PostKey> {
        PostKey::new(meta(item, KEY)?)
    }

    /// Where the post wants to lie, its text, and what to know of it.
    pub fn composed(&self, item: &Item) -> Result<(PostPath, String, Vec<String>), String> {
        let mut notes = Vec::new();
        let sets: Vec<FieldSet> = self.lines(item, &mut notes);
        let head = set_all("", &sets).map_err(|error| error.to_string())?;
        let body = imported_body(&wordpress::markup::import(&item.content, &PictureMap::new()));
        let text = if body.is_empty() { head } else { format!("{head}\n{body}") };
        if text.len() as u64 > MAX_BYTES {
            return Err(format!("It is larger than the {} MB that a post here can have.", MAX_BYTES >> 20));
        }
        let names = [item.slug.as_str(), item.title.as_str()];
        let name = names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or("untitled");
        let place = PostPath::new(&format!("{}.md", blog::slug::slug(name)));
        Ok((place.ok_or_else(|| "It has no name that a file can have.".to_owned())?, text, notes))
    }

    fn lines(&self, item: &Item, notes: &mut Vec<String>) -> Vec<FieldSet> {
        let is_page = item.kind.post_kind() == Some(PostKind::Page);
        let mut sets = Vec::new();
        let mut say = |key: &'static str, value: FieldValue| sets.push(FieldSet::Field(key, value));
        let text = |text: &str| FieldValue::Text(printable(text));
        // WordPress stores `&` in titles as an entity for users without the right to unfiltered HTML.
        say("title", text(&item.title.replace("&amp;", "&")));
        let picture = self.picture(item);
        if picture.as_ref().is_some_and(|picture| picture.contains("://")) {
            notes.push(
                "Its featured picture is on the web; a press leaves it out until it lies beside the post."
                    .to_owned(),
            );
        }
        let parent = (item.parent > 0 && is_page)
            .then(|| self.pages.get(&item.parent).cloned().unwrap_or_else(|| item.parent.to_string()));
        let several = self.site.authors.len() > 1;
        let optional = [
            ("slug", Some(item.slug.clone())),
            ("status", Some(item.status.word().to_owned())),
            ("date", date_of(item)),
            ("excerpt", Some(item.excerpt.clone())),
            ("picture", picture),
            ("author", Some(item.creator.clone()).filter(|_| several)),
            ("format", Some(item.format.clone()).filter(|format| format != blog::remote::STANDARD)),
            ("password", Some(item.password.clone())),
            ("parent", parent),
            ("order", (item.order != 0 && is_page).then(|| item.order.to_string())),
            ("type", is_page.then(|| PostKind::Page.word().to_owned())),
        ];
        for (key, value) in optional {
            if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
                say(key, text(&value));
            }
        }
        let categories = item.categories.iter().map(|(slug, name)| self.site.branch(slug, name).join(" > "));
        let tags = item.tags.iter().map(|(_, name)| name.clone());
        for (key, names) in [("categories", categories.collect::<Vec<_>>()), ("tags", tags.collect())] {
            let names: Vec<String> =
                names.iter().map(|name| printable(name)).filter(|name| !name.trim().is_empty()).collect();
            if !names.is_empty() {
                say(key, FieldValue::List(names));
            }
        }
        for (key, on, usual) in [
            ("comments", item.comments_open, !is_page),
            ("pings", item.pings_open, !is_page),
            ("sticky", item.sticky, false),
        ] {
            if on != usual {
                say(key, FieldValue::Flag(on));
            }
        }
        let mut custom: Vec<(String, String)> = Vec::new();
        for (key, value) in item.meta.iter().filter(|(key, _)| !key.is_empty() && !key.starts_with('_')) {
            if !custom.iter().any(|(known, _)| known == key) {
                custom.push((printable(key), printable(value)));
            }
        }
        if !custom.is_empty() {
            say("custom_fields", FieldValue::Map(custom));
        }
        sets.extend(self.key(item).map(|key| FieldSet::post_key(&key)));
        sets.extend(self.number(item).map(|id| FieldSet::Remote(self.name.clone(), RemoteId(id))));
        sets
    }

    fn picture(&self, item: &Item) -> Option<String> {
        let thumbnail = || self.attachments.get(&meta(item, "_thumbnail_id")?.trim().parse().ok()?).cloned();
        meta(item, PICTURE).map(str::to_owned).or_else(thumbnail)
    }
}

fn meta<'i>(item: &'i Item, wanted: &str) -> Option<&'i str> {
    item.meta.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.as_str())
}

/// The date on the blog's clock with its distance from UTC, so that it names the same instant wherever it is read. A draft's
/// floats until it is published, and is none.
fn date_of(item: &Item) -> Option<String> {
    let read = |text: &str| DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok();
    let there = read(&item.date);
    let Some(utc) = read(&item.date_gmt) else {
        let floats = matches!(item.status, blog::Status::Draft | blog::Status::Pending);
        return there.filter(|_| !floats).map(|date| date.strftime("%Y-%m-%dT%H:%M:%S").to_string());
    };
    let seconds = there.and_then(|there| there.duration_since(utc).as_secs().try_into().ok()).unwrap_or(0);
    let exact = Offset::from_seconds(seconds).ok().filter(|_| seconds % 60 == 0 && seconds != 0);
    Some(match exact {
        Some(offset) => {
            let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, offset.seconds().abs() / 60);
            let local = there.unwrap_or(utc).strftime("%Y-%m-%dT%H:%M:%S").to_string();
            format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
        None => format!("{}Z", utc.strftime("%Y-%m-%dT%H:%M:%S")),
    })
}

/// Without the characters that no text has.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use blog::Status;

    #[test]
    fn dates_name_the_same_instant() {
        for (date, gmt, status, expected) in [
            (
                "2026-11-23 10:00:00",
                "2026-11-23 09:00:00",
                Status::Published,
                Some("2026-11-23T10:00:00+01:00"),
            ),
            ("2026-11-23 10:00:00", "2026-11-23 10:00:00", Status::Published, Some("2026-11-23T10:00:00Z")),
            ("2026-11-23 04:30:00", "2026-11-23 10:00:00", Status::Draft, Some("2026-11-23T04:30:00-05:30")),
            ("1890-01-01 10:00:00", "1890-01-01 09:06:32", Status::Published, Some("1890-01-01T09:06:32Z")),
            ("2026-11-23 10:00:00", "", Status::Draft, None),
            ("2026-11-23 10:00:00", "", Status::Published, Some("2026-11-23T10:00:00")),
            ("2026-02-31 10:00:00", "yesterday", Status::Published, None),
            ("", "2026-11-23 10:00:00", Status::Published, Some("2026-11-23T10:00:00Z")),
        ] {
            let item = Item { date: date.into(), date_gmt: gmt.into(), status, ..Item::default() };
            assert_eq!(date_of(&item).as_deref(), expected, "{date} {gmt}");
        }
    }
}
