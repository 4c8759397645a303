//! The outbox as a list: look, try now, take out.

use crate::App;
use crate::outbox::broken;
use crate::wire::Nothing;
use crate::wire::error::WireError;
use crate::wire::publishing::{JobView, OneJob, PauseOutbox};
use blog::AccountId;
use publish::{Cancelled, Job, JobId, Outcome, Standing};

impl App {
    /// See [`crate::wire::Commands::list_outbox`].
    pub fn list_outbox(&self, _: Nothing) -> Result<Vec<JobView>, WireError> {
        self.job_views()
    }

    /// See [`crate::wire::Commands::run_outbox`].
    pub fn run_outbox(&self, _: Nothing) -> Result<Vec<JobView>, WireError> {
        let outbox = self.outbox.get()?;
        // What is held goes out by itself within moments; only waiting is cut short.
        let waits = |job: &Job| matches!(job.standing, Standing::Waiting { .. });
        for job in outbox.open_jobs().map_err(|error| broken(&error))?.into_iter().filter(waits) {
            outbox.try_now(job.id, self.timestamp()).map_err(|error| broken(&error))?;
        }
        for account in self.accounts.all() {
            outbox.signed_in(&account.id).map_err(|error| broken(&error))?;
        }
        self.run_due();
        self.job_views()
    }

    /// See [`crate::wire::Commands::send_now`].
    pub fn send_now(&self, args: OneJob) -> Result<JobView, WireError> {
        let outbox = self.outbox.get()?;
        let id = job_id(&args)?;
        outbox.try_now(id, self.timestamp()).map_err(|error| broken(&error))?;
        let job = outbox.job(id).map_err(|error| broken(&error))?;
        self.outbox.wake();
        Ok(self.job_view(&outbox, &job))
    }

    /// See [`crate::wire::Commands::pause_outbox`].
    pub fn pause_outbox(&self, args: PauseOutbox) -> Result<Vec<JobView>, WireError> {
        let outbox = self.outbox.get()?;
        let account = self.accounts.find(&args.account)?;
        outbox.pause(&account.id, args.paused).map_err(|error| broken(&error))?;
        self.outbox.wake();
        self.refresh(&[]);
        self.job_views()
    }

    /// See [`crate::wire::Commands::cancel_job`].
    pub fn cancel_job(&self, args: OneJob) -> Result<JobView, WireError> {
        let outbox = self.outbox.get()?;
        let id = job_id(&args)?;
        match outbox.cancel(id, self.timestamp()).map_err(|error| broken(&error))? {
            Cancelled::TooLate => Err(WireError::input(
                "It is too late to take this job out: readers may see the post already.",
                "Nothing is lost. To take the post off the blog, publish it again as a draft.",
            )),
            Cancelled::Out { .. } | Cancelled::Stopping => {
                self.refresh(&[]);
                Ok(self.job_view(&outbox, &outbox.job(id).map_err(|error| broken(&error))?))
            }
        }
    }

    /// Takes out everything that waits for an account that is being removed: nobody could ever send it.
    pub(crate) fn cancel_jobs_of(&self, account: &AccountId) -> Result<(), WireError> {
        let outbox = self.outbox.get()?;
        for job in outbox.jobs().map_err(|error| broken(&error))? {
            if job.snapshot.account == *account && !job.is_finished() {
                outbox.cancel(job.id, self.timestamp()).map_err(|error| broken(&error))?;
            }
        }
        Ok(())
    }

    /// Runs one job here and now, whatever holds it, telling each step; returns how it ended and the job. Only a paused blog
    /// is left alone.
    pub fn run_in_foreground(
        &self,
        args: &OneJob,
        watch: &mut dyn FnMut(&JobView),
    ) -> Result<(Outcome, JobView), WireError> {
        let outbox = self.outbox.get()?;
        let id = job_id(args)?;
        outbox.try_now(id, self.timestamp()).map_err(|error| broken(&error))?;
        let outcome = self.run_job(id, watch)?;
        Ok((outcome, self.job_view(&outbox, &outbox.job(id).map_err(|error| broken(&error))?)))
    }
}

fn job_id(args: &OneJob) -> Result<JobId, WireError> {
    JobId::from_text(&args.id).ok_or_else(|| {
        WireError::input(
            format!("\"{}\" is not the number of a job.", args.id),
            "See `copydesk outbox list`.",
        )
    })
}
