//! The marks that git leaves in a text that two people changed: read back into the texts they stand for. Pure.

/// The texts between the marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// What was there before both, where the marks say it for every place.
    pub base: Option<String>,
    /// The text of the branch one was on.
    pub here: String,
    /// The text that was merged into it.
    pub there: String,
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    Outside,
    Here,
    Base,
    There,
}

/// The sides of a text with conflict marks; `None` for one without, and where the marks are not whole. Those in a block of
/// code that began before them are words of a post about git.
pub fn marked(text: &str) -> Option<Marked> {
    let mut sides = Marked { base: Some(String::new()), here: String::new(), there: String::new() };
    let (mut at, mut places, mut with_base, mut fence) = (At::Outside, 0, 0, None);
    for line in text.split_inclusive('\n') {
        let plain = line.trim_end_matches(['\n', '\r']);
        let next = match at {
            At::Outside if is_mark(plain, '<') && fence.is_none() => Some(At::Here),
            At::Here if is_mark(plain, '|') => Some(At::Base),
            At::Here | At::Base if plain == "=======" => Some(At::There),
            At::There if is_mark(plain, '>') => Some(At::Outside),
            _ => None,
        };
        if let Some(next) = next {
            with_base += usize::from(next == At::Base);
            places += usize::from(next == At::Here);
            at = next;
            continue;
        }
        match at {
            At::Outside => {
                fence = fence_after(fence, plain);
                sides.here.push_str(line);
                sides.there.push_str(line);
                push(&mut sides.base, line);
            }
            At::Here => sides.here.push_str(line),
            At::Base => push(&mut sides.base, line),
            At::There => sides.there.push_str(line),
        }
    }
    if places == 0 || at != At::Outside {
        return None;
    }
    sides.base = sides.base.filter(|_| with_base == places);
    Some(sides)
}

fn push(text: &mut Option<String>, line: &str) {
    if let Some(text) = text {
        text.push_str(line);
    }
}

/// Seven times the sign, then nothing or a blank and a name.
fn is_mark(line: &str, sign: char) -> bool {
    let rest = line.trim_start_matches(sign);
    line.len() - rest.len() == 7 && (rest.is_empty() || rest.starts_with(' '))
}

/// The fence that is open after a line: its sign and how often it stands.
fn fence_after(open: Option<(char, usize)>, line: &str) -> Option<(char, usize)> {
    let line = line.trim_start();
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'));
    let Some(sign) = sign else { return open };
    let count = line.chars().take_while(|c| *c == sign).count();
    match open {
        None if count >= 3 => Some((sign, count)),
        Some((opened, least)) if opened == sign && count >= least && line[count..].trim().is_empty() => None,
        _ => open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_back_into_the_texts() {
        let two = "a\n<<<<<<< HEAD\nhere\n=======\nthere\n>>>>>>> other\nz\n";
        let three = "a\r\n<<<<<<< ours\r\nhere\r\n||||||| 1234567\r\nwas\r\n=======\r\n>>>>>>> theirs\r\n";
        let code = "```\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b\n```\n";
        for (text, expected) in [
            ("", None),
            ("a\n=======\nb\n", None),
            (two, Some((None, "a\nhere\nz\n", "a\nthere\nz\n"))),
            (three, Some((Some("a\r\nwas\r\n"), "a\r\nhere\r\n", "a\r\n"))),
            (&two[..40], None),
            ("<<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n", None),
            (code, None),
            (
                &format!("{code}{two}"),
                Some((None, &*format!("{code}a\nhere\nz\n"), &*format!("{code}a\nthere\nz\n"))),
            ),
            ("    <<<<<<< HEAD\n    a\n    =======\n    b\n    >>>>>>> c\n", None),
        ] {
            let found = marked(text);
            let found = found
                .as_ref()
                .map(|sides| (sides.base.as_deref(), sides.here.as_str(), sides.there.as_str()));
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
