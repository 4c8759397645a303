//! `copydesk outbox`: publishing work that waits for the line, the blog or the writer.

use super::failure::{Exit, Failure};
use super::output::table;
use super::progress::watched;
use super::publishing::message_words;
use super::session::Session;
use app::wire::Nothing;
use app::wire::publishing::{JobState, JobView, OneJob};
use serde_json::{Value, json};

/// Shows the jobs.
pub fn list(session: &Session) -> Result<Exit, Failure> {
    session.library()?;
    let jobs = session.app.list_outbox(Nothing {})?;
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
    if jobs.is_empty() {
        session.output.message("The outbox is empty.");
    }
    Ok(Exit::Done)
}

/// Goes on with everything that waits.
pub fn run(session: &Session) -> Result<Exit, Failure> {
    session.library()?;
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
    if !session.app.list_outbox(Nothing {})?.iter().any(|known| known.id == job) {
        return Err(Failure::new(
            Exit::Input,
            format!("The outbox has no job {job}."),
            "Nothing was changed. See what is there: copydesk outbox list",
        ));
    }
    let job = session.app.cancel_job(OneJob { id: job })?;
    let words = match job.state {
        JobState::Cancelled => format!("{}: taken out of the outbox. The post is as before.\n", job.title),
        JobState::Running | JobState::Queued => format!("{}: stops after the step it is at.\n", job.title),
        other => format!("{}: {}\n", job.title, state_word(other)),
    };
    session.output.result(&words, &document(&job));
    Ok(Exit::Done)
}

/// Whether a run can move it: the others wait for the writer.
fn is_open(state: JobState) -> bool {
    matches!(state, JobState::Queued | JobState::Running | JobState::Waiting | JobState::NeedsSignIn)
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
        JobState::Queued | JobState::Running | JobState::Waiting => Exit::NoAnswer,
    }
}

fn state_word(state: JobState) -> &'static str {
    match state {
        JobState::Queued => "queued",
        JobState::Running => "running",
        JobState::Waiting => "waiting",
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
            (JobState::Queued, 6, true),
            (JobState::Running, 6, true),
        ] {
            assert_eq!((exit_of(state) as u8, is_open(state)), (exit, open), "{state:?}");
        }
    }
}
