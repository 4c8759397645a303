//! Splices, one after the other, give the page that rendering from scratch gives; and they are small.

use markdown::{Preview, Rendered, Splice};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;

/// Pieces of Markdown that depend on each other across blocks as much as possible.
const PIECES: [&str; 51] = [
    "# Title\n\n",
    "## Title\n\n",
    "# Title {#own}\n\n",
    "Some words. ",
    "\n",
    "\n\n",
    "    ",
    "- item\n",
    "  - inner\n",
    "1. one\n",
    "> ",
    "```\n",
    "~~~\n",
    "| a | b |\n|---|---|\n",
    "| 1 | 2 |\n",
    "---\n",
    "===\n",
    "*",
    "**",
    "`",
    "[^a]",
    "[^b]",
    "[^a]: note a\n",
    "[^b]: note b[^a]\n",
    "    more\n",
    "[ref]",
    "[ref]: https://example.org\n",
    "[ref]: /other 'T'\n",
    "![p](p.png)",
    "![p][ref]",
    "<img src=p.png>",
    "<div>\n\n",
    "</div>\n\n",
    "<details>",
    "</details>",
    "<!--",
    "-->",
    "<script>",
    "\r\n",
    "\r",
    "日本語",
    "مرحبا",
    "\u{0}",
    "- [x] ",
    "<!-- wp:a -->",
    "\n<!-- wp:a {\"x\":1} -->\n",
    "\n<!-- wp:b -->\n\n",
    "<!-- /wp:a -->",
    "\n<!-- /wp:b -->\n",
    "\n<!-- wp:c /-->",
    "<pre>\n",
];

#[derive(Clone, Debug)]
struct Edit {
    at: usize,
    remove: usize,
    pieces: Vec<usize>,
    picture: u8,
}

fn edit() -> impl Strategy<Value = Edit> {
    (any::<usize>(), 0usize..40, prop::collection::vec(0..PIECES.len(), 0..6), 0u8..3)
        .prop_map(|(at, remove, pieces, picture)| Edit { at, remove, pieces, picture })
}

impl Edit {
    fn apply(&self, body: &mut String) {
        let boundary = |body: &str, at: usize| {
            (0..=at.min(body.len())).rev().find(|&at| body.is_char_boundary(at)).unwrap_or(0)
        };
        let at = boundary(body, self.at % (body.len() + 1));
        let end = boundary(body, at + self.remove).max(at);
        body.replace_range(at..end, &self.pieces.iter().map(|&piece| PIECES[piece]).collect::<String>());
    }
}

/// What a page keeps: elements, and how long each one's source is.
fn apply(page: &mut Vec<(String, usize)>, splice: &Splice) {
    let inserted = splice.inserted.iter().map(|r| (r.html.to_string(), r.range.len()));
    page.splice(splice.at..splice.at + splice.removed, inserted);
}

fn scratch(body: &str, place: &dyn Fn(&str) -> Option<String>) -> Vec<Rendered> {
    Preview::new().update(body, place).inserted
}

#[test]
fn splices_add_up_to_the_page() {
    let (cases, edits) = (Cell::new(0u32), Cell::new(0u32));
    let mut runner = TestRunner::new(Config { cases: 1000, failure_persistence: None, ..Config::default() });
    let start = prop::collection::vec(0..PIECES.len(), 0..60);
    let result = runner.run(&(start, prop::collection::vec(edit(), 1..8)), |(start, changes)| {
        let mut body: String = start.iter().map(|&piece| PIECES[piece]).collect();
        let (mut preview, mut page) = (Preview::new(), Vec::new());
        apply(&mut page, &preview.update(&body, &|_| None));
        for change in &changes {
            change.apply(&mut body);
            // A picture that appears, moves or goes changes the page without a change of the text.
            let place = |src: &str| {
                (change.picture > 0).then(|| format!("copydesk-media://x/{}/{src}", change.picture))
            };
            apply(&mut page, &preview.update(&body, &place));
            let fresh = scratch(&body, &place);
            prop_assert_eq!(
                &page,
                &fresh.iter().map(|r| (r.html.to_string(), r.range.len())).collect::<Vec<_>>(),
                "{:?}",
                body
            );
            prop_assert_eq!(&preview.page(), &fresh, "{:?}", body);
            let mut at = 0;
            for element in &fresh {
                prop_assert_eq!(element.range.start, at);
                prop_assert!(
                    element.html.starts_with("<div class=\"block\">") && element.html.ends_with("</div>")
                );
                at = element.range.end;
            }
            prop_assert!(fresh.is_empty() || at == body.len(), "extents end at {at} of {}", body.len());
            edits.set(edits.get() + 1);
        }
        cases.set(cases.get() + 1);
        Ok(())
    });
    println!("pages that differ from rendering anew: 0 of {} edits in {} texts", edits.get(), cases.get());
    result.unwrap();
}

#[test]
fn a_change_moves_as_little_as_possible() {
    let before = "# One\n\nAlpha[^1] [r]\n\nBeta\n\n![p](p.png)\n\nGamma[^2]\n\n[^1]: first\n\n[^2]: second\n\n[r]: /x\n";
    for (name, after, expected) in [
        ("nothing", before.to_owned(), (6, 0, 0)),
        ("a letter", before.replace("Beta", "Betas"), (2, 1, 1)),
        ("a new paragraph", before.replace("Beta", "Beta\n\nNew"), (3, 0, 1)),
        ("a paragraph gone", before.replace("Beta\n\n", ""), (2, 1, 0)),
        // The definition belongs to the last element's extent.
        ("a definition", before.replace("/x", "/y"), (1, 5, 5)),
        ("a footnote's text", before.replace("second", "other"), (5, 1, 1)),
        ("a footnote before the others", before.replace("# One", "# One[^2]"), (0, 6, 6)),
        ("two places", before.replace("Alpha", "Alpha!").replace("Gamma", "Gamma!"), (1, 4, 4)),
    ] {
        let mut preview = Preview::new();
        preview.update(before, &|_| None);
        let splice = preview.update(&after, &|_| None);
        assert_eq!((splice.at, splice.removed, splice.inserted.len()), expected, "{name}");
    }
}

#[test]
fn a_picture_that_is_found_later_appears() {
    let mut preview = Preview::new();
    preview.update("a\n\n![p](p.png)\n\n<img src=\"q.png\">\n\nb", &|_| None);
    let splice = preview.update("a\n\n![p](p.png)\n\n<img src=\"q.png\">\n\nb", &|src| {
        Some(format!("copydesk-media://localhost/{src}"))
    });
    let html: Vec<&str> = splice.inserted.iter().map(|r| &*r.html).collect();
    assert_eq!(splice.at, 1);
    assert_eq!(
        html,
        [
            "<div class=\"block\"><p><img src=\"copydesk-media://localhost/p.png\" alt=\"p\"></p>\n</div>",
            "<div class=\"block\"><img src=\"copydesk-media://localhost/q.png\">\n</div>"
        ]
    );
}
