//! What a front matter says of a post that came from a blog, key by key. What it cannot say so that the blog would
//! understand the same is left out, with a sentence: a front matter that is silent leaves the blog's value alone.

use crate::date;
use crate::field::Field;
use crate::plan::{find_author, term_path};
use blog::remote::STANDARD;
use blog::{Author, FieldValue, PostKind, RemotePost, SiteClock, Taxonomy, Term, TermId};
use std::collections::HashMap;

/// The deepest branch of categories that is followed: a circle ends there.
const MAX_DEPTH: usize = 32;

/// What stands behind the numbers of one post and its blog.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The blog's categories.
    pub categories: &'a TermPaths,
    /// The blog's tags.
    pub tags: &'a TermPaths,
    /// The people of the blog, as far as they are told.
    pub authors: &'a [Author],
    /// One's own number.
    pub me: u64,
    /// The blog's clock.
    pub clock: &'a SiteClock,
    /// The featured picture's file, as a text beside the post would name it; `None` when it is not here.
    pub picture: Option<&'a str>,
    /// The page above: its slug or number.
    pub parent: Option<&'a str>,
}

/// One line of a front matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The key.
    pub key: &'static str,
    /// Its value.
    pub value: FieldValue,
    /// Whether the line is needed; where it is not, the post is what any post is and only a line that stands there already
    /// must follow.
    pub needed: bool,
}

impl Said {
    fn text(key: &'static str, text: &str) -> Self {
        let text = printable(text);
        let needed = !text.trim().is_empty();
        Self { key, value: if needed { FieldValue::Text(text) } else { FieldValue::Absent }, needed }
    }

    fn list(key: &'static str, names: Vec<String>) -> Self {
        let needed = !names.is_empty();
        Self { key, value: if needed { FieldValue::List(names) } else { FieldValue::Absent }, needed }
    }

    fn flag(key: &'static str, on: bool, usual: bool) -> Self {
        Self { key, value: FieldValue::Flag(on), needed: on != usual }
    }

    fn named(key: &'static str, name: Option<&str>) -> Self {
        name.map_or(Self { key, value: FieldValue::Absent, needed: false }, |name| Self::text(key, name))
    }
}

/// What the front matter says of one field. `Ok(None)`: this is nothing a front matter says. `Err`: it cannot be said, and why.
pub fn said(field: Field, post: &RemotePost, names: &Names<'_>) -> Result<Option<Said>, String> {
    let (is_post, is_page) = (post.kind == PostKind::Post, post.kind == PostKind::Page);
    Ok(Some(match field {
        Field::Content => return Ok(None),
        // WordPress stores `&` in titles as an entity for users without the right to unfiltered HTML.
        Field::Title => Said::text("title", &post.title.replace("&amp;", "&")),
        Field::Excerpt => Said::text("excerpt", &post.excerpt),
        Field::Slug => Said::text("slug", &post.slug),
        Field::Status => Said::text("status", post.status.word()),
        Field::Date => match post.date_gmt.as_deref() {
            None => Said::named("date", None),
            Some(date_gmt) => match date::written(date_gmt, names.clock) {
                Some(date) => Said::text("date", &date),
                None => return Err(left_out(field, "is none that a calendar has")),
            },
        },
        Field::Categories if is_post => {
            Said::list("categories", terms(field, &post.categories, names.categories)?)
        }
        Field::Tags if is_post => Said::list("tags", terms(field, &post.tags, names.tags)?),
        Field::Featured if post.featured.is_some() && names.picture.is_none() => {
            return Err(left_out(field, "is not here"));
        }
        Field::Featured => Said::named("picture", names.picture.filter(|_| post.featured.is_some())),
        Field::Comments => Said::flag("comments", post.comments_open, is_post),
        Field::Pings => Said::flag("pings", post.pings_open, is_post),
        // A front matter's text has no blanks around it.
        Field::Password if post.password.trim() != post.password => {
            return Err(left_out(field, "begins or ends with a blank"));
        }
        Field::Password => Said::text("password", &post.password),
        Field::Format if is_post => {
            Said::named("format", Some(post.format.as_str()).filter(|format| *format != STANDARD))
        }
        Field::Sticky if is_post => Said::flag("sticky", post.sticky, false),
        Field::Author => author(post.author, names),
        Field::Parent if is_page && post.parent.is_some() && names.parent.is_none() => {
            return Err(left_out(field, "could not be read"));
        }
        Field::Parent if is_page => Said::named("parent", names.parent),
        Field::Order if is_page => {
            let order = post.order.to_string();
            Said { needed: post.order != 0, ..Said::text("order", &order) }
        }
        Field::Custom => match &post.custom_fields {
            None => return Ok(None),
            Some(fields) => {
                let own =
                    fields.iter().filter(|field| !field.key.trim().is_empty() && !field.key.starts_with('_'));
                let mut pairs: Vec<(String, String)> = Vec::new();
                for field in own {
                    if !pairs.iter().any(|(key, _)| *key == field.key) {
                        pairs.push((field.key.clone(), field.value.clone()));
                    }
                }
                let needed = !pairs.is_empty();
                let value = if needed { FieldValue::Map(pairs) } else { FieldValue::Absent };
                Said { key: "custom_fields", value, needed }
            }
        },
        Field::Categories | Field::Tags | Field::Format | Field::Sticky | Field::Parent | Field::Order => {
            return Ok(None);
        }
    }))
}

/// The order in which a new front matter says them.
const ORDER: [Field; 17] = [
    Field::Title,
    Field::Slug,
    Field::Status,
    Field::Date,
    Field::Excerpt,
    Field::Categories,
    Field::Tags,
    Field::Featured,
    Field::Author,
    Field::Format,
    Field::Sticky,
    Field::Password,
    Field::Comments,
    Field::Pings,
    Field::Parent,
    Field::Order,
    Field::Custom,
];

/// The lines of a new front matter for this post, and a sentence for each field that it cannot say.
pub fn fields(post: &RemotePost, names: &Names<'_>) -> (Vec<Said>, Vec<String>) {
    let (mut lines, mut left_out) = (Vec::new(), Vec::new());
    for field in ORDER {
        match said(field, post, names) {
            Ok(Some(line)) if line.needed => lines.push(line),
            Ok(_) => {}
            Err(why) => left_out.push(why),
        }
    }
    let kind = Said::text("type", post.kind.word());
    lines.extend((post.kind == PostKind::Page).then_some(kind));
    (lines, left_out)
}

/// The login, else the name, else the number: the first that the blog's people are found by.
fn author(number: u64, names: &Names<'_>) -> Said {
    let known = names.authors.iter().find(|author| author.id == number);
    let words = known.iter().flat_map(|author| [author.login.as_str(), author.name.as_str()]);
    let found = words
        .filter(|word| !word.trim().is_empty())
        .find(|word| find_author(names.authors, word) == Some(number));
    let digits = number.to_string();
    Said::named("author", Some(found.unwrap_or(&digits)).filter(|_| number != 0 && number != names.me))
}

fn terms(field: Field, ids: &[TermId], paths: &TermPaths) -> Result<Vec<String>, String> {
    let names: Option<Vec<String>> = ids.iter().map(|id| paths.of(*id).map(str::to_owned)).collect();
    names.ok_or_else(|| left_out(field, "have a name that stands for several or for none"))
}

fn left_out(field: Field, why: &str) -> String {
    format!("The {field} of the post {why}; the front matter does not say it, and the blog keeps its own.")
}

/// Without the characters that no text has.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// For each category or tag the name that a front matter can give it, so that the blog finds this very one by it again.
#[derive(Clone, Debug, Default)]
pub struct TermPaths(HashMap<TermId, String>);

impl TermPaths {
    /// The names of these terms: categories with those above them, `Travel > Italy`.
    pub fn new(taxonomy: Taxonomy, terms: &[Term]) -> Self {
        let by_id: HashMap<TermId, &Term> = terms.iter().map(|term| (term.id, term)).collect();
        let mut by_name: HashMap<String, Vec<&Term>> = HashMap::new();
        for term in terms {
            by_name.entry(term.name.to_lowercase()).or_default().push(term);
        }
        let path = |term: &Term| {
            let mut parts = vec![term.name.as_str()];
            let mut above = term.parent.filter(|_| taxonomy == Taxonomy::Category);
            while let Some(parent) = above.and_then(|id| by_id.get(&id)).filter(|_| parts.len() < MAX_DEPTH) {
                parts.push(&parent.name);
                above = parent.parent;
            }
            parts.reverse();
            parts.join(" > ")
        };
        // As a run looks them up: below the one before, the first at the top where there are several.
        let found = |path: &str| {
            let mut above = None;
            for part in term_path(taxonomy, path) {
                let same = by_name.get(&part.to_lowercase())?.iter();
                let same = same.filter(|term| above.is_none() || term.parent == above);
                above = Some(same.min_by_key(|term| (term.parent.is_some(), term.id))?.id);
            }
            above
        };
        let named = terms.iter().map(|term| (term.id, path(term)));
        Self(named.filter(|(id, path)| found(path) == Some(*id)).collect())
    }

    /// The name of this term; `None` when no name would lead to it.
    pub fn of(&self, id: TermId) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }
}

#[cfg(test)]
mod tests;
