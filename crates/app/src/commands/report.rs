//! What the command line says of a job once it came to rest, and a password given to one command.

use crate::App;
use crate::commands::library::{post_path, refused};
use crate::outbox::broken;
use crate::wire::accounts::SecretPlace;
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::library::OnePost;
use crate::wire::publishing::OneJob;
use blog::{Fields, Secret};
use publish::{JobId, Phase};

/// A post on a blog, in words for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Its number.
    pub id: String,
    /// Its address.
    pub url: String,
    /// What it is there.
    pub status: String,
}

/// A job in words for programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The post's number on the blog, once known.
    pub id: Option<String>,
    /// What the post is on the blog, as read back: `published`, `scheduled`, `draft`, `pending` or `private`.
    pub status: Option<String>,
    /// Whether the blog may have more of the post than is known here.
    pub may_have_arrived: bool,
}

impl App {
    /// A post's twin on the account's blog, as last exchanged; `None` when nothing was.
    pub fn twin(&self, post: &OnePost, account: &str) -> Result<Option<Twin>, WireError> {
        let account = self.accounts.find(account)?;
        let shelf = self.shelf()?;
        let file = shelf.library.read(&post_path(&post.path)?).map_err(refused)?;
        let key = Fields::read(&file.text).key;
        let publication = key.and_then(|key| shelf.library.publication(&key, &account.blog()).ok().flatten());
        Ok(publication.map(|publication| Twin {
            id: publication.base.id.to_string(),
            url: publication.base.url,
            status: publication.base.status.to_string(),
        }))
    }

    /// How far a job came.
    pub fn report(&self, args: &OneJob) -> Result<Report, WireError> {
        let id = JobId::from_text(&args.id).ok_or_else(|| {
            WireError::input(
                format!("\"{}\" is not the number of a job.", args.id),
                "See `copydesk outbox list`.",
            )
        })?;
        let job = self.outbox.get()?.job(id).map_err(|error| broken(&error))?;
        Ok(Report {
            id: job.remote_id.map(|id| id.to_string()),
            status: job.result.as_ref().map(|post| post.status.to_string()),
            may_have_arrived: job.touched && (Phase::Creating..Phase::Done).contains(&job.phase),
        })
    }

    /// Takes an account's password from whoever runs a command: into the keyring, or for this run only.
    pub fn use_password(
        &self,
        account: &str,
        password: String,
        this_run_only: bool,
    ) -> Result<(), WireError> {
        let account = self.accounts.find(account)?;
        let secret = Secret::new(password);
        if this_run_only {
            self.accounts.keep_for_this_run(&account.id, &secret);
            return Ok(());
        }
        match self.accounts.keep(account, &secret)? {
            SecretPlace::Keyring => Ok(()),
            SecretPlace::ThisRun | SecretPlace::Missing => Err(WireError::new(
                ErrorCode::Keyring,
                self.accounts.no_keyring().unwrap_or("This system has no keyring."),
                "Nothing was sent and the password was kept nowhere. Add --session-only to use it for this command only.",
            )),
        }
    }
}
