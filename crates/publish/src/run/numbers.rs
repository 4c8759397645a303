//! Still row MediaSending: what the front matter names and the blog knows by number (categories, tags, the author, the page
//! above) is looked up, and missing terms are made, before the text is sent.

use super::{Done, Run, Shown, Stop};
use crate::outbox::Trouble;
use crate::plan::{find_author, term_path};
use crate::{Snapshot, StepState};
use blog::{Failure, PostKind, RemoteId, Taxonomy, TermId};

/// Whether the front matter names anything of the kind.
pub(super) fn are_named(snapshot: &Snapshot) -> bool {
    let fields = &snapshot.fields;
    fields.author.is_some()
        || match snapshot.kind {
            PostKind::Post => fields.categories.is_some() || fields.tags.is_some(),
            PostKind::Page => fields.parent.is_some(),
        }
}

impl Run<'_> {
    /// Repeatable: an existing term is answered, not made again.
    pub(super) fn find_numbers(&mut self) -> Done {
        if !are_named(&self.job.snapshot) {
            return Ok(());
        }
        self.tell(Shown::Numbers, StepState::Running);
        let fields = self.job.snapshot.fields.clone();
        match self.job.snapshot.kind {
            PostKind::Post => {
                if let Some(names) = &fields.categories {
                    self.job.notes.categories = Some(self.term_ids(Taxonomy::Category, names)?);
                }
                if let Some(names) = &fields.tags {
                    self.job.notes.tags = Some(self.term_ids(Taxonomy::Tag, names)?);
                }
            }
            PostKind::Page => {
                if let Some(named) = &fields.parent {
                    self.job.notes.parent = Some(self.page_above(named)?);
                }
            }
        }
        if let Some(named) = &fields.author {
            let found = find_author(&self.client.list_authors()?, named);
            self.job.notes.author = found;
            if found.is_none() {
                self.leave_out(format!(
                    "Nobody who writes on the blog is called “{named}”; the post has the author it had."
                ));
            }
        }
        self.tell(Shown::Numbers, StepState::Done);
        Ok(())
    }

    fn term_ids(&mut self, taxonomy: Taxonomy, names: &[String]) -> Done<Vec<u64>> {
        let mut ids = Vec::new();
        for name in names {
            ids.extend(self.term_id(taxonomy, name)?);
        }
        self.ports.crash_point("terms known");
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// The term at the end of its path; `None` when it is missing and may not be made.
    fn term_id(&mut self, taxonomy: Taxonomy, name: &str) -> Done<Option<u64>> {
        let mut above: Option<TermId> = None;
        for part in term_path(taxonomy, name).into_iter().filter(|part| !part.is_empty()) {
            match self.client.ensure_term(taxonomy, part, above) {
                Ok(term) => above = Some(term.id),
                Err(error) if error.failure == Failure::Forbidden && !self.rights.may_create(taxonomy) => {
                    self.leave_out(format!(
                        "The blog has no {} “{name}”, and this account may not create it; the post is there without it.",
                        taxonomy.word()
                    ));
                    return Ok(None);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(above.map(|id| id.0))
    }

    /// A page goes below the page that is named, by number or by slug, or not at all.
    fn page_above(&mut self, named: &str) -> Done<u64> {
        let named = named.trim();
        let by_number = named.parse().ok().map(RemoteId);
        let found = match by_number {
            Some(id) => Some(id),
            None => self.client.find_page(named)?,
        };
        found.filter(|id| Some(*id) != self.job.remote_id).map(|id| id.0).ok_or_else(|| {
            Stop::Refused(Trouble {
                failure: None,
                message: format!("The blog has no page “{named}” that this one could stand below."),
                detail: "Correct “parent” in the front matter: the slug or the number of a page.".into(),
            })
        })
    }

    fn leave_out(&mut self, line: String) {
        if !self.job.notes.left_out.contains(&line) {
            self.job.notes.left_out.push(line);
        }
    }
}
