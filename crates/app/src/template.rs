//! The text of a new post: from a template, or as a copy of another post. Pure.
//!
//! A template may say `{{title}}`, `{{date}}` and `{{time}}` anywhere. In front matter a title is put in as a value, so that
//! whatever it says stays one.

use crate::fields::{FieldSet, set_all};
use blog::front_matter::EditError;
use blog::{FieldValue, Fields, FrontMatter, Status};

/// The placeholders.
const TITLE: &str = "{{title}}";
const DATE: &str = "{{date}}";
const TIME: &str = "{{time}}";
/// Stands for the title while the front matter is read: braces would be YAML's own.
const STAND_IN: &str = "copydesk-title-stands-here";

/// When a post is begun, on the writer's clock.
pub(crate) struct Moment {
    /// `2026-11-26`.
    pub date: String,
    /// `09:30`.
    pub time: String,
}

/// The text of a new post with this title: a draft, tied to no blog.
pub(crate) fn filled(template: &str, title: &str, now: &Moment) -> Result<String, EditError> {
    let dated = |text: &str| text.replace(DATE, &now.date).replace(TIME, &now.time);
    let split = FrontMatter::of(template).body.start;
    let (head, body) = template.split_at(split);
    let (head, body) = (dated(head).replace(TITLE, STAND_IN), dated(body));
    let fields = Fields::read(&format!("{head}{body}"));
    let texts = [
        ("title", &fields.title),
        ("slug", &fields.slug),
        ("excerpt", &fields.excerpt),
        ("date", &fields.date),
    ];
    let named = texts.into_iter().filter_map(|(key, text)| {
        let text = text.as_deref()?;
        let with = if key == "slug" { blog::slug::slug(title) } else { title.to_owned() };
        text.contains(STAND_IN).then(|| FieldSet::Field(key, FieldValue::Text(text.replace(STAND_IN, &with))))
    });
    let mut sets: Vec<FieldSet> = named.collect();
    if !sets.iter().any(|set| matches!(set, FieldSet::Field("title", _)))
        && (fields.title.is_none() || !title.is_empty())
    {
        sets.push(FieldSet::Field("title", FieldValue::Text(title.to_owned())));
    }
    if fields.status.is_none() {
        sets.push(FieldSet::status(Status::Draft));
    }
    sets.extend(of_its_own(&fields));
    let text = set_all(&format!("{head}{body}"), &sets)?;
    let split = FrontMatter::of(&text).body.start;
    let (head, body) = text.split_at(split);
    Ok(format!("{}{}", head.replace(STAND_IN, &blog::slug::slug(title)), body.replace(TITLE, title)))
}

/// A copy of a post: a draft of its own, under another title, tied to no blog and without address and date.
pub(crate) fn copied(text: &str, title: &str) -> Result<String, EditError> {
    let fields = Fields::read(text);
    let mut sets = vec![
        FieldSet::Field("title", FieldValue::Text(format!("Copy of {title}"))),
        FieldSet::status(Status::Draft),
    ];
    if fields.slug.is_some() {
        sets.push(FieldSet::Field("slug", FieldValue::Absent));
    }
    if fields.date.is_some() {
        sets.push(FieldSet::Field("date", FieldValue::Absent));
    }
    sets.extend(of_its_own(&fields));
    set_all(text, &sets)
}

/// A post's text as a template: what makes it this one post goes, and its title becomes a place for one.
pub(crate) fn as_template(text: &str) -> Result<String, EditError> {
    let fields = Fields::read(text);
    let mut sets =
        vec![FieldSet::Field("title", FieldValue::Text(TITLE.to_owned())), FieldSet::status(Status::Draft)];
    if fields.slug.is_some() {
        sets.push(FieldSet::Field("slug", FieldValue::Absent));
    }
    if fields.date.is_some() {
        sets.push(FieldSet::Field("date", FieldValue::Absent));
    }
    sets.extend(of_its_own(&fields));
    set_all(text, &sets)
}

/// What takes out that a text is one certain post, here and on blogs.
fn of_its_own(fields: &Fields) -> Vec<FieldSet> {
    let key = fields.key.is_some().then_some(FieldSet::Field("copydesk-id", FieldValue::Absent));
    let remotes = fields.remotes.iter().map(|(blog, _)| FieldSet::NoRemote(blog.clone()));
    remotes.chain(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_takes_the_title_whatever_it_says() {
        let now = Moment { date: "2026-11-26".into(), time: "09:30".into() };
        for (template, title, text) in [
            ("", "A", "---\ntitle: A\nstatus: draft\n---\n"),
            (
                "Only text of {{date}}.\n",
                "",
                "---\ntitle: \"\"\nstatus: draft\n---\nOnly text of 2026-11-26.\n",
            ),
            (
                "---\ntitle: {{title}}\ntags: [diary]  # mine\nday: {{date}}\n---\n# {{title}}\n\n{{time}}\n",
                "One: \"two\" # three",
                "---\ntitle: \"One: \\\"two\\\" # three\"\ntags: [diary]  # mine\nday: 2026-11-26\nstatus: draft\n---\n# One: \"two\" # three\n\n09:30\n",
            ),
            (
                "---\ntitle: \"Week {{date}}: {{title}}\"\nslug: week-{{title}}\nstatus: private\n---\n",
                "Über uns",
                "---\ntitle: \"Week 2026-11-26: Über uns\"\nslug: week-uber-uns\nstatus: private\n---\n",
            ),
            (
                "---\ntitle: Fixed\ncopydesk-id: 0123456789abcdef\nwordpress:\n  example.org: 7\n---\n",
                "",
                "---\ntitle: Fixed\nstatus: draft\n---\n",
            ),
            (
                "---\nlayout: {{title}}\n---\n",
                "{{date}}",
                "---\nlayout: date\ntitle: \"{{date}}\"\nstatus: draft\n---\n",
            ),
        ] {
            assert_eq!(filled(template, title, &now).unwrap(), text, "{template:?}");
        }
        assert!(filled("---\ntitle: [\n---\n", "A", &now).is_err());
    }

    #[test]
    fn a_copy_and_a_template_are_tied_to_nothing() {
        let post = "---\n# kept\ntitle: A\nslug: a\nstatus: published\ndate: 2026-11-23\ntags: [x]\ncopydesk-id: 0123456789abcdef\nwordpress:\n  example.org: 7\n  other.example.org: 8\n---\n![](media/a.png)\n";
        assert_eq!(
            copied(post, "A").unwrap(),
            "---\n# kept\ntitle: Copy of A\nstatus: draft\ntags: [x]\n---\n![](media/a.png)\n"
        );
        assert_eq!(
            as_template(post).unwrap(),
            "---\n# kept\ntitle: \"{{title}}\"\nstatus: draft\ntags: [x]\n---\n![](media/a.png)\n"
        );
        assert_eq!(copied("text", "file").unwrap(), "---\ntitle: Copy of file\nstatus: draft\n---\ntext");
    }
}
