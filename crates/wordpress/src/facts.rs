//! What is true of WordPress whichever way it is spoken to: how it names statuses, makes slugs unique, keeps names and
//! floats dates. Pure, and without a word of JSON or XML.

use blog::{CommentStatus, Status, Token};

/// The most of anything that is listed at once; REST allows no more.
pub const PAGE: usize = 100;

/// What a trashed post's slug ends in.
const TRASHED: &str = "__trashed";

/// The slugs a token may have been given: itself, made unique by the blog, and each of them in the trash.
pub fn token_slugs(token: &Token) -> Vec<String> {
    let token = token.as_str();
    let unique = [token.to_owned(), format!("{token}-2"), format!("{token}-3"), format!("{token}-4")];
    let trashed = unique.clone().map(|slug| slug + TRASHED);
    unique.into_iter().chain(trashed).collect()
}

/// Whether a post with this slug is a shell of this token.
pub fn is_shell(slug: &str, token: &Token) -> bool {
    token_slugs(token).iter().any(|name| name == slug)
}

/// WordPress's word for a status that can be set; `None` for the trash, which is no status among others.
pub fn status_word(status: Status) -> Option<&'static str> {
    Some(match status {
        Status::Draft => "draft",
        Status::Pending => "pending",
        Status::Private => "private",
        Status::Scheduled => "future",
        Status::Published => "publish",
        Status::Trashed => return None,
    })
}

/// What WordPress's word for a status means. A plugin's own status is nothing readers see; it waits for somebody.
pub fn status_of(word: &str) -> Status {
    Status::from_word(word).unwrap_or(match word {
        "auto-draft" => Status::Draft,
        _ => Status::Pending,
    })
}

/// WordPress's word for a comment's status, in a filter and to be set.
pub fn comment_word(status: CommentStatus) -> &'static str {
    match status {
        CommentStatus::Held => "hold",
        CommentStatus::Approved => "approve",
        CommentStatus::Spam => "spam",
        CommentStatus::Trashed => "trash",
    }
}

/// What WordPress's word for a comment's status means; `None` for one that is a plugin's own.
pub fn comment_status(word: &str) -> Option<CommentStatus> {
    Some(match word {
        "hold" | "0" => CommentStatus::Held,
        "approve" | "approved" | "1" => CommentStatus::Approved,
        "spam" => CommentStatus::Spam,
        "trash" => CommentStatus::Trashed,
        _ => return None,
    })
}

/// An answer as HTML that WordPress stores exactly as it was sent. Its REST interface compares what is sent, not what it would
/// make of it, with the comments that are there; a repetition is only seen when the two are the same.
pub fn answer_html(words: &str) -> String {
    let mut html = String::with_capacity(words.len());
    for c in words.trim().replace("\r\n", "\n").chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            // Three digits, as WordPress writes it; a bare one is dropped on the way to the comparison.
            '\\' => html.push_str("&#092;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => html.push(c),
        }
    }
    html
}

/// A date as the writer gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// A point in time, by the clock of UTC.
    Instant(jiff::civil::DateTime),
    /// What the blog's own clock shows.
    Clock(jiff::civil::DateTime),
}

impl Date {
    /// Reads a date with an offset or `Z`, or without.
    pub fn read(date: &str) -> Option<Self> {
        match date.parse::<jiff::Timestamp>() {
            Ok(instant) => Some(Self::Instant(instant.to_zoned(jiff::tz::TimeZone::UTC).datetime())),
            Err(_) => date.parse().ok().map(Self::Clock),
        }
    }
}

/// A draft whose date floats is given the time of its last save as its date; the block editor knows it by the same
/// sign. The two clocks are read one after the other, so a second may lie between.
pub fn floats(status: Status, date: Option<&str>, modified: &str) -> bool {
    let seconds = |text: &str| text.parse::<jiff::civil::DateTime>().ok();
    let at_once = match (date.and_then(seconds), seconds(modified)) {
        (Some(date), Some(modified)) => date.duration_until(modified).as_secs().abs() <= 1,
        (None, _) => true,
        (Some(_), None) => false,
    };
    matches!(status, Status::Draft | Status::Pending) && at_once
}

/// WordPress keeps letters beyond ASCII percent-encoded; people write them as they are.
pub fn readable_slug(slug: &str) -> String {
    let hex = |at: usize| slug.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let mut bytes = Vec::with_capacity(slug.len());
    let mut at = 0;
    while at < slug.len() {
        match (slug.as_bytes()[at], hex(at + 1)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                at += 3;
            }
            (byte, _) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| slug.to_owned())
}

/// A name as people read it: entities decoded.
pub fn plain_name(name: &str) -> String {
    htmlize::unescape(name).into_owned()
}

/// A name as WordPress keeps it, which is also how it must be searched.
pub fn stored_name(name: &str) -> String {
    name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A message as plain text on one line, at most 300 characters.
pub fn plain_text(message: &str) -> String {
    let mut plain = String::new();
    let mut inside_tag = false;
    for c in message.chars() {
        match c {
            '<' => inside_tag = true,
            '>' if inside_tag => inside_tag = false,
            _ if inside_tag => {}
            _ => plain.push(c),
        }
    }
    plain_name(&plain).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

/// The stem of a file name: without its extension.
pub fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether a name is the stem, or the stem and something set off from it.
pub fn begins_with(name: &str, stem: &str) -> bool {
    let rest = name.to_lowercase().strip_prefix(&stem.to_lowercase()).map(str::to_owned);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_go_out_as_they_will_be_stored() {
        for (words, html) in [
            (" Thanks.\r\n\nBye\t\n", "Thanks.\n\nBye"),
            ("1 < 2 & \"so\" > it's", "1 &lt; 2 &amp; \"so\" &gt; it's"),
            ("C:\\a", "C:&#092;a"),
            ("a\0b\u{1b}[1mc \u{1f5dd}", "ab[1mc \u{1f5dd}"),
        ] {
            assert_eq!(answer_html(words), html, "{words:?}");
        }
    }

    #[test]
    fn media_is_found_by_the_whole_stem() {
        for (name, expected) in [
            ("harbour-0123", true),
            ("harbour-0123-1", true),
            ("Harbour-0123.png", true),
            ("harbour-0123-scaled.png", true),
            ("harbour-01234.png", false),
            ("xharbour-0123.png", false),
            ("", false),
        ] {
            assert_eq!(begins_with(name, "harbour-0123"), expected, "{name}");
        }
    }

    #[test]
    fn slugs_are_readable() {
        for (slug, expected) in [
            ("my-slug", "my-slug"),
            ("%d1%82%d0%b5%d1%81%d1%82", "тест"),
            ("%d1", "%d1"),
            ("100%", "100%"),
            ("%zz", "%zz"),
            ("%é", "%é"),
        ] {
            assert_eq!(readable_slug(slug), expected);
        }
    }
}
