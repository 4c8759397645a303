//! Templates: plain Markdown files in the folder `Templates` of the library, which the list of posts passes over.
//!
//! Any program can write them, they travel with the folder, and one that is called `Default` is what new posts begin with.

use crate::{CreateError, FileForm, Library, PostFile, ReadError, files, name};
use blog::PostPath;
use std::io;

/// The folder that holds them, in whichever case it is written.
const FOLDER: &str = "Templates";

/// Whether a folder at the head of the library holds templates and no posts.
pub(crate) fn is_template_folder(name: &str) -> bool {
    name.eq_ignore_ascii_case(FOLDER)
}

impl Library {
    /// The templates, by name.
    pub fn templates(&self) -> Vec<PostPath> {
        let Some(folder) = self.template_folder() else { return Vec::new() };
        let entries = std::fs::read_dir(self.root.join(&folder)).into_iter().flatten().flatten();
        let mut found: Vec<PostPath> = entries
            .filter(|entry| entry.metadata().is_ok_and(|file| file.is_file()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| crate::walk::is_post_name(name) && !name.starts_with('.'))
            .filter_map(|name| PostPath::new(&format!("{folder}/{name}")))
            .collect();
        found.sort_by_key(|path| path.stem().to_lowercase());
        found
    }

    /// The template of this name, in whichever case; `None` when there is none.
    pub fn template(&self, name: &str) -> Option<Result<PostFile, ReadError>> {
        let wanted = name.trim().to_lowercase();
        let path = self.templates().into_iter().find(|path| path.stem().to_lowercase() == wanted)?;
        Some(self.read(&path))
    }

    /// Keeps a text as a template of this name, never over another one.
    pub fn keep_template(&self, template: &str, text: &str) -> Result<PostPath, CreateError> {
        name::check(template)?;
        let taken = self.templates().iter().any(|path| path.stem().to_lowercase() == template.to_lowercase());
        let name = format!("{template}.md");
        if taken {
            return Err(CreateError::Taken { name });
        }
        let folder = self.template_folder().unwrap_or_else(|| FOLDER.to_owned());
        let refused = |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => CreateError::Taken { name: name.clone() },
            _ => CreateError::Io { name: name.clone(), source },
        };
        let path = PostPath::new(&format!("{folder}/{name}"));
        let path = path.ok_or_else(|| refused(io::ErrorKind::InvalidFilename.into()))?;
        let file = self.file(&path);
        files::make_folder(files::folder_of(&file)).map_err(refused)?;
        self.put_new(&file, &FileForm::default().bytes(text)).map_err(refused)?;
        Ok(path)
    }

    /// The folder as it is written on the disk.
    fn template_folder(&self) -> Option<String> {
        let entries = std::fs::read_dir(&self.root).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.metadata().is_ok_and(|folder| folder.is_dir()));
        let mut names: Vec<String> = folders
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| is_template_folder(name))
            .collect();
        names.sort();
        names.into_iter().next()
    }
}
