//! What turns a whole text into another one: one stretch of it replaced. Pure.

/// `removed` bytes from `start` on become `inserted`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    pub start: usize,
    pub removed: usize,
    pub inserted: String,
}

impl Change {
    /// The smallest one stretch in which `new` differs from `old`, at whole characters.
    pub fn between(old: &str, new: &str) -> Self {
        let whole = |text: &str, at: usize| text.is_char_boundary(at);
        let mut start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        while !whole(old, start) || !whole(new, start) {
            start -= 1;
        }
        let most = old.len().min(new.len()) - start;
        let mut tail =
            old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
        while !whole(old, old.len() - tail) || !whole(new, new.len() - tail) {
            tail -= 1;
        }
        let (removed, inserted) = (old.len() - tail - start, new[start..new.len() - tail].to_owned());
        Self { start, removed, inserted }
    }

    /// The other text; `None` when this was not made for `old`.
    pub fn applied_to(&self, old: &str) -> Option<String> {
        let end = self.start.checked_add(self.removed)?;
        Some([old.get(..self.start)?, &self.inserted, old.get(end..)?].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_change_is_as_short_as_one_stretch_can_be() {
        for (old, new, start, removed, inserted) in [
            ("", "", 0, 0, ""),
            ("abc", "abXc", 2, 0, "X"),
            ("aa", "aaa", 2, 0, "a"),
            ("aaa", "a", 1, 2, ""),
            ("dä!", "dö!", 1, 2, "ö"),
            ("日", "目", 0, 3, "目"),
            ("😀", "", 0, 4, ""),
        ] {
            let change = Change::between(old, new);
            assert_eq!(
                (change.start, change.removed, change.inserted.as_str()),
                (start, removed, inserted),
                "{old:?} {new:?}"
            );
        }
        assert_eq!(Change { start: 1, removed: 1, inserted: String::new() }.applied_to("ä"), None);
        assert_eq!(Change { start: 9, removed: 0, inserted: String::new() }.applied_to("ab"), None);
    }

    proptest! {
        #[test]
        fn it_turns_one_text_into_the_other(old in "[aä日😀\n]{0,12}", new in "[aä日😀\n]{0,12}") {
            prop_assert_eq!(Change::between(&old, &new).applied_to(&old), Some(new));
        }
    }
}
