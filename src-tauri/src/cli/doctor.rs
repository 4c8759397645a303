//! `copydesk account doctor`: what stands between this computer and a blog.

use super::failure::{Exit, Failure};
use super::session::{Session, choose};
use app::wire::connecting::{ExamineBlog, FindingState, FindingView};
use serde_json::{Value, json};
use std::path::Path;

/// Looks at a connected blog, or at an address that is not connected.
pub fn examine(session: &Session, name: &str, post: Option<&Path>) -> Result<Exit, Failure> {
    let known = choose(session.app.account_views(), Some(name)).ok();
    let path = match post {
        None => String::new(),
        Some(_) if known.is_none() => {
            return Err(Failure::new(
                Exit::Usage,
                format!("No blog called \"{name}\" is connected, so no words can be tried there."),
                "Nothing was sent. Connect the blog first, or leave --post out.",
            ));
        }
        Some(file) => {
            session.library()?;
            session.post(file)?.path
        }
    };
    let asked = match known {
        Some(account) => ExamineBlog { account: account.id, path, ..ExamineBlog::default() },
        None => ExamineBlog { address: name.to_owned(), ..ExamineBlog::default() },
    };
    let findings = session.app.examine_blog(asked)?;
    let words: String = findings.iter().map(in_words).collect();
    let documents = findings.iter().map(document).collect();
    session.output.result(&words, &Value::Array(documents));
    Ok(exit_of(&findings))
}

/// What does not work decides the exit code; of several the one that a request meets first.
fn exit_of(findings: &[FindingView]) -> Exit {
    let broken = findings.iter().find(|finding| finding.state == FindingState::Broken);
    match broken.map(|finding| finding.subject.as_str()) {
        None => Exit::Done,
        Some("address" | "connection") => Exit::NoAnswer,
        Some("application_passwords" | "sign_in") => Exit::SignIn,
        Some(_) => Exit::Refused,
    }
}

fn in_words(finding: &FindingView) -> String {
    let mut text = format!("{:<8}{}: {}\n", word(finding.state), finding.label, finding.happened);
    let lines = [
        ("Cause", &finding.culprit),
        ("Safe", &finding.safe),
        ("To do", &finding.next),
        ("Detail", &finding.detail),
        ("For the host", &finding.for_host),
    ];
    let told = matches!(finding.state, FindingState::Note | FindingState::Broken);
    for (name, line) in lines.into_iter().filter(|(_, line)| told && !line.is_empty()) {
        text.push_str(&format!("        {name}: {}\n", line.replace('\n', "\n          ")));
    }
    text
}

fn word(state: FindingState) -> &'static str {
    match state {
        FindingState::Fine => "fine",
        FindingState::Note => "note",
        FindingState::Broken => "broken",
        FindingState::Skipped => "-",
    }
}

fn document(finding: &FindingView) -> Value {
    json!({
        "subject": finding.subject,
        "state": match finding.state {
            FindingState::Skipped => "skipped",
            state => word(state),
        },
        "happened": finding.happened,
        "safe": finding.safe,
        "next": finding.next,
        "culprit": finding.culprit,
        "forHost": finding.for_host,
        "detail": finding.detail,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(subject: &str, state: FindingState) -> FindingView {
        FindingView {
            subject: subject.into(),
            label: "The connection".into(),
            state,
            happened: "It broke.".into(),
            safe: "Posts are safe.".into(),
            next: "Mend it.".into(),
            culprit: "the host".into(),
            for_host: "Hello,\nplease mend it.".into(),
            detail: String::new(),
        }
    }

    #[test]
    fn the_first_thing_that_is_broken_decides_the_exit_code() {
        use FindingState::{Broken, Fine, Note, Skipped};
        for (findings, exit) in [
            (vec![finding("address", Fine), finding("xmlrpc", Note), finding("clock", Skipped)], Exit::Done),
            (vec![finding("connection", Broken), finding("sign_in", Skipped)], Exit::NoAnswer),
            (vec![finding("rest", Fine), finding("sign_in", Broken)], Exit::SignIn),
            (vec![finding("application_passwords", Broken)], Exit::SignIn),
            (vec![finding("front_door", Broken), finding("rest", Broken)], Exit::Refused),
            (vec![finding("text", Broken)], Exit::Refused),
        ] {
            assert_eq!(exit_of(&findings), exit, "{findings:?}");
        }
    }

    #[test]
    fn what_is_fine_takes_one_line() {
        assert_eq!(in_words(&finding("rest", FindingState::Fine)), "fine    The connection: It broke.\n");
        assert_eq!(
            in_words(&finding("rest", FindingState::Broken)),
            "broken  The connection: It broke.\n        Cause: the host\n        Safe: Posts are safe.\n        To do: Mend it.\n        \
             For the host: Hello,\n          please mend it.\n"
        );
    }
}
