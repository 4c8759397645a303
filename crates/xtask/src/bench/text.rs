//! Posts of a given length, made of the sample posts: headings, lists, tables, quotes, code, links and long paragraphs.

use crate::failure::Outcome;
use crate::workspace::{Workspace, read};

/// The first lines of every measured post. Typing goes on at the end of the second paragraph, which starts almost empty,
/// so that the line never wraps and both panes show it without scrolling.
const HEAD: &str = "A measured post.\n\nHere:\n\n";

/// A post of about `bytes` bytes, cut at the end of a paragraph.
pub fn post(workspace: &Workspace, bytes: usize) -> Outcome<String> {
    let mut pool = String::new();
    for name in ["conference-report.md", "welcome.md", "long-read.md"] {
        let text = read(&workspace.root.join("content").join(name))?;
        pool.push_str(body(&text).trim_start());
        pool.push('\n');
    }
    // A picture would measure the disk.
    let paragraphs = pool
        .split("\n\n")
        .filter(|paragraph| !paragraph.contains("](media/") && !paragraph.starts_with("[^"));
    let mut post = HEAD.to_owned();
    for paragraph in paragraphs.cycle() {
        if post.len() + paragraph.len() > bytes {
            break;
        }
        post.push_str(paragraph.trim_end());
        post.push_str("\n\n");
    }
    Ok(post)
}

fn body(text: &str) -> &str {
    text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(text, |(_, body)| body)
}

#[cfg(test)]
mod tests {
    use super::{HEAD, body, post};
    use crate::workspace::Workspace;

    #[test]
    fn a_post_has_the_length_that_was_asked_for() {
        let workspace = Workspace::find().unwrap();
        for bytes in [10_000, 100_000, 1_000_000] {
            let text = post(&workspace, bytes).unwrap();
            assert!(text.starts_with(HEAD));
            assert!(text.len() <= bytes && text.len() > bytes * 8 / 10, "{} for {bytes}", text.len());
        }
    }

    #[test]
    fn front_matter_is_left_out() {
        for (text, expected) in [("---\na: b\n---\nText\n", "Text\n"), ("Text\n---\nmore", "Text\n---\nmore")]
        {
            assert_eq!(body(text), expected);
        }
    }
}
