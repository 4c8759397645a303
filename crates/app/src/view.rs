//! What is shown around a text: its fields, its length, and the things worth a look before it goes out.
//!
//! Pure but for one question, whether a picture's file is there, which is asked through [`Pictures`].

use crate::fields::FieldSet;
use crate::text::units;
use crate::wire::editor::{Derived, FieldsView, ProblemView, RemoteView, SeverityView};
use blog::{FieldValue, Fields, FrontMatter, PostPath, Problem, Severity};
use markdown::Preview;
use std::ops::Range;

/// Words a person reads in a minute, as most reading-time estimates take it.
const WORDS_A_MINUTE: usize = 230;

/// The pictures beside a post.
pub trait Pictures: Send + Sync {
    /// Where the preview finds a local picture named like this; `None` for one that is not local.
    fn address(&self, src: &str) -> Option<String>;
    /// Whether it is a local picture whose file is not there.
    fn is_missing(&self, src: &str) -> bool;
    /// Another file beside the post whose name is the same on some system.
    fn lookalike(&self) -> Option<String>;
}

/// Everything that is derived from a post's text, given the preview of its body: what is found in blocks that stay is not
/// looked for again.
pub fn derived(path: &PostPath, text: &str, preview: &Preview, pictures: &dyn Pictures) -> Derived {
    let start = FrontMatter::of(text).body.start;
    let fields = Fields::of_post(path, text);
    let words: usize = preview.finds().map(|(_, finds)| finds.words).sum();
    let mut problems: Vec<ProblemView> =
        fields.problems.iter().map(|problem| problem_view(text, problem)).collect();
    problems.extend(checks(text, start, preview, pictures));
    problems.sort_by_key(|problem| problem.from);
    Derived {
        body_start: units(&text[..start]),
        fields: fields_view(text, &fields),
        words: u32::try_from(words).unwrap_or(u32::MAX),
        minutes: u32::try_from(words.div_ceil(WORDS_A_MINUTE)).unwrap_or(u32::MAX),
        problems,
    }
}

/// The fields in the words of the post panel.
fn fields_view(whole: &str, fields: &Fields) -> FieldsView {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    FieldsView {
        broken: not_editable(whole, fields),
        title: text(&fields.title),
        slug: text(&fields.slug),
        status: fields.status.map(|status| status.word().to_owned()).unwrap_or_default(),
        date: text(&fields.date),
        excerpt: text(&fields.excerpt),
        categories: fields.categories.clone().unwrap_or_default(),
        tags: fields.tags.clone().unwrap_or_default(),
        picture: text(&fields.picture),
        comments: fields.comments,
        kind: fields.kind.word().to_owned(),
        pings: fields.pings,
        password: text(&fields.password),
        format: text(&fields.format),
        sticky: fields.sticky,
        author: text(&fields.author),
        parent: text(&fields.parent),
        order: fields.order.map(|order| order.to_string()).unwrap_or_default(),
        remotes: fields
            .remotes
            .iter()
            .map(|(blog, id)| RemoteView { blog: blog.clone(), id: id.to_string() })
            .collect(),
    }
}

/// Why fields cannot be set; asked only when something blocks, because the answer costs a trial edit.
fn not_editable(text: &str, fields: &Fields) -> Option<String> {
    let blocked = fields.problems.iter().any(|problem| problem.severity == Severity::Blocking);
    let trial = FieldSet::Field("copydesk-id", FieldValue::Text("trial".to_owned()));
    blocked.then(|| trial.edit(text).err().map(|error| error.to_string())).flatten()
}

/// What readers would notice.
fn checks(text: &str, start: usize, preview: &Preview, pictures: &dyn Pictures) -> Vec<ProblemView> {
    let mut found = Vec::new();
    if let Some(other) = pictures.lookalike() {
        let message = format!(
            "On some systems this file and \"{other}\" have the same name, and one would take the other's place. Rename one of them before the folder is used there."
        );
        let problem = Problem { severity: Severity::Warning, range: start..start, line: 1, message };
        found.push(problem_view(text, &problem));
    }
    let mut level = 1;
    for (block, finds) in preview.finds() {
        let mut note = |severity, range: &Range<usize>, message: String| {
            let range = range.start + start + block..range.end + start + block;
            let line = text[..range.start].matches('\n').count() + 1;
            found.push(problem_view(text, &Problem { severity, range, line, message }));
        };
        for media in &finds.media {
            if pictures.is_missing(&media.src) {
                note(
                    Severity::Blocking,
                    &media.range,
                    format!(
                        "The picture \"{}\" is not there. Put the file beside the post, or correct its name.",
                        media.src
                    ),
                );
            }
            if media.alt.trim().is_empty() {
                note(Severity::Hint, &media.range, NO_ALT.to_owned());
            }
        }
        for heading in &finds.headings {
            if heading.level > level + 1 {
                note(
                    Severity::Hint,
                    &heading.range,
                    format!(
                        "This heading jumps from level {level} to level {}. Readers with a screen reader miss a step.",
                        heading.level
                    ),
                );
            }
            level = heading.level;
        }
        for comment in &finds.unclosed {
            note(Severity::Warning, comment, UNCLOSED.to_owned());
        }
        for link in finds.links.iter().filter(|link| link.target.trim().is_empty()) {
            note(Severity::Warning, &link.range, NO_TARGET.to_owned());
        }
    }
    found
}

const NO_ALT: &str = "This picture has no alternative text. Say between the brackets what it shows, for people who do not see it.";
const UNCLOSED: &str = "This comment begins a block of the blog, and nothing ends it, so it is not published. Close the block with its “/wp:” comment, or take this one out.";
const NO_TARGET: &str = "This link leads nowhere. Put an address between its parentheses.";

fn problem_view(text: &str, problem: &Problem) -> ProblemView {
    let from = units(&text[..problem.range.start]);
    ProblemView {
        severity: match problem.severity {
            Severity::Hint => SeverityView::Hint,
            Severity::Warning => SeverityView::Warning,
            Severity::Blocking => SeverityView::Blocking,
        },
        from,
        to: from + units(&text[problem.range.clone()]),
        line: u32::try_from(problem.line).unwrap_or(u32::MAX),
        message: problem.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct OneMissing;
    impl Pictures for OneMissing {
        fn address(&self, _: &str) -> Option<String> {
            None
        }
        fn is_missing(&self, src: &str) -> bool {
            src == "gone.png"
        }
        fn lookalike(&self) -> Option<String> {
            None
        }
    }

    #[test]
    fn what_readers_would_notice_is_found() {
        for (body, expected) in [
            ("plain", vec![]),
            ("![](a.png)", vec!["no alternative text"]),
            ("![x](gone.png)", vec!["is not there"]),
            ("# A\n\n### B", vec!["jumps from level 1 to level 3"]),
            ("## A\n\n### B\n\n## C", vec![]),
            ("[x]()", vec!["leads nowhere"]),
            ("<!-- wp:x -->\n\na", vec!["nothing ends it"]),
            ("- a\n  <!-- wp:x\n  -->\n- ü <!-- wp:y -->", vec!["nothing ends it", "nothing ends it"]),
            ("<!-- wp:x -->\n\na\n\n<!-- /wp:x -->\n\n```\n<!-- wp:y -->\n```", vec![]),
        ] {
            let text = format!("---\ntitle: ü\n---\n{body}");
            let mut preview = Preview::new();
            preview.update(body, &|_| None);
            let post = PostPath::new("a.md").unwrap();
            let view = derived(&post, &text, &preview, &OneMissing);
            let messages: Vec<&str> = view.problems.iter().map(|p| p.message.as_str()).collect();
            assert_eq!(messages.len(), expected.len(), "{body}: {messages:?}");
            assert!(messages.iter().zip(&expected).all(|(m, e)| m.contains(e)), "{body}: {messages:?}");
            assert!(view.problems.iter().all(|p| p.from >= view.body_start), "{body}");
        }
    }
}
