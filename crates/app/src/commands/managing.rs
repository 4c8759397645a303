//! Many posts at once, copies, templates, the trash, and several libraries.

use crate::commands::{post_path, refused};
use crate::template::{Moment, as_template, copied, filled};
use crate::wire::Nothing;
use crate::wire::error::WireError;
use crate::wire::library::{OnePost, OpenLibrary, PostRow};
use crate::wire::managing::{
    BulkDone, BulkEdit, ChosenPosts, DiscardTrashed, FromTemplate, LibraryRow, SaveTemplate, TemplateRow,
    TrashRow, TrashView, UndoBulk,
};
use crate::{App, lock, milliseconds};
use blog::{Fields, PostPath};
use library::{Brought, Library, Trashed};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// The template with which new posts begin.
const DEFAULT: &str = "default";
/// How many posts of the trash are told.
const TRASH_ROWS: usize = 1000;

impl App {
    /// See [`crate::wire::Commands::edit_posts`].
    pub fn edit_posts(self: &Arc<Self>, args: BulkEdit) -> Result<BulkDone, WireError> {
        let _turn = self.carrying.begin();
        let paths = match args.posts {
            ChosenPosts::Paths { paths } => paths,
            ChosenPosts::All { view, except } => {
                let except: HashSet<String> = except.into_iter().collect();
                self.paths_of(&view)?.into_iter().filter(|path| !except.contains(path)).collect()
            }
        };
        self.do_to_all(&paths, &args.what)
    }

    /// See [`crate::wire::Commands::undo_edit`].
    pub fn undo_edit(&self, args: UndoBulk) -> Result<BulkDone, WireError> {
        let _turn = self.carrying.begin();
        self.take_back(&args.undo)
    }

    /// See [`crate::wire::Commands::duplicate_post`].
    pub fn duplicate_post(&self, args: OnePost) -> Result<PostRow, WireError> {
        let shelf = self.shelf()?;
        let path = post_path(&args.path)?;
        let (text, title) = self.text_and_title(&shelf.library, &path)?;
        let text = copied(&text, &title).map_err(not_copied)?;
        let name = format!("{}.md", blog::slug::slug(&format!("Copy of {title}")));
        let place = path.neighbour(&name).ok_or_else(|| post_path(&name).err().unwrap_or_else(no_place))?;
        let brought = shelf.library.intake().bring(&place, text.as_bytes()).map_err(refused)?;
        let (Brought::New(path) | Brought::Same(path)) = brought;
        self.row(&path)
    }

    /// See [`crate::wire::Commands::list_templates`].
    pub fn list_templates(&self, _: Nothing) -> Result<Vec<TemplateRow>, WireError> {
        Ok(self.shelf()?.library.templates().iter().map(template_row).collect())
    }

    /// See [`crate::wire::Commands::create_from_template`].
    pub fn create_from_template(&self, args: FromTemplate) -> Result<PostRow, WireError> {
        let shelf = self.shelf()?;
        let template = shelf.library.template(&args.template).ok_or_else(|| {
            WireError::input(
                format!("There is no template called “{}” any more.", args.template),
                "Nothing was written. The folder Templates of the library holds them.",
            )
        })?;
        let text = self.filled(&template.map_err(refused)?.text, args.title.trim())?;
        self.put_post(&text, args.title.trim())
    }

    /// See [`crate::wire::Commands::save_template`].
    pub fn save_template(&self, args: SaveTemplate) -> Result<TemplateRow, WireError> {
        let shelf = self.shelf()?;
        let (text, _) = self.text_and_title(&shelf.library, &post_path(&args.path)?)?;
        let text = as_template(&text).map_err(not_copied)?;
        let path = shelf.library.keep_template(args.name.trim(), &text).map_err(refused)?;
        Ok(template_row(&path))
    }

    /// See [`crate::wire::Commands::list_trash`].
    pub fn list_trash(&self, _: Nothing) -> Result<TrashView, WireError> {
        let shelf = self.shelf()?;
        let mut trashed = shelf.library.trashed();
        trashed.sort_by(|a, b| b.when.cmp(&a.when).then_with(|| a.ticket.cmp(&b.ticket)));
        Ok(TrashView {
            count: u32::try_from(trashed.len()).unwrap_or(u32::MAX),
            bytes: trashed.iter().map(|trashed| trashed.size as f64).sum(),
            rows: trashed.iter().take(TRASH_ROWS).map(|one| trash_row(&shelf.library, one)).collect(),
        })
    }

    /// See [`crate::wire::Commands::discard_trashed`].
    pub fn discard_trashed(&self, args: DiscardTrashed) -> Result<TrashView, WireError> {
        let shelf = self.shelf()?;
        let all = || shelf.library.trashed().into_iter().map(|trashed| trashed.ticket).collect();
        let tickets: Vec<String> = if args.tickets.is_empty() { all() } else { args.tickets };
        for ticket in tickets {
            shelf.library.discard(&ticket).map_err(refused)?;
        }
        self.list_trash(Nothing {})
    }

    /// See [`crate::wire::Commands::list_libraries`].
    pub fn list_libraries(&self, _: Nothing) -> Result<Vec<LibraryRow>, WireError> {
        let open = self.shelf().ok().map(|shelf| shelf.library.root().to_path_buf());
        let known = lock(&self.settings).recent.clone();
        let row = |recent: crate::settings::Recent| LibraryRow {
            name: recent
                .folder
                .file_name()
                .unwrap_or(recent.folder.as_os_str())
                .to_string_lossy()
                .into_owned(),
            is_open: open.as_ref() == Some(&recent.folder),
            is_there: Library::open(&recent.folder).is_ok(),
            folder: recent.folder.display().to_string(),
            post: recent.post,
        };
        Ok(known.into_iter().map(row).collect())
    }

    /// See [`crate::wire::Commands::forget_library`].
    pub fn forget_library(&self, args: OpenLibrary) -> Result<Vec<LibraryRow>, WireError> {
        self.remember(|settings| settings.recent.retain(|recent| recent.folder != Path::new(&args.folder)));
        self.list_libraries(Nothing {})
    }

    /// The text of a new post: from the library's default template, or the little that every post has.
    pub(crate) fn new_text(&self, title: &str) -> Result<String, WireError> {
        let template = self.shelf()?.library.template(DEFAULT).and_then(Result::ok);
        self.filled(template.as_ref().map_or("", |file| &file.text), title)
    }

    /// Writes a new post named after its title.
    pub(crate) fn put_post(&self, text: &str, title: &str) -> Result<PostRow, WireError> {
        let name = if title.is_empty() { "untitled" } else { title };
        let file = self.shelf()?.library.create(name, text).map_err(refused)?;
        self.row(&file.path)
    }

    fn filled(&self, template: &str, title: &str) -> Result<String, WireError> {
        let now = jiff::Timestamp::try_from(self.ports.clock.now()).unwrap_or_default();
        let now = now.to_zoned(self.ports.zone.clone());
        let (date, time) = (now.strftime("%Y-%m-%d").to_string(), now.strftime("%H:%M").to_string());
        filled(template, title, &Moment { date, time }).map_err(|error| {
            WireError::input(
                format!("The template cannot be used: {error}"),
                "Nothing was written. Repair its front matter, then try again.",
            )
        })
    }

    /// A post's text as it is in the editor, else in its file; and its title, else its name.
    fn text_and_title(&self, library: &Library, path: &PostPath) -> Result<(String, String), WireError> {
        let open = lock(&self.buffers).get(path).cloned();
        let text = match open {
            Some(buffer) => lock(&buffer).file_text(),
            None => library.read(path).map_err(refused)?.text,
        };
        let title = Fields::read(&text).title.filter(|title| !title.trim().is_empty());
        let title = title.unwrap_or_else(|| path.stem().to_owned());
        Ok((text, title))
    }
}

fn template_row(path: &PostPath) -> TemplateRow {
    TemplateRow {
        name: path.stem().to_owned(),
        path: path.as_str().to_owned(),
        is_default: path.stem().eq_ignore_ascii_case(DEFAULT),
    }
}

fn trash_row(library: &Library, trashed: &Trashed) -> TrashRow {
    let title = library.trashed_text(&trashed.ticket).and_then(|text| Fields::read(&text).title);
    TrashRow {
        title: title
            .filter(|title| !title.trim().is_empty())
            .unwrap_or_else(|| trashed.path.stem().to_owned()),
        ticket: trashed.ticket.clone(),
        path: trashed.path.as_str().to_owned(),
        size: trashed.size as f64,
        trashed_ms: milliseconds(trashed.when),
    }
}

fn not_copied(error: blog::front_matter::EditError) -> WireError {
    WireError::input(
        error.to_string(),
        "Nothing was written. Repair the front matter in the text, then try again.",
    )
}

fn no_place() -> WireError {
    WireError::input("There is no place for a copy.", "Nothing was written.")
}
