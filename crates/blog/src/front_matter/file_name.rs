//! What a file's name says: Jekyll has date and slug there.

use super::date;
use crate::{PostPath, slug};

/// The date and the slug in a name like `2026-11-05-slow-bread.md`; `None` for any other name.
pub(super) fn date_and_slug(path: &PostPath) -> Option<(String, String)> {
    let (day, rest) = path.stem().split_at_checked(10)?;
    date::normal(day)?;
    let words = rest.strip_prefix('-').filter(|words| words.contains(char::is_alphanumeric))?;
    Some((day.to_owned(), slug::slug(words)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fields;

    #[test]
    fn a_name_with_a_day_gives_date_and_slug() {
        for (path, found) in [
            ("_posts/2026-11-05-slow-bread.md", Some(("2026-11-05", "slow-bread"))),
            ("2026-11-05-Slow Bread.markdown", Some(("2026-11-05", "slow-bread"))),
            ("2026-02-30-slow-bread.md", None),
            ("2026-11-05.md", None),
            ("2026-11-05-.md", None),
            ("2026-11-05 slow.md", None),
            ("slow-bread.md", None),
            ("日本日本.md", None),
        ] {
            let expected = found.map(|(date, slug)| (date.to_owned(), slug.to_owned()));
            assert_eq!(date_and_slug(&PostPath::new(path).unwrap()), expected, "{path}");
        }
        let path = PostPath::new("_posts/2026-11-05-slow-bread.md").unwrap();
        for (text, date, slug) in [
            ("---\ntitle: x\n---\n", Some("2026-11-05"), Some("slow-bread")),
            ("---\nslug: rye\n---\n", Some("2026-11-05"), Some("rye")),
            ("---\ndate: 2026-11-06\n---\n", Some("2026-11-06"), Some("slow-bread")),
            // On the blog it has an address of its own by now.
            ("---\nwordpress: {example.org: 3}\n---\n", None, None),
        ] {
            let fields = Fields::of_post(&path, text);
            assert_eq!((fields.date.as_deref(), fields.slug.as_deref()), (date, slug), "{text}");
        }
        let text = "---\nwordpress: {example.org: 3}\n---\n";
        for (there, slug) in
            [("slow-bread", true), ("slow-bread-2", true), ("bread", false), ("slow-bread-rye", false)]
        {
            assert_eq!(Fields::of_post_at(&path, text, there).slug.is_some(), slug, "{there}");
        }
    }
}
