//! What a run tells while it works: which step, of how many, and for pictures how many bytes.

use crate::JobId;

/// Where one step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Now.
    Running,
    /// Done.
    Done,
    /// Nothing had to be done: it was there already.
    AlreadyThere,
    /// Failed or waiting; the run's outcome says why.
    Stopped,
}

/// One sign of life of a run. Each is complete in itself; a front end may drop any but the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The job.
    pub job: JobId,
    /// 1-based number of the step.
    pub step: usize,
    /// Number of steps of this run.
    pub of: usize,
    /// What the step does, e.g. `Sending picture 2 of 3 (harbour.png)`.
    pub label: String,
    /// Where the step stands.
    pub state: StepState,
    /// Bytes sent and bytes in all, while a picture is being sent.
    pub bytes: Option<(u64, u64)>,
}

impl Progress {
    /// One line for a person: `Step 2 of 5: Sending picture 1 of 3 (harbour.png), 120 kB of 2.4 MB`.
    pub fn sentence(&self) -> String {
        let tail = match (self.state, self.bytes) {
            (StepState::Running, Some((sent, total))) => format!(", {} of {}", size(sent), size(total)),
            (StepState::Running, None) => String::new(),
            (StepState::Done, _) => ": done".into(),
            (StepState::AlreadyThere, _) => ": already there".into(),
            (StepState::Stopped, _) => ": stopped".into(),
        };
        format!("Step {} of {}: {}{tail}", self.step, self.of, self.label)
    }
}

/// A number of bytes as a person reads it: `830 bytes`, `120 kB`, `2.4 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_like_sizes() {
        for (bytes, text) in
            [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1 kB"), (999_999, "999 kB"), (2_450_000, "2.4 MB")]
        {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn a_sentence_says_step_and_bytes() {
        let mut progress = Progress {
            job: JobId(1),
            step: 2,
            of: 5,
            label: "Sending picture 1 of 3 (harbour.png)".into(),
            state: StepState::Running,
            bytes: Some((120_000, 2_400_000)),
        };
        assert_eq!(
            progress.sentence(),
            "Step 2 of 5: Sending picture 1 of 3 (harbour.png), 120 kB of 2.4 MB"
        );
        progress.state = StepState::AlreadyThere;
        assert_eq!(progress.sentence(), "Step 2 of 5: Sending picture 1 of 3 (harbour.png): already there");
    }
}
