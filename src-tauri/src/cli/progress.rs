//! Shows on the way how far publishing is.

use super::output::Output;
use super::session::Session;
use app::App;
use app::wire::events::AppEvent;
use app::wire::publishing::{JobState, JobView};
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use std::cell::RefCell;
use std::time::Duration;

/// How long to wait for news before looking whether the work has ended.
const LOOK: Duration = Duration::from_millis(50);

/// Does the work and shows meanwhile how far its jobs are: a bar on a terminal, lines elsewhere.
pub fn watched<T: Send>(session: &Session, work: impl FnOnce(&App) -> T + Send) -> T {
    let mut shown = Shown::new(session.output);
    let app = &*session.app;
    let done = std::thread::scope(|scope| {
        let working = scope.spawn(move || work(app));
        while !working.is_finished() {
            match session.news.recv_timeout(LOOK) {
                Ok(AppEvent::Job { job }) => shown.show(&job),
                Ok(AppEvent::Pulling { done, of, title, .. }) => {
                    shown.coming("Bringing posts", done, of, &title)
                }
                Ok(AppEvent::Carrying { done, of, title }) => shown.coming("Carrying", done, of, &title),
                _ => {}
            }
        }
        working.join()
    });
    shown.end();
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Makes all posts findable by their words, and shows meanwhile how far that is. Where it fails, titles are looked at, and
/// it is said why.
pub fn made_findable(session: &Session) {
    let shown = RefCell::new(Shown::new(session.output));
    let done = session.app.index_here(&|done, of| shown.borrow_mut().coming("Making findable", done, of, ""));
    shown.into_inner().end();
    if let Err(error) = done {
        session.output.message(&format!("{} {}", error.message, error.hint));
    }
}

/// What is on the terminal.
enum Shown {
    Bar(ProgressBar),
    Lines(Output, String),
}

impl Shown {
    fn new(output: Output) -> Self {
        if !output.draws() {
            return Self::Lines(output, String::new());
        }
        let bar = ProgressBar::new(1);
        let style = ProgressStyle::with_template("{spinner} {prefix}  {bar:24}  {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self::Bar(bar)
    }

    fn show(&mut self, job: &JobView) {
        let going = matches!(job.state, JobState::Queued | JobState::Running);
        match self {
            Self::Bar(bar) if going => {
                let (position, length) = position(job);
                bar.set_prefix(job.title.clone());
                bar.set_length(length);
                bar.set_position(position);
                bar.set_message(words(job));
            }
            Self::Lines(output, last) if going && *last != job.label => {
                output.message(&format!("{}: {}", job.title, job.label));
                last.clone_from(&job.label);
            }
            Self::Bar(_) | Self::Lines(..) => {}
        }
    }

    /// Posts come in or go out; on a terminal only, elsewhere the answer lists them.
    fn coming(&mut self, what: &'static str, done: u32, of: u32, title: &str) {
        if let Self::Bar(bar) = self {
            bar.set_prefix(what);
            bar.set_length(u64::from(of.max(1)));
            bar.set_position(u64::from(done));
            bar.set_message(format!("{} of {of}  {title}", (done + 1).min(of)));
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
            account_id: "travel-1".into(),
            state,
            hold_until_ms: None,
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
}
