//! Settings and the list of accounts on disk: small JSON files in the config folder, written atomically, never a secret.
//!
//! A damaged file is set aside, not overwritten: its name gets `.damaged`, and the defaults are used.

use crate::wire::accounts::MarkupView;
use crate::wire::settings::SettingsView;
use blog::account::PICTURE_EDGE;
use blog::{Account, AccountId, Allowed, Endpoint, Markup, SiteClock, Transport};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::path::{Path, PathBuf};

/// What `settings.json` holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// What the window shows.
    pub view: SettingsView,
    /// The library last opened, full path.
    pub library: Option<PathBuf>,
    /// The post last open in it.
    pub post: Option<String>,
    /// Libraries in which each published post is committed to git.
    pub commit_on_publish: Vec<PathBuf>,
    /// A name of this computer's own, by which versions tell who kept them.
    pub device: Option<String>,
    /// The libraries that were open, the last one first.
    pub recent: Vec<Recent>,
}

/// A library that was open before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Recent {
    /// The folder, full path.
    pub folder: PathBuf,
    /// The post last open in it.
    pub post: Option<String>,
}

/// How many libraries are remembered.
const RECENT: usize = 12;

impl Settings {
    /// Another library is open: what was open in the one before is kept with it, and this one goes on where it was.
    pub fn enter(&mut self, folder: PathBuf) {
        if self.library.as_ref() != Some(&folder) {
            let post = self.post.take();
            let left = self.library.replace(folder.clone());
            if let Some(before) = self.recent.iter_mut().find(|recent| Some(&recent.folder) == left.as_ref())
            {
                before.post = post;
            }
        }
        let at = self.recent.iter().position(|recent| recent.folder == folder);
        let here = at.map(|at| self.recent.remove(at)).unwrap_or(Recent { folder, post: None });
        if self.post.is_none() {
            self.post.clone_from(&here.post);
        }
        self.recent.insert(0, here);
        self.recent.truncate(RECENT);
    }
}

/// One account as `accounts.json` holds it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountRecord {
    id: String,
    name: String,
    address: String,
    blog_title: String,
    user: String,
    transport: String,
    endpoint: String,
    /// The other interface; absent in files written before there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    other: Option<EndpointRecord>,
    markup: MarkupView,
    zone: String,
    offset_minutes: i32,
    /// Absent unless the writer said yes to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    plain_http: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
    /// Absent in files written before pictures were prepared.
    #[serde(default = "usual_edge")]
    picture_edge: u32,
}

fn usual_edge() -> u32 {
    PICTURE_EDGE
}

/// A further interface of an account.
#[derive(Serialize, Deserialize)]
struct EndpointRecord {
    transport: String,
    url: String,
}

/// Reads the settings; defaults where the file is absent or damaged.
pub fn read_settings(folder: &Path) -> Settings {
    read(&folder.join("settings.json")).unwrap_or_default()
}

/// Writes the settings.
pub fn write_settings(folder: &Path, settings: &Settings) -> std::io::Result<()> {
    write(&folder.join("settings.json"), settings)
}

/// Reads the accounts; what cannot be an account is left out.
pub fn read_accounts(folder: &Path) -> Vec<Account> {
    let records: Vec<AccountRecord> = read(&folder.join("accounts.json")).unwrap_or_default();
    records.into_iter().filter_map(account).collect()
}

/// Writes the accounts.
pub fn write_accounts(folder: &Path, accounts: &[Account]) -> std::io::Result<()> {
    write(&folder.join("accounts.json"), &accounts.iter().map(record).collect::<Vec<_>>())
}

fn read<T: DeserializeOwned>(file: &Path) -> Option<T> {
    let text = library::files::read_text(file).ok().flatten()?;
    let value = serde_json::from_str(&text);
    if value.is_err() {
        library::files::set_aside(file);
    }
    value.ok()
}

fn write<T: Serialize>(file: &Path, value: &T) -> std::io::Result<()> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    library::files::write_atomically(file, text.as_bytes())
}

fn account(record: AccountRecord) -> Option<Account> {
    let other = record.other.and_then(|other| endpoint(&other.transport, other.url));
    Some(Account {
        id: AccountId::new(&record.id)?,
        name: record.name,
        address: record.address,
        blog_title: record.blog_title,
        user: record.user,
        endpoint: endpoint(&record.transport, record.endpoint)?,
        other,
        markup: markup(record.markup),
        clock: SiteClock { zone: record.zone, offset_minutes: record.offset_minutes },
        allowed: Allowed { plain_http: record.plain_http, certificate: record.certificate },
        picture_edge: record.picture_edge,
    })
}

fn endpoint(transport: &str, url: String) -> Option<Endpoint> {
    let transport = match transport {
        "rest" => Transport::Rest,
        "xmlrpc" => Transport::XmlRpc,
        _ => return None,
    };
    Some(Endpoint { transport, url })
}

fn transport_word(transport: Transport) -> String {
    match transport {
        Transport::Rest => "rest".to_owned(),
        Transport::XmlRpc => "xmlrpc".to_owned(),
    }
}

fn record(account: &Account) -> AccountRecord {
    AccountRecord {
        id: account.id.as_str().to_owned(),
        name: account.name.clone(),
        address: account.address.clone(),
        blog_title: account.blog_title.clone(),
        user: account.user.clone(),
        transport: transport_word(account.endpoint.transport),
        endpoint: account.endpoint.url.clone(),
        other: account.other.as_ref().map(|other| EndpointRecord {
            transport: transport_word(other.transport),
            url: other.url.clone(),
        }),
        markup: markup_view(account.markup),
        zone: account.clock.zone.clone(),
        offset_minutes: account.clock.offset_minutes,
        plain_http: account.allowed.plain_http,
        certificate: account.allowed.certificate.clone(),
        picture_edge: account.picture_edge,
    }
}

/// The wire's word for a markup.
pub fn markup_view(markup: Markup) -> MarkupView {
    match markup {
        Markup::Blocks => MarkupView::Blocks,
        Markup::Classic => MarkupView::Classic,
    }
}

/// The markup behind the wire's word.
pub fn markup(view: MarkupView) -> Markup {
    match view {
        MarkupView::Blocks => Markup::Blocks,
        MarkupView::Classic => Markup::Classic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account_of(id: &str) -> Account {
        Account {
            id: AccountId::new(id).unwrap(),
            name: "Blog".into(),
            address: "https://example.org".into(),
            blog_title: "A blog".into(),
            user: "me".into(),
            endpoint: Endpoint { transport: Transport::Rest, url: "https://example.org/wp-json/".into() },
            other: None,
            markup: Markup::Classic,
            clock: SiteClock { zone: "Asia/Kolkata".into(), offset_minutes: 330 },
            allowed: Allowed::default(),
            picture_edge: 1600,
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read_settings(folder.path()), Settings::default());
        let settings = Settings { post: Some("a.md".into()), ..Settings::default() };
        write_settings(folder.path(), &settings).unwrap();
        assert_eq!(read_settings(folder.path()), settings);
        let other = Endpoint { transport: Transport::XmlRpc, url: "https://example.org/xmlrpc.php".into() };
        let accounts = [
            account_of("a"),
            Account {
                other: Some(other),
                allowed: Allowed { plain_http: true, certificate: Some("AB:CD".into()) },
                ..account_of("b")
            },
        ];
        write_accounts(folder.path(), &accounts).unwrap();
        assert_eq!(read_accounts(folder.path()), accounts);
    }

    #[test]
    fn an_account_of_an_older_file_has_the_usual_size_of_pictures() {
        let folder = tempfile::tempdir().unwrap();
        write_accounts(folder.path(), &[account_of("a")]).unwrap();
        let file = folder.path().join("accounts.json");
        let older = std::fs::read_to_string(&file).unwrap().replace(",\n    \"pictureEdge\": 1600", "");
        std::fs::write(&file, older).unwrap();
        let usual = Account { picture_edge: PICTURE_EDGE, ..account_of("a") };
        assert_eq!(read_accounts(folder.path()), [usual]);
    }

    #[test]
    fn each_library_goes_on_where_it_was() {
        let mut settings = Settings::default();
        let folder = PathBuf::from;
        settings.enter(folder("a"));
        settings.post = Some("a.md".to_owned());
        settings.enter(folder("b"));
        assert_eq!((settings.library.clone(), settings.post.clone()), (Some(folder("b")), None));
        settings.post = Some("b.md".to_owned());
        settings.enter(folder("a"));
        assert_eq!(settings.post.as_deref(), Some("a.md"));
        settings.enter(folder("a"));
        assert_eq!(settings.post.as_deref(), Some("a.md"), "opened again, nothing changes");
        let recent: Vec<_> =
            settings.recent.iter().map(|recent| (recent.folder.clone(), recent.post.clone())).collect();
        assert_eq!(recent[1], (folder("b"), Some("b.md".to_owned())));
        (0..20).for_each(|n| settings.enter(PathBuf::from(n.to_string())));
        assert_eq!(settings.recent.len(), RECENT);
    }

    #[test]
    fn a_damaged_file_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("accounts.json"), "{ nonsense").unwrap();
        assert!(read_accounts(folder.path()).is_empty());
        assert_eq!(
            std::fs::read_to_string(folder.path().join("accounts.json.damaged")).unwrap(),
            "{ nonsense"
        );
    }
}
