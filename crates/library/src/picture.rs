//! Pictures put beside a post: in a `media` folder, under a plain name, the same picture only once.

use crate::name;
use crate::{Library, words};
use blog::PostPath;
use std::fs;
use std::io;
use std::path::Path;

/// A picture could not be put beside its post. The post is as it was.
#[derive(Debug, thiserror::Error)]
#[error(
    "The picture \"{name}\" could not be copied beside the post: {}. The post was not changed. Put that right, then insert it again.",
    words::because(source)
)]
pub struct PictureError {
    /// The picture.
    pub name: String,
    /// What the system said.
    pub source: io::Error,
}

impl Library {
    /// Copies a picture into the `media` folder beside the post. Returns where it lies: an existing file when one there
    /// has the same bytes, otherwise a new one whose name is made from `name` and taken by nothing else.
    pub fn add_picture(&self, post: &PostPath, name: &str, bytes: &[u8]) -> Result<PostPath, PictureError> {
        let refused = |source| PictureError { name: name.to_owned(), source };
        let unfit = || refused(io::ErrorKind::InvalidFilename.into());
        let media = post.neighbour("media").ok_or_else(unfit)?;
        let folder = self.file(&media);
        fs::create_dir_all(&folder).map_err(refused)?;
        if let Some(same) = same_content(&folder, bytes) {
            return media_file(&media, &same).ok_or_else(unfit);
        }
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "png"));
        let ending: String =
            ending.chars().filter(char::is_ascii_alphanumeric).take(8).collect::<String>().to_lowercase();
        let (stem, ending) =
            (blog::slug::slug(stem), if ending.is_empty() { "png".to_owned() } else { ending });
        let mut taken = name::taken(&folder);
        loop {
            let name = name::free(&taken, &stem, &ending);
            match self.put_new(&folder.join(&name), bytes) {
                Ok(_) => return media_file(&media, &name).ok_or_else(unfit),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    taken.insert(name::folded(&name));
                }
                Err(error) => return Err(refused(error)),
            }
        }
    }
}

fn media_file(folder: &PostPath, name: &str) -> Option<PostPath> {
    PostPath::new(&format!("{folder}/{name}"))
}

fn same_content(folder: &Path, bytes: &[u8]) -> Option<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter(|entry| entry.metadata().is_ok_and(|file| file.is_file() && file.len() == bytes.len() as u64))
        .filter(|entry| fs::read(entry.path()).is_ok_and(|other| other == bytes))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names.into_iter().next()
}
