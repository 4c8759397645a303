//! Posts that were to go public by themselves while nobody looked: at the start each is asked for once at its blog, when
//! that answers. What went public is noted; what the blog missed is told. Nothing is sent that would change anything.

use crate::App;
use crate::fields::FieldSet;
use crate::shelf::Shelf;
use crate::wire::events::AppEvent;
use crate::wire::publishing::{MessageView, MissedView};
use blog::{Account, PostPath, Publication, Status};
use jiff::Timestamp;
use library::Library;
use publish::{date, schedule};
use std::collections::BTreeSet;

/// How many posts are asked for at most in one look: one exchange each.
const ASKED: usize = 50;

/// A scheduled post whose time is over, with its last exchange.
struct Overdue {
    path: PostPath,
    title: String,
    publication: Publication,
    at: Timestamp,
}

impl App {
    /// Looks after the open library's scheduled posts. False when a blog did not answer: to be asked again later.
    pub(crate) fn look_after_schedules(&self) -> bool {
        let Ok(shelf) = self.shelf() else { return true };
        let now = self.timestamp();
        let mut silent = BTreeSet::new();
        let paused = self.outbox.get().ok().and_then(|outbox| outbox.paused().ok()).unwrap_or_default();
        let accounts = self.accounts.all();
        for overdue in overdue(&shelf, now).into_iter().take(ASKED) {
            let blog = &overdue.publication.blog;
            let account =
                accounts.iter().find(|account| account.blog() == *blog && !paused.contains(&account.id));
            let Some(account) = account.filter(|_| !silent.contains(blog)) else { continue };
            let Ok(client) = self.accounts.client(account) else { continue };
            let base = &overdue.publication.base;
            match client.read_post(base.kind, base.id) {
                Ok(present) => self.judged(
                    &shelf.library,
                    account,
                    &overdue,
                    schedule::judge(&overdue.publication, &present, now),
                ),
                Err(error) if error.failure.passes_by_itself() => {
                    silent.insert(blog.clone());
                }
                // Gone, trashed, or the sign-in: the next press says so.
                Err(_) => {}
            }
        }
        silent.is_empty()
    }

    fn judged(&self, library: &Library, account: &Account, overdue: &Overdue, due: schedule::Due) {
        match due {
            schedule::Due::WentPublic(publication) => {
                // What cannot be noted now is asked for again at the next start.
                let _ = library.record_publication(&publication);
                self.exchanged(&publication.key, &publication.blog);
                let _ = self.set_in_file(&overdue.path, &[FieldSet::status(Status::Published)]);
            }
            schedule::Due::Missed => {
                let when = date::shown_here_too(overdue.at, &account.clock, &self.ports.zone);
                self.ports.events.send(AppEvent::Missed {
                    missed: MissedView {
                        path: overdue.path.as_str().to_owned(),
                        account: account.id.as_str().to_owned(),
                        message: MessageView {
                            happened: format!(
                                "“{}” was to go public on {} on {when}, and is still waiting there: the blog missed its time.",
                                overdue.title, account.name
                            ),
                            safe: "The post is on the blog, whole; readers do not see it yet.".to_owned(),
                            next: "Publish it now, or give it another date.".to_owned(),
                            detail: String::new(),
                        },
                    },
                });
            }
            schedule::Due::Quiet => {}
        }
    }
}

/// The library's posts that were left scheduled and whose time is over.
fn overdue(shelf: &Shelf, now: Timestamp) -> Vec<Overdue> {
    let library = &shelf.library;
    let mut found = Vec::new();
    for post in shelf.catalogue.with_status(Status::Scheduled) {
        let Some(key) = &post.key else { continue };
        let exchanges =
            post.remotes.iter().filter_map(|(blog, _)| library.publication(key, blog).ok().flatten());
        found.extend(exchanges.filter_map(|publication| {
            let at = schedule::overdue(&publication, now)?;
            Some(Overdue { path: post.path.clone(), title: post.title.clone(), publication, at })
        }));
    }
    found
}
