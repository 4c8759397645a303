//! `copydesk list | new | render | check | status`: posts as they are here. Nothing of this asks a blog.

use super::args::{Form, StateFilter};
use super::failure::{Exit, Failure};
use super::output::{age, count, table, time};
use super::session::Session;
use app::desk::Rendering;
use app::wire::Nothing;
use app::wire::accounts::MarkupView;
use app::wire::editor::{ProblemView, SeverityView};
use app::wire::git::GitView;
use app::wire::library::{CreatePost, OnePost, PostRow, PostState};
use app::wire::publishing::JobState;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Shows the posts.
pub fn list(session: &Session, status: Option<StateFilter>, query: &[String]) -> Result<Exit, Failure> {
    let library = session.library()?;
    let mut posts = session.rows(&query.join(" "))?;
    let all = session.app.library_counts()?.all as usize;
    posts.retain(|post| status.is_none_or(|status| in_state(&post.state, status)));
    let now = now_ms();
    let rows: Vec<[String; 5]> = posts
        .iter()
        .map(|post| {
            let (state, _) = words(&post.state);
            [state, age(post.modified_ms, now), post.words.to_string(), post.path.clone(), post.title.clone()]
        })
        .collect();
    let documents: Vec<Value> = posts.iter().map(document).collect();
    session
        .output
        .result(&table(["STATE", "WRITTEN", "WORDS", "FILE", "TITLE"], &rows), &Value::Array(documents));
    session.output.message(&format!("{} of {} in {}", posts.len(), count(all, "post"), library.folder));
    Ok(Exit::Done)
}

/// Starts a post and prints its file.
pub fn new(session: &Session, title: String) -> Result<Exit, Failure> {
    let library = session.library()?;
    let row = session.app.create_post(CreatePost { title })?;
    let file = Path::new(&library.folder).join(&row.path).display().to_string();
    session
        .output
        .result(&format!("{file}\n"), &json!({ "file": row.path, "path": file, "title": row.title }));
    Ok(Exit::Done)
}

/// Prints what a post becomes.
pub fn render(session: &Session, file: &Path, form: Form) -> Result<Exit, Failure> {
    session.library()?;
    let post = session.post(file)?;
    let PostRow { state, .. } = session.app.known(&post)?.row;
    if let PostState::Unreadable { why } = state {
        return Err(Failure::new(
            Exit::Input,
            format!("{}: {why}", post.path),
            "Nothing was rendered and nothing was changed.",
        ));
    }
    let (form, name) = match form {
        Form::Html => (Rendering::Html, "html"),
        Form::Blocks => (Rendering::Markup(MarkupView::Blocks), "blocks"),
        Form::Classic => (Rendering::Markup(MarkupView::Classic), "classic"),
    };
    let content = session.app.render(&post, form)?;
    let line_end = if content.is_empty() || content.ends_with('\n') { "" } else { "\n" };
    session.output.result(
        &format!("{content}{line_end}"),
        &json!({ "file": post.path, "as": name, "content": content }),
    );
    Ok(Exit::Done)
}

/// Lists what to mend.
pub fn check(session: &Session, file: &Path) -> Result<Exit, Failure> {
    session.library()?;
    let post = session.post(file)?;
    let known = session.app.known(&post)?;
    let mut problems = known.view.problems;
    if let PostState::Unreadable { why } = known.row.state {
        problems.insert(
            0,
            ProblemView { severity: SeverityView::Blocking, from: 0, to: 0, line: 1, message: why },
        );
    }
    let blocking = problems.iter().filter(|problem| problem.severity == SeverityView::Blocking).count();
    let mut text: String = problems
        .iter()
        .map(|problem| {
            format!(
                "{}:{}: {}: {}\n",
                post.path,
                problem.line,
                severity_word(problem.severity),
                problem.message
            )
        })
        .collect();
    text += &match (problems.len(), blocking) {
        (0, _) => format!("{}: nothing to mend, {}\n", post.path, count(known.view.words as usize, "word")),
        (_, 0) => "nothing stands in the way of publishing\n".into(),
        (_, 1) => "1 stands in the way of publishing\n".into(),
        (_, n) => format!("{n} stand in the way of publishing\n"),
    };
    let document = json!({
        "file": post.path,
        "words": known.view.words,
        "publishable": blocking == 0,
        "problems": problems.iter().map(problem_document).collect::<Vec<_>>(),
    });
    session.output.result(&text, &document);
    Ok(if blocking == 0 { Exit::Done } else { Exit::Input })
}

/// Shows where one post stands.
pub fn status(session: &Session, file: &Path) -> Result<Exit, Failure> {
    session.library()?;
    let post = session.post(file)?;
    let known = session.app.known(&post)?;
    let (state, detail) = words(&known.row.state);
    let mut lines = vec![
        ("Post", known.row.title.clone()),
        ("File", post.path.clone()),
        ("State", if detail.is_empty() { state } else { format!("{state}: {detail}") }),
        (
            "Written",
            format!(
                "{}, {}, {} min to read",
                age(known.row.modified_ms, now_ms()),
                count(known.view.words as usize, "word"),
                known.view.minutes
            ),
        ),
    ];
    if !known.view.problems.is_empty() {
        lines.push((
            "Check",
            format!("{} to look at: copydesk check {}", known.view.problems.len(), post.path),
        ));
    }
    let twins = session.app.list_twins(OnePost { path: post.path.clone() })?;
    for twin in &twins {
        let status = if twin.status.is_empty() { String::new() } else { format!(", {}", twin.status) };
        let url = if twin.url.is_empty() { String::new() } else { format!(", {}", twin.url) };
        lines.push(("Blog", format!("{}, number {}{status}{url}", twin.blog, twin.id)));
    }
    let mut document = document(&known.row);
    document["remotes"] = twins
        .iter()
        .map(|twin| {
            let known = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            json!({ "blog": twin.blog, "id": twin.id, "url": known(&twin.url), "status": known(&twin.status) })
        })
        .collect();
    document["problems"] = known.view.problems.iter().map(problem_document).collect();
    session.output.result(&listing(&lines), &document);
    Ok(Exit::Done)
}

/// Shows where everything stands.
pub fn overview(session: &Session) -> Result<Exit, Failure> {
    let library = session.library()?;
    let accounts = session.app.account_views();
    let jobs = session.app.list_outbox(Nothing {})?;
    let waiting =
        jobs.iter().filter(|job| !matches!(job.state, JobState::Done | JobState::Cancelled)).count();
    let mut states: Vec<(String, usize)> = Vec::new();
    let posts = session.rows("")?;
    for post in &posts {
        let (state, _) = words(&post.state);
        match states.iter_mut().find(|(known, _)| *known == state) {
            Some((_, n)) => *n += 1,
            None => states.push((state, 1)),
        }
    }
    let by_state: Vec<String> = states.iter().map(|(state, n)| format!("{n} {state}")).collect();
    let mut lines = vec![
        ("Library", library.folder.clone()),
        ("Posts", format!("{} ({})", posts.len(), by_state.join(", "))),
    ];
    if posts.is_empty() {
        lines[1].1 = "none yet: copydesk new TITLE".into();
    }
    if let Some(why) = &library.read_only {
        lines.push(("Read only", why.clone()));
    }
    for account in &accounts {
        lines.push(("Blog", format!("{} ({}) as {}", account.name, account.address, account.user)));
    }
    if accounts.is_empty() {
        lines.push(("Blog", "none yet: copydesk account add URL --user NAME".into()));
    }
    let tree = session.app.git_state(Nothing {})?;
    if let Some(tree) = &tree {
        lines.push(("Git", tree_words(tree)));
    }
    lines.push((
        "Outbox",
        if waiting == 0 { "empty".into() } else { format!("{waiting} not finished: copydesk outbox list") },
    ));
    let document = json!({
        "library": library.folder,
        "readOnly": library.read_only,
        "posts": posts.len(),
        "states": states.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "accounts": accounts.iter().map(|account| &account.name).collect::<Vec<_>>(),
        "outbox": waiting,
        "git": tree,
    });
    session.output.result(&listing(&lines), &document);
    Ok(Exit::Done)
}

/// How the git work tree stands, in one line.
fn tree_words(tree: &GitView) -> String {
    let branch = if tree.branch.is_empty() { "not on a branch" } else { &tree.branch };
    let counts = [
        (tree.conflicted, "unmerged"),
        (tree.changed, "changed"),
        (tree.ahead, "to send"),
        (tree.behind, "to receive"),
    ];
    let counts: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let standing = match (tree.in_progress.as_str(), counts.is_empty(), tree.remote.is_empty()) {
        ("", true, true) => "no remote".to_owned(),
        ("", true, false) => "all sent".to_owned(),
        ("", false, _) => format!("{}: copydesk sync", counts.join(", ")),
        (word, ..) => format!("a {word} is not finished"),
    };
    format!("{branch}, {standing}")
}

/// A problem for programs; positions are UTF-16 units as editors count them.
pub fn problem_document(problem: &ProblemView) -> Value {
    json!({
        "severity": severity_word(problem.severity),
        "line": problem.line,
        "from": problem.from,
        "to": problem.to,
        "message": problem.message,
    })
}

/// A state as one word, and what there is to say about it.
pub fn words(state: &PostState) -> (String, String) {
    let (word, detail) = match state {
        PostState::Draft => ("draft", String::new()),
        PostState::ChangedHere => ("changed", String::new()),
        PostState::Waiting { why, changed: false } => ("waiting", why.clone()),
        PostState::Waiting { why, changed: true } => ("waiting, changed here", why.clone()),
        PostState::Publishing { step, of } => ("publishing", format!("step {step} of {of}")),
        PostState::Published => ("published", String::new()),
        PostState::Scheduled { at } => ("scheduled", at.clone()),
        PostState::NotPublic { word } => (word.as_str(), String::new()),
        PostState::Conflict { why } => ("conflict", why.clone()),
        PostState::Failed { why } => ("failed", why.clone()),
        PostState::Unreadable { why } => ("unreadable", why.clone()),
    };
    (word.to_owned(), detail)
}

fn in_state(state: &PostState, wanted: StateFilter) -> bool {
    match wanted {
        StateFilter::Draft => matches!(state, PostState::Draft),
        StateFilter::Changed => matches!(state, PostState::ChangedHere),
        StateFilter::Waiting => matches!(state, PostState::Waiting { .. } | PostState::Publishing { .. }),
        StateFilter::Published => matches!(state, PostState::Published),
        StateFilter::Scheduled => matches!(state, PostState::Scheduled { .. }),
        StateFilter::NotPublic => matches!(state, PostState::NotPublic { .. }),
        StateFilter::Conflict => matches!(state, PostState::Conflict { .. }),
        StateFilter::Failed => matches!(state, PostState::Failed { .. }),
        StateFilter::Unreadable => matches!(state, PostState::Unreadable { .. }),
    }
}

/// Whether all words occur, whatever their case, in title, first words, tags or file name.
fn document(post: &PostRow) -> Value {
    let (state, detail) = words(&post.state);
    json!({
        "file": post.path,
        "title": post.title,
        "state": state,
        "detail": detail,
        "words": post.words,
        "modified": time(post.modified_ms),
        "tags": post.tags,
    })
}

fn listing(lines: &[(&str, String)]) -> String {
    lines.iter().map(|(name, value)| format!("{name:<10}{value}\n")).collect()
}

fn severity_word(severity: SeverityView) -> &'static str {
    match severity {
        SeverityView::Hint => "hint",
        SeverityView::Warning => "warning",
        SeverityView::Blocking => "blocking",
    }
}

fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(title: &str, state: PostState) -> PostRow {
        PostRow {
            path: "trips/kyoto.md".into(),
            title: title.into(),
            first_words: "Well, to be honest".into(),
            modified_ms: 0.0,
            words: 3,
            state,
            tags: vec!["Japan".into()],
            pinned: false,
            changed_there: false,
            note: None,
        }
    }

    #[test]
    fn every_state_has_a_word_and_one_filter() {
        let why = || "why".to_owned();
        let filters = <StateFilter as clap::ValueEnum>::value_variants();
        for (state, word, detail) in [
            (PostState::Draft, "draft", ""),
            (PostState::ChangedHere, "changed", ""),
            (PostState::Waiting { why: why(), changed: false }, "waiting", "why"),
            (PostState::Waiting { why: why(), changed: true }, "waiting, changed here", "why"),
            (PostState::Publishing { step: 3, of: 7 }, "publishing", "step 3 of 7"),
            (PostState::Published, "published", ""),
            (PostState::Scheduled { at: "2027-01-01".into() }, "scheduled", "2027-01-01"),
            (PostState::NotPublic { word: "private".into() }, "private", ""),
            (PostState::Conflict { why: why() }, "conflict", "why"),
            (PostState::Failed { why: why() }, "failed", "why"),
            (PostState::Unreadable { why: why() }, "unreadable", "why"),
        ] {
            assert_eq!(words(&state), (word.to_owned(), detail.to_owned()));
            assert_eq!(filters.iter().filter(|filter| in_state(&state, **filter)).count(), 1, "{word}");
            assert_eq!(document(&post("T", state))["state"], word);
        }
    }

    #[test]
    fn lists_of_names_and_values_align() {
        assert_eq!(
            listing(&[("File", "a.md".into()), ("State", "draft".into())]),
            "File      a.md\nState     draft\n"
        );
    }
}
