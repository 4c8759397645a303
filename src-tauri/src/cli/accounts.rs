//! `copydesk account`: connect, show and forget blogs.

use super::args::{AddBlog, Markup};
use super::failure::{Exit, Failure};
use super::output::table;
use super::session::{Session, choose, password};
use app::wire::accounts::{AccountView, AddAccount, DiscoverBlog, MarkupView, OneAccount, SecretPlace};
use serde_json::{Value, json};

/// Connects a blog.
pub fn add(session: &Session, blog: AddBlog) -> Result<Exit, Failure> {
    let mut address = blog.address;
    if !blog.password_stdin {
        // A wrong address is worth knowing before a password is typed.
        let found = session.app.discover_blog(DiscoverBlog { address })?;
        session.output.message(&format!("Found \"{}\" at {} ({}).", found.title, found.address, found.found));
        session.output.message(&format!("Application passwords are made here: {}", found.password_page));
        if let Some(warning) = found.warning {
            session.output.message(&warning);
        }
        address = found.address;
    }
    let password = password(blog.password_stdin, &format!("Application password of {}: ", blog.user))?;
    let markup = match blog.markup {
        Markup::Blocks => MarkupView::Blocks,
        Markup::Classic => MarkupView::Classic,
    };
    let request =
        AddAccount { address, user: blog.user, password, name: blog.name.unwrap_or_default(), markup };
    let added = session.app.add_account(request)?;
    let account = added.account;
    let kept = account.secret == SecretPlace::Keyring;
    if kept {
        added.notes.iter().for_each(|note| session.output.message(note));
    }
    session.output.result(
        &format!("Connected {} ({}) as {}.\n", account.name, account.address, account.user),
        &document(&account),
    );
    if kept {
        return Ok(Exit::Done);
    }
    session.output.message(
        "copydesk: This system has no keyring, so the password was kept nowhere.\n  \
         The blog is connected; give the password with the command that needs it:\n  \
         copydesk publish FILE --password-stdin --session-only",
    );
    Ok(Exit::SignIn)
}

/// Shows the connected blogs.
pub fn list(session: &Session) -> Result<Exit, Failure> {
    let accounts = session.app.account_views();
    if accounts.is_empty() {
        session.output.message("No blog is connected yet. Connect one: copydesk account add https://blog.example.org --user NAME");
    }
    let rows: Vec<[String; 5]> = accounts
        .iter()
        .map(|account| {
            let a = account.clone();
            [a.name, a.address, a.user, markup_word(a.markup).into(), secret_word(a.secret).into()]
        })
        .collect();
    let documents: Vec<Value> = accounts.iter().map(document).collect();
    session
        .output
        .result(&table(["NAME", "ADDRESS", "USER", "MARKUP", "PASSWORD"], &rows), &Value::Array(documents));
    Ok(Exit::Done)
}

/// Forgets a blog and its password.
pub fn remove(session: &Session, name: &str) -> Result<Exit, Failure> {
    let account = choose(session.app.account_views(), Some(name))?;
    session.confirm(&format!("Forget {} ({}) and its password?", account.name, account.address))?;
    session.app.remove_account(OneAccount { id: account.id.clone() })?;
    let words = format!("Forgot {}. Posts stay as they are, here and on the blog.\n", account.name);
    session.output.result(&words, &document(&account));
    Ok(Exit::Done)
}

fn document(account: &AccountView) -> Value {
    json!({
        "id": account.id,
        "name": account.name,
        "address": account.address,
        "title": account.blog_title,
        "user": account.user,
        "markup": markup_word(account.markup),
        "transport": account.transport,
        "zone": account.zone,
        "password": secret_word(account.secret),
    })
}

fn markup_word(markup: MarkupView) -> &'static str {
    match markup {
        MarkupView::Blocks => "blocks",
        MarkupView::Classic => "classic",
    }
}

/// For a command a password that lives for one run is no password.
fn secret_word(place: SecretPlace) -> &'static str {
    match place {
        SecretPlace::Keyring => "keyring",
        SecretPlace::ThisRun | SecretPlace::Missing => "not kept",
    }
}
