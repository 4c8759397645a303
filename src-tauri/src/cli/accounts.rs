//! `copydesk account`: connect, show and forget blogs.

use super::args::{AddBlog, Markup, SetBlog, Transport};
use super::failure::{Exit, Failure};
use super::output::table;
use super::session::{Session, choose, password};
use app::wire::accounts::{
    AccountAdded, AccountView, AddAccount, MarkupView, RemoveAccount, SecretPlace, SetPictureSize,
    TransportWish,
};
use app::wire::connecting::{ApprovalView, ApproveBlog, DiscoverBlog};
use app::wire::events::AppEvent;
use serde_json::{Value, json};

/// Connects a blog.
pub fn add(session: &Session, blog: AddBlog) -> Result<Exit, Failure> {
    let added = if blog.browser { approved(session, blog)? } else { typed(session, blog)? };
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

/// With a password that is typed or piped in.
fn typed(session: &Session, blog: AddBlog) -> Result<AccountAdded, Failure> {
    let (mut address, certificate) = (blog.address, blog.certificate);
    let user = blog.user.unwrap_or_default();
    if !blog.password_stdin {
        // A wrong address is worth knowing before a password is typed.
        let found = session
            .app
            .discover_blog(DiscoverBlog { address, certificate: certificate.clone() })
            .map_err(|error| certificate_asked(error.into()))?;
        session.output.message(&format!("Found \"{}\" at {} ({}).", found.title, found.address, found.found));
        session.output.message(&format!("{} {}", found.password_hint, found.password_page));
        if let Some(warning) = found.warning {
            session.output.message(&warning);
        }
        address = found.address;
    }
    let password = password(blog.password_stdin, &format!("Application password of {user}: "))?;
    let request = AddAccount {
        address,
        user,
        password,
        name: blog.name.unwrap_or_default(),
        markup: markup_view(blog.markup),
        allow_http: blog.allow_http,
        certificate,
        transport: wish(blog.transport),
    };
    session.app.add_account(request).map_err(|error| certificate_asked(error.into()))
}

/// With a password that the blog makes once Approve was pressed there. The browser comes back to a door on this machine.
fn approved(session: &Session, blog: AddBlog) -> Result<AccountAdded, Failure> {
    let request = ApproveBlog {
        address: blog.address,
        name: blog.name.unwrap_or_default(),
        markup: markup_view(blog.markup),
        allow_http: blog.allow_http,
        certificate: blog.certificate,
    };
    let asked = session.app.approve_blog(request).map_err(|error| certificate_asked(error.into()))?;
    session.output.message(
        "Press Approve on this page of the blog. It opens in your browser; if it does not, open it:",
    );
    session.output.message(&asked.page);
    // Without a browser here the line above is all that is needed.
    let _shown = tauri_plugin_opener::open_url(&asked.page, None::<&str>);
    loop {
        match session.news.recv() {
            Ok(AppEvent::Approval { outcome: ApprovalView::Approved { account, notes } }) => {
                return Ok(AccountAdded { account, notes });
            }
            Ok(AppEvent::Approval { outcome: ApprovalView::NotApproved { error } }) => {
                return Err(error.into());
            }
            Ok(_) => {}
            Err(_) => {
                return Err(Failure::new(
                    Exit::Unexpected,
                    "Copydesk stopped waiting.",
                    "Nothing was changed.",
                ));
            }
        }
    }
}

/// Says how a certificate that nobody known has signed is accepted on the command line.
fn certificate_asked(failure: Failure) -> Failure {
    let is_fingerprint =
        failure.detail.len() == 95 && failure.detail.bytes().filter(|b| *b == b':').count() == 31;
    if !is_fingerprint {
        return failure;
    }
    let hint = format!("{}\nTo accept it: --certificate {}", failure.hint, failure.detail);
    Failure { hint, ..failure }
}

fn wish(transport: Transport) -> TransportWish {
    match transport {
        Transport::Auto => TransportWish::Auto,
        Transport::Rest => TransportWish::Rest,
        Transport::Xmlrpc => TransportWish::XmlRpc,
    }
}

fn markup_view(markup: Markup) -> MarkupView {
    match markup {
        Markup::Blocks => MarkupView::Blocks,
        Markup::Classic => MarkupView::Classic,
    }
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

/// Changes how a blog is published to.
pub fn set(session: &Session, blog: &SetBlog) -> Result<Exit, Failure> {
    let account = choose(session.app.account_views(), Some(&blog.name))?;
    let account = session.app.set_picture_size(SetPictureSize { id: account.id, edge: blog.picture_size })?;
    let size = match account.picture_edge {
        0 => "at their own size".to_owned(),
        edge => format!("at most {edge} pixels wide or high"),
    };
    session.output.result(&format!("Pictures go to {} {size}.\n", account.name), &document(&account));
    Ok(Exit::Done)
}

/// Forgets a blog and its password.
pub fn remove(session: &Session, name: &str, revoke: bool) -> Result<Exit, Failure> {
    let account = choose(session.app.account_views(), Some(name))?;
    session.confirm(&format!("Forget {} ({}) and its password?", account.name, account.address))?;
    let removed = session.app.remove_account(RemoveAccount { id: account.id.clone(), revoke })?;
    session.output.message(&removed.note.unwrap_or_else(|| {
        "Its application password still works on the blog; take it back there under Users, Profile, or say --revoke."
            .to_owned()
    }));
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
        "pictureEdge": account.picture_edge,
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
