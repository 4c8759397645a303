//! Connecting blogs and forgetting them.

use crate::App;
use crate::settings::markup;
use crate::wire::accounts::{
    AccountAdded, AccountRemoved, AccountView, AddAccount, CheckView, OffersView, OneAccount, RemoveAccount,
    SecretPlace, SetMarkup, SetPictureSize, TermsView, TransportWish,
};
use crate::wire::error::{ErrorCode, WireError};
use blog::account::{PICTURE_EDGE, blog_of};
use blog::{
    Account, AccountId, Allowed, BlogClient, Failure, Identity, Markup, Rights, Secret, Taxonomy, Transport,
};
use std::sync::Arc;
use wordpress::discovery::{Discovered, NotFound, discover, discover_signed_in};

/// The least that may be set as the longest edge: less is a slip of the finger.
const SMALLEST_EDGE: u32 = 200;

impl App {
    /// See [`crate::wire::Commands::add_account`].
    pub fn add_account(&self, args: AddAccount) -> Result<AccountAdded, WireError> {
        let secret = Secret::new(args.password);
        let user = args.user.trim();
        if user.is_empty() || secret.is_empty() {
            return Err(WireError::input(
                "The user name or the password is missing.",
                "Give the login of your blog and an application password made there under Users, Profile.",
            ));
        }
        self.accounts.believe(&args.address, &args.certificate)?;
        if args.allow_http {
            self.accounts.allow_plain_http(&args.address)?;
        }
        let found = spoken(self.discovered_with(&args.address, user, &secret)?, args.transport)?;
        let mut account = self.account_of(&found, user, args.name.trim());
        account.markup = markup(args.markup);
        account.allowed = Allowed {
            plain_http: args.allow_http && is_plain(&account.endpoint.url),
            certificate: Some(args.certificate).filter(|certificate| !certificate.is_empty()),
        };
        self.accounts.apply(&account)?;
        if is_plain(&account.endpoint.url) && !account.allowed.plain_http {
            return Err(WireError::new(
                ErrorCode::PlainHttp,
                format!(
                    "{} is reached over plain http only: everybody on the way could read the password.",
                    account.blog()
                ),
                "The password was not sent. Have https switched on for the blog; or, if you know the way and trust it, allow \
                 plain http for this blog.",
            ));
        }
        let (identity, turned) = self.proven(&mut account, &secret)?;
        let mut notes = limits(identity.rights);
        notes.extend(turned);
        let place = self.accounts.keep(account.clone(), &secret)?;
        if place == SecretPlace::ThisRun {
            notes.push(format!(
                "{} The password is kept until Copydesk is closed and was written nowhere.",
                self.accounts.no_keyring().unwrap_or("This system has no keyring.")
            ));
        }
        Ok(AccountAdded { account: self.accounts.view(&account), notes })
    }

    /// Proves the sign-in. Where REST refuses a password that XML-RPC takes, or is closed, the account turns to XML-RPC,
    /// and a note says why.
    fn proven(
        &self,
        account: &mut Account,
        secret: &Secret,
    ) -> Result<(Identity, Option<String>), WireError> {
        let http = self.accounts.http()?;
        let client = wordpress::connect(Arc::clone(&http), account, secret.clone())?;
        let refused = match client.identity() {
            Ok(identity) => {
                self.learn_site(account, &*client);
                return Ok((identity, None));
            }
            Err(error) => error,
        };
        let may_turn = matches!(refused.failure, Failure::SignIn | Failure::Blocked);
        let Some(other) = account.other.clone().filter(|_| may_turn) else { return Err(refused.into()) };
        let mut turned =
            Account { other: Some(account.endpoint.clone()), endpoint: other, ..account.clone() };
        let client = wordpress::connect(http, &turned, secret.clone())?;
        let Ok(identity) = client.identity() else { return Err(refused.into()) };
        self.learn_site(&mut turned, &*client);
        *account = turned;
        let note = if refused.failure == Failure::Blocked {
            "One of the blog's two interfaces is closed; Copydesk speaks the other one with it."
        } else {
            "REST did not take this password, XML-RPC did, and Copydesk speaks XML-RPC with this blog. Either the server \
             drops the Authorization header, or this is the password with which you log in; Find faults in Settings says \
             more."
        };
        Ok((identity, Some(note.to_owned())))
    }

    /// What only somebody signed in is told where XML-RPC is spoken: title and time zone.
    fn learn_site(&self, account: &mut Account, client: &dyn BlogClient) {
        if account.endpoint.transport == Transport::XmlRpc
            && let Ok(site) = client.site()
        {
            account.clock = site.clock.unwrap_or_else(|| account.clock.clone());
            if !site.title.is_empty() {
                account.blog_title = site.title;
            }
        }
    }

    /// See [`crate::wire::Commands::remove_account`].
    pub fn remove_account(&self, args: RemoveAccount) -> Result<AccountRemoved, WireError> {
        let account = self.accounts.find(&args.id)?;
        self.cancel_jobs_of(&account.id)?;
        let note = args.revoke.then(|| self.revoke(&account));
        self.accounts.remove(&account.id)?;
        Ok(AccountRemoved { accounts: self.account_views(), note })
    }

    /// Takes the application password back on the blog, as far as the blog lets us; says what came of it.
    fn revoke(&self, account: &Account) -> String {
        let taken = self
            .accounts
            .secret(account)
            .and_then(|secret| Ok(wordpress::revoke::revoke(&*self.accounts.http()?, account, &secret)?));
        match taken {
            Ok(name) => format!("The application password “{name}” was taken back on {}.", account.blog()),
            Err(error) => format!(
                "The password could not be taken back on {}: {} Do it there, under Users, Profile, Application Passwords.",
                account.blog(),
                error.message
            ),
        }
    }

    /// See [`crate::wire::Commands::check_account`].
    pub fn check_account(&self, args: OneAccount) -> Result<CheckView, WireError> {
        let account = self.accounts.find(&args.id)?;
        let Identity { display_name, roles, rights, .. } = self.accounts.client(&account)?.identity()?;
        Ok(CheckView { display_name, roles, limits: limits(rights) })
    }

    /// See [`crate::wire::Commands::set_markup`].
    pub fn set_markup(&self, args: SetMarkup) -> Result<AccountView, WireError> {
        let mut account = self.accounts.find(&args.id)?;
        account.markup = markup(args.markup);
        self.accounts.update(&account)?;
        Ok(self.accounts.view(&account))
    }

    /// See [`crate::wire::Commands::set_picture_size`].
    pub fn set_picture_size(&self, args: SetPictureSize) -> Result<AccountView, WireError> {
        if (1..SMALLEST_EDGE).contains(&args.edge) {
            return Err(WireError::input(
                format!("Pictures of {} pixels would be too small to read on a page.", args.edge),
                format!("Give at least {SMALLEST_EDGE} pixels, or 0 to send each picture at its own size."),
            ));
        }
        let mut account = self.accounts.find(&args.id)?;
        account.picture_edge = args.edge;
        self.accounts.update(&account)?;
        Ok(self.accounts.view(&account))
    }

    /// See [`crate::wire::Commands::list_terms`].
    pub fn list_terms(&self, args: OneAccount) -> Result<TermsView, WireError> {
        let account = self.accounts.find(&args.id)?;
        let client = self.accounts.client(&account)?;
        let names = |taxonomy| -> Result<Vec<String>, WireError> {
            Ok(client.list_terms(taxonomy)?.into_iter().map(|term| term.name).collect())
        };
        Ok(TermsView { categories: names(Taxonomy::Category)?, tags: names(Taxonomy::Tag)? })
    }

    /// See [`crate::wire::Commands::list_offers`].
    pub fn list_offers(&self, args: OneAccount) -> Result<OffersView, WireError> {
        let account = self.accounts.find(&args.id)?;
        let client = self.accounts.client(&account)?;
        let rights = client.identity()?.rights;
        let site = client.site()?;
        let authors = client.list_authors()?;
        Ok(OffersView {
            formats: site.formats,
            authors: authors.into_iter().map(|author| author.name).collect(),
            pages: site.pages && rights.pages,
            sticky: site.sticky && rights.edit_others,
        })
    }

    /// All accounts as a front end sees them.
    pub fn account_views(&self) -> Vec<AccountView> {
        self.accounts.all().iter().map(|account| self.accounts.view(account)).collect()
    }

    pub(crate) fn discovered(&self, address: &str) -> Result<Discovered, WireError> {
        discover(&*self.accounts.http()?, address).map_err(WireError::from)
    }

    /// The same for a blog whose interface is closed to strangers: asked a second time, signed in.
    fn discovered_with(&self, address: &str, user: &str, secret: &Secret) -> Result<Discovered, WireError> {
        let http = self.accounts.http()?;
        match discover(&http, address) {
            Err(error) if error.kind == NotFound::Blocked => {
                Ok(discover_signed_in(&http, address, user, secret)?)
            }
            // XML-RPC is there in any case; REST may be there for people who are signed in.
            Ok(found) if found.rest_is_closed => {
                Ok(discover_signed_in(&http, address, user, secret).unwrap_or(found))
            }
            found => Ok(found?),
        }
    }

    /// An account for what was found; the same blog and user keep their id, names stay unique.
    fn account_of(&self, found: &Discovered, user: &str, name: &str) -> Account {
        let blog = blog_of(&found.address);
        let known = self.accounts.all();
        let same = known.iter().find(|other| other.blog() == blog && other.user.eq_ignore_ascii_case(user));
        let [a, b, c, d, ..] = (self.ports.random)();
        let id = same.map_or_else(|| AccountId::for_blog(&blog, [a, b, c, d]), |other| other.id.clone());
        let wanted = match (name, same) {
            ("", Some(other)) => other.name.clone(),
            ("", None) => blog,
            (name, _) => name.to_owned(),
        };
        let taken =
            |name: &str| known.iter().any(|other| other.id != id && other.name.eq_ignore_ascii_case(name));
        Account {
            name: unique_name(&wanted, taken),
            address: found.address.clone(),
            blog_title: found.title.clone(),
            user: user.to_owned(),
            endpoint: found.endpoint.clone(),
            other: found.other.clone(),
            markup: Markup::default(),
            clock: found.clock.clone(),
            allowed: Allowed::default(),
            picture_edge: same.map_or(PICTURE_EDGE, |other| other.picture_edge),
            id,
        }
    }
}

/// Whether an interface is spoken to in the clear; on this very machine nobody else is on the way.
pub fn is_plain(endpoint: &str) -> bool {
    let url = url::Url::parse(endpoint);
    url.is_ok_and(|url| url.scheme() == "http" && !wordpress::is_this_machine(&url))
}

/// What was found, with the interface that is wished for and no other.
fn spoken(found: Discovered, wish: TransportWish) -> Result<Discovered, WireError> {
    let (way, word) = match wish {
        TransportWish::Auto => return Ok(found),
        TransportWish::Rest => (Transport::Rest, "REST"),
        TransportWish::XmlRpc => (Transport::XmlRpc, "XML-RPC"),
    };
    match found.over(way).cloned() {
        Some(endpoint) => Ok(Discovered { endpoint, other: None, ..found }),
        None => Err(WireError::input(
            format!("{} does not answer over {word}. Nothing was sent but questions.", found.address),
            "Leave the choice of the interface to Copydesk, or ask the blog's host why it is closed.",
        )),
    }
}

fn unique_name(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(wanted) {
        return wanted.to_owned();
    }
    (2..).map(|n| format!("{wanted} {n}")).find(|name| !taken(name)).unwrap_or_default()
}

/// What this person may not do there, one sentence each.
pub fn limits(rights: Rights) -> Vec<String> {
    let mut limits = Vec::new();
    if !rights.write {
        limits.push(
            "You may not write posts on this blog; somebody with more rights must change your role."
                .to_owned(),
        );
        return limits;
    }
    if !rights.publish {
        limits.push("You may not publish here: your posts go to the blog as pending, and an editor makes them public.".to_owned());
    }
    if !rights.upload {
        limits.push("You may not send pictures to this blog.".to_owned());
    }
    if !rights.create_categories {
        limits.push("You may not create categories here; existing ones can be used.".to_owned());
    }
    if !rights.create_tags {
        limits.push("You may not create tags here; existing ones can be used.".to_owned());
    }
    if !rights.unfiltered_html {
        limits.push("The blog removes some HTML from your posts (scripts, frames, forms).".to_owned());
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_unique() {
        assert_eq!(unique_name("a", |_| false), "a");
        assert_eq!(unique_name("a", |name| name == "a" || name == "a 2"), "a 3");
    }

    #[test]
    fn an_administrator_has_no_limits_and_a_contributor_is_told() {
        let all = Rights {
            write: true,
            publish: true,
            upload: true,
            create_categories: true,
            create_tags: true,
            unfiltered_html: true,
            edit_others: true,
            pages: true,
        };
        assert!(limits(all).is_empty());
        assert_eq!(limits(Rights { write: true, ..Rights::default() }).len(), 5);
        assert_eq!(limits(Rights::default()).len(), 1);
    }
}
