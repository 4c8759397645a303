//! `copydesk unpublish | trash | restore | delete`: what is done to a post without sending it. On the blog each is shown
//! with the blog's present state and asked for; in the library the trash is enough.

use super::failure::{Exit, Failure};
use super::session::{Session, password};
use app::wire::acting::{ActOnBlog, ActionName, PlanAction};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

/// A post on a blog.
#[derive(Debug, Args)]
pub struct OnBlog {
    /// Post, as a path or as `copydesk list` shows it
    pub file: PathBuf,
    /// Read the application password from standard input, for this command only
    #[arg(long)]
    pub password_stdin: bool,
}

/// A post for one of the two trashes.
#[derive(Debug, Args)]
pub struct Trash {
    /// The post.
    #[command(flatten)]
    pub post: OnBlog,
    /// Into the blog's trash; the file stays
    #[arg(long)]
    pub on_blog: bool,
}

/// Into the library's trash, or the blog's.
pub fn trash(session: &Session, what: &Trash) -> Result<Exit, Failure> {
    if what.on_blog {
        return on_blog(session, &what.post, ActionName::Trash);
    }
    session.library()?;
    let post = session.post(&what.post.file)?;
    session.confirm(&format!("Put {} into the library's trash? The blog keeps its post.", post.path))?;
    let path = post.path.clone();
    let gone = session.app.trash_post(post)?;
    let words = format!("{path} is in the library's trash, in .copydesk. The blog was not asked.\n");
    session.output.result(&words, &json!({ "file": path, "title": gone.title, "outcome": "trashed" }));
    Ok(Exit::Done)
}

/// Shows what will happen on the blog, asks, does it.
pub fn on_blog(session: &Session, what: &OnBlog, action: ActionName) -> Result<Exit, Failure> {
    session.library()?;
    let account = session.account()?;
    if what.password_stdin {
        session.app.use_password(&account.id, password(true, "")?, true)?;
    }
    let path = session.post(Path::new(&what.file))?.path;
    let request = PlanAction { path: path.clone(), account: account.id, action };
    let plan = session.app.plan_action(request.clone())?;
    if let Some(refusal) = plan.refusal {
        return Err(Failure::new(Exit::Refused, refusal, plan.consequence));
    }
    session.confirm(&format!("{} {} Go on?", plan.headline, plan.consequence))?;
    let done = session.app.act_on_blog(ActOnBlog { request, fingerprint: plan.fingerprint })?;
    let words = format!("{path}: {}\n", done.message);
    session.output.result(&words, &json!({ "file": path, "account": account.name, "message": done.message }));
    Ok(Exit::Done)
}
