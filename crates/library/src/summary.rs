//! A post in the list: what its file says at a glance.

use crate::file::decode;
use crate::walk::{Found, Stamp};
use blog::{ContentHash, Fields, FrontMatter, PostKey, PostKind, PostPath, RemoteId, Status, hash_of_source};
use std::time::SystemTime;

/// How much of the text the list shows, characters.
const FIRST_WORDS: usize = 160;

/// What the list shows of a post.
#[derive(Clone, Debug, PartialEq)]
pub struct PostSummary {
    /// Its place in the library.
    pub path: PostPath,
    /// Its title: from the front matter, else the first heading, else the file's name without its extension.
    pub title: String,
    /// Where it stands; `None` when its front matter does not say.
    pub status: Option<Status>,
    /// The date in its front matter, as written.
    pub date: Option<String>,
    /// The same as seconds since 1970, for putting posts in order; `None` when it makes no sense.
    pub moment: Option<i64>,
    /// When the file was last written; for showing and sorting only.
    pub modified: SystemTime,
    /// Words of the body; each Chinese, Japanese or Korean character counts as one.
    pub words: usize,
    /// The first words of the body's first paragraphs.
    pub first_words: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its categories.
    pub categories: Vec<String>,
    /// Whether it has a picture: a featured one, or any in its text.
    pub has_picture: bool,
    /// Its key, if it has one yet.
    pub key: Option<PostKey>,
    /// Post or page.
    pub kind: PostKind,
    /// The address part that its front matter names.
    pub slug: Option<String>,
    /// Its numbers on blogs.
    pub remotes: Vec<(String, RemoteId)>,
    /// How many problems its front matter has.
    pub problems: usize,
    /// Size of the file, bytes.
    pub size: u64,
    /// Hash of the file's bytes; `None` when they could not be read.
    pub hash: Option<ContentHash>,
    /// Hash of what the writer wrote, as in [`blog::source_hash`].
    pub source: ContentHash,
    /// What the file looked like from outside just before it was read.
    pub stamp: Stamp,
    /// The sentence that says why it cannot be opened for editing, if so.
    pub unreadable: Option<String>,
}

/// The summary of a file that was read or could not be.
pub(crate) fn summarise(found: &Found, read: Result<&[u8], &String>) -> PostSummary {
    let (text, problem) = match read {
        Ok(bytes) => {
            let (text, _, read_only) = decode(bytes);
            (text, read_only)
        }
        Err(reason) => (String::new(), Some(reason.clone())),
    };
    let written = Fields::read(&text);
    let body = &text[FrontMatter::of(&text).body];
    let source = hash_of_source(&written, body);
    let fields = written.named_by(&found.path);
    PostSummary {
        source,
        moment: fields.moment(),
        has_picture: fields.picture.is_some() || has_picture(body),
        title: title_of(&fields, body, &found.path),
        path: found.path.clone(),
        status: fields.status,
        date: fields.date,
        modified: found.modified,
        words: words(body),
        first_words: first_words(body),
        tags: fields.tags.unwrap_or_default(),
        categories: fields.categories.unwrap_or_default(),
        key: fields.key,
        kind: fields.kind,
        slug: fields.slug,
        remotes: fields.remotes,
        problems: fields.problems.len(),
        size: found.size,
        stamp: found.stamp,
        hash: read.ok().map(ContentHash::of),
        unreadable: problem,
    }
}

/// A post's title: from the front matter, else the first heading, else the file's name without its extension.
pub fn title_of(fields: &Fields, body: &str, path: &PostPath) -> String {
    let written = fields.title.clone().or_else(|| first_heading(body));
    written.unwrap_or_else(|| path.stem().to_owned())
}

/// Whether a picture stands in the prose, in Markdown's spelling or in HTML's.
fn has_picture(body: &str) -> bool {
    let mut prose = Prose::default();
    let shown = |line: &str| {
        let markdown = line.split("![").skip(1).any(|rest| rest.contains("](") || rest.contains("]["));
        markdown || line.contains("<img ")
    };
    body.lines().filter(|line| prose.takes(line)).any(shown)
}

/// Counts words between blanks that have a letter or digit, and each character of scripts without blanks.
pub(crate) fn words(text: &str) -> usize {
    let (mut count, mut inside) = (0, false);
    for c in text.chars() {
        if is_ideograph(c) {
            count += 1;
            inside = false;
        } else if c.is_whitespace() {
            inside = false;
        } else if !inside && c.is_alphanumeric() {
            count += 1;
            inside = true;
        }
    }
    count
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The text of the first `# heading` (of any level) outside code.
fn first_heading(body: &str) -> Option<String> {
    let mut prose = Prose::default();
    body.lines().filter(|line| prose.takes(line)).find_map(|line| {
        let marks = line.len() - line.trim_start_matches('#').len();
        let text =
            line.get(marks..).filter(|text| (1..=6).contains(&marks) && text.starts_with([' ', '\t']))?;
        let text = plain(text.trim().trim_end_matches('#').trim());
        (!text.is_empty()).then_some(text)
    })
}

/// The beginning of the body as running text: no headings, code, pictures, comments or marks.
fn first_words(body: &str) -> String {
    let mut prose = Prose::default();
    let mut out = String::new();
    for line in body.lines().filter(|line| prose.takes(line)) {
        let line = line.trim_start_matches(['>', ' ', '\t']);
        if line.starts_with(['#', '<', '|'])
            || (line.starts_with('[') && line.contains("]:"))
            || line.starts_with("![")
            || line.starts_with("---")
            || line.starts_with("===")
        {
            continue;
        }
        let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
        for word in plain(line).split_whitespace() {
            if out.chars().count() + word.chars().count() + 1 > FIRST_WORDS {
                if out.is_empty() {
                    out.extend(word.chars().take(FIRST_WORDS));
                }
                return out;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

/// A line without the marks of emphasis, code and links.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let tail = &rest[c.len_utf8()..];
        match c {
            '*' | '`' => {}
            '!' if tail.starts_with('[') => {}
            '[' => {}
            ']' if tail.starts_with('(') => {
                rest = tail.find(')').map_or("", |end| &tail[end + 1..]);
                continue;
            }
            ']' => {}
            '_' if out.is_empty()
                || out.ends_with(' ')
                || tail.is_empty()
                || tail.starts_with([' ', '.', ',']) => {}
            '\\' if tail.starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.push_str(&tail[..1]);
                rest = &tail[1..];
                continue;
            }
            c => out.push(c),
        }
        rest = tail;
    }
    out
}

/// Tells prose from fenced code.
#[derive(Default)]
struct Prose {
    fence: Option<char>,
}

impl Prose {
    fn takes(&mut self, line: &str) -> bool {
        let line = line.trim_start();
        let mark = ['`', '~'].into_iter().find(|mark| line.chars().take_while(|c| c == mark).count() >= 3);
        match (self.fence, mark) {
            (None, Some(mark)) => self.fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => self.fence = None,
            _ => return self.fence.is_none(),
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_all_scripts() {
        for (text, count) in [
            ("", 0),
            ("One two\nthree", 3),
            ("it's a state-of-the-art - thing", 4),
            ("*one* `two` [three](x)", 3),
            ("日本の秋", 4),
            ("日本 and 한국", 5),
            ("## 1. Title --- ***", 2),
            ("مرحبا بالعالم", 2),
        ] {
            assert_eq!(words(text), count, "{text:?}");
        }
    }

    #[test]
    fn pictures_are_seen_in_prose_and_not_in_code() {
        for (body, seen) in [
            ("![fog](fog.jpg)", true),
            ("word ![](a.png) word", true),
            ("![fog][1]\n\n[1]: a.png", true),
            ("<figure><img src=\"a.png\"></figure>", true),
            ("[a link](fog.jpg) and an exclamation!", false),
            ("```\n![fog](fog.jpg)\n```", false),
            ("", false),
        ] {
            assert_eq!(has_picture(body), seen, "{body:?}");
        }
    }

    #[test]
    fn the_first_words_and_the_heading_are_plain() {
        for (body, heading, first) in [
            (
                "# A *title* #\n\nSome **bold** text with a [link](https://example.org/a_b).\n",
                Some("A title"),
                "Some bold text with a link.",
            ),
            ("```\n# not this\n```\n## Real\nx_y and _this_ \\*\n", Some("Real"), "x_y and this *"),
            ("![alt](a.png)\n\n> - quoted\n", None, "quoted"),
            ("#tag\n", None, ""),
            ("", None, ""),
        ] {
            assert_eq!(
                (first_heading(body).as_deref(), first_words(body).as_str()),
                (heading, first),
                "{body:?}"
            );
        }
        let cut = first_words(&"wandering ".repeat(100));
        assert!(cut.chars().count() <= FIRST_WORDS && cut.ends_with("wandering"));
        assert_eq!(first_words(&"日".repeat(500)).chars().count(), FIRST_WORDS);
    }
}
