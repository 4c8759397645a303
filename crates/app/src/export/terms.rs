//! Categories and tags of an export: each with an address part of its own, categories with those above them. Pure.

use std::collections::{HashMap, HashSet};
use wordpress::wxr::WxrTerm;

/// The terms that were named so far.
#[derive(Default)]
pub(super) struct Terms {
    /// By address part.
    pub all: HashMap<String, WxrTerm>,
    /// The address part of a path, its letters' case aside.
    known: HashMap<String, String>,
    taken: HashSet<String>,
}

impl Terms {
    /// The address part and the name of the last of `path`; those above it are made too.
    pub fn take(&mut self, path: &[&str]) -> Option<(String, String)> {
        let mut above = String::new();
        let mut so_far = String::new();
        let mut last = None;
        for name in path {
            so_far = format!("{so_far}\0{}", name.to_lowercase());
            let slug = match self.known.get(&so_far) {
                Some(slug) => slug.clone(),
                None => {
                    let slug = self.free(&blog::slug::slug(name), &above);
                    self.known.insert(so_far.clone(), slug.clone());
                    self.all.insert(slug.clone(), WxrTerm { name: (*name).to_owned(), parent: above });
                    slug
                }
            };
            last = Some((slug.clone(), self.all.get(&slug)?.name.clone()));
            above = slug;
        }
        last
    }

    /// WordPress names a second "Italy" after what is above it.
    fn free(&mut self, slug: &str, above: &str) -> String {
        let below = (!above.is_empty()).then(|| format!("{slug}-{above}"));
        let numbered = (2..).map(|n| format!("{slug}-{n}"));
        let mut names = std::iter::once(slug.to_owned()).chain(below).chain(numbered);
        names.find(|name| self.taken.insert(name.clone())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_term_has_an_address_part_of_its_own() {
        let mut terms = Terms::default();
        for (path, slug, parent) in [
            (vec!["Italy"], "italy", ""),
            (vec!["Travel", "Italy"], "italy-travel", "travel"),
            (vec!["travel", "ITALY"], "italy-travel", "travel"),
            (vec!["Travel"], "travel", ""),
            (vec!["Food", "Italy"], "italy-food", "food"),
            (vec!["C"], "c", ""),
            (vec!["C++"], "c-2", ""),
        ] {
            let (found, _) = terms.take(&path).unwrap();
            assert_eq!((found.as_str(), terms.all[&found].parent.as_str()), (slug, parent), "{path:?}");
        }
        assert_eq!(terms.take(&[]), None);
        assert_eq!(terms.all.len(), 7);
    }
}
