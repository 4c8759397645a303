//! `copydesk pull`: what is on the blog, bringing it here, and tying files to posts that are there.

use super::args::Pull;
use super::failure::{Exit, Failure};
use super::output::{count, table};
use super::progress::watched;
use super::session::{Session, password};
use app::wire::publishing::{DiffKind, DiffView};
use app::wire::pulling::{
    LinkPost, LinkPress, ListRemote, PullOutcome, PullPosts, PullWhat, Pulled, PulledPost, RemotePage,
    RemoteRow, RemoteStanding,
};
use serde_json::{Value, json};

/// Does what was asked: list, link, or bring posts here.
pub fn pull(session: &Session, what: &Pull) -> Result<Exit, Failure> {
    session.library()?;
    let account = session.account()?;
    if what.password_stdin {
        session.app.use_password(&account.id, password(true, "")?, true)?;
    }
    let blog = Blog { session, account: account.id, what };
    match (what.list, what.link) {
        (true, _) => blog.list(),
        (_, true) => blog.link(),
        _ => blog.bring(),
    }
}

struct Blog<'s> {
    session: &'s Session,
    account: String,
    what: &'s Pull,
}

impl Blog<'_> {
    fn list(&self) -> Result<Exit, Failure> {
        let rows = self.rows(self.kinds(), |_| true)?;
        let lines: Vec<[String; 6]> = rows.iter().map(line).collect();
        let documents: Vec<Value> = rows.iter().map(document).collect();
        self.session.output.result(
            &table(["ID", "STATUS", "DATE", "HERE", "FILE", "TITLE"], &lines),
            &Value::Array(documents),
        );
        let new = rows.iter().filter(|row| row.standing == RemoteStanding::NotHere).count();
        self.session.output.message(&format!("{}, {new} of them not here", count(rows.len(), "post")));
        Ok(Exit::Done)
    }

    fn bring(&self) -> Result<Exit, Failure> {
        let mut done = Vec::new();
        let mut stopped = false;
        if self.what.all {
            'kinds: for kind in self.kinds() {
                for page in 1.. {
                    let list = self.page(kind, page);
                    let pulled = self.pull(PullWhat::Page { list })?;
                    stopped = pulled.stopped;
                    done.extend(pulled.posts);
                    if stopped {
                        break 'kinds;
                    }
                    if !pulled.more {
                        break;
                    }
                    self.session.output.message(&format!("{} so far", count(done.len(), "post")));
                }
            }
        } else {
            let pulled = self.pull(PullWhat::Posts { ids: self.ids()? })?;
            stopped = pulled.stopped;
            done.extend(pulled.posts);
        }
        let words: String = done.iter().filter(|post| post.outcome != PullOutcome::Same).map(words).collect();
        let documents: Vec<Value> = done.iter().map(pulled_document).collect();
        self.session.output.result(&words, &Value::Array(documents));
        self.session.output.message(&summary(&done));
        if stopped {
            self.session.output.message("It broke off. What is here is whole; the same command goes on.");
        }
        Ok(exit(&done, stopped))
    }

    fn link(&self) -> Result<Exit, Failure> {
        let ids = if self.what.all { Vec::new() } else { self.ids()? };
        let asked = |row: &RemoteRow| ids.is_empty() || ids.contains(&row.id);
        let kinds = if self.what.all { self.kinds() } else { vec!["post", "page"] };
        let rows = self.rows(kinds, |row| row.standing == RemoteStanding::Unlinked && asked(row))?;
        let mut documents = Vec::new();
        let mut words = String::new();
        for row in &rows {
            let path = row.path.clone().unwrap_or_default();
            let request = LinkPost { account: self.account.clone(), id: row.id.clone(), path: path.clone() };
            let plan = self.session.app.plan_link(request.clone())?;
            self.session.output.message(&format!("{} {}", plan.headline, plan.consequence));
            if !plan.fields.is_empty() {
                self.session.output.message(&format!("  Different: {}", plan.fields.join(", ")));
                self.session.output.message(&differences(&plan.changes));
            }
            self.session.confirm("Tie them?")?;
            self.session.app.link_post(LinkPress { request, fingerprint: plan.fingerprint })?;
            words += &format!("{path}: tied to number {}\n", row.id);
            documents
                .push(json!({ "id": row.id, "file": path, "outcome": "linked", "differs": plan.fields }));
        }
        if rows.is_empty() {
            words = "No file waits to be tied to a post of the blog.\n".into();
        }
        self.session.output.result(&words, &Value::Array(documents));
        Ok(Exit::Done)
    }

    fn kinds(&self) -> Vec<&'static str> {
        if self.what.pages { vec!["post", "page"] } else { vec!["post"] }
    }

    fn page(&self, kind: &str, page: u32) -> ListRemote {
        let status = self.what.status.word().map(str::to_owned);
        ListRemote { account: self.account.clone(), kind: kind.to_owned(), status, page }
    }

    /// All rows of these kinds that are wanted.
    fn rows(&self, kinds: Vec<&str>, wanted: impl Fn(&RemoteRow) -> bool) -> Result<Vec<RemoteRow>, Failure> {
        let mut rows = Vec::new();
        for kind in kinds {
            for page in 1.. {
                let RemotePage { rows: found, total, more } =
                    self.session.app.list_remote(self.page(kind, page))?;
                rows.extend(found.into_iter().filter(&wanted));
                if !more {
                    break;
                }
                let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
                self.session.output.message(&format!("{}{of} listed", page * 100));
            }
        }
        Ok(rows)
    }

    fn pull(&self, what: PullWhat) -> Result<Pulled, Failure> {
        let request = PullPosts { account: self.account.clone(), what, pictures: self.what.pictures };
        Ok(watched(self.session, |app| app.pull_posts(request))?)
    }

    /// The numbers of the posts that were named.
    fn ids(&self) -> Result<Vec<String>, Failure> {
        self.what.posts.iter().map(|named| self.id(named)).collect()
    }

    fn id(&self, named: &str) -> Result<String, Failure> {
        if let Some(number) = number_in(named) {
            return Ok(number.to_owned());
        }
        let wanted = bare(named);
        let found = self.rows(vec!["post", "page"], |row| bare(&row.url) == wanted)?;
        found.into_iter().next().map(|row| row.id).ok_or_else(|| {
            Failure::new(
                Exit::Input,
                format!("Nothing on the blog has the address {named}."),
                "Nothing was changed. See what is there: copydesk pull --list",
            )
        })
    }
}

/// The number itself, or the one in an address such as `https://example.org/?p=12`.
fn number_in(named: &str) -> Option<&str> {
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let query = named.split_once('?').map_or("", |(_, query)| query);
    let parts = query.split('&').filter_map(|part| part.strip_prefix("p=").or(part.strip_prefix("page_id=")));
    std::iter::once(named).chain(parts).find(is_number)
}

/// An address without what does not tell posts apart.
fn bare(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.trim_end_matches('/').to_lowercase()
}

fn line(row: &RemoteRow) -> [String; 6] {
    let r = row.clone();
    let status = if r.kind == "page" { format!("{} page", r.status) } else { r.status };
    [r.id, status, r.date, here(r.standing).into(), r.path.unwrap_or_default(), r.title]
}

fn document(row: &RemoteRow) -> Value {
    json!({
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "status": row.status,
        "date": row.date,
        "url": row.url,
        "here": here(row.standing),
        "why": row.why,
        "file": row.path,
    })
}

fn here(standing: RemoteStanding) -> &'static str {
    match standing {
        RemoteStanding::NotHere => "not here",
        RemoteStanding::Unlinked => "not linked",
        RemoteStanding::Same => "same",
        RemoteStanding::ChangedThere => "changed there",
        RemoteStanding::ChangedHere => "changed here",
        RemoteStanding::ChangedBoth => "changed on both sides",
        RemoteStanding::OtherKind => "another kind",
    }
}

fn words(post: &PulledPost) -> String {
    let named = post.path.clone().unwrap_or_else(|| format!("number {}", post.id));
    let notes: String = post.notes.iter().map(|note| format!("  {note}\n")).collect();
    format!("{named}: {}\n{notes}", outcome(post.outcome))
}

fn pulled_document(post: &PulledPost) -> Value {
    json!({
        "id": post.id,
        "title": post.title,
        "file": post.path,
        "outcome": outcome(post.outcome),
        "notes": post.notes,
    })
}

fn outcome(outcome: PullOutcome) -> &'static str {
    match outcome {
        PullOutcome::Downloaded => "downloaded",
        PullOutcome::Updated => "updated",
        PullOutcome::Linked => "linked",
        PullOutcome::Same => "same",
        PullOutcome::ChangedHere => "changed here",
        PullOutcome::Conflict => "conflict",
        PullOutcome::Unlinked => "not linked",
        PullOutcome::Skipped => "skipped",
    }
}

/// How many became what, e.g. `3 downloaded, 1 conflict`.
fn summary(done: &[PulledPost]) -> String {
    let all = [
        PullOutcome::Downloaded,
        PullOutcome::Updated,
        PullOutcome::Linked,
        PullOutcome::Same,
        PullOutcome::ChangedHere,
        PullOutcome::Conflict,
        PullOutcome::Unlinked,
        PullOutcome::Skipped,
    ];
    let of = |kind| done.iter().filter(|post| post.outcome == kind).count();
    let parts: Vec<String> = all
        .into_iter()
        .filter(|kind| of(*kind) > 0)
        .map(|kind| format!("{} {}", of(kind), outcome(kind)))
        .collect();
    if parts.is_empty() { "Nothing was there to bring.".to_owned() } else { parts.join(", ") }
}

fn exit(done: &[PulledPost], stopped: bool) -> Exit {
    let refused = |post: &PulledPost| matches!(post.outcome, PullOutcome::Conflict | PullOutcome::Skipped);
    match (stopped, done.iter().any(refused)) {
        (true, _) => Exit::NoAnswer,
        (false, true) => Exit::Refused,
        (false, false) => Exit::Done,
    }
}

/// Two texts line by line: `-` stands there only, `+` here only.
fn differences(changes: &[DiffView]) -> String {
    let mark = |kind| match kind {
        DiffKind::Same => ' ',
        DiffKind::Added => '+',
        DiffKind::Removed => '-',
    };
    let lines =
        changes.iter().flat_map(|change| change.text.lines().map(move |line| (mark(change.kind), line)));
    lines.map(|(mark, line)| format!("  {mark} {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_are_named_by_number_or_address() {
        for (named, number) in [
            ("12", Some("12")),
            ("https://example.org/?p=12", Some("12")),
            ("https://example.org/?lang=en&page_id=7", Some("7")),
            ("https://example.org/2026/harbour/", None),
            ("harbour", None),
        ] {
            assert_eq!(number_in(named), number, "{named}");
        }
        assert_eq!(bare("http://Example.org/Harbour/#top"), bare("https://example.org/harbour"));
    }

    #[test]
    fn the_exit_code_tells_what_needs_a_look() {
        let post = |outcome| PulledPost {
            id: "7".into(),
            title: "Harbour".into(),
            outcome,
            path: Some("harbour.md".into()),
            notes: vec!["Changed there: text.".into()],
        };
        for (outcomes, stopped, code) in [
            (vec![], false, 0),
            (vec![PullOutcome::Downloaded, PullOutcome::Same, PullOutcome::Unlinked], false, 0),
            (vec![PullOutcome::Updated, PullOutcome::Conflict], false, 4),
            (vec![PullOutcome::Skipped], false, 4),
            (vec![PullOutcome::Skipped], true, 6),
        ] {
            let done: Vec<PulledPost> = outcomes.into_iter().map(post).collect();
            assert_eq!(exit(&done, stopped) as u8, code, "{}", summary(&done));
        }
        assert_eq!(words(&post(PullOutcome::Conflict)), "harbour.md: conflict\n  Changed there: text.\n");
        assert_eq!(summary(&[post(PullOutcome::Same), post(PullOutcome::Same)]), "2 same");
        assert_eq!(summary(&[]), "Nothing was there to bring.");
    }
}
