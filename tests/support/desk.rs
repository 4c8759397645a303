//! A writer's desk for tests: a library, a core over it, and the hands of a person, as a chain that reads like a story.
//!
//! The core is the real one on real files; only the folders are temporary, and the keyring is memory.

use app::wire::accounts::{AddAccount, MarkupView, TransportWish};
use app::wire::editor::{Change, EditPost, OpenedPost, OutsideNews, ResolveOutside, Side, TakeOutside};
use app::wire::error::{ErrorCode, WireError};
use app::wire::events::AppEvent;
use app::wire::library::{
    ListPosts, ListView, OnePost, OpenLibrary, PlaceName, PostRow, RowPage, SortName, SortView,
};
use app::wire::publishing::{JobState, JobView, OneJob, PlanPublish, PlanView, Publish};
use app::wire::versions::{OneVersion, VersionView};
use app::{App, Clock, CredentialStore, EventSink, Folders, InMemory, Ports, TimeZone};
use blog::Transport;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Keeps everything that was said.
#[derive(Default)]
struct Ears(Mutex<Vec<AppEvent>>);

impl EventSink for Ears {
    fn send(&self, event: AppEvent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }
}

/// A clock that stands still.
struct Stopped(SystemTime);

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        self.0
    }
}

/// A desk.
pub struct Desk {
    /// The core.
    pub app: Arc<App>,
    home: Arc<tempfile::TempDir>,
    keyring: Option<Arc<InMemory>>,
    ears: Arc<Ears>,
    /// What the editor shows, by post.
    editors: HashMap<String, Editor>,
}

/// What a window's editor would know.
struct Editor {
    text: String,
    version: u32,
    blocks: Vec<String>,
}

impl Desk {
    /// A desk with an empty library and a keyring.
    pub fn new() -> Self {
        Self::at(Arc::new(tempfile::tempdir().expect("a temporary folder")), Some(Arc::default()), None)
    }

    /// A desk on a system without a keyring.
    pub fn without_keyring() -> Self {
        Self::at(Arc::new(tempfile::tempdir().expect("a temporary folder")), None, None)
    }

    fn at(home: Arc<tempfile::TempDir>, keyring: Option<Arc<InMemory>>, now: Option<SystemTime>) -> Self {
        let desk = Self::closed(home, keyring, now);
        opens(&desk.app, &desk.library());
        desk
    }

    fn closed(home: Arc<tempfile::TempDir>, keyring: Option<Arc<InMemory>>, now: Option<SystemTime>) -> Self {
        let ears = Arc::new(Ears::default());
        let library = home.path().join("library");
        fs::create_dir_all(&library).expect("a library");
        let folder = |name: &str| home.path().join(name);
        let real = Ports::of_system(ears.clone()).expect("this system has a home folder");
        let ports = Ports {
            folders: Folders { config: folder("config"), data: folder("data"), cache: folder("cache") },
            keyring: match &keyring {
                Some(keyring) => Ok(keyring.clone() as Arc<dyn CredentialStore>),
                None => Err("This system has no keyring.".to_owned()),
            },
            clock: now.map_or(real.clock.clone(), |now| Arc::new(Stopped(now))),
            zone: TimeZone::get("Europe/Berlin").expect("the zones are brought along"),
            // Tests save when they say so.
            save_after: Duration::from_secs(3600),
            keep_after: Duration::from_secs(3600),
            ..real
        };
        let app = App::open(ports);
        Self { app, home, keyring, ears, editors: HashMap::new() }
    }

    /// Closes the window (everything is saved) and opens it again.
    pub fn restart(self) -> Self {
        assert!(self.app.shut_down().is_empty(), "everything could be saved");
        let Self { home, keyring, .. } = self;
        Self::at(home, keyring, None)
    }

    /// The same at a later time, at which the clock then stands.
    pub fn restart_at(self, now: SystemTime) -> Self {
        assert!(self.app.shut_down().is_empty(), "everything could be saved");
        let Self { home, keyring, .. } = self;
        Self::at(home, keyring, Some(now))
    }

    /// The process ends without a word.
    pub fn killed(self) -> Self {
        let Self { home, keyring, app, .. } = self;
        ended(app);
        Self::at(home, keyring, None)
    }

    /// The command line of the same person, beside this window.
    pub fn command_line(&self) -> Self {
        let desk = self.another();
        desk.app.open_for_command(Some(&self.library())).expect("the library opens");
        desk
    }

    /// Copydesk started once more by the same person; no library is open yet.
    pub fn another(&self) -> Self {
        Self::closed(Arc::clone(&self.home), self.keyring.clone(), None)
    }

    /// The library's folder.
    pub fn library(&self) -> PathBuf {
        self.home.path().join("library")
    }

    /// The folder above everything this desk writes.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Another program writes a file.
    pub fn outside(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let file = self.library().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, bytes).expect("another program can write");
        self
    }

    /// The bytes in a file.
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.library().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The text in a file.
    pub fn file(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path)).expect("text")
    }

    /// Opens a post in the editor.
    pub fn open(mut self, path: &str) -> Self {
        let opened = self.opened(path);
        let blocks = opened.blocks.iter().map(|block| block.html.clone()).collect();
        self.editors.insert(path.to_owned(), Editor { text: opened.text, version: opened.version, blocks });
        self
    }

    /// Closes the post, chooses its own side if it has to, and opens it again.
    pub fn reopens(mut self, path: &str) -> Self {
        let close = |desk: &Self| desk.app.close_post(OnePost { path: path.to_owned() });
        if let Err(error) = close(&self) {
            assert_eq!(error.code, ErrorCode::ChangedOutside, "{error:?}");
            if matches!(self.looks_outside(path), OutsideNews::Both { .. }) {
                self.chooses(path, Side::Mine);
            }
            close(&self).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        self.open(path)
    }

    /// What opening a post answers.
    pub fn opened(&self, path: &str) -> OpenedPost {
        self.app
            .open_post(OnePost { path: path.to_owned() })
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Types at the end of the text.
    pub fn types(self, path: &str, text: &str) -> Self {
        let end = units(&self.editors[path].text);
        self.changes(path, vec![Change { from: end, to: end, insert: text.to_owned() }])
    }

    /// Makes changes in the editor, as the window does.
    pub fn changes(mut self, path: &str, changes: Vec<Change>) -> Self {
        self.try_changes(path, changes).unwrap_or_else(|error| panic!("{path}: {error}"));
        self
    }

    /// The same, with the answer.
    pub fn try_changes(&mut self, path: &str, changes: Vec<Change>) -> Result<(), WireError> {
        let editor = self.editors.get_mut(path).expect("the post is open");
        let version = editor.version;
        let edited =
            self.app.edit_post(EditPost { path: path.to_owned(), version, changes: changes.clone() })?;
        editor.text = applied(&editor.text, &changes);
        editor.version = edited.version;
        let at = edited.at as usize;
        let new = edited.inserted.iter().map(|block| block.html.clone());
        editor.blocks.splice(at..at + edited.removed as usize, new);
        Ok(())
    }

    /// Saves now.
    pub fn saves(self, path: &str) -> Self {
        self.try_save(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        self
    }

    /// Saves now, with the answer.
    pub fn try_save(&self, path: &str) -> Result<(), WireError> {
        self.app.save_post(OnePost { path: path.to_owned() }).map(|_| ())
    }

    /// The window asks what happened outside and does what it is told.
    pub fn looks_outside(&mut self, path: &str) -> OutsideNews {
        let version = self.editors[path].version;
        let news = self
            .app
            .take_outside(TakeOutside { path: path.to_owned(), version })
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        if let OutsideNews::Changed { changes } | OutsideNews::Merged { changes } = &news {
            self.try_changes(path, changes.clone()).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        news
    }

    /// The writer chooses a side.
    pub fn chooses(&mut self, path: &str, keep: Side) {
        let version = self.editors[path].version;
        let changes = self
            .app
            .resolve_outside(ResolveOutside { path: path.to_owned(), version, keep })
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        if !changes.is_empty() {
            self.try_changes(path, changes).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }

    /// What the editor shows.
    pub fn text(&self, path: &str) -> &str {
        &self.editors[path].text
    }

    /// What the preview shows, one element after the other.
    pub fn preview(&self, path: &str) -> String {
        self.editors[path].blocks.concat()
    }

    /// All rows.
    pub fn rows(&self) -> Vec<PostRow> {
        self.app.look_again().expect("the library can be listed");
        self.page(0, 1_000).rows
    }

    /// A page of all posts, as they are known.
    pub fn page(&self, offset: u32, count: u32) -> RowPage {
        let view = ListView {
            place: PlaceName::All,
            filter: None,
            sort: SortView { key: SortName::Changed, descending: true },
            query: String::new(),
        };
        self.app.list_posts(ListPosts { view, offset, count, find: Vec::new() }).expect("a page")
    }

    /// One row.
    pub fn row(&self, path: &str) -> PostRow {
        self.rows()
            .into_iter()
            .find(|row| row.path == path)
            .unwrap_or_else(|| panic!("{path} is not in the list"))
    }

    /// Everything that was said so far.
    pub fn heard(&self) -> Vec<AppEvent> {
        self.ears.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Everything kept as a version of this post, newest first.
    pub fn versions(&self, path: &str) -> Vec<String> {
        let post = || OnePost { path: path.to_owned() };
        let list = self.app.versions_of(post()).unwrap_or_else(|error| panic!("{path}: {error}"));
        let text = |version: VersionView| {
            let one = OneVersion { path: path.to_owned(), id: version.id };
            let bytes = self.app.version_bytes(&one).unwrap_or_else(|error| panic!("{path}: {error}"));
            String::from_utf8(bytes).expect("text")
        };
        list.into_iter().map(text).collect()
    }

    /// Connects a blog over whatever it offers; returns the account's id and the notes.
    pub fn connect(
        &self,
        address: &str,
        user: &str,
        password: &str,
    ) -> Result<(String, Vec<String>), WireError> {
        self.connect_by(TransportWish::Auto, address, user, password)
    }

    /// The same over one interface and no other.
    pub fn connect_over(
        &self,
        way: Transport,
        address: &str,
        user: &str,
        password: &str,
    ) -> Result<(String, Vec<String>), WireError> {
        let wish = match way {
            Transport::Rest => TransportWish::Rest,
            Transport::XmlRpc => TransportWish::XmlRpc,
        };
        self.connect_by(wish, address, user, password)
    }

    fn connect_by(
        &self,
        transport: TransportWish,
        address: &str,
        user: &str,
        password: &str,
    ) -> Result<(String, Vec<String>), WireError> {
        let added = self.app.add_account(AddAccount {
            address: address.to_owned(),
            user: user.to_owned(),
            password: password.to_owned(),
            name: String::new(),
            markup: MarkupView::Blocks,
            allow_http: false,
            certificate: String::new(),
            transport,
        })?;
        Ok((added.account.id, added.notes))
    }

    /// What a press would do.
    pub fn plan(&self, path: &str, account: &str, status: &str) -> Result<PlanView, WireError> {
        self.app.plan_publish(request(path, account, status))
    }

    /// Presses Publish on what the plan shows, and runs it to its end for now.
    pub fn publish(&self, path: &str, account: &str, status: &str) -> Result<JobView, WireError> {
        self.press(request(path, account, status))
    }

    /// The same with everything the writer may say.
    pub fn press(&self, request: PlanPublish) -> Result<JobView, WireError> {
        let plan = self.app.plan_publish(request.clone())?;
        let job = self.app.publish(Publish { request, fingerprint: plan.fingerprint })?;
        let (_, job) = self.app.run_in_foreground(&OneJob { id: job.id }, &mut |_| {})?;
        Ok(job)
    }

    /// The same, expecting that it is done.
    pub fn published(&self, path: &str, account: &str, status: &str) -> JobView {
        let job = self
            .publish(path, account, status)
            .unwrap_or_else(|error| panic!("{path}: {error} {}", error.hint));
        assert_eq!(job.state, JobState::Done, "{job:#?}");
        job
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}

/// Waits until nothing of a core is left: a thread of it may just be at work.
pub fn ended(app: Arc<App>) {
    let rest = Arc::downgrade(&app);
    drop(app);
    while rest.strong_count() > 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Opens a library whose last core may just be leaving its seat.
fn opens(app: &Arc<App>, folder: &Path) {
    let begun = std::time::Instant::now();
    loop {
        match app.open_library(OpenLibrary { folder: folder.display().to_string() }) {
            Ok(_) => return,
            Err(_) if begun.elapsed() < Duration::from_secs(5) => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(error) => panic!("the library opens: {error:?}"),
        }
    }
}

/// An ordinary press.
pub fn request(path: &str, account: &str, status: &str) -> PlanPublish {
    PlanPublish {
        path: path.to_owned(),
        account: account.to_owned(),
        status: status.to_owned(),
        overwrite: false,
        as_new: false,
    }
}

/// UTF-16 code units, as the window counts.
fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

/// What CodeMirror makes of the changes.
fn applied(text: &str, changes: &[Change]) -> String {
    let old: Vec<u16> = text.encode_utf16().collect();
    let (mut new, mut at) = (Vec::new(), 0);
    for change in changes {
        new.extend_from_slice(&old[at..change.from as usize]);
        new.extend(change.insert.encode_utf16());
        at = change.to as usize;
    }
    new.extend_from_slice(&old[at..]);
    String::from_utf16(&new).expect("whole characters")
}

/// All files below a folder that hold this text somewhere, whatever their kind.
pub fn files_with(folder: &Path, needle: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, needle));
        } else if fs::read(&path).is_ok_and(|bytes| contains(&bytes, needle.as_bytes())) {
            found.push(path);
        }
    }
    found
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}
