//! `copydesk comments`: what readers wrote, answering it, and saying how it stands.
//!
//! Comments are strangers' words. Nothing in them reaches the terminal that could steer it; HTML is shown as it is written.

use super::args::{CommentWord, Comments, Moderated};
use super::failure::{Exit, Failure};
use super::output::{count, table};
use super::session::{Session, password};
use app::wire::comments::{CommentState, CommentView, ListComments, ModerateComment, ReplyToComment};
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::Path;

/// The longest answer that is read from standard input, in bytes; WordPress takes 65,525.
const LONGEST: u64 = 65_525;

/// Does what was asked.
pub fn comments(session: &Session, what: Comments) -> Result<Exit, Failure> {
    match what {
        Comments::List { status, file, password_stdin } => {
            list(session, status, file.as_deref(), password_stdin)
        }
        Comments::Reply { id, text, .. } => reply(session, id, text),
        Comments::Approve(which) => moderate(session, &which, CommentState::Approved),
        Comments::Hold(which) => moderate(session, &which, CommentState::Held),
        Comments::Spam(which) => moderate(session, &which, CommentState::Spam),
        Comments::Trash(which) => moderate(session, &which, CommentState::Trashed),
    }
}

fn list(
    session: &Session,
    status: Option<CommentWord>,
    file: Option<&Path>,
    password_stdin: bool,
) -> Result<Exit, Failure> {
    let account = account(session, password_stdin)?;
    let path = match file {
        Some(file) => {
            session.library()?;
            Some(session.post(file)?.path)
        }
        None => None,
    };
    let state = status.map(|word| match word {
        CommentWord::Hold => CommentState::Held,
        CommentWord::Approve => CommentState::Approved,
        CommentWord::Spam => CommentState::Spam,
        CommentWord::Trash => CommentState::Trashed,
    });
    let mut all = Vec::new();
    for page in 1.. {
        let asked = ListComments { account: account.clone(), state, path: path.clone(), page };
        let found = session.app.list_comments(asked)?;
        all.extend(found.comments);
        if !found.more {
            break;
        }
        session.output.message(&format!("{} so far", count(all.len(), "comment")));
    }
    let rows: Vec<[String; 6]> = all.iter().map(row).collect();
    let documents: Vec<Value> = all.iter().map(document).collect();
    let head = ["ID", "STATUS", "DATE (UTC)", "POST", "FROM", "TEXT"];
    session.output.result(&table(head, &rows), &Value::Array(documents));
    session.output.message(&count(all.len(), "comment"));
    Ok(Exit::Done)
}

fn reply(session: &Session, id: u64, text: Option<String>) -> Result<Exit, Failure> {
    let text = match text {
        Some(text) => text,
        None => from_stdin()?,
    };
    let account = account(session, false)?;
    let reply = session.app.reply_to_comment(ReplyToComment { account, id, text })?;
    match reply.comment {
        Some(comment) => session.output.result(
            &format!("{id}: answered with {}, {}\n", comment.id, word(comment.state)),
            &json!({ "answers": id, "outcome": "sent", "comment": document(&comment) }),
        ),
        None => session.output.result(
            &format!("{id}: this answer is there already\n"),
            &json!({ "answers": id, "outcome": "already there", "comment": null }),
        ),
    }
    Ok(Exit::Done)
}

fn moderate(session: &Session, which: &Moderated, state: CommentState) -> Result<Exit, Failure> {
    let account = account(session, which.password_stdin)?;
    let mut done = Vec::new();
    for &id in &which.ids {
        match session.app.moderate_comment(ModerateComment { account: account.clone(), id, state }) {
            Ok(comment) => done.push(comment),
            Err(error) => {
                let mut failure = Failure::from(error);
                failure.happened = format!("Comment {id}: {}", failure.happened);
                let before = count(done.len(), "comment");
                failure.hint = format!("{before} before it: done. The same command again does no harm.");
                return Err(failure);
            }
        }
    }
    let words: String =
        done.iter().map(|comment| format!("{}: {}\n", comment.id, word(comment.state))).collect();
    session.output.result(&words, &done.iter().map(document).collect());
    Ok(Exit::Done)
}

/// The account that is meant, with its password where that is piped in.
fn account(session: &Session, password_stdin: bool) -> Result<String, Failure> {
    let account = session.account()?;
    if password_stdin {
        session.app.use_password(&account.id, password(true, "")?, true)?;
    }
    Ok(account.id)
}

fn from_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST + 1).read_to_string(&mut text);
    match read {
        Ok(bytes) if bytes as u64 <= LONGEST => Ok(text),
        Ok(_) => Err(Failure::new(
            Exit::Input,
            "The answer is longer than WordPress takes (65,525 bytes).",
            "Nothing was sent. Shorten it.",
        )),
        Err(_) => Err(Failure::new(
            Exit::Input,
            "The answer could not be read from standard input as UTF-8 text.",
            "Nothing was sent.",
        )),
    }
}

/// A stranger's words on one line: without control characters, and without those that turn the direction of what follows.
fn plain(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let words = text.replace(['\n', '\r', '\t', '\u{2028}', '\u{2029}'], " ").replace(steers, "");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row(comment: &CommentView) -> [String; 6] {
    let date: String = plain(&comment.date).replace('T', " ").chars().take(16).collect();
    [
        comment.id.to_string(),
        word(comment.state).into(),
        date,
        comment.post.to_string(),
        plain(&comment.author),
        plain(&comment.text),
    ]
}

/// For programs: the words as they are, escaped by JSON.
fn document(comment: &CommentView) -> Value {
    json!({
        "id": comment.id,
        "post": comment.post,
        "answers": comment.parent,
        "from": comment.author,
        "date": comment.date,
        "status": word(comment.state),
        "text": comment.text,
        "url": comment.url,
    })
}

fn word(state: CommentState) -> &'static str {
    match state {
        CommentState::Held => "held",
        CommentState::Approved => "approved",
        CommentState::Spam => "spam",
        CommentState::Trashed => "in the trash",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_words_do_not_steer_the_terminal() {
        for (text, expected) in [
            ("Nice.\r\n\r\nMore?", "Nice. More?"),
            ("\u{1b}[2J\u{1b}]0;title\u{7}x\0y", "[2J]0;titlexy"),
            ("\u{9b}31mred", "31mred"),
            ("a\u{202e}txt.exe\u{2066}", "atxt.exe"),
            ("<b>bold</b> &amp; \u{1f5dd}", "<b>bold</b> &amp; \u{1f5dd}"),
            ("\u{2028}", ""),
        ] {
            assert_eq!(plain(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_comment_is_one_row_and_one_document() {
        let comment = CommentView {
            id: 4,
            post: 7,
            parent: Some(3),
            author: "Ann\u{1b}[0m".into(),
            date: "2026-11-23T04:00:00".into(),
            text: "One\ntwo".into(),
            state: CommentState::Held,
            url: "https://example.org/a/#comment-4".into(),
        };
        assert_eq!(row(&comment), ["4", "held", "2026-11-23 04:00", "7", "Ann[0m", "One two"]);
        assert_eq!(document(&comment)["text"], "One\ntwo");
        assert_eq!(document(&comment)["answers"], 3);
    }
}
