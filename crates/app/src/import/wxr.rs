//! An export of WordPress, read as a stream: once for what posts refer to (attachments, pages), once for the posts.

use super::item::Blog;
use super::{Import, Piece};
use crate::wire::error::WireError;
use blog::account::blog_of;
use blog::{PostKey, PostPath, RemoteId, Status};
use library::{Intake, open_foreign};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::BufReader;
use wordpress::wxr::{Item, Site, Wxr, WxrError};

/// More attachments than this are looked up no more.
const MAX_ATTACHMENTS: usize = 1_000_000;

/// What must be known before the first post comes.
#[derive(Default)]
struct Survey {
    blog: Blog,
    posts: usize,
    attachments: usize,
    others: BTreeMap<String, usize>,
    comments: usize,
    broken: Option<WxrError>,
}

/// Files that are posts of this blog already, or of the same key.
struct Known {
    numbers: HashMap<u64, PostPath>,
    keys: HashMap<PostKey, PostPath>,
}

impl Import<'_> {
    pub(super) fn wxr(&mut self, intake: &mut Intake<'_>) -> Result<(), WireError> {
        let survey = self.survey()?;
        self.tell(&survey);
        let known = self.known(&survey.blog.name)?;
        let mut wxr = self.open()?;
        let mut done = 0;
        // The end of what can be read was found before.
        while done < survey.posts {
            let Ok(Some(item)) = wxr.next_item() else { break };
            if item.kind.post_kind().is_none() {
                continue;
            }
            let piece = piece(&item, &survey.blog, &known);
            if !self.take(piece, intake, done, survey.posts) {
                break;
            }
            done += 1;
        }
        Ok(())
    }

    fn open(&self) -> Result<Wxr<BufReader<File>>, WireError> {
        let file = open_foreign(&self.from).map_err(|error| self.refused(&error.to_string()))?;
        Ok(Wxr::new(file))
    }

    fn survey(&self) -> Result<Survey, WireError> {
        let mut wxr = self.open()?;
        let mut survey = Survey::default();
        loop {
            match wxr.next_item() {
                Ok(Some(item)) => survey.see(&item),
                Ok(None) => break,
                Err(error) if survey.posts == 0 => return Err(self.refused(&error.to_string())),
                Err(error) => {
                    survey.broken = Some(error);
                    break;
                }
            }
        }
        survey.blog.of_site(wxr.site());
        Ok(survey)
    }

    /// What stays outside as a whole, in sentences.
    fn tell(&mut self, survey: &Survey) {
        if let Some(error) = &survey.broken {
            self.notes.push(format!(
                "The file cannot be read to its end ({error}). What stands before that is whole and can come."
            ));
        }
        match survey.attachments {
            0 => {}
            1 => self.notes.push("1 picture or other file stays where it is on the web.".to_owned()),
            n => self.notes.push(format!(
                "{n} pictures and other files stay where they are on the web: the texts show them from there."
            )),
        }
        match survey.comments {
            0 => {}
            1 => self.notes.push("1 comment stays on the blog.".to_owned()),
            n => self.notes.push(format!("{n} comments stay on the blog.")),
        }
        let others: Vec<String> =
            survey.others.iter().map(|(word, count)| format!("{count} {word}")).collect();
        if !others.is_empty() {
            self.notes.push(format!("Neither posts nor pages, and left out: {}.", others.join(", ")));
        }
    }

    fn known(&self, blog: &str) -> Result<Known, WireError> {
        let scan = self.shelf.library.scan();
        let scan = scan.map_err(|error| WireError::other(error.to_string(), "Nothing was brought."))?;
        let mut known = Known { numbers: HashMap::new(), keys: HashMap::new() };
        for post in scan.posts {
            known.keys.extend(post.key.map(|key| (key, post.path.clone())));
            let here = post.remotes.iter().find(|(name, _)| !blog.is_empty() && name == blog);
            known.numbers.extend(here.map(|(_, RemoteId(id))| (*id, post.path.clone())));
        }
        Ok(known)
    }
}

impl Survey {
    fn see(&mut self, item: &Item) {
        self.comments += item.comments;
        match item.kind.post_kind() {
            Some(kind) => {
                self.posts += 1;
                if kind == blog::PostKind::Page && !item.slug.is_empty() {
                    self.blog.pages.insert(item.id, item.slug.clone());
                }
            }
            None if !item.attachment.is_empty() => {
                self.attachments += 1;
                if self.blog.attachments.len() < MAX_ATTACHMENTS {
                    self.blog.attachments.insert(item.id, item.attachment.clone());
                }
            }
            None => *self.others.entry(item.kind.word().to_owned()).or_default() += 1,
        }
    }
}

impl Blog {
    fn of_site(&mut self, site: &Site) {
        self.name = if site.address.is_empty() { String::new() } else { blog_of(&site.address) };
        self.site = site.clone();
    }
}

fn piece(item: &Item, blog: &Blog, known: &Known) -> Piece {
    let title = if item.title.trim().is_empty() {
        if item.slug.is_empty() { format!("Number {}", item.id) } else { item.slug.clone() }
    } else {
        item.title.clone()
    };
    let by_number = blog.number(item).and_then(|number| known.numbers.get(&number));
    let by_key = || blog.key(item).and_then(|key| known.keys.get(&key));
    let here = by_number.or_else(by_key).map(|path| (path.clone(), String::new()));
    let mut why = String::new();
    let wanted = match item.status {
        _ if here.is_some() => Err(String::new()),
        Status::Trashed => Err("It lies in the blog's trash.".to_owned()),
        _ => blog.composed(item).map(|(place, text, notes)| {
            why = notes.join(" ");
            (place, text.into_bytes())
        }),
    };
    Piece { title, wanted, here, why }
}
