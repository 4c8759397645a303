//! File names: compared as the pickiest file system would (composed, case folded), kept as they are, and refused when
//! Windows, macOS or Linux could not hold them.

use blog::slug::is_reserved;
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// Why a name cannot be used. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but blanks.
    #[error("The name is empty. Nothing was changed. Type a name.")]
    Empty,
    /// A character, an ending or a word that some system does not take.
    #[error(
        "A file cannot be called \"{name}\" on every system: {why}. Nothing was changed. Choose another name."
    )]
    Unfit {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// The form in which two names are the same file on some system.
pub(crate) fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// Checks a file name without its extension.
pub(crate) fn check(stem: &str) -> Result<(), NameError> {
    let unfit = |why| Err(NameError::Unfit { name: stem.to_owned(), why });
    if stem.trim().is_empty() {
        return Err(NameError::Empty);
    }
    if stem.chars().any(|c| c.is_control() || "<>:\"/\\|?*".contains(c)) {
        return unfit("it has one of the characters < > : \" / \\ | ? *");
    }
    if stem.starts_with('.') || stem != stem.trim() || stem.ends_with('.') {
        return unfit("it begins or ends with a dot or a blank");
    }
    if is_reserved(stem) {
        return unfit("Windows keeps that word for itself");
    }
    if stem.len() > 200 {
        return unfit("it is too long");
    }
    Ok(())
}

/// The names in a folder, folded; none when there is no such folder.
pub(crate) fn taken(folder: &Path) -> HashSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| folded(&entry.file_name().to_string_lossy())).collect()
}

/// A name in this folder that some system takes for `name`, as it is spelled there.
pub(crate) fn spelled(folder: &Path, name: &str) -> Option<String> {
    let wanted = folded(name);
    names(folder).find(|name| folded(name) == wanted)
}

/// The same, of another file than the one of this very name.
pub(crate) fn lookalike(folder: &Path, name: &str) -> Option<String> {
    let wanted = folded(name);
    names(folder).find(|other| other != name && folded(other) == wanted)
}

fn names(folder: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
}

/// `stem.ending`, or `stem-2.ending` and so on: the first that is not taken.
pub(crate) fn free(taken: &HashSet<String>, stem: &str, ending: &str) -> String {
    let names =
        (1..).map(|n| if n == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{n}.{ending}") });
    names.into_iter().find(|name| !taken.contains(&folded(name))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_system_cannot_hold_are_refused() {
        let fits = "日".repeat(66);
        for good in ["a", "My trip (2)", "日本", "a.b", "caf\u{e9}", "-", "com0", "console", "a con", &fits]
        {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        // The longest name of all systems is 255 bytes, and the ending and `-2` must fit behind it.
        let (long, wide) = ("x".repeat(201), "日".repeat(67));
        for bad in [
            "",
            "  ",
            "a/b",
            "a\\b",
            "a:b",
            "what?",
            "a\nb",
            ".hidden",
            "a.",
            " a",
            "con",
            "NUL",
            "com1.txt",
            "Lpt9",
            "COM\u{b9}",
            "con .tar",
            "conin$",
            "a\u{7f}",
            "a\u{0}",
            "..",
            "a ",
            "<b>",
            "50% | half",
            &long,
            &wide,
        ] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_name_is_free_when_no_system_takes_it_for_another() {
        let taken: HashSet<String> = ["CAF\u{c9}.md", "a.md", "A-2.md"].map(folded).into();
        for (stem, expected) in [("cafe\u{301}", "cafe\u{301}-2.md"), ("A", "A-3.md"), ("b", "b.md")] {
            assert_eq!(free(&taken, stem, "md"), expected);
        }
    }
}
