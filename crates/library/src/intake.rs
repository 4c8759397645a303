//! Many files brought into the library at once, each to a place of its own: never over a file that is there, and a file
//! that is there already with these very bytes is not brought twice.

use crate::{CreateError, Library, file, files, lock, name};
use blog::PostPath;
use std::collections::{HashMap, HashSet};
use std::io;

/// Brings files. The names in each folder are read once.
pub struct Intake<'l> {
    library: &'l Library,
    taken: HashMap<String, HashSet<String>>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brought {
    /// It lies here now.
    New(PostPath),
    /// It was here already.
    Same(PostPath),
}

impl Library {
    /// Ready to bring files.
    pub fn intake(&self) -> Intake<'_> {
        Intake { library: self, taken: HashMap::new() }
    }

    /// Whether the file at this place has exactly these bytes.
    pub fn holds(&self, path: &PostPath, bytes: &[u8]) -> bool {
        file::read_file(&self.file(path), bytes.len() as u64).is_ok_and(|there| there == bytes)
    }
}

impl Intake<'_> {
    /// Where a file that wants this place would lie, and whether it is there already with these bytes. The answer's name counts
    /// as taken from now on.
    pub fn look(&mut self, place: &PostPath, bytes: &[u8]) -> Brought {
        let (stem, ending) = parts(place);
        for n in 1.. {
            let Some(path) = numbered(place, stem, ending, n) else { break };
            if !self.is_taken(&path) {
                self.note(&path);
                return Brought::New(path);
            }
            if self.library.holds(&path, bytes) {
                return Brought::Same(path);
            }
        }
        Brought::New(place.clone())
    }

    /// Writes a file to this place, or beside it (`-2`, `-3`) when that is taken. Makes its folder.
    pub fn bring(&mut self, place: &PostPath, bytes: &[u8]) -> Result<Brought, CreateError> {
        loop {
            let path = match self.look(place, bytes) {
                Brought::New(path) => path,
                same => return Ok(same),
            };
            let refused = |source| CreateError::Io { name: path.as_str().to_owned(), source };
            let file = self.library.file(&path);
            let written = {
                let _turn = lock(&self.library.turn);
                files::make_folder(files::folder_of(&file)).and_then(|()| self.library.put_new(&file, bytes))
            };
            match written {
                Ok(_) => return Ok(Brought::New(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(refused(error)),
            }
        }
    }

    fn is_taken(&mut self, path: &PostPath) -> bool {
        let library = self.library;
        let names = self.taken.entry(path.folder().to_owned()).or_insert_with(|| {
            let mut names = name::taken(files::folder_of(&library.file(path)));
            // As new posts have it: `a.markdown` takes `a.md` too, their addresses would be the same.
            let twins =
                names.iter().filter_map(|name| Some(format!("{}.md", name.strip_suffix(".markdown")?)));
            let twins: Vec<String> = twins.collect();
            names.extend(twins);
            names
        });
        names.contains(&name::folded(path.file_name()))
    }

    fn note(&mut self, path: &PostPath) {
        self.taken.entry(path.folder().to_owned()).or_default().insert(name::folded(path.file_name()));
    }
}

fn parts(place: &PostPath) -> (&str, &str) {
    let ending = place.file_name().rsplit_once('.').map_or("", |(_, ending)| ending);
    (place.stem(), ending)
}

fn numbered(place: &PostPath, stem: &str, ending: &str, n: usize) -> Option<PostPath> {
    if n == 1 {
        return Some(place.clone());
    }
    let dot = if ending.is_empty() { "" } else { "." };
    let folder = if place.folder().is_empty() { String::new() } else { format!("{}/", place.folder()) };
    PostPath::new(&format!("{folder}{stem}-{n}{dot}{ending}"))
}
