//! What the numbers of a post stand for on its blog: looked up once for all posts of a pull.

use super::{Pull, Skipped};
use blog::{Author, ClientError, PostKind, RemotePost, Taxonomy};
use publish::pull::{Names, TermPaths};

/// The blog's categories, tags and people.
pub(super) struct People {
    categories: TermPaths,
    tags: TermPaths,
    authors: Vec<Author>,
    me: u64,
}

impl Pull<'_> {
    /// What stands behind this post's numbers, its featured picture being `picture`.
    pub(super) fn with_names<T>(
        &self,
        post: &RemotePost,
        picture: Option<&str>,
        work: impl FnOnce(&Names<'_>) -> T,
    ) -> Result<T, Skipped> {
        let parent = self.parent_of(post)?;
        let people = self.people()?;
        Ok(work(&Names {
            categories: &people.categories,
            tags: &people.tags,
            authors: &people.authors,
            me: people.me,
            clock: &self.account.clock,
            picture,
            parent: parent.as_deref(),
        }))
    }

    fn people(&self) -> Result<&People, ClientError> {
        if let Some(people) = self.people.get() {
            return Ok(people);
        }
        let terms = |taxonomy| -> Result<TermPaths, ClientError> {
            Ok(TermPaths::new(taxonomy, &unless_refused(self.client.list_terms(taxonomy))?))
        };
        let people = People {
            me: self.client.identity()?.user_id,
            categories: terms(Taxonomy::Category)?,
            tags: terms(Taxonomy::Tag)?,
            authors: unless_refused(self.client.list_authors())?,
        };
        Ok(self.people.get_or_init(|| people))
    }

    /// The page above: its slug where that leads back to it, otherwise its number.
    fn parent_of(&self, post: &RemotePost) -> Result<Option<String>, ClientError> {
        let Some(id) = post.parent.filter(|_| post.kind == PostKind::Page) else { return Ok(None) };
        if let Some(known) = self.parents.borrow().get(&id) {
            return Ok(Some(known.clone()));
        }
        let slug = match self.client.read_post(PostKind::Page, id) {
            Ok(page) => Some(page.slug).filter(|slug| !slug.is_empty() && slug.parse::<u64>().is_err()),
            Err(error) if error.failure.passes_by_itself() => return Err(error),
            Err(_) => None,
        };
        let leads_back =
            |slug: &String| matches!(self.client.find_page(slug), Ok(Some(found)) if found == id);
        let name = slug.filter(leads_back).unwrap_or_else(|| id.to_string());
        self.parents.borrow_mut().insert(id, name.clone());
        Ok(Some(name))
    }
}

/// A list that this account may not see is an empty one: what it would have named is left out.
fn unless_refused<T>(answer: Result<Vec<T>, ClientError>) -> Result<Vec<T>, ClientError> {
    match answer {
        Err(error) if error.failure.passes_by_itself() || error.failure == blog::Failure::SignIn => {
            Err(error)
        }
        answer => Ok(answer.unwrap_or_default()),
    }
}
