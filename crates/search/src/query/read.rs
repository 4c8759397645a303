//! Cuts what was typed into clauses.

use super::{Clause, Day, Name, Sought};
use crate::fold;
use blog::Status;

/// A pasted page is a query too; what stands behind this many clauses is passed over.
const MOST_CLAUSES: usize = 64;
/// Words of one phrase that are looked at.
const MOST_WORDS: usize = 32;
/// Characters that open or close a phrase, as keyboards and other programs write them.
const QUOTES: [char; 6] = ['"', '“', '”', '„', '«', '»'];

/// One piece of what was typed.
struct Piece<'t> {
    negated: bool,
    operator: Option<&'static str>,
    /// The piece as it stands, for operators whose value makes no sense.
    whole: &'t str,
    value: &'t str,
    /// Ends with the text: it may not be finished.
    last: bool,
    /// Ends with a star.
    starred: bool,
}

pub fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() && clauses.len() < MOST_CLAUSES {
        let (piece, after) = next(rest);
        rest = after.trim_start();
        let said = |clause: &Clause| {
            clauses.iter().any(|one| (one.negated, &one.sought) == (clause.negated, &clause.sought))
        };
        if let Some(clause) = clause(&piece).filter(|clause| !said(clause)) {
            clauses.push(clause);
        }
    }
    clauses
}

/// The first piece of a text that does not begin with a blank, and what stands behind it.
fn next(text: &str) -> (Piece<'_>, &str) {
    let positive =
        text.strip_prefix('-').filter(|rest| !rest.is_empty() && !rest.starts_with(char::is_whitespace));
    let (negated, text) = (positive.is_some(), positive.unwrap_or(text));
    let (operator, value) = match operator(text) {
        Some((operator, value)) => (Some(operator), value),
        None => (None, text),
    };
    let quoted = value.starts_with(QUOTES);
    let from = if quoted { value.chars().next().map_or(0, char::len_utf8) } else { 0 };
    let inside = &value[from..];
    let end = if quoted {
        inside.find(QUOTES)
    } else {
        inside.find(|c: char| c.is_whitespace() || QUOTES.contains(&c))
    };
    let (inside, mut after) = inside.split_at(end.unwrap_or(inside.len()));
    let closed = quoted && end.is_some();
    if closed {
        after = after.get(after.chars().next().map_or(0, char::len_utf8)..).unwrap_or("");
    }
    let starred = if closed { after.starts_with('*') } else { inside.ends_with('*') };
    if closed && starred {
        after = &after[1..];
    }
    let whole = &text[..text.len() - after.len()];
    (Piece { negated, operator, whole, value: inside, last: after.is_empty() && !closed, starred }, after)
}

/// `tag:` and so on, in any case, and what stands behind it.
fn operator(text: &str) -> Option<(&'static str, &str)> {
    let (word, value) = text.split_once(':')?;
    let known = ["tag", "category", "status", "blog", "before", "after"];
    let operator = known.into_iter().find(|known| word.eq_ignore_ascii_case(known))?;
    Some((operator, value.trim_start()))
}

fn clause(piece: &Piece<'_>) -> Option<Clause> {
    let typed = piece.value.trim_end_matches('*').trim();
    let open = !piece.negated && (piece.last || piece.starred);
    let name = || {
        let folded = fold::name(typed);
        (!folded.is_empty()).then_some(Name { folded, open })
    };
    let sought = match piece.operator {
        Some("tag") => Sought::Tag(name()?),
        Some("category") => Sought::Category(name()?),
        Some("status") => Sought::Status(status(name()?, typed)),
        Some("blog") => Sought::Blog(name()?),
        Some(when) => match Day::read(typed) {
            Some(day) if when == "before" => Sought::Before(day),
            Some(day) => Sought::After(day),
            // Not a day yet: it asks for nothing until it is one.
            None if typed.is_empty() || (piece.last && Day::is_begun(typed)) => return None,
            None => return words(piece, piece.whole, open),
        },
        None => return words(piece, typed, open),
    };
    Some(Clause { negated: piece.negated, sought, typed: without_quotes(typed) })
}

fn words(piece: &Piece<'_>, typed: &str, open: bool) -> Option<Clause> {
    let mut words = fold::words(typed);
    words.truncate(MOST_WORDS);
    let last = words.last()?;
    // Behind a mark nothing was begun ("end." is finished), and a character of its own is no beginning.
    let begun = piece.starred || typed.ends_with(|c: char| c.is_alphanumeric());
    let open = open && begun && !fold::is_single(last);
    let typed = without_quotes(typed.trim_end_matches('*').trim());
    Some(Clause { negated: piece.negated, sought: Sought::Words { words, open }, typed })
}

/// A status by any word that is understood in a file (`publish`, `future`), else as it was begun.
fn status(name: Name, typed: &str) -> Name {
    match Status::from_word(typed) {
        Some(status) => Name { folded: status.word().to_owned(), open: false },
        None => name,
    }
}

fn without_quotes(text: &str) -> String {
    text.split(QUOTES).map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}
