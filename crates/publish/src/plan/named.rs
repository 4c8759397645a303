//! What a front matter names and a blog knows by number: categories below one another, tags, people. Pure.

use blog::{Author, Taxonomy, Term};

/// The names from the top down to the one meant: `Travel > Italy` is Italy below Travel. A tag's name is one whole.
pub(crate) fn term_path(taxonomy: Taxonomy, name: &str) -> Vec<&str> {
    match taxonomy {
        Taxonomy::Tag => vec![name.trim()],
        Taxonomy::Category => name.split(" > ").map(str::trim).filter(|name| !name.is_empty()).collect(),
    }
}

/// Whether the blog has this category or tag. WordPress compares names without regard to case.
pub(super) fn has_term(taxonomy: Taxonomy, terms: &[Term], name: &str) -> bool {
    let path = term_path(taxonomy, name);
    let nested = path.len() > 1;
    let mut above = None;
    path.iter().enumerate().all(|(depth, name)| {
        let same = |term: &&Term| {
            term.name.trim().to_lowercase() == name.to_lowercase() && (depth == 0 || term.parent == above)
        };
        // The first of a path stands at the top where there are several of its name; a single name may be anywhere.
        let found = terms.iter().filter(same).min_by_key(|term| (nested && term.parent.is_some(), term.id));
        above = found.map(|term| term.id);
        found.is_some()
    })
}

/// The person that a front matter means: by number, login, or the name readers see; letter case aside.
pub(crate) fn find_author(authors: &[Author], named: &str) -> Option<u64> {
    let named = named.trim().to_lowercase();
    let same = |author: &&Author| {
        author.id.to_string() == named
            || author.login.to_lowercase() == named
            || author.name.to_lowercase() == named
    };
    authors.iter().find(same).map(|author| author.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use blog::TermId;

    #[test]
    fn a_category_is_found_on_its_own_branch() {
        let term = |id, name: &str, parent: Option<u64>| Term {
            id: TermId(id),
            name: name.into(),
            slug: String::new(),
            parent: parent.map(TermId),
        };
        let terms = [
            term(1, "Travel", None),
            term(2, "Italy", Some(1)),
            term(3, "Food", None),
            term(4, "Rome", Some(2)),
            term(5, "Wine", Some(3)),
        ];
        for (name, there) in [
            ("Travel", true),
            ("italy", true),
            ("Travel > Italy", true),
            ("travel > ITALY > Rome", true),
            ("Food > Italy", false),
            ("Travel > Wine", false),
            ("Spain", false),
            ("AC/DC", false),
        ] {
            assert_eq!(has_term(Taxonomy::Category, &terms, name), there, "{name}");
        }
        assert_eq!(term_path(Taxonomy::Tag, " a > b "), ["a > b"]);
        assert_eq!(term_path(Taxonomy::Category, "a >  > b"), ["a", "b"]);
    }

    #[test]
    fn a_person_goes_by_number_login_or_name() {
        let ann = Author { id: 7, login: "ann".into(), name: "Ann Example".into() };
        for (named, found) in [("7", Some(7)), ("ANN", Some(7)), (" Ann example ", Some(7)), ("Bob", None)] {
            assert_eq!(find_author(std::slice::from_ref(&ann), named), found, "{named}");
        }
    }
}
