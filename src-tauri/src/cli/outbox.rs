//! `copydesk outbox`: publishing work that waits for the line, the blog or the writer.

use super::failure::{Exit, Failure};
use super::output::{count, table, time};
use super::progress::watched;
use super::publishing::message_words;
use super::session::{Session, choose, password};
use app::wire::Nothing;
use app::wire::publishing::{JobState, JobView, LogLine, OneJob, PauseOutbox};
use serde_json::{Value, json};

/// Shows the jobs, and what each did if that is wanted.
pub fn list(session: &Session, log: bool) -> Result<Exit, Failure> {
    session.library()?;
    let jobs = session.app.list_outbox(Nothing {})?;
    if log {
        let words: String = jobs
            .iter()
            .map(|job| format!("{} ({})\n{}", job_head(job), job.account, log_words(session, job)))
            .collect();
        session.output.result(&words, &logs(session, &jobs));
        return Ok(told(session, &jobs));
    }
    let rows: Vec<[String; 5]> = jobs
        .iter()
        .map(|job| {
            let what = job.message.as_ref().map_or(&job.label, |message| &message.happened);
            [
                job.id.clone(),
                state_word(job.state).into(),
                job.account.clone(),
                job.path.clone(),
                what.clone(),
            ]
        })
        .collect();
    session.output.result(&table(["JOB", "STATE", "BLOG", "FILE", "WHAT"], &rows), &documents(&jobs));
    Ok(told(session, &jobs))
}

/// What a list does not show by itself.
fn told(session: &Session, jobs: &[JobView]) -> Exit {
    if jobs.is_empty() {
        session.output.message("The outbox is empty.");
    }
    for blog in session.app.paused_blogs() {
        session.output.message(&format!("{blog} is paused. To go on: copydesk outbox resume {blog:?}"));
    }
    Exit::Done
}

/// Shows what one job did.
pub fn log(session: &Session, id: &str) -> Result<Exit, Failure> {
    session.library()?;
    let job = known(session, id)?;
    let document = logs(session, std::slice::from_ref(&job))[0].take();
    session.output.result(&format!("{}\n{}", job_head(&job), log_words(session, &job)), &document);
    Ok(Exit::Done)
}

/// Stops or resumes sending for a blog.
pub fn pause(session: &Session, name: &str, paused: bool) -> Result<Exit, Failure> {
    let account = choose(session.app.account_views(), Some(name))?;
    let jobs = session.app.pause_outbox(PauseOutbox { account: account.id.clone(), paused })?;
    let waiting = jobs.iter().filter(|job| job.account_id == account.id && is_open(job.state)).count();
    let words = match (paused, waiting) {
        (true, 0) => format!("{}: paused. What you publish waits in the outbox.\n", account.name),
        (true, n) => format!("{}: paused. {} in the outbox.\n", account.name, waits(n)),
        (false, 0) => format!("{}: resumed. Nothing was waiting.\n", account.name),
        (false, n) => {
            format!("{}: resumed. {} To go on now: copydesk outbox run\n", account.name, waits(n) + ".")
        }
    };
    session.output.result(&words, &json!({ "account": account.name, "paused": paused, "waiting": waiting }));
    Ok(Exit::Done)
}

fn waits(n: usize) -> String {
    format!("{} {}", count(n, "post"), if n == 1 { "waits" } else { "wait" })
}

/// Goes on with everything that waits.
pub fn run(session: &Session, password_stdin: bool) -> Result<Exit, Failure> {
    session.library()?;
    if password_stdin {
        session.app.use_password(&session.account()?.id, password(true, "")?, true)?;
    }
    let before = session.app.list_outbox(Nothing {})?;
    let open: Vec<&str> = before.iter().filter(|job| is_open(job.state)).map(|job| job.id.as_str()).collect();
    let after = watched(session, |app| app.run_outbox(Nothing {}))?;
    let jobs: Vec<JobView> = after.into_iter().filter(|job| open.contains(&job.id.as_str())).collect();
    let mut words: String = jobs.iter().map(job_words).collect();
    if jobs.is_empty() {
        words = "Nothing was waiting.\n".into();
    }
    session.output.result(&words, &documents(&jobs));
    Ok(jobs.iter().map(|job| exit_of(job.state)).find(|exit| *exit != Exit::Done).unwrap_or(Exit::Done))
}

/// Takes a job out.
pub fn cancel(session: &Session, job: String) -> Result<Exit, Failure> {
    session.library()?;
    known(session, &job)?;
    let job = session.app.cancel_job(OneJob { id: job })?;
    let words = match job.state {
        JobState::Cancelled => format!("{}: taken out of the outbox. The post is as before.\n", job.title),
        JobState::Running | JobState::Queued => format!("{}: stops after the step it is at.\n", job.title),
        other => format!("{}: {}\n", job.title, state_word(other)),
    };
    session.output.result(&words, &document(&job));
    Ok(Exit::Done)
}

/// The job of this number.
fn known(session: &Session, id: &str) -> Result<JobView, Failure> {
    let job = session.app.list_outbox(Nothing {})?.into_iter().find(|job| job.id == id);
    job.ok_or_else(|| {
        Failure::new(
            Exit::Input,
            format!("The outbox has no job {id}."),
            "Nothing was changed. See what is there: copydesk outbox list",
        )
    })
}

/// Whether it is on its way, or waits for more than the writer's choice.
fn is_open(state: JobState) -> bool {
    !matches!(state, JobState::Done | JobState::Cancelled | JobState::Rejected | JobState::NeedsWriter)
}

fn job_head(job: &JobView) -> String {
    format!("{} {}: {}", job.id, job.title, state_word(job.state))
}

/// `  14:02  Sent picture 3 of 7 (harbour.jpg, 380 kB).`
fn log_words(session: &Session, job: &JobView) -> String {
    job.log.iter().map(|line| format!("  {}  {}\n", session.app.local_time(line.at_ms), line.text)).collect()
}

/// The jobs' documents with their logs; times are instants in UTC.
fn logs(session: &Session, jobs: &[JobView]) -> Value {
    let line = |line: &LogLine| json!({ "at": time(line.at_ms), "here": session.app.local_time(line.at_ms), "text": line.text });
    let with_log = |job: &JobView| {
        let mut document = document(job);
        document["log"] = job.log.iter().map(line).collect();
        document
    };
    jobs.iter().map(with_log).collect()
}

fn job_words(job: &JobView) -> String {
    let mut words = format!("{}: {}\n", job.title, state_word(job.state));
    if let Some(url) = &job.url {
        words += &format!("  {url}\n");
    }
    if let Some(message) = &job.message {
        words += &message_words(message);
    }
    words
}

fn documents(jobs: &[JobView]) -> Value {
    Value::Array(jobs.iter().map(document).collect())
}

fn document(job: &JobView) -> Value {
    json!({
        "job": job.id,
        "file": job.path,
        "title": job.title,
        "account": job.account,
        "state": state_word(job.state),
        "step": job.step,
        "of": job.of,
        "label": job.label,
        "url": job.url,
        "message": job.message,
    })
}

fn exit_of(state: JobState) -> Exit {
    match state {
        JobState::Done | JobState::Cancelled => Exit::Done,
        JobState::Rejected | JobState::NeedsWriter => Exit::Refused,
        JobState::NeedsSignIn => Exit::SignIn,
        JobState::Queued | JobState::Held | JobState::Running | JobState::Waiting | JobState::Paused => {
            Exit::NoAnswer
        }
    }
}

fn state_word(state: JobState) -> &'static str {
    match state {
        JobState::Queued => "queued",
        JobState::Running => "running",
        JobState::Waiting => "waiting",
        JobState::Held => "held",
        JobState::Paused => "paused",
        JobState::NeedsSignIn => "needs sign-in",
        JobState::NeedsWriter => "needs you",
        JobState::Rejected => "rejected",
        JobState::Done => "done",
        JobState::Cancelled => "cancelled",
    }
}

#[cfg(test)]
mod tests {
    use super::super::progress::tests::job;
    use super::*;
    use app::wire::publishing::MessageView;

    #[test]
    fn a_job_tells_what_happened_what_is_safe_and_what_to_do() {
        let message = MessageView {
            happened: "No answer.".into(),
            safe: "All is here.".into(),
            next: "Wait.".into(),
            detail: String::new(),
        };
        let waiting = JobView { message: Some(message.clone()), ..job(JobState::Waiting, 1, 2, 0.0, 0.0) };
        assert_eq!(job_words(&waiting), "Kyoto: waiting\n  No answer.\n  All is here.\n  Wait.\n");
        let done =
            JobView { url: Some("https://example.org/k/".into()), ..job(JobState::Done, 2, 2, 0.0, 0.0) };
        assert_eq!(job_words(&done), "Kyoto: done\n  https://example.org/k/\n");
        let with_note = JobView { message: Some(message), ..done };
        assert!(job_words(&with_note).ends_with("  Wait.\n"), "what the blog changed is said");
        assert_eq!(document(&waiting)["message"]["next"], "Wait.");
    }

    #[test]
    fn every_state_has_an_exit_code_and_may_move_or_not() {
        for (state, exit, open) in [
            (JobState::Done, 0, false),
            (JobState::Cancelled, 0, false),
            (JobState::Rejected, 4, false),
            (JobState::NeedsWriter, 4, false),
            (JobState::NeedsSignIn, 5, true),
            (JobState::Waiting, 6, true),
            (JobState::Held, 6, true),
            (JobState::Paused, 6, true),
            (JobState::Queued, 6, true),
            (JobState::Running, 6, true),
        ] {
            assert_eq!((exit_of(state) as u8, is_open(state)), (exit, open), "{state:?}");
        }
    }
}
