//! One run of a command: the core, its news, and the answers to "which blog" and "which post".

use super::args::Global;
use super::failure::{Exit, Failure};
use super::output::Output;
use super::progress;
use app::wire::accounts::AccountView;
use app::wire::events::AppEvent;
use app::wire::library::{LibraryView, ListPosts, ListView, OnePost, PlaceName, PostRow, SortName, SortView};
use app::{App, EventSink};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// The core and how to answer.
pub struct Session {
    /// The core.
    pub app: Arc<App>,
    /// How to answer.
    pub output: Output,
    /// What the core tells on the way.
    pub news: Receiver<AppEvent>,
    global: Global,
}

/// Puts news into a channel.
struct Mailbox(Mutex<Sender<AppEvent>>);

impl EventSink for Mailbox {
    fn send(&self, event: AppEvent) {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _nobody_reads_any_more = sender.send(event);
    }
}

impl Session {
    /// Opens the core; no library yet.
    pub fn open(global: Global, output: Output) -> Result<Self, Failure> {
        let (sender, news) = channel();
        let app = App::open(super::system_ports(Arc::new(Mailbox(Mutex::new(sender))))?);
        Ok(Self { app, output, news, global })
    }

    /// Saves and stops.
    pub fn close(self) {
        for error in self.app.shut_down() {
            self.output.message(&Failure::from(error).to_text());
        }
    }

    /// The library of `--library`, or the one last opened.
    pub fn library(&self) -> Result<LibraryView, Failure> {
        Ok(self.app.open_for_command(self.global.library.as_deref())?)
    }

    /// All rows of the open library, as its files are now: the newest first, or the best first when something is searched for.
    pub fn rows(&self, query: &str) -> Result<Vec<PostRow>, Failure> {
        self.app.look_again()?;
        if !query.trim().is_empty() {
            progress::made_findable(self);
        }
        let view = ListView {
            place: PlaceName::All,
            filter: None,
            sort: SortView { key: SortName::Changed, descending: true },
            query: query.to_owned(),
        };
        let mut rows = Vec::new();
        loop {
            let offset = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            let page = self.app.list_posts(ListPosts {
                view: view.clone(),
                offset,
                count: 1_000,
                find: Vec::new(),
            })?;
            rows.extend(page.rows);
            if rows.len() >= page.total as usize || offset == page.total {
                return Ok(rows);
            }
        }
    }

    /// The post that this word means.
    pub fn post(&self, file: &Path) -> Result<OnePost, Failure> {
        Ok(self.app.post_in(file)?)
    }

    /// The blog of `--account`, or the only one.
    pub fn account(&self) -> Result<AccountView, Failure> {
        choose(self.app.account_views(), self.global.account.as_deref())
    }

    /// Whether `--yes` was given.
    pub fn says_yes(&self) -> bool {
        self.global.yes
    }

    /// Asks before something that cannot be taken back. Without a terminal only `--yes` answers.
    pub fn confirm(&self, question: &str) -> Result<(), Failure> {
        if self.global.yes {
            return Ok(());
        }
        if !std::io::stdin().is_terminal() {
            return Err(Failure::new(
                Exit::Usage,
                format!("{question} Nobody is here to answer."),
                "Nothing was changed. Say --yes to go on.",
            ));
        }
        eprint!("{question} [y/N] ");
        let _shown = std::io::stderr().flush();
        let mut answer = String::new();
        let _read = std::io::stdin().lock().read_line(&mut answer);
        if matches!(answer.trim(), "y" | "Y" | "yes" | "Yes") {
            Ok(())
        } else {
            Err(Failure::new(Exit::Usage, "Not confirmed.", "Nothing was changed."))
        }
    }
}

/// Reads a password: one line of standard input, or typed without being shown.
pub fn password(from_stdin: bool, prompt: &str) -> Result<String, Failure> {
    let missing = || {
        Failure::new(
            Exit::Usage,
            "No password was given.",
            "Nothing was changed. Type it when asked, or pipe it in with --password-stdin.",
        )
    };
    let line = if from_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    } else {
        rpassword::prompt_password(prompt)
    };
    let password = line.map_err(|_| missing())?.trim().to_owned();
    if password.is_empty() { Err(missing()) } else { Ok(password) }
}

/// The account with this name, id or host; without a name the only one.
pub fn choose(mut accounts: Vec<AccountView>, wanted: Option<&str>) -> Result<AccountView, Failure> {
    if accounts.is_empty() {
        return Err(Failure::new(
            Exit::SignIn,
            "No blog is connected.",
            "Your posts are safe. Connect one: copydesk account add https://blog.example.org --user NAME",
        ));
    }
    let names = || accounts.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", ");
    let Some(wanted) = wanted else {
        if accounts.len() > 1 {
            let which = names();
            return Err(Failure::new(
                Exit::Usage,
                format!("Several blogs are connected: {which}."),
                "Nothing was sent. Say which one with --account NAME.",
            ));
        }
        return Ok(accounts.remove(0));
    };
    let same = |account: &&AccountView| {
        let host = account.address.split_once("://").map_or(account.address.as_str(), |(_, rest)| rest);
        account.id == wanted
            || account.name.eq_ignore_ascii_case(wanted)
            || host.trim_end_matches('/').eq_ignore_ascii_case(wanted)
            || account.address.trim_end_matches('/').eq_ignore_ascii_case(wanted.trim_end_matches('/'))
    };
    accounts.iter().find(same).cloned().ok_or_else(|| {
        Failure::new(
            Exit::Usage,
            format!("No blog called \"{wanted}\" is connected."),
            format!("Nothing was changed. Connected: {}.", names()),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::wire::accounts::{MarkupView, SecretPlace};

    fn account(name: &str, address: &str) -> AccountView {
        AccountView {
            id: format!("{name}-1"),
            name: name.into(),
            address: address.into(),
            blog_title: String::new(),
            user: "me".into(),
            markup: MarkupView::Blocks,
            picture_edge: 2560,
            transport: "REST".into(),
            zone: "UTC".into(),
            secret: SecretPlace::Keyring,
        }
    }

    #[test]
    fn blogs_are_found_by_what_people_call_them() {
        let travel = || account("Travel", "https://travel.example.org");
        let food = || account("Food", "https://example.org/food/");
        for (accounts, wanted, expected) in [
            (vec![], None, Err(Exit::SignIn)),
            (vec![], Some("Travel"), Err(Exit::SignIn)),
            (vec![travel()], None, Ok("Travel")),
            (vec![travel(), food()], None, Err(Exit::Usage)),
            (vec![travel(), food()], Some("travel"), Ok("Travel")),
            (vec![travel(), food()], Some("travel.example.org"), Ok("Travel")),
            (vec![travel(), food()], Some("https://example.org/food"), Ok("Food")),
            (vec![travel(), food()], Some("example.org/food"), Ok("Food")),
            (vec![travel(), food()], Some("Food-1"), Ok("Food")),
            (vec![travel(), food()], Some("elsewhere"), Err(Exit::Usage)),
        ] {
            let found = choose(accounts, wanted);
            let found = found.as_ref().map(|account| account.name.as_str()).map_err(|failure| failure.exit);
            assert_eq!(found, expected, "{wanted:?}");
        }
    }
}
