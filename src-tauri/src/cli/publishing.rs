//! `copydesk publish`: the same plan and the same press as the window's, one file after the other.

use super::args::{Publish, Status};
use super::failure::{Exit, Failure};
use super::posts::problem_document;
use super::progress::watched;
use super::session::{Session, password};
use app::wire::accounts::AccountView;
use app::wire::publishing::{JobState, JobView, MessageView, OneJob, PlanPublish, PlanView};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// How often to look whether a held press was taken back.
const LOOK: Duration = Duration::from_millis(200);

/// What became of one file.
#[derive(Debug)]
struct Answer {
    exit: Exit,
    words: String,
    document: Value,
}

/// Publishes the files; the exit code is that of the first one that did not go well.
pub fn publish(session: &Session, what: &Publish) -> Result<Exit, Failure> {
    session.library()?;
    let account = session.account()?;
    if what.password_stdin {
        let secret = password(true, "")?;
        session.app.use_password(&account.id, secret, what.session_only)?;
    }
    let mut answers = Vec::new();
    for file in &what.files {
        let answer = publish_one(session, &account, file, what)
            .unwrap_or_else(|failure| failed(file, &account, &failure));
        let exit = answer.exit;
        answers.push(answer);
        if exit == Exit::SignIn {
            // The next file would only be refused for the same reason.
            break;
        }
    }
    let exit =
        answers.iter().map(|answer| answer.exit).find(|exit| *exit != Exit::Done).unwrap_or(Exit::Done);
    let words: String = answers.iter().map(|answer| answer.words.as_str()).collect();
    let mut documents: Vec<Value> = answers.into_iter().map(|answer| answer.document).collect();
    let document = if what.files.len() == 1 { documents.remove(0) } else { Value::Array(documents) };
    session.output.result(&words, &document);
    Ok(exit)
}

fn publish_one(
    session: &Session,
    account: &AccountView,
    file: &Path,
    what: &Publish,
) -> Result<Answer, Failure> {
    let post = session.post(file)?;
    let known = session.app.known(&post)?;
    let status = what.status.map_or_else(|| default_status(&known.view.fields.status), status_word);
    let request = PlanPublish {
        path: post.path.clone(),
        account: account.id.clone(),
        status: status.to_owned(),
        overwrite: what.overwrite,
        as_new: what.as_new,
    };
    let problems: Vec<Value> = known.view.problems.iter().map(problem_document).collect();
    if let Some(said) = session.app.unsaved_elsewhere(&post) {
        session.output.message(&said);
    }
    let plan = session.app.plan_publish(request.clone())?;
    let twin = session.app.twin(&post, &account.id)?;
    let base = json!({
        "file": post.path,
        "account": account.name,
        "problems": problems,
        "id": twin.as_ref().map(|twin| &twin.id),
        "url": twin.as_ref().map(|twin| &twin.url),
        "status": twin.as_ref().map(|twin| &twin.status),
    });
    if let Some(stopped) = stopped(&plan, &known.row.title, &base) {
        return Ok(stopped);
    }
    if what.dry_run {
        let document =
            with(base, json!({ "outcome": "planned", "status": status, "steps": planned_steps(&plan) }));
        return Ok(Answer { exit: Exit::Done, words: plan_words(&known.row.title, &plan), document });
    }
    for warning in &plan.warnings {
        session.output.message(warning);
    }
    let press = app::wire::publishing::Publish { request, fingerprint: plan.fingerprint.clone() };
    let job = session.app.publish_held(press, what.hold)?;
    if let Some(until) = job.hold_until_ms {
        held(session, &job.id, until);
    }
    let job = OneJob { id: job.id };
    let (_, job) = watched(session, |app| app.run_in_foreground(&job, &mut |_| {}))?;
    if what.status.is_none() && status == "draft" && job.state == JobState::Done {
        session
            .output
            .message("It is a draft there. To make it public: the same command with --status publish");
    }
    Ok(answer(session, &plan, &job, base))
}

/// Waits out the time in which the press can be taken back, from here or from elsewhere.
fn held(session: &Session, job: &str, until_ms: f64) {
    session.output.message(&format!(
        "Goes out at {}. To take it back: copydesk outbox cancel {job}",
        session.app.local_time_to_the_second(until_ms)
    ));
    while session.app.is_held(job) {
        std::thread::sleep(LOOK);
    }
}

/// An answer that needs no press: nothing to do, or something in the way.
fn stopped(plan: &PlanView, title: &str, base: &Value) -> Option<Answer> {
    let (exit, outcome, words) = if !plan.refusals.is_empty() {
        (Exit::Input, "rejected", format!("{title}: not sent.\n{}", indented(&plan.refusals)))
    } else if let Some(conflict) = &plan.conflict {
        let mut next = vec![conflict.message.clone()];
        if conflict.may_overwrite {
            next.push("To replace the blog's version: the same command with --overwrite".into());
        }
        if conflict.may_publish_as_new {
            next.push("To make a new post of it: the same command with --as-new".into());
        }
        (
            Exit::Refused,
            "conflict",
            format!("{title}: not sent, your text is safe here.\n{}", indented(&next)),
        )
    } else if plan.unchanged {
        (Exit::Done, "unchanged", format!("{title}: {}\n", plan.headline))
    } else {
        return None;
    };
    let mut document = with(base.clone(), json!({ "outcome": outcome, "steps": [] }));
    if let Some(problems) = document["problems"].as_array_mut() {
        problems.extend(plan.refusals.iter().map(|why| json!({ "severity": "blocking", "message": why })));
        problems.extend(
            plan.conflict
                .iter()
                .map(|conflict| json!({ "severity": "blocking", "message": conflict.message })),
        );
    }
    Some(Answer { exit, words, document })
}

/// What became of a job that came to rest.
fn answer(session: &Session, plan: &PlanView, job: &JobView, base: Value) -> Answer {
    let report = session.app.report(&OneJob { id: job.id.clone() }).unwrap_or_default();
    let (exit, outcome) = outcome(job.state, &report.status, report.may_have_arrived);
    let mut words = match exit {
        Exit::Done => format!("{}: {outcome}\n", job.title),
        _ => format!("{}: {}\n", job.title, outcome_words(outcome)),
    };
    if let Some(url) = &job.url {
        words += &format!("  {url}\n");
    }
    if let Some(message) = &job.message {
        words += &message_words(message);
    }
    if exit == Exit::NoAnswer {
        words += "  Go on later with: copydesk outbox run\n";
    }
    let document = with(
        base,
        json!({
            "outcome": outcome,
            "id": report.id,
            "url": job.url,
            "status": report.status,
            "steps": done_steps(plan, job),
            "job": job.id,
            "message": job.message,
        }),
    );
    Answer { exit, words, document }
}

/// A file that did not get as far as a plan.
fn failed(file: &Path, account: &AccountView, failure: &Failure) -> Answer {
    let outcome = if failure.exit == Exit::NoAnswer { "queued" } else { "rejected" };
    let mut document = json!({
        "file": file.display().to_string(),
        "account": account.name,
        "outcome": outcome,
        "steps": [],
        "problems": [{ "severity": "blocking", "message": failure.happened }],
    });
    document["error"] = failure.to_json()["error"].take();
    let text = failure.to_text();
    let words = text.replacen("copydesk:", &format!("{}:", file.display()), 1);
    Answer { exit: failure.exit, words, document }
}

/// Exit code and word for a job at rest.
fn outcome(state: JobState, status: &Option<String>, may_have_arrived: bool) -> (Exit, &'static str) {
    match state {
        JobState::Done => (
            Exit::Done,
            match status.as_deref() {
                Some("scheduled") => "scheduled",
                Some("draft") => "draft",
                Some("pending") => "pending",
                Some("private") => "private",
                _ => "published",
            },
        ),
        JobState::Rejected => (Exit::Refused, "rejected"),
        JobState::Cancelled => (Exit::Refused, "cancelled"),
        JobState::NeedsWriter => (Exit::Refused, "conflict"),
        JobState::NeedsSignIn => (Exit::SignIn, "queued"),
        JobState::Running | JobState::Waiting | JobState::Paused | JobState::Queued | JobState::Held => {
            (Exit::NoAnswer, if may_have_arrived { "unknown" } else { "queued" })
        }
    }
}

fn outcome_words(outcome: &str) -> &str {
    match outcome {
        "queued" => "waits in the outbox",
        "unknown" => "it is not known yet whether the blog has it",
        "conflict" => "not sent, the blog's version changed",
        "rejected" => "the blog said no",
        "cancelled" => "taken out of the outbox",
        other => other,
    }
}

/// Promise 7 in lines.
pub fn message_words(message: &MessageView) -> String {
    let sentences = [&message.happened, &message.safe, &message.next, &message.detail];
    indented(sentences.into_iter().filter(|sentence| !sentence.is_empty()))
}

/// A plan for people.
fn plan_words(title: &str, plan: &PlanView) -> String {
    let mut words = format!("{title}: {}\n", plan.headline);
    for (n, step) in plan.steps.iter().enumerate() {
        let detail = if step.detail.is_empty() { String::new() } else { format!(" ({})", step.detail) };
        words += &format!("  {}. {}{detail}\n", n + 1, step.label);
    }
    words += &indented(&plan.warnings);
    if plan.offline {
        words += "  The blog does not answer now: it would wait in the outbox.\n";
    }
    words + "  Nothing was sent (--dry-run).\n"
}

fn planned_steps(plan: &PlanView) -> Vec<Value> {
    plan.steps.iter().map(|step| json!({ "step": step.label, "outcome": "planned" })).collect()
}

/// The plan's steps with how each went, as far as the job came.
fn done_steps(plan: &PlanView, job: &JobView) -> Vec<Value> {
    let here = job.step as usize;
    let outcome = |n: usize| match job.state {
        JobState::Done => "done",
        _ if n < here => "done",
        _ if n == here => "stopped",
        _ => "ahead",
    };
    let steps = plan.steps.iter().enumerate();
    steps.map(|(n, step)| json!({ "step": step.label, "outcome": outcome(n + 1) })).collect()
}

fn with(mut base: Value, more: Value) -> Value {
    if let (Some(base), Value::Object(more)) = (base.as_object_mut(), more) {
        base.extend(more);
    }
    base
}

fn indented(lines: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    lines.into_iter().map(|line| format!("  {}\n", line.as_ref().replace('\n', "\n  "))).collect()
}

/// What the front matter says; a post that says nothing is a draft.
fn default_status(in_front_matter: &str) -> &'static str {
    match in_front_matter {
        // A scheduled post is a published one whose date is ahead.
        "published" | "scheduled" => "published",
        "pending" => "pending",
        "private" => "private",
        _ => "draft",
    }
}

/// The core's word for a status of the command line.
fn status_word(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Publish => "published",
        Status::Pending => "pending",
        Status::Private => "private",
    }
}

#[cfg(test)]
mod tests {
    use super::super::progress::tests::job;
    use super::*;
    use app::wire::publishing::{ConflictView, StepState, StepView};

    fn plan() -> PlanView {
        let step = |label: &str, detail: &str| StepView {
            label: label.into(),
            detail: detail.into(),
            state: StepState::Ahead,
        };
        PlanView {
            fingerprint: "f".into(),
            headline: "New post on example.org, public at once.".into(),
            button: "Publish".into(),
            steps: vec![step("Send harbour.png", "120 kB"), step("Make the post", "")],
            changes: Vec::new(),
            warnings: vec!["The picture has no description.".into()],
            refusals: Vec::new(),
            conflict: None,
            unchanged: false,
            offline: false,
        }
    }

    #[test]
    fn a_dry_run_shows_the_whole_plan() {
        assert_eq!(
            plan_words("Kyoto", &plan()),
            "Kyoto: New post on example.org, public at once.\n  1. Send harbour.png (120 kB)\n  2. Make the post\n  \
             The picture has no description.\n  Nothing was sent (--dry-run).\n"
        );
        let offline = plan_words("Kyoto", &PlanView { offline: true, ..plan() });
        assert!(offline.contains("it would wait in the outbox"), "{offline}");
    }

    #[test]
    fn a_plan_that_cannot_go_out_stops_before_the_press() {
        let conflict = |may_overwrite, may_publish_as_new| ConflictView {
            message: "It changed there.".into(),
            may_overwrite,
            may_publish_as_new,
            theirs: String::new(),
        };
        for (plan, expected) in [
            (plan(), None),
            (PlanView { unchanged: true, ..plan() }, Some((Exit::Done, "unchanged", "public at once"))),
            (
                PlanView { refusals: vec!["Line 3: no.".into()], ..plan() },
                Some((Exit::Input, "rejected", "Line 3")),
            ),
            (
                PlanView { conflict: Some(conflict(true, false)), ..plan() },
                Some((Exit::Refused, "conflict", "--overwrite")),
            ),
            (
                PlanView { conflict: Some(conflict(false, true)), ..plan() },
                Some((Exit::Refused, "conflict", "--as-new")),
            ),
        ] {
            let answer = stopped(&plan, "Kyoto", &json!({ "problems": [] }));
            assert_eq!(answer.is_some(), expected.is_some());
            if let (Some(answer), Some((exit, outcome, words))) = (answer, expected) {
                assert_eq!(answer.exit, exit);
                assert_eq!(answer.document["outcome"], outcome);
                assert!(answer.words.contains(words), "{}", answer.words);
            }
        }
    }

    #[test]
    fn every_end_of_a_job_has_a_word_and_a_code() {
        let status = |word: &str| Some(word.to_owned());
        for (state, there, may_have_arrived, expected) in [
            (JobState::Done, status("published"), true, (Exit::Done, "published")),
            (JobState::Done, status("scheduled"), true, (Exit::Done, "scheduled")),
            (JobState::Done, status("draft"), true, (Exit::Done, "draft")),
            (JobState::Done, status("pending"), true, (Exit::Done, "pending")),
            (JobState::Done, status("private"), true, (Exit::Done, "private")),
            (JobState::Waiting, None, false, (Exit::NoAnswer, "queued")),
            (JobState::Waiting, None, true, (Exit::NoAnswer, "unknown")),
            (JobState::Paused, None, false, (Exit::NoAnswer, "queued")),
            (JobState::NeedsSignIn, None, false, (Exit::SignIn, "queued")),
            (JobState::NeedsWriter, None, false, (Exit::Refused, "conflict")),
            (JobState::Rejected, None, false, (Exit::Refused, "rejected")),
            (JobState::Cancelled, None, false, (Exit::Refused, "cancelled")),
        ] {
            assert_eq!(outcome(state, &there, may_have_arrived), expected, "{state:?} {there:?}");
        }
    }

    #[test]
    fn steps_tell_how_far_it_came() {
        for (state, step, expected) in [
            (JobState::Done, 2, ["done", "done"]),
            (JobState::Waiting, 1, ["stopped", "ahead"]),
            (JobState::Waiting, 2, ["done", "stopped"]),
            (JobState::Rejected, 0, ["ahead", "ahead"]),
        ] {
            let steps = done_steps(&plan(), &job(state, step, 2, 0.0, 0.0));
            let outcomes: Vec<&str> = steps.iter().filter_map(|step| step["outcome"].as_str()).collect();
            assert_eq!(outcomes, expected, "{state:?}");
        }
    }

    #[test]
    fn the_front_matter_decides_unless_the_command_does() {
        for (word, expected) in [
            ("", "draft"),
            ("draft", "draft"),
            ("published", "published"),
            ("scheduled", "published"),
            ("pending", "pending"),
            ("private", "private"),
            ("trash", "draft"),
        ] {
            assert_eq!(default_status(word), expected);
        }
    }
}
