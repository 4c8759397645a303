//! The command line: the same core as the window's, without a window and without a display.

mod accounts;
mod acting;
mod args;
mod carrying;
mod comments;
mod doctor;
mod failure;
mod moving;
mod outbox;
mod output;
mod posts;
mod progress;
mod publishing;
mod pulling;
mod session;
mod syncing;
mod versions;

use app::wire::acting::ActionName;
use app::wire::error::{ErrorCode, WireError};
use app::{App, EventSink, Ports};
pub use args::Arguments;
use args::{Account, Command, Outbox};
use failure::{Exit, Failure};
use output::Output;
use session::Session;
use std::process::ExitCode;
use std::sync::Arc;

/// Runs one command and says how it went by the exit code.
pub fn run(arguments: Arguments) -> ExitCode {
    let output = Output { json: arguments.global.json, quiet: arguments.global.quiet };
    let done = perform(arguments, output);
    let exit = done.unwrap_or_else(|failure| {
        output.failure(&failure);
        failure.exit
    });
    ExitCode::from(exit as u8)
}

fn perform(arguments: Arguments, output: Output) -> Result<Exit, Failure> {
    let Arguments { global, open: _, command } = arguments;
    let Some(command) = command else { return Ok(Exit::Done) };
    let session = Session::open(global, output)?;
    let done = match command {
        Command::Account(Account::Add(blog)) => accounts::add(&session, blog),
        Command::Account(Account::List) => accounts::list(&session),
        Command::Account(Account::Set(blog)) => accounts::set(&session, &blog),
        Command::Account(Account::Remove { name, revoke }) => accounts::remove(&session, &name, revoke),
        Command::Account(Account::Doctor { name, post }) => doctor::examine(&session, &name, post.as_deref()),
        Command::List { status, query } => posts::list(&session, status, &query),
        Command::New { title } => posts::new(&session, title),
        Command::Rename(what) => moving::rename(&session, what),
        Command::Convert(what) => moving::convert(&session, &what),
        Command::Render { file, form } => posts::render(&session, &file, form),
        Command::Check { file } => posts::check(&session, &file),
        Command::Publish(what) => publishing::publish(&session, &what),
        Command::Unpublish(post) => acting::on_blog(&session, &post, ActionName::Unpublish),
        Command::Trash(post) => acting::trash(&session, &post),
        Command::Restore(post) => acting::on_blog(&session, &post, ActionName::Restore),
        Command::Delete(post) => acting::on_blog(&session, &post, ActionName::Delete),
        Command::Pull(what) => pulling::pull(&session, &what),
        Command::Sync(what) => syncing::sync(&session, what),
        Command::Versions(what) => versions::versions(&session, &what),
        Command::Comments(what) => comments::comments(&session, what),
        Command::Status { file: Some(file) } => posts::status(&session, &file),
        Command::Status { file: None } => posts::overview(&session),
        Command::Export(what) => carrying::export(&session, &what),
        Command::Import(what) => carrying::import(&session, &what),
        Command::Outbox(Outbox::List { log }) => outbox::list(&session, log),
        Command::Outbox(Outbox::Log { job }) => outbox::log(&session, &job),
        Command::Outbox(Outbox::Pause { name }) => outbox::pause(&session, &name, true),
        Command::Outbox(Outbox::Resume { name }) => outbox::pause(&session, &name, false),
        Command::Outbox(Outbox::Run { password_stdin }) => outbox::run(&session, password_stdin),
        Command::Outbox(Outbox::Cancel { job }) => outbox::cancel(&session, job),
    };
    session.close();
    done
}

/// Opens the core for the window, with the library and the post that were named.
pub fn open_core(arguments: &Arguments, news: Arc<dyn EventSink>) -> Result<Arc<App>, WireError> {
    let app = App::open(system_ports(news)?);
    if let Some(folder) = &arguments.global.library {
        app.open_and_remember(folder)?;
    }
    if let Some(file) = &arguments.open {
        if arguments.global.library.is_none() {
            app.open_for_command(None)?;
        }
        let post = app.post_in(file)?;
        app.open_post(post)?;
    }
    Ok(app)
}

/// Whether another window has the library that was asked for; then it comes to the front, and this one need not open.
pub fn shown_elsewhere(arguments: &Arguments) -> bool {
    let (library, post) = (arguments.global.library.as_deref(), arguments.open.as_deref());
    let said = app::Folders::of_system().and_then(|folders| app::open_elsewhere(&folders, library, post));
    if let Some(said) = &said {
        eprintln!("{said}");
    }
    said.is_some()
}

fn system_ports(news: Arc<dyn EventSink>) -> Result<Ports, WireError> {
    let ports = Ports::of_system(news).map_err(|why| WireError {
        code: ErrorCode::Input,
        message: why,
        hint: "Nothing was changed.".into(),
        detail: String::new(),
    })?;
    #[cfg(debug_assertions)]
    let ports = Ports { crash_point: crate::crash::asked_for(), ..ports };
    Ok(ports)
}

/// Hands an address with which the system started this program to the Copydesk that waits for it.
pub fn hand_over(address: &str) -> ExitCode {
    let folders = app::Folders::of_system().ok_or("This system does not say where your home folder is.");
    let handed =
        folders.map_err(|why| Failure::new(Exit::Input, why, "Nothing was changed. Set HOME and try again."));
    match handed.and_then(|folders| Ok(app::hand_over(&folders, address)?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprint!("{}", failure.to_text());
            ExitCode::from(failure.exit as u8)
        }
    }
}

/// Says that a window needs a display.
pub fn no_display() -> ExitCode {
    let failure = Failure::new(
        Exit::Usage,
        "There is no display here, so the window cannot open.",
        "Commands work without one: copydesk --help",
    );
    eprint!("{}", failure.to_text());
    ExitCode::from(failure.exit as u8)
}

/// Says that the window could not be made.
pub fn window_failed(why: &dyn std::fmt::Display) -> ExitCode {
    let mut failure = Failure::new(
        Exit::Unexpected,
        "The window could not be opened.",
        "Your posts are safe in their folder, and commands work: copydesk --help",
    );
    failure.detail = why.to_string();
    eprint!("{}", failure.to_text());
    ExitCode::from(failure.exit as u8)
}
