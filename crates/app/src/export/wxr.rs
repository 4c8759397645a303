//! An export for WordPress: each post as the next press would send it, in the markup of the blog.
//!
//! Pictures keep the names that the text gives them, because WordPress fetches attachments from the web and these lie on this
//! computer: the zip has them. A post that is on the blog keeps its number; one that is not gets a free one, and an address
//! that is no address of the blog, so that nobody takes the number for a true one.

use super::Leaving;
use super::terms::Terms;
use crate::wire::error::WireError;
use blog::{
    Account, Fields, FrontMatter, Markup, PictureMap, PostKind, PostPath, SiteClock, Status, Typesetter,
};
use jiff::Timestamp;
use library::{Outgoing, PostFile};
use std::collections::{BTreeSet, HashMap, HashSet};
use wordpress::wxr::{Item, ItemKind, Site, WxrAuthor, WxrWriter};

/// The custom field that holds the featured picture as the file names it.
pub(crate) const PICTURE: &str = "_copydesk_picture";
/// The custom field that holds the post's stable key.
pub(crate) const KEY: &str = "_copydesk_id";

/// Whose export it is.
struct Blog {
    account: Option<Account>,
    clock: SiteClock,
    author: String,
}

/// What must be known before the first post is written.
#[derive(Default)]
struct Survey {
    categories: Terms,
    tags: Terms,
    authors: BTreeSet<String>,
    numbers: HashMap<PostPath, u64>,
    pages: HashMap<String, PostPath>,
}

impl Leaving<'_> {
    pub(super) fn wxr(&mut self) -> Result<usize, WireError> {
        let blog = self.blog();
        let mut survey = self.survey(&blog);
        let out = Outgoing::begin(&self.to, self.replace).map_err(|error| self.not_written(error))?;
        let site = site(&blog, &survey);
        let generator = format!("Copydesk {}", env!("CARGO_PKG_VERSION"));
        let mut writer = WxrWriter::begin(out, &site, &generator).map_err(|error| self.not_written(error))?;
        let (posts, mut pictures) = (self.posts.clone(), 0);
        let mut count = 0;
        for (done, path) in posts.iter().enumerate() {
            if !self.goes_on(done, posts.len(), path.as_str()) {
                return Err(self.refused(library::ArchiveError::Stopped));
            }
            let Some(file) = self.text_of(path) else { continue };
            pictures += self.pictures_of(&file).len();
            let item = self.item(&file, &blog, &mut survey);
            writer.item(&item).map_err(|error| self.not_written(error))?;
            count += 1;
        }
        let out = writer.finish().map_err(|error| self.not_written(error))?;
        out.finish().map_err(|error| self.not_written(error))?;
        self.goes_on(posts.len(), posts.len(), "");
        if pictures > 0 {
            self.notes.push(format!(
                "Pictures on this computer ({pictures}) are named in the export as the texts do, and WordPress does not \
                 bring them; a zip of the library has them."
            ));
        }
        Ok(count)
    }

    /// The blog of the only account; without one, or with several, nobody's.
    fn blog(&self) -> Blog {
        let mut accounts = self.app.accounts.all();
        let account = if accounts.len() == 1 { accounts.pop() } else { None };
        let here = SiteClock {
            zone: self.app.ports.zone.iana_name().unwrap_or("UTC").to_owned(),
            ..SiteClock::default()
        };
        Blog {
            clock: account.as_ref().map_or(here, |account| account.clock.clone()),
            author: account.as_ref().map_or("writer", |account| &account.user).to_owned(),
            account,
        }
    }

    fn survey(&mut self, blog: &Blog) -> Survey {
        let mut survey = Survey::default();
        let mut unnumbered = Vec::new();
        let mut taken = HashSet::new();
        for path in self.posts.clone() {
            let Some(file) = self.read(&path) else { continue };
            let fields = Fields::read(&file.text);
            fields.categories.iter().flatten().for_each(|name| drop(survey.categories.take(&branch(name))));
            fields.tags.iter().flatten().for_each(|name| drop(survey.tags.take(&[name.trim()])));
            survey.authors.insert(fields.author.clone().unwrap_or_else(|| blog.author.clone()));
            match blog.number(&fields).filter(|number| taken.insert(*number)) {
                Some(number) => drop(survey.numbers.insert(path.clone(), number)),
                None => unnumbered.push(path.clone()),
            }
            if fields.kind == PostKind::Page {
                survey.pages.insert(slug_of(&path, &fields), path);
            }
        }
        let first = taken.iter().max().copied().unwrap_or(0) + 1;
        survey.numbers.extend(unnumbered.into_iter().zip(first..));
        survey
    }

    fn item(&self, file: &PostFile, blog: &Blog, survey: &mut Survey) -> Item {
        let fields = Fields::read(&file.text);
        let body = &file.text[FrontMatter::of(&file.text).body];
        let markup = blog.account.as_ref().map_or(Markup::Blocks, |account| account.markup);
        let status = fields.status.unwrap_or_default();
        let date = fields.date.as_deref().and_then(|date| publish::date::read(date, &blog.clock));
        let id = survey.numbers.get(&file.path).copied().unwrap_or(0);
        let on_blog = blog.number(&fields) == Some(id);
        let address = blog.account.as_ref().map_or("", |account| &account.address);
        let is_page = fields.kind == PostKind::Page;
        let terms =
            |terms: &mut Terms, names: &Option<Vec<String>>, whole: bool| {
                let names = names.iter().flatten();
                let taken = names.filter_map(|name| {
                    if whole { terms.take(&[name.trim()]) } else { terms.take(&branch(name)) }
                });
                taken.collect::<Vec<_>>()
            };
        let own = [
            (PICTURE, fields.picture.clone()),
            (KEY, fields.key.as_ref().map(|key| key.as_str().to_owned())),
        ];
        let own = own.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        let custom = fields.custom_fields.iter().flatten();
        let custom = custom.map(|field| (field.key.clone(), field.value.clone()));
        let slug = slug_of(&file.path, &fields);
        Item {
            kind: ItemKind::from(fields.kind),
            id,
            link: if on_blog { format!("{address}/?p={id}") } else { String::new() },
            guid: if on_blog { format!("{address}/?p={id}") } else { format!("urn:copydesk:{}", file.path) },
            creator: fields.author.clone().unwrap_or_else(|| blog.author.clone()),
            content: wordpress::markup::Setter(markup).render(body, &PictureMap::new(), "").whole(),
            excerpt: fields.excerpt.clone().unwrap_or_default(),
            status: if status == Status::Trashed { Status::Draft } else { status },
            date: date.map(|date| local_time(date, &blog.clock)).unwrap_or_default(),
            date_gmt: date.map(|date| date.strftime(WORDPRESS_TIME).to_string()).unwrap_or_default(),
            parent: fields
                .parent
                .as_deref()
                .map_or(0, |above| above.parse().ok().or_else(|| survey.page(above)).unwrap_or(0)),
            order: fields.order.unwrap_or(0),
            comments_open: fields.comments.unwrap_or(!is_page),
            pings_open: fields.pings.unwrap_or(!is_page),
            password: fields.password.clone().unwrap_or_default(),
            sticky: fields.sticky.unwrap_or(false),
            format: fields.format.clone().unwrap_or_default(),
            categories: terms(&mut survey.categories, &fields.categories, false),
            tags: terms(&mut survey.tags, &fields.tags, true),
            meta: own.chain(custom).collect(),
            title: fields.title.unwrap_or_default(),
            slug,
            attachment: String::new(),
            comments: 0,
        }
    }
}

impl Survey {
    /// The number of the page with this address part.
    fn page(&self, slug: &str) -> Option<u64> {
        self.numbers.get(self.pages.get(slug)?).copied()
    }
}

impl Blog {
    /// The post's number on this blog.
    fn number(&self, fields: &Fields) -> Option<u64> {
        let name = self.account.as_ref()?.blog();
        fields.remotes.iter().find(|(blog, _)| *blog == name).map(|(_, id)| id.0)
    }
}

const WORDPRESS_TIME: &str = "%Y-%m-%d %H:%M:%S";

fn local_time(instant: Timestamp, clock: &SiteClock) -> String {
    instant.to_zoned(publish::date::zone(clock)).strftime(WORDPRESS_TIME).to_string()
}

/// `Travel > Italy` is Italy below Travel, as in a front matter.
fn branch(name: &str) -> Vec<&str> {
    name.split(" > ").map(str::trim).filter(|name| !name.is_empty()).collect()
}

fn slug_of(path: &PostPath, fields: &Fields) -> String {
    fields.slug.clone().filter(|slug| !slug.trim().is_empty()).unwrap_or_else(|| path.stem().to_owned())
}

fn site(blog: &Blog, survey: &Survey) -> Site {
    let named = |login: &String| WxrAuthor { login: login.clone(), name: login.clone() };
    Site {
        title: blog.account.as_ref().map_or("Copydesk", |account| &account.blog_title).to_owned(),
        address: blog.account.as_ref().map_or("", |account| &account.address).to_owned(),
        authors: survey.authors.iter().map(named).collect(),
        categories: survey.categories.all.clone(),
        tags: survey.tags.all.clone(),
    }
}
