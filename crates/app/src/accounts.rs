//! The connected blogs: their list on disk, their passwords in the keyring, and the way to speak to each.
//!
//! Without a keyring a password lives in memory for this run only; it is never written anywhere else.

use crate::ports::Network;
use crate::settings;
use crate::wire::accounts::{AccountView, SecretPlace};
use crate::wire::error::{ErrorCode, WireError};
use blog::{Account, AccountId, BlogClient, ClientError, Secret, Transport};
use credentials::{CredentialStore, InMemory};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use wordpress::Http;

/// All accounts of this person.
pub struct Accounts {
    folder: PathBuf,
    list: Mutex<Vec<Account>>,
    keyring: Result<Arc<dyn CredentialStore>, String>,
    this_run: InMemory,
    network: Network,
    http: OnceLock<Arc<Http>>,
    /// Accounts whose first interface turned out to be closed while the other one worked.
    switched: Arc<Mutex<Vec<AccountId>>>,
}

impl Accounts {
    /// The accounts remembered in the config folder.
    pub fn read(
        folder: PathBuf,
        keyring: Result<Arc<dyn CredentialStore>, String>,
        network: Network,
    ) -> Self {
        let list = Mutex::new(settings::read_accounts(&folder));
        Self {
            folder,
            list,
            keyring,
            this_run: InMemory::default(),
            network,
            http: OnceLock::new(),
            switched: Arc::default(),
        }
    }

    /// All of them, in the order they were added.
    pub fn all(&self) -> Vec<Account> {
        self.list().clone()
    }

    /// The account with this id or this name.
    pub fn find(&self, id_or_name: &str) -> Result<Account, WireError> {
        let list = self.list();
        let by_id = list.iter().find(|account| account.id.as_str() == id_or_name);
        by_id.or_else(|| list.iter().find(|account| account.name.eq_ignore_ascii_case(id_or_name))).cloned().ok_or_else(|| {
            WireError::input(
                format!("There is no account called \"{id_or_name}\"."),
                "Your posts are safe. See the connected blogs with `copydesk account list` or in Settings, or connect the blog.",
            )
        })
    }

    /// Why there is no keyring, if there is none.
    pub fn no_keyring(&self) -> Option<&str> {
        self.keyring.as_ref().err().map(String::as_str)
    }

    /// Keeps an account (replacing one of the same id) and its password. Returns where the password went.
    pub fn keep(&self, account: Account, secret: &Secret) -> Result<SecretPlace, WireError> {
        let place = self.keep_secret(&account.id, secret)?;
        let mut list = self.list();
        let mut changed = list.clone();
        changed.retain(|other| other.id != account.id);
        changed.push(account);
        self.write(&changed)?;
        *list = changed;
        Ok(place)
    }

    /// Changes what is remembered of an account, not its password.
    pub fn update(&self, account: &Account) -> Result<(), WireError> {
        let mut list = self.list();
        let mut changed = list.clone();
        for known in changed.iter_mut().filter(|known| known.id == account.id) {
            *known = account.clone();
        }
        self.write(&changed)?;
        *list = changed;
        Ok(())
    }

    /// Forgets an account; its password goes first.
    pub fn remove(&self, id: &AccountId) -> Result<(), WireError> {
        let _ = self.this_run.remove(id);
        if let Ok(keyring) = &self.keyring {
            keyring.remove(id).map_err(|error| {
                WireError::new(
                    ErrorCode::Keyring,
                    format!("The password could not be taken out of the keyring: {error}"),
                    "The account is still connected. Unlock the keyring and remove the account again.",
                )
            })?;
        }
        let mut list = self.list();
        let mut changed = list.clone();
        changed.retain(|account| account.id != *id);
        self.write(&changed)?;
        *list = changed;
        Ok(())
    }

    /// Keeps a password for this run only.
    pub fn keep_for_this_run(&self, id: &AccountId, secret: &Secret) {
        let _ = self.this_run.set(id, secret);
    }

    /// The account's password.
    pub fn secret(&self, account: &Account) -> Result<Secret, WireError> {
        if let Ok(Some(secret)) = self.this_run.get(&account.id) {
            return Ok(secret);
        }
        let missing = || {
            WireError::new(
                ErrorCode::SignIn,
                format!("The password of {} on {} is not known.", account.user, account.blog()),
                "Your posts are safe. Connect the blog again with an application password, then try again.",
            )
        };
        let keyring = self.keyring.as_ref().map_err(|_| missing())?;
        match keyring.get(&account.id) {
            Ok(Some(secret)) => Ok(secret),
            Ok(None) => Err(missing()),
            Err(error) => Err(WireError::new(
                ErrorCode::Keyring,
                error.to_string(),
                "Your posts are safe, nothing was sent. Unlock the keyring and try again.",
            )),
        }
    }

    /// A client that speaks to the account's blog. Where one interface is known to be closed the other one is used, and
    /// remembered by [`Self::remember_switch`].
    pub fn client(&self, account: &Account) -> Result<Box<dyn BlogClient>, WireError> {
        let secret = self.secret(account)?;
        self.apply(account)?;
        let (switched, id) = (Arc::clone(&self.switched), account.id.clone());
        let on_switch = Box::new(move |_, _: &ClientError| {
            switched.lock().unwrap_or_else(PoisonError::into_inner).push(id.clone());
        });
        Ok(wordpress::connect_either(self.http()?, account, secret, on_switch)?)
    }

    /// Makes the interface that worked the account's first one, if a client had to go round a closed one. Returns what
    /// happened, in a sentence.
    pub fn remember_switch(&self, id: &AccountId) -> Option<String> {
        let mut switched = self.switched.lock().unwrap_or_else(PoisonError::into_inner);
        let before = switched.len();
        switched.retain(|other| other != id);
        if switched.len() == before {
            return None;
        }
        drop(switched);
        let mut account = self.find(id.as_str()).ok()?;
        let other = account.other.take()?;
        let closed = std::mem::replace(&mut account.endpoint, other);
        let (closed_word, word) =
            (transport_word(closed.transport), transport_word(account.endpoint.transport));
        account.other = Some(closed);
        // A list that cannot be written costs one more question next time.
        let _ = self.update(&account);
        Some(format!("{closed_word} is closed on the blog; Copydesk speaks {word} with it from now on"))
    }

    /// Believes an accepted certificate for the host of this address; an empty fingerprint is none.
    pub fn believe(&self, address: &str, certificate: &str) -> Result<(), WireError> {
        let http = self.http()?;
        for url in wordpress::typed_addresses(address).iter().filter(|_| !certificate.is_empty()) {
            http.pin(url.host_str().unwrap_or_default(), certificate);
        }
        Ok(())
    }

    /// Lets a password go over plain http to the host of this address.
    pub fn allow_plain_http(&self, address: &str) -> Result<(), WireError> {
        let http = self.http()?;
        for url in wordpress::typed_addresses(address).iter().filter(|url| url.scheme() == "http") {
            http.allow_plain_http(&wordpress::host(url));
        }
        Ok(())
    }

    /// Puts what the writer allowed for this account into force.
    pub fn apply(&self, account: &Account) -> Result<(), WireError> {
        self.believe(&account.address, account.allowed.certificate.as_deref().unwrap_or_default())?;
        if account.allowed.plain_http { self.allow_plain_http(&account.address) } else { Ok(()) }
    }

    /// The one HTTP door, made when it is first needed: it is not on the start path.
    pub fn http(&self) -> Result<Arc<Http>, WireError> {
        if let Some(http) = self.http.get() {
            return Ok(Arc::clone(http));
        }
        let http = (self.network)().map_err(|error| {
            WireError::other(
                "The network part of Copydesk could not be started.",
                "Your posts are safe. Start Copydesk again.",
            )
            .with_detail(error.to_string())
        })?;
        Ok(Arc::clone(self.http.get_or_init(|| http)))
    }

    /// The account as a front end sees it.
    pub fn view(&self, account: &Account) -> AccountView {
        AccountView {
            id: account.id.as_str().to_owned(),
            name: account.name.clone(),
            address: account.address.clone(),
            blog_title: account.blog_title.clone(),
            user: account.user.clone(),
            markup: settings::markup_view(account.markup),
            picture_edge: account.picture_edge,
            transport: transport_word(account.endpoint.transport).to_owned(),
            zone: publish::date::zone_words(&account.clock),
            secret: self.secret_place(&account.id),
        }
    }

    /// Without asking the keyring: a locked one would open a dialog at every start.
    fn secret_place(&self, id: &AccountId) -> SecretPlace {
        match (self.this_run.get(id), &self.keyring) {
            (Ok(Some(_)), _) => SecretPlace::ThisRun,
            (_, Ok(_)) => SecretPlace::Keyring,
            (_, Err(_)) => SecretPlace::Missing,
        }
    }

    fn keep_secret(&self, id: &AccountId, secret: &Secret) -> Result<SecretPlace, WireError> {
        match &self.keyring {
            Ok(keyring) => {
                keyring.set(id, secret).map_err(|error| {
                    WireError::new(
                        ErrorCode::Keyring,
                        format!("The password could not be put into the keyring: {error}"),
                        "Nothing was kept. Unlock the keyring and connect the blog again.",
                    )
                })?;
                let _ = self.this_run.remove(id);
                Ok(SecretPlace::Keyring)
            }
            Err(_) => {
                self.keep_for_this_run(id, secret);
                Ok(SecretPlace::ThisRun)
            }
        }
    }

    fn write(&self, accounts: &[Account]) -> Result<(), WireError> {
        settings::write_accounts(&self.folder, accounts).map_err(|error| {
            WireError::other(
                "The list of accounts could not be written.",
                "The accounts are as before. Check that the settings folder can be written and the disk is not full.",
            )
            .with_detail(format!("{}: {error}", self.folder.display()))
        })
    }

    fn list(&self) -> MutexGuard<'_, Vec<Account>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn transport_word(transport: Transport) -> &'static str {
    match transport {
        Transport::Rest => "REST",
        Transport::XmlRpc => "XML-RPC",
    }
}
