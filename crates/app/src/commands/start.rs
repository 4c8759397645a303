//! The first answer, the settings, and links.

use crate::shelf::rescued_words;
use crate::wire::Nothing;
use crate::wire::error::WireError;
use crate::wire::library::{LibraryView, OpenLibrary};
use crate::wire::settings::{SettingsView, Start};
use crate::{App, lock, sample, settings};
use blog::PostPath;
use catalogue::View;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl App {
    /// See [`crate::wire::Commands::start`]. A library that was opened before (by an argument) stays.
    pub fn start(self: &Arc<Self>, _: Nothing) -> Result<Start, WireError> {
        let mut notices: Vec<String> = self.accounts.no_keyring().map(str::to_owned).into_iter().collect();
        let remembered = lock(&self.settings).clone();
        let (library, is_sample) = match self.first_library(&remembered, &mut notices) {
            Ok((library, is_sample)) => (Some(library), is_sample),
            Err(error) => {
                notices.push(format!("{} {}", error.message, error.hint));
                (None, false)
            }
        };
        crate::outbox::start(self);
        let rescued = self.shelf().map(|shelf| shelf.library.rescued()).unwrap_or_default();
        notices.extend(rescued_words(&rescued));
        let open_first =
            library.as_ref().and_then(|_| self.first_post(remembered.post.as_deref(), is_sample));
        Ok(Start {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            library,
            is_sample,
            notice: (!notices.is_empty()).then(|| notices.join(" ")),
            open_first,
            accounts: self.account_views(),
            settings: remembered.view,
            jobs: self.job_views().unwrap_or_default(),
        })
    }

    /// See [`crate::wire::Commands::open_library`].
    pub fn open_library(self: &Arc<Self>, args: OpenLibrary) -> Result<LibraryView, WireError> {
        let view = self.open_seated(Path::new(&args.folder))?;
        self.forget_undos();
        self.remember(|settings| settings.enter(PathBuf::from(&view.folder)));
        Ok(view)
    }

    /// See [`crate::wire::Commands::set_settings`].
    pub fn set_settings(&self, args: SettingsView) -> Result<Nothing, WireError> {
        self.remember(|settings| settings.view = args);
        Ok(Nothing {})
    }

    /// The address, when it may be opened in the system's browser: http, https or mailto, decided on the parsed address.
    pub fn check_link(&self, link: &str) -> Result<String, WireError> {
        let refuse = |why: String| WireError::input(why, "Nothing was opened.");
        let url = url::Url::parse(link).map_err(|_| refuse(format!("\"{link}\" is not a whole address.")))?;
        match url.scheme() {
            "http" | "https" | "mailto" => Ok(url.into()),
            scheme => Err(refuse(format!("Links that begin with \"{scheme}:\" are not opened."))),
        }
    }

    /// The post that is open first: the one that was open last, else the newest.
    fn first_post(&self, last: Option<&str>, is_sample: bool) -> Option<String> {
        let shelf = self.shelf().ok()?;
        let there = |path: &&str| PostPath::new(path).is_some_and(|path| shelf.library.has_file(&path));
        let known = [last, is_sample.then_some(sample::FIRST)].into_iter().flatten().find(there);
        known.map(str::to_owned).or_else(|| {
            let newest = shelf.catalogue.page(&View::default(), 0, 1, &[]).rows.into_iter().next();
            newest.map(|row| row.path.as_str().to_owned())
        })
    }

    /// Changes what is remembered. A settings file that cannot be written costs no word and is not worth an alarm.
    pub(crate) fn remember(&self, change: impl FnOnce(&mut settings::Settings)) {
        let mut remembered = lock(&self.settings);
        let before = remembered.clone();
        change(&mut remembered);
        if *remembered != before {
            let _ = settings::write_settings(&self.ports.folders.config, &remembered);
        }
    }

    /// The library that is open, else the one last opened, else the sample.
    fn first_library(
        self: &Arc<Self>,
        remembered: &settings::Settings,
        notices: &mut Vec<String>,
    ) -> Result<(LibraryView, bool), WireError> {
        let sample_folder = sample::sample_folder(&self.ports.folders.data);
        let open = self.shelf().ok().map(|shelf| shelf.library.root().to_path_buf());
        for folder in open.into_iter().chain(remembered.library.clone()) {
            match self.open_library(OpenLibrary { folder: folder.display().to_string() }) {
                Ok(view) => {
                    let is_sample = Path::new(&view.folder) == sample_folder;
                    return Ok((view, is_sample));
                }
                Err(error) => notices.push(format!("{} The sample library is open instead.", error.message)),
            }
        }
        let folder = sample::sample_library(&self.ports.folders.data)?;
        Ok((self.open_seated(&folder)?, true))
    }
}
