//! Follows a job of the outbox until it comes to rest, and shows on the way how far it is.

use super::failure::Failure;
use super::session::Session;
use app::wire::Nothing;
use app::wire::events::AppEvent;
use app::wire::publishing::{JobState, JobView};
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use std::time::Duration;

/// How long to wait for news before looking by ourselves.
const LOOK: Duration = Duration::from_millis(500);

/// Whether a job has come to rest: it is done, or somebody or something else has to move first.
pub fn at_rest(state: JobState) -> bool {
    !matches!(state, JobState::Queued | JobState::Running)
}

/// Waits for the job. Its progress goes to standard error: a bar on a terminal, lines elsewhere.
pub fn follow(session: &Session, job: JobView) -> Result<JobView, Failure> {
    let mut shown = Shown::new(session, &job.title);
    let mut job = job;
    while !at_rest(job.state) {
        shown.show(&job);
        match session.news.recv_timeout(LOOK) {
            Ok(AppEvent::Job { job: newer }) if newer.id == job.id => job = newer,
            Ok(_) => {}
            Err(_) => {
                let all = session.app.list_outbox(Nothing {})?;
                if let Some(newer) = all.into_iter().find(|other| other.id == job.id) {
                    job = newer;
                }
            }
        }
    }
    shown.end();
    Ok(job)
}

/// What is on the terminal.
enum Shown<'a> {
    Bar(ProgressBar),
    Lines(&'a Session, String),
}

impl<'a> Shown<'a> {
    fn new(session: &'a Session, title: &str) -> Self {
        if !session.output.draws() {
            return Self::Lines(session, String::new());
        }
        let bar = ProgressBar::new(1);
        let style = ProgressStyle::with_template("{spinner} {prefix}  {bar:24}  {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(title.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self::Bar(bar)
    }

    fn show(&mut self, job: &JobView) {
        match self {
            Self::Bar(bar) => {
                let (position, length) = position(job);
                bar.set_length(length);
                bar.set_position(position);
                bar.set_message(words(job));
            }
            Self::Lines(session, last) if *last != job.label => {
                session.output.message(&format!("{}: {}", job.title, job.label));
                last.clone_from(&job.label);
            }
            Self::Lines(..) => {}
        }
    }

    fn end(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// Thousandths of all steps, the bytes of a picture counting as part of its step.
fn position(job: &JobView) -> (u64, u64) {
    let part = if job.bytes_total > 0.0 { (job.bytes_sent / job.bytes_total).clamp(0.0, 1.0) } else { 0.0 };
    let done = u64::from(job.step.saturating_sub(1)) * 1000;
    (done + (part * 1000.0) as u64, u64::from(job.of.max(1)) * 1000)
}

fn words(job: &JobView) -> String {
    if job.bytes_total <= 0.0 {
        return job.label.clone();
    }
    let bytes = |n: f64| HumanBytes(n as u64).to_string();
    format!("{}, {} of {}", job.label, bytes(job.bytes_sent), bytes(job.bytes_total))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A job for tables.
    pub fn job(state: JobState, step: u32, of: u32, sent: f64, total: f64) -> JobView {
        JobView {
            id: "7".into(),
            path: "kyoto.md".into(),
            title: "Kyoto".into(),
            account: "Travel".into(),
            state,
            label: "Sending picture 1 of 2".into(),
            step,
            of,
            bytes_sent: sent,
            bytes_total: total,
            message: None,
            url: None,
            log: Vec::new(),
        }
    }

    #[test]
    fn the_bar_moves_with_steps_and_bytes() {
        for ((step, of, sent, total), expected) in [
            ((0, 0, 0.0, 0.0), (0, 1000)),
            ((1, 4, 0.0, 0.0), (0, 4000)),
            ((2, 4, 0.0, 0.0), (1000, 4000)),
            ((2, 4, 512.0, 1024.0), (1500, 4000)),
            ((4, 4, 9.0, 3.0), (4000, 4000)),
        ] {
            assert_eq!(position(&job(JobState::Running, step, of, sent, total)), expected);
        }
    }

    #[test]
    fn bytes_are_told_while_they_go() {
        assert_eq!(words(&job(JobState::Running, 1, 2, 0.0, 0.0)), "Sending picture 1 of 2");
        assert_eq!(
            words(&job(JobState::Running, 1, 2, 1024.0, 4096.0)),
            "Sending picture 1 of 2, 1.00 KiB of 4.00 KiB"
        );
    }

    #[test]
    fn only_work_that_moves_is_followed() {
        for (state, expected) in [
            (JobState::Queued, false),
            (JobState::Running, false),
            (JobState::Waiting, true),
            (JobState::NeedsSignIn, true),
            (JobState::NeedsWriter, true),
            (JobState::Rejected, true),
            (JobState::Done, true),
            (JobState::Cancelled, true),
        ] {
            assert_eq!(at_rest(state), expected, "{state:?}");
        }
    }
}
