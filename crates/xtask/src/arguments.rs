//! The words after the command: flags, options with a value, and the rest. Anything unexpected is refused by name.

use crate::failure::{Failure, Outcome};

/// The words that have not been asked for yet.
#[derive(Debug)]
pub struct Arguments(Vec<String>);

impl Arguments {
    /// The words of the command line, without the program and the command.
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self(words.into_iter().collect())
    }

    /// Whether `--name` was given.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() != before
    }

    /// The value after `--name`, or in `--name=value`.
    pub fn option(&mut self, name: &str) -> Outcome<Option<String>> {
        if let Some(at) =
            self.0.iter().position(|word| word.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
        {
            return Ok(self.0.remove(at).split_once('=').map(|(_, value)| value.to_owned()));
        }
        let Some(at) = self.0.iter().position(|word| word == name) else { return Ok(None) };
        self.0.remove(at);
        if at == self.0.len() || self.0[at].starts_with("--") {
            return Err(Failure::new(format!("{name} needs a value. `cargo xtask help` shows how.")));
        }
        Ok(Some(self.0.remove(at)))
    }

    /// The next word that is no option.
    pub fn word(&mut self) -> Option<String> {
        let at = self.0.iter().position(|word| !word.starts_with('-'))?;
        Some(self.0.remove(at))
    }

    /// Refuses words that nobody asked for.
    pub fn end(self) -> Outcome {
        match self.0.first() {
            None => Ok(()),
            Some(word) => {
                Err(Failure::new(format!("`{word}` is not known here. `cargo xtask help` lists what is.")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn arguments(line: &str) -> Arguments {
        Arguments::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn every_word_is_used_once_or_refused() {
        let mut given = arguments("name --keep --library some/folder --port=80");
        assert!(given.flag("--keep"));
        assert!(!given.flag("--long"));
        assert_eq!(given.option("--library").unwrap().as_deref(), Some("some/folder"));
        assert_eq!(given.option("--port").unwrap().as_deref(), Some("80"));
        assert_eq!(given.option("--version").unwrap(), None);
        assert_eq!(given.word().as_deref(), Some("name"));
        assert!(given.end().is_ok());
    }

    #[test]
    fn a_missing_value_and_an_unknown_word_are_named() {
        for line in ["--library", "--library --keep"] {
            let failure = arguments(line).option("--library").unwrap_err().to_string();
            assert!(failure.starts_with("--library needs a value"), "{failure}");
        }
        assert!(arguments("--colour").end().unwrap_err().to_string().starts_with("`--colour` is not known"));
    }
}
