//! A firewall that refuses a post by its words: which lines is it? Found by halving, on a throw-away draft.
//!
//! The draft is our own empty shell under a token, never public, and goes to the trash afterwards, also when the search
//! breaks off. The number of requests is bounded. Over either interface.

use super::finding::{Finding, Subject, broken, fine, skipped};
use blog::{BlogClient, ClientError, Failure, PostFields, PostKind, Token};
use std::ops::Range;

/// The most writes to the draft: enough for three lines among a thousand.
const MAX_TRIES: usize = 40;

/// The most lines that are shown.
const MAX_LINES: usize = 5;

/// Sends `text` (as it would be sent to the blog) to a throw-away draft, and when it is refused finds the lines for which.
/// `host` is the blog's, for sentences.
pub fn examine_text(client: &dyn BlogClient, host: &str, text: &str, token: &Token) -> Finding {
    let subject = Subject::Text;
    let shell = match shell(client, token) {
        Ok(id) => id,
        Err(error) => {
            return skipped(subject, "No draft could be made to try the words with.")
                .with_detail(error.message);
        }
    };
    let mut tries = 0;
    let mut is_refused = |words: &str| {
        tries += 1;
        let fields = PostFields { content: Some(words.to_owned()), ..PostFields::default() };
        match client.write_post(PostKind::Post, shell, &fields, None) {
            Ok(_) => Ok(false),
            Err(error) if refuses_words(error.failure) => Ok(true),
            Err(error) => Err(error),
        }
    };
    let finding = match is_refused("<p>A short line.</p>") {
        Ok(false) => search(text, &mut is_refused).map(|search| verdict(host, text, &search)),
        Ok(true) => Ok(skipped(subject, "Even a short line is refused, so it is not the words.")),
        Err(error) => Err(error),
    };
    let finding = finding.unwrap_or_else(|error| {
        skipped(subject, "The search broke off.").with_detail(format!("{} {}", error.message, error.detail))
    });
    match client.trash_post(PostKind::Post, shell) {
        Ok(()) => finding,
        Err(_) => Finding {
            next: format!(
                "{} An empty draft called “{TITLE}” stayed on the blog; delete it there.",
                finding.next
            )
            .trim_start()
            .to_owned(),
            ..finding
        },
    }
}

const TITLE: &str = "Copydesk looks for refused words";

/// The throw-away draft; one that a broken-off search left behind is used again.
fn shell(client: &dyn BlogClient, token: &Token) -> Result<blog::RemoteId, ClientError> {
    if let Some(left) = client.find_shells(PostKind::Post, token)?.into_iter().next() {
        return Ok(left.id);
    }
    match client.create_shell(PostKind::Post, TITLE, token) {
        Ok(post) => Ok(post.id),
        // It may have arrived; then it is found.
        Err(error) => {
            client.find_shells(PostKind::Post, token)?.into_iter().next().map(|post| post.id).ok_or(error)
        }
    }
}

/// Whether a failure can be a firewall's answer to words: after a short line got through, all that remains is the words.
fn refuses_words(failure: Failure) -> bool {
    matches!(
        failure,
        Failure::Blocked | Failure::Forbidden | Failure::NotOurs | Failure::Rejected | Failure::Lost
    )
}

/// What halving found.
#[derive(Debug, PartialEq, Eq)]
struct Search {
    /// Whether the whole is refused.
    refused: bool,
    /// Lines of the text that are refused by themselves, or runs of lines that are refused only together.
    found: Vec<Range<usize>>,
    /// Whether it ended before all was looked through.
    cut_short: bool,
}

/// Halves the lines until those are left that are refused. Asks at most [`MAX_TRIES`] times.
fn search(
    text: &str,
    is_refused: &mut dyn FnMut(&str) -> Result<bool, ClientError>,
) -> Result<Search, ClientError> {
    let lines: Vec<&str> = text.lines().collect();
    if !is_refused(text)? {
        return Ok(Search { refused: false, found: Vec::new(), cut_short: false });
    }
    let (mut found, mut tries, mut cut_short) = (Vec::new(), 1, false);
    // Runs that are known to be refused.
    let whole = 0..lines.len();
    let mut runs = Vec::from([whole]);
    while let Some(run) = runs.pop() {
        if run.len() <= 1 {
            found.push(run);
            continue;
        }
        if tries + 2 > MAX_TRIES || found.len() >= MAX_LINES {
            cut_short = true;
            found.push(run);
            break;
        }
        let middle = run.start + run.len() / 2;
        let mut either = false;
        for half in [middle..run.end, run.start..middle] {
            tries += 1;
            if is_refused(&lines[half.clone()].join("\n"))? {
                either = true;
                runs.push(half);
            }
        }
        // Each half passes by itself: it is how they stand together.
        if !either {
            found.push(run);
        }
    }
    found.sort_by_key(|run| run.start);
    Ok(Search { refused: true, found, cut_short })
}

fn verdict(host: &str, text: &str, search: &Search) -> Finding {
    let subject = Subject::Text;
    if !search.refused {
        return fine(subject, "The words of the post get through.");
    }
    let lines: Vec<&str> = text.lines().collect();
    let shown = search.found.iter().take(MAX_LINES).map(|run| {
        let first: String =
            lines.get(run.start).copied().unwrap_or_default().trim().chars().take(200).collect();
        if run.len() > 1 { format!("{first} … ({} lines together)", run.len()) } else { first }
    });
    let shown = shown.collect::<Vec<_>>().join("\n");
    let more = if search.cut_short { " There may be more." } else { "" };
    broken(
        subject,
        format!("Something in front of {host} refuses this post because of its words.{more}"),
        "a web application firewall of the host, or a security plugin",
        "The lines below are what it refuses; such rules often take code for an attack. Reword them, or send the host the \
         text below so that the rule is taken off for signed-in requests.",
    )
    .with_detail(shown)
    .with_letter(
        host,
        "Please look into the firewall's log (ModSecurity or such) for my refused requests to WordPress, and take the rule \
         off for signed-in requests to /wp-json/ and /xmlrpc.php.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offending_lines_are_found_in_few_questions() {
        let thousand: Vec<String> = (0..1_000).map(|n| format!("line {n}")).collect();
        let with = |bad: &[(usize, &str)]| {
            let mut lines = thousand.clone();
            for (at, words) in bad {
                lines[*at] = (*words).to_owned();
            }
            lines.join("\n")
        };
        for (what, text, expected, most) in [
            ("nothing is wrong", with(&[]), &[][..], 1),
            ("the first line", with(&[(0, "DROP TABLE")]), &[(0, 1)], 22),
            ("the last line", with(&[(999, "DROP TABLE")]), &[(999, 1_000)], 22),
            (
                "two lines far apart",
                with(&[(10, "DROP TABLE"), (800, "/etc/passwd")]),
                &[(10, 11), (800, 801)],
                40,
            ),
            (
                "two lines that are refused only together",
                with(&[(3, "one half"), (4, "other half")]),
                &[(3, 5)],
                22,
            ),
            ("one line only", "DROP TABLE".to_owned(), &[(0, 1)], 1),
        ] {
            let mut asked = 0;
            let found = search(&text, &mut |words| {
                asked += 1;
                let together = words.contains("one half") && words.contains("other half");
                Ok(words.contains("DROP TABLE") || words.contains("/etc/passwd") || together)
            })
            .unwrap();
            if what.contains("together") {
                assert!(found.found.iter().any(|run| run.start <= 3 && run.end >= 5), "{what}: {found:?}");
            } else {
                let runs: Vec<_> = found.found.iter().map(|run| (run.start, run.end)).collect();
                assert_eq!(runs, expected, "{what}");
            }
            assert!(asked <= most, "{what}: {asked} questions");
        }
        let mut asked = 0;
        let all_bad = search(&with(&[]), &mut |_| {
            asked += 1;
            Ok(true)
        });
        let all_bad = all_bad.unwrap();
        assert!(all_bad.cut_short && asked <= MAX_TRIES, "{asked} questions");
        assert!(verdict("example.org", &with(&[]), &all_bad).detail.lines().count() <= MAX_LINES + 1);
    }
}
