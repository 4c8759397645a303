//! Links that lead into the library and not to the blog: said before a post goes out, for readers cannot follow them. Pure.

use crate::pictures::local;
use blog::PostPath;
use markdown::{Form, references};

/// What to say of such links in this body; nothing when there are none. `is_post`: whether a post lies at a place.
pub fn sentences(post: &PostPath, body: &str, is_post: &dyn Fn(&PostPath) -> bool) -> Vec<String> {
    let (mut wiki, mut files) = (Vec::new(), Vec::new());
    for reference in references(body) {
        match reference.form {
            Form::Wiki => wiki.push(format!("[[{}]]", reference.target)),
            Form::Bare | Form::Angle => {
                files.extend(local(post, &reference.target).filter(is_post).map(|file| file.to_string()));
            }
            Form::Attribute => {}
        }
    }
    let said = |found: Vec<String>, what: &str| {
        let first = found.first()?.clone();
        let others = if found.len() > 1 { format!(" and {} more", found.len() - 1) } else { String::new() };
        Some(format!("{first}{others}: {what}"))
    };
    let wiki = said(wiki, "a blog does not know links in double brackets; readers see them as they stand.");
    let files =
        said(files, "this leads to a file here, not to its address on the blog; readers cannot follow it.");
    wiki.into_iter().chain(files).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_readers_cannot_follow_are_said() {
        let post = PostPath::new("trips/a.md").unwrap();
        let is_post = |path: &PostPath| path.as_str().ends_with(".md") && path.as_str() != "trips/gone.md";
        for (body, expected) in [
            ("[x](https://example.org) ![p](p.png) [p](p.png) `[[x]]`", vec![]),
            ("[x](../b.md#part) [y](c.md)", vec!["b.md and 1 more: this leads to a file here"]),
            ("[[b]] [x](b.md)", vec!["[[b]]: a blog does not know", "trips/b.md: this leads to a file here"]),
            ("[x](gone.md)", vec![]),
        ] {
            let said = sentences(&post, body, &is_post);
            assert_eq!(said.len(), expected.len(), "{body}: {said:?}");
            assert!(said.iter().zip(expected).all(|(said, words)| said.starts_with(words)), "{said:?}");
        }
    }
}
