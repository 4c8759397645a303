//! Older states of a post: listed, compared with the present text, brought back.

use crate::commands::library::{post_path, refused};
use crate::commands::publishing::changes;
use crate::saving::save_error;
use crate::wire::Nothing;
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::library::OnePost;
use crate::wire::publishing::{DiffKind, DiffView};
use crate::wire::versions::{OneVersion, VersionCompared, VersionList, VersionView, WhyKept};
use crate::{App, lock, milliseconds};
use blog::{FrontMatter, PostPath};
use library::{PostFile, ReadError, Version, Why};
use publish::{Stretch, compare};

/// How many versions the window lists.
const SHOWN: usize = 300;

impl App {
    /// See [`crate::wire::Commands::list_versions`].
    pub fn list_versions(&self, args: OnePost) -> Result<VersionList, WireError> {
        let all = self.versions_of(args)?;
        let total = u32::try_from(all.len()).unwrap_or(u32::MAX);
        Ok(VersionList { versions: all.into_iter().take(SHOWN).collect(), total })
    }

    /// All versions of a post, newest first.
    pub fn versions_of(&self, args: OnePost) -> Result<Vec<VersionView>, WireError> {
        let path = post_path(&args.path)?;
        let library = &self.shelf()?.library;
        let present = library.read(&path).ok().map(|file| file.hash);
        let versions = library.versions(&path);
        let before = versions.iter().skip(1).map(Some).chain([None]);
        let views = versions.iter().zip(before).map(|(version, before)| VersionView {
            gained: gained(version, before),
            present: present.as_ref() == Some(&version.hash),
            ..view(version)
        });
        Ok(views.collect())
    }

    /// See [`crate::wire::Commands::compare_version`].
    pub fn compare_version(&self, args: OneVersion) -> Result<VersionCompared, WireError> {
        let path = post_path(&args.path)?;
        let (_, version) = self.shelf()?.library.version(&path, &args.id).map_err(refused)?;
        let present = self.present_text(&path)?;
        Ok(compared(version.text, &present))
    }

    /// See [`crate::wire::Commands::restore_version`]. Only the file is written. An open editor asks then what happened to
    /// it, so that the writer gets one step that Undo takes back.
    pub fn restore_version(&self, args: OneVersion) -> Result<Nothing, WireError> {
        let path = post_path(&args.path)?;
        let buffer = lock(&self.buffers).get(&path).cloned();
        if let Some(buffer) = &buffer {
            self.save_buffer(buffer)?;
            if lock(buffer).theirs().is_some() {
                return Err(WireError::new(
                    ErrorCode::Refused,
                    "Another program changed this post while it was open here, and that is not settled yet.",
                    "Nothing was changed. Choose between the two texts above the editor, then restore the version.",
                ));
            }
        }
        let shelf = self.shelf()?;
        let (_, version) = shelf.library.version(&path, &args.id).map_err(refused)?;
        if let Some(why) = &version.read_only {
            return Err(WireError::input(why, "The post was not changed."));
        }
        match shelf.library.read(&path) {
            Ok(present) => self.replace(&present, &version)?,
            Err(ReadError::NotThere { .. }) => {
                let written = shelf.library.write_new(&path, &version.text, version.form);
                written.map_err(|error| save_error(&error))?;
            }
            Err(error) => return Err(refused(error)),
        }
        let restored = (version.text.as_str(), version.form);
        self.keep_if_possible(&shelf.library, &path, restored, Why::Restored, None);
        self.refresh(&[path]);
        Ok(Nothing {})
    }

    /// What is in the file becomes a version, then the other text takes its place.
    pub(crate) fn replace(&self, present: &PostFile, other: &PostFile) -> Result<(), WireError> {
        let library = &self.shelf()?.library;
        if present.hash == other.hash {
            return Ok(());
        }
        if let Some(why) = &present.read_only {
            return Err(WireError::input(why, "Nothing was changed."));
        }
        self.keep_text(library, &present.path, (&present.text, present.form), Why::Replaced, None)
            .map_err(refused)?;
        let saved = library.save(&present.path, &other.text, other.form, &present.hash);
        saved.map(|_| ()).map_err(|error| save_error(&error))
    }

    /// The text as it is open here, or as it is in the file; empty when there is none.
    fn present_text(&self, path: &PostPath) -> Result<String, WireError> {
        if let Some(buffer) = lock(&self.buffers).get(path).cloned() {
            return Ok(lock(&buffer).file_text());
        }
        match self.shelf()?.library.read(path) {
            Ok(file) => Ok(file.text),
            Err(ReadError::NotThere { .. }) => Ok(String::new()),
            Err(error) => Err(refused(error)),
        }
    }

    /// What was sent: the file as it is, with the key it was given for that.
    pub(crate) fn keep_published(&self, path: &PostPath, blog: &str) {
        let Ok(shelf) = self.shelf() else { return };
        let Ok(file) = shelf.library.read(path) else { return };
        self.keep_if_possible(&shelf.library, path, (&file.text, file.form), Why::Published, Some(blog));
    }
}

fn view(version: &Version) -> VersionView {
    VersionView {
        id: version.id.clone(),
        at_ms: milliseconds(version.at),
        why: match version.why {
            Why::Saved => WhyKept::Saved,
            Why::Published => WhyKept::Published,
            Why::Pulled => WhyKept::Pulled,
            Why::Merged => WhyKept::Merged,
            Why::Replaced => WhyKept::Replaced,
            Why::OtherSide => WhyKept::OtherSide,
            Why::Restored => WhyKept::Restored,
            Why::Unknown => WhyKept::Unknown,
        },
        blog: version.blog.clone().unwrap_or_default(),
        words: u32::try_from(version.words).unwrap_or(u32::MAX),
        gained: 0,
        present: false,
    }
}

fn gained(version: &Version, before: Option<&Version>) -> i32 {
    let count = |version: &Version| i64::try_from(version.words).unwrap_or(i64::MAX);
    let more = count(version).saturating_sub(before.map_or(0, count));
    i32::try_from(more).unwrap_or(if more > 0 { i32::MAX } else { i32::MIN })
}

/// The front matter by lines, the body by paragraphs.
fn compared(version: String, present: &str) -> VersionCompared {
    let (old, new) = (FrontMatter::of(&version).body.start, FrontMatter::of(present).body.start);
    let one_line_end = |text: &str| text.replace("\r\n", "\n");
    let mut all = changes(&one_line_end(&version[..old]), &one_line_end(&present[..new]));
    let stretches = compare(&version[old..], &present[new..]);
    let differs = stretches.iter().any(|stretch| !matches!(stretch, Stretch::Same(_)));
    let words = |kind: fn(&Stretch) -> Option<&str>| -> u32 {
        let count = stretches.iter().filter_map(kind).map(markdown::words).sum::<usize>();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    let added = words(|stretch| if let Stretch::New(text) = stretch { Some(text) } else { None });
    let removed = words(|stretch| if let Stretch::Gone(text) = stretch { Some(text) } else { None });
    if differs {
        all.extend(stretches.into_iter().map(|stretch| match stretch {
            Stretch::Same(text) => DiffView { kind: DiffKind::Same, text },
            Stretch::Gone(text) => DiffView { kind: DiffKind::Removed, text },
            Stretch::New(text) => DiffView { kind: DiffKind::Added, text },
        }));
    }
    VersionCompared { text: version, changes: all, added, removed }
}

impl App {
    /// A version's bytes, exactly as they were.
    pub fn version_bytes(&self, args: &OneVersion) -> Result<Vec<u8>, WireError> {
        let (_, file) = self.shelf()?.library.version(&post_path(&args.path)?, &args.id).map_err(refused)?;
        Ok(file.form.bytes(&file.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_compared_by_lines_of_the_head_and_paragraphs_of_the_text() {
        let version = "---\ntitle: A\ntags: [x]\n---\none two\n\nthree\n".to_owned();
        let shown = |present: &str| -> Vec<String> {
            let compared = compared(version.clone(), present);
            let sign = |kind| match kind {
                DiffKind::Same => "=",
                DiffKind::Added => "+",
                DiffKind::Removed => "-",
            };
            let mut all: Vec<String> = compared
                .changes
                .iter()
                .map(|change| format!("{}{}", sign(change.kind), change.text))
                .collect();
            all.push(format!("{}/{}", compared.added, compared.removed));
            all
        };
        assert_eq!(shown(&version), ["0/0"]);
        assert_eq!(shown(&version.replace('\n', "\r\n")), ["0/0"], "nothing that is seen differs");
        assert_eq!(
            shown("---\ntitle: B\ntags: [x]\n---\none two\n\nfour five six\n"),
            [
                "=---\n",
                "-title: A\n",
                "+title: B\n",
                "=tags: [x]\n",
                "=one two",
                "-three",
                "+four five six",
                "3/1"
            ]
        );
    }
}
