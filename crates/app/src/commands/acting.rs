//! Off the blog, into its trash, back, away for ever: shown with the blog's present state, then done only to that state.

use crate::App;
use crate::commands::library::{post_path, refused};
use crate::fields::FieldSet;
use crate::outbox::broken;
use crate::wire::acting::{ActOnBlog, ActionDone, ActionName, ActionView, PlanAction, TwinView};
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::library::OnePost;
use blog::{Account, BlogClient, ContentHash, Fields, PostKey, PostPath, Publication, RemoteId, Status};
use publish::{Action, ActionEnd, ActionPlan, ActionRefusal, RemoteState, act, look, plan_action};

/// A post of the library and its number on one blog.
struct Twin {
    path: PostPath,
    fields: Fields,
    account: Account,
    id: RemoteId,
    publication: Option<Publication>,
}

impl App {
    /// See [`crate::wire::Commands::list_twins`].
    pub fn list_twins(&self, args: OnePost) -> Result<Vec<TwinView>, WireError> {
        let shelf = self.shelf()?;
        let file = shelf.library.read(&post_path(&args.path)?).map_err(refused)?;
        let fields = Fields::read(&file.text);
        let accounts = self.accounts.all();
        let twins = fields.remotes.iter().map(|(blog, id)| {
            let base = self.base_of(fields.key.as_ref(), blog).map(|publication| publication.base);
            let account = accounts.iter().find(|account| account.blog() == *blog);
            TwinView {
                blog: blog.clone(),
                account: account.map(|account| account.id.as_str().to_owned()),
                id: id.to_string(),
                url: base.as_ref().map(|base| base.url.clone()).unwrap_or_default(),
                status: base.map(|base| base.status.word().to_owned()).unwrap_or_default(),
            }
        });
        Ok(twins.collect())
    }

    /// See [`crate::wire::Commands::plan_action`].
    pub fn plan_action(&self, args: PlanAction) -> Result<ActionView, WireError> {
        let twin = self.twin_of(&args)?;
        let client = self.accounts.client(&twin.account)?;
        Ok(match planned(&*client, &twin, action(args.action))? {
            Ok(plan) => ActionView {
                fingerprint: plan.seen().as_str().to_owned(),
                headline: plan.headline(&twin.account.blog()),
                consequence: plan.consequence(),
                button: plan.button().to_owned(),
                refusal: None,
            },
            Err(refusal) => ActionView {
                fingerprint: String::new(),
                headline: "This cannot be done now.".to_owned(),
                consequence: "Your file here and the post on the blog stay as they are.".to_owned(),
                button: String::new(),
                refusal: Some(refusal.sentence()),
            },
        })
    }

    /// See [`crate::wire::Commands::act_on_blog`].
    pub fn act_on_blog(&self, args: ActOnBlog) -> Result<ActionDone, WireError> {
        let twin = self.twin_of(&args.request)?;
        self.must_not_be_at_work(&twin)?;
        let seen = ContentHash::from_hex(&args.fingerprint).ok_or_else(changed_meanwhile)?;
        let client = self.accounts.client(&twin.account)?;
        let plan = planned(&*client, &twin, action(args.request.action))?.map_err(|refusal| {
            WireError::new(
                ErrorCode::Refused,
                refusal.sentence(),
                "Nothing was done. Your file is as it was.",
            )
        })?;
        match act(&*client, &plan, &seen)? {
            ActionEnd::Done(post) => {
                self.note_action(&twin, post)?;
                Ok(ActionDone { message: plan.done().to_owned() })
            }
            ActionEnd::ChangedMeanwhile => Err(changed_meanwhile()),
            ActionEnd::NotKnown(error) => Err(WireError::new(
                ErrorCode::NoAnswer,
                "The line broke, and it is not known whether the blog did it.",
                "Your file is as it was. Ask again when the line is back: doing it twice does no harm.",
            )
            .with_detail(error.detail)),
        }
    }

    fn twin_of(&self, args: &PlanAction) -> Result<Twin, WireError> {
        let path = post_path(&args.path)?;
        let account = self.accounts.find(&args.account)?;
        let file = self.shelf()?.library.read(&path).map_err(refused)?;
        let fields = Fields::read(&file.text);
        let blog = account.blog();
        let publication = self.base_of(fields.key.as_ref(), &blog);
        let named = fields.remotes.iter().find(|(known, _)| *known == blog).map(|(_, id)| *id);
        let id = publication.as_ref().map(|publication| publication.base.id).or(named).ok_or_else(|| {
            WireError::input(
                format!("This post is not on {blog}."),
                "There is nothing to do there. Your file is as it was.",
            )
        })?;
        Ok(Twin { path, fields, account, id, publication })
    }

    /// What was last exchanged; a record that cannot be read is like none.
    fn base_of(&self, key: Option<&PostKey>, blog: &str) -> Option<Publication> {
        self.shelf().ok()?.library.publication(key?, blog).ok().flatten()
    }

    /// A press that is still on its way would undo what is done here, or be undone by it.
    fn must_not_be_at_work(&self, twin: &Twin) -> Result<(), WireError> {
        let jobs = self.outbox.get()?.jobs().map_err(|error| broken(&error))?;
        let waits = jobs.iter().any(|job| {
            !job.is_finished()
                && Some(&job.snapshot.key) == twin.fields.key.as_ref()
                && job.snapshot.blog == twin.account.blog()
        });
        if !waits {
            return Ok(());
        }
        Err(WireError::new(
            ErrorCode::Refused,
            "A press of this post is still in the outbox.",
            "Nothing was done. Let it finish, or take it out of the outbox, then try again.",
        ))
    }

    /// Keeps what the blog holds now as the base of the next comparison; a post that is gone for ever is one that was never sent.
    fn note_action(&self, twin: &Twin, post: Option<blog::RemotePost>) -> Result<(), WireError> {
        let shelf = self.shelf()?;
        let blog = twin.account.blog();
        let mut sets = vec![FieldSet::status(Status::Draft)];
        match (post, &twin.publication, &twin.fields.key) {
            (Some(base), Some(publication), _) => {
                let publication = Publication { base, ..publication.clone() };
                shelf.library.record_publication(&publication).map_err(refused)?;
            }
            (Some(_), None, _) => {}
            (None, _, key) => {
                if let Some(key) = key {
                    shelf.library.forget_publication(key, &blog).map_err(refused)?;
                }
                sets.push(FieldSet::NoRemote(blog.clone()));
            }
        }
        self.set_in_file(&twin.path, &sets)?;
        if let Some(key) = &twin.fields.key {
            self.exchanged(key, &blog);
        }
        self.refresh(std::slice::from_ref(&twin.path));
        Ok(())
    }
}

fn planned(
    client: &dyn BlogClient,
    twin: &Twin,
    action: Action,
) -> Result<Result<ActionPlan, ActionRefusal>, WireError> {
    let there = match look(client, twin.fields.kind, twin.id) {
        Ok(there) => there,
        Err(error) if error.failure.passes_by_itself() => RemoteState::Unknown,
        Err(error) => return Err(error.into()),
    };
    Ok(plan_action(action, there))
}

fn action(name: ActionName) -> Action {
    match name {
        ActionName::Unpublish => Action::Unpublish,
        ActionName::Trash => Action::Trash,
        ActionName::Restore => Action::Restore,
        ActionName::Delete => Action::Delete,
    }
}

fn changed_meanwhile() -> WireError {
    WireError::new(
        ErrorCode::PlanChanged,
        "The post on the blog is not what was shown.",
        "Nothing was done. Look again, then decide.",
    )
}
