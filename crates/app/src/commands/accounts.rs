//! Connecting blogs and forgetting them.

use crate::App;
use crate::accounts::zone_words;
use crate::settings::markup;
use crate::wire::accounts::{
    AccountAdded, AccountView, AddAccount, CheckView, DiscoverBlog, DiscoveredView, OffersView, OneAccount,
    SecretPlace, SetMarkup, TermsView,
};
use crate::wire::error::WireError;
use blog::account::blog_of;
use blog::{Account, AccountId, Identity, Markup, Rights, Secret, Taxonomy, Transport};
use wordpress::discovery::{Discovered, NotFound, SiteKind, discover, discover_signed_in};

impl App {
    /// See [`crate::wire::Commands::discover_blog`].
    pub fn discover_blog(&self, args: DiscoverBlog) -> Result<DiscoveredView, WireError> {
        Ok(discovered_view(self.discovered(&args.address)?))
    }

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
        let found = self.discovered_with(&args.address, user, &secret)?;
        let mut account = self.account_of(&found, user, args.name.trim());
        account.markup = markup(args.markup);
        let identity = wordpress::connect(self.accounts.http()?, &account, secret.clone())?.identity()?;
        let mut notes = limits(identity.rights);
        let place = self.accounts.keep(account.clone(), &secret)?;
        if place == SecretPlace::ThisRun {
            notes.push(format!(
                "{} The password is kept until Copydesk is closed and was written nowhere.",
                self.accounts.no_keyring().unwrap_or("This system has no keyring.")
            ));
        }
        Ok(AccountAdded { account: self.accounts.view(&account), notes })
    }

    /// See [`crate::wire::Commands::remove_account`].
    pub fn remove_account(&self, args: OneAccount) -> Result<Vec<AccountView>, WireError> {
        let account = self.accounts.find(&args.id)?;
        self.cancel_jobs_of(&account.id)?;
        self.accounts.remove(&account.id)?;
        Ok(self.account_views())
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

    fn discovered(&self, address: &str) -> Result<Discovered, WireError> {
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
            id,
        }
    }
}

/// What was found, as a front end shows it before anybody signs in.
fn discovered_view(found: Discovered) -> DiscoveredView {
    let password_page = match found.kind {
        SiteKind::SelfHosted | SiteKind::Atomic => {
            format!("{}/wp-admin/profile.php#application-passwords-section", found.address)
        }
        SiteKind::WordPressCom => "https://wordpress.com/me/security/two-step".to_owned(),
    };
    DiscoveredView {
        found: found_words(&found),
        zone: found.over(Transport::Rest).map(|_| zone_words(&found.clock)).unwrap_or_default(),
        password_page,
        password_hint: password_hint(found.kind).to_owned(),
        warning: found_warning(&found),
        can_approve: found.application_passwords.is_some(),
        title: found.title,
        address: found.address,
    }
}

/// What a blog is and what it speaks, in a few words.
fn found_words(found: &Discovered) -> String {
    let kind = match found.kind {
        SiteKind::SelfHosted => "WordPress",
        SiteKind::Atomic => "WordPress hosted by WordPress.com",
        SiteKind::WordPressCom => "WordPress.com",
    };
    let version = found.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    let speaks = match (found.over(Transport::Rest), found.over(Transport::XmlRpc)) {
        (Some(_), Some(_)) => "REST and XML-RPC",
        (Some(_), None) => "REST",
        (None, _) if found.has_older_methods_only => "XML-RPC (its older part)",
        (None, _) => "XML-RPC",
    };
    format!("{kind}{version}, {speaks}")
}

/// Which password it has to be.
fn password_hint(kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::SelfHosted => "An application password, made on the blog under Users, Profile.",
        SiteKind::Atomic => {
            "An application password made on the blog itself, under Users, Profile. One of the WordPress.com account is not accepted there."
        }
        SiteKind::WordPressCom => {
            "An application password of the WordPress.com account, made there under Security, Two-step authentication. The user name is that of the account."
        }
    }
}

fn found_warning(found: &Discovered) -> Option<String> {
    let has_rest = found.over(Transport::Rest).is_some();
    let warning = match found.kind {
        _ if has_rest && found.application_passwords.is_some() => return None,
        _ if has_rest => {
            "This blog does not offer application passwords. They need https and may be switched off by a plugin; the blog's host can say."
        }
        SiteKind::WordPressCom => return None,
        _ if found.rest_is_closed => {
            "The blog keeps its REST interface closed to strangers. Copydesk tries it again with your sign-in, and speaks XML-RPC where it stays closed."
        }
        _ => {
            "REST does not answer there, so Copydesk speaks XML-RPC, the older interface. Everything that is written arrives all the same."
        }
    };
    Some(warning.to_owned())
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
