//! What happens to the links in a text when posts get other names or places. Pure: texts and places in, edits out.
//!
//! Only the destination itself is written anew, in the way it was written: percent signs, `<...>`, `./`, the ending left
//! off, `[[wiki links]]`. What is code, what leads to no file of the library, and what two posts could be meant by stays
//! as it is.

use crate::pictures::{decode, is_address};
use blog::front_matter::{Edit, edit};
use blog::{FieldValue, Fields, FrontMatter, PostPath};
use markdown::{Form, references};
use std::collections::HashMap;

/// Of so many moved posts the names are not looked for one by one in each text.
const MANY: usize = 20;

/// A post that gets another place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Where it was.
    pub from: PostPath,
    /// Where it is then.
    pub to: PostPath,
}

/// The places of all posts before and after.
pub struct Moves<'m> {
    moved: HashMap<&'m PostPath, &'m PostPath>,
    /// All posts before, by their path without ending, in the letters in which names are compared.
    before: HashMap<String, &'m PostPath>,
    /// How often each name without folder and ending stands there, before and after.
    names_before: HashMap<String, Vec<&'m PostPath>>,
    names_after: HashMap<String, usize>,
}

impl<'m> Moves<'m> {
    /// The moves of some posts of a library with posts at these places.
    pub fn new(moved: &'m [Moved], places: &'m [PostPath]) -> Self {
        let moved: HashMap<&PostPath, &PostPath> = moved.iter().map(|one| (&one.from, &one.to)).collect();
        let (mut names_before, mut names_after) = (HashMap::<String, Vec<&PostPath>>::new(), HashMap::new());
        for place in places {
            names_before.entry(place.stem().to_lowercase()).or_default().push(place);
            let after = moved.get(place).copied().unwrap_or(place);
            *names_after.entry(after.stem().to_lowercase()).or_default() += 1;
        }
        let before =
            places.iter().map(|place| (without_ending(place.as_str()).to_lowercase(), place)).collect();
        Self { moved, before, names_before, names_after }
    }

    /// Where the post at this place is afterwards.
    pub fn after<'p>(&'p self, place: &'p PostPath) -> &'p PostPath {
        self.moved.get(place).copied().unwrap_or(place)
    }

    /// Whether this text could hold a link that must be written anew; a quick look.
    pub fn concern(&self, place: &PostPath, text: &str) -> bool {
        let links = ["](", "]:", "[[", "<img"].iter().any(|mark| text.contains(mark));
        if self.moved.contains_key(place) {
            return links || Fields::read(text).picture.is_some();
        }
        links && (self.moved.len() > MANY || self.moved.keys().any(|from| could_name(text, from.stem())))
    }

    /// The edits of the text of the post at `place`, apart and ascending. `exists`: whether there is a file, asked only for
    /// a post that moves to another folder itself.
    pub fn relink(&self, place: &PostPath, text: &str, exists: &dyn Fn(&PostPath) -> bool) -> Vec<Edit> {
        let body = FrontMatter::of(text).body;
        let mut edits: Vec<Edit> = self.picture(place, text, exists).into_iter().collect();
        edits.extend(self.in_front_matter(place, &text[..body.start]));
        for reference in references(&text[body.clone()]) {
            let written = &text[body.clone()][reference.at.clone()];
            let new = match reference.form {
                Form::Wiki => self.wiki(place, &reference.target),
                form => self.path(place, &reference.target, exists).map(|path| spelled(&path, written, form)),
            };
            if let Some(insert) = new.filter(|new| new != written) {
                let range = body.start + reference.at.start..body.start + reference.at.end;
                edits.push(Edit { range, insert });
            }
        }
        edits.sort_by_key(|edit| edit.range.start);
        edits
    }

    /// How many links in the text of another post would have to follow.
    pub fn leading_there(&self, place: &PostPath, text: &str) -> usize {
        self.relink(place, text, &|_| false).len()
    }

    /// Where a link's path leads afterwards, as the moved text has to name it; `None` when it stays.
    fn path(&self, place: &PostPath, target: &str, exists: &dyn Fn(&PostPath) -> bool) -> Option<Path> {
        let end = target.find(['?', '#']).unwrap_or(target.len());
        let (path, part) = target.split_at(end);
        if path.is_empty() || is_address(path) {
            return None;
        }
        let plain = decode(path);
        let to = self.after(place);
        let rooted = plain.starts_with('/');
        let named = |name: &str| {
            if rooted { PostPath::new(name.trim_start_matches('/')) } else { place.neighbour(name) }
        };
        let (found, ending) = match named(&plain)? {
            found if self.moved.contains_key(&found) => (found, true),
            found if !rooted && place.folder() != to.folder() && exists(&found) => (found, true),
            _ => (named(&format!("{plain}.md")).filter(|found| self.moved.contains_key(found))?, false),
        };
        let after = self.after(&found);
        if *after == found && (rooted || place.folder() == to.folder()) {
            return None;
        }
        let whole = if rooted { format!("/{after}") } else { relative(to.folder(), after) };
        let new = if ending { whole } else { without_ending(&whole).to_owned() };
        let dotted = path.starts_with("./") && !new.starts_with("../");
        Some(Path { path: if dotted { format!("./{new}") } else { new }, part: part.to_owned() })
    }

    /// The same for a wiki link: by name where the name says which post, else by the way from the library folder.
    fn wiki(&self, place: &PostPath, target: &str) -> Option<String> {
        let end = target.find('#').unwrap_or(target.len());
        let (name, part) = target.split_at(end);
        let bare = without_ending(name);
        let found = self.named(place, bare)?;
        let after = self.moved.get(found)?;
        let unique = self.names_after.get(&after.stem().to_lowercase()) == Some(&1);
        let by_name = !bare.contains('/') && unique;
        if by_name && after.stem() == found.stem() {
            return None;
        }
        let new = if by_name { after.stem() } else { without_ending(after.as_str()) };
        let ending = if bare.len() < name.len() {
            &after.as_str()[without_ending(after.as_str()).len()..]
        } else {
            ""
        };
        Some(format!("{new}{ending}{part}"))
    }

    /// The post that a wiki link means.
    fn named(&self, place: &PostPath, name: &str) -> Option<&'m PostPath> {
        let beside =
            || place.neighbour(name).and_then(|path| self.before.get(&path.as_str().to_lowercase()).copied());
        if name.contains('/') {
            return self.before.get(&name.trim_start_matches('/').to_lowercase()).copied().or_else(beside);
        }
        match self.names_before.get(&name.to_lowercase())?.as_slice() {
            [one] => Some(one),
            _ => beside(),
        }
    }

    /// Wiki links that stand as texts in quotes in the front matter, as Obsidian keeps them.
    fn in_front_matter(&self, place: &PostPath, head: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (at, mark) in head.match_indices("[[") {
            let quoted = head[..at].ends_with(['"', '\'']);
            let start = at + mark.len();
            let Some(length) = head[start..].find(['|', ']', '\n', '\r']).filter(|_| quoted) else {
                continue;
            };
            let target = &head[start..start + length];
            if let Some(insert) = self.wiki(place, target).filter(|new| !new.contains(['"', '\'', '\\'])) {
                edits.push(Edit { range: start..start + length, insert });
            }
        }
        edits
    }

    /// The featured picture of a post that moves to another folder.
    fn picture(&self, place: &PostPath, text: &str, exists: &dyn Fn(&PostPath) -> bool) -> Option<Edit> {
        if place.folder() == self.after(place).folder() {
            return None;
        }
        let named = Fields::read(text).picture?;
        let Path { path, part } = self.path(place, &named, exists)?;
        let encoded = named.contains('%');
        let path = if encoded { spelled(&Path { path, part }, &named, Form::Bare) } else { path + &part };
        edit(text, "picture", &FieldValue::Text(path)).ok().filter(|edit| !edit.is_empty())
    }
}

/// Whether a link in this text could have this name in it, in whatever spelling.
fn could_name(text: &str, stem: &str) -> bool {
    // What Markdown or an address would write otherwise than it is.
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '~');
    text.contains(stem)
        || (!stem.chars().all(plain) && text.contains(['%', '\\', '&']))
        || (text.contains("[[") && text.to_lowercase().contains(&stem.to_lowercase()))
}

/// A path as it is, not encoded, and what stands behind it.
struct Path {
    path: String,
    part: String,
}

/// The way from a folder to a file.
fn relative(folder: &str, file: &PostPath) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = file.as_str().split('/').collect();
    let same = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - same);
    up.chain(to[same..].iter().copied()).collect::<Vec<_>>().join("/")
}

fn without_ending(path: &str) -> &str {
    [".md", ".markdown"]
        .iter()
        .find_map(|ending| {
            let cut = path.len().checked_sub(ending.len())?;
            path.get(cut..).filter(|tail| tail.eq_ignore_ascii_case(ending)).map(|_| &path[..cut])
        })
        .unwrap_or(path)
}

/// The path as a destination, encoded as far as the form needs it and the old one was.
fn spelled(path: &Path, written: &str, form: Form) -> String {
    let wide = written
        .as_bytes()
        .windows(2)
        .any(|pair| pair[0] == b'%' && matches!(pair[1], b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F'));
    let blanks = form != Form::Angle || written.contains("%20");
    let mut out = String::new();
    for c in path.path.chars() {
        let encode = match c {
            '%' | '#' | '?' | '<' | '>' | '"' | '\\' | '`' => true,
            '(' | ')' | '&' | '*' | '_' | '[' | ']' => form == Form::Bare && c != '_' && c != '*',
            '\'' => form == Form::Attribute,
            c if c.is_whitespace() => blanks,
            c if !c.is_ascii() => wide,
            c => c.is_control(),
        };
        if encode {
            let mut bytes = [0; 4];
            out.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    // What stands behind the path is the writer's spelling already.
    let part = written.find(['?', '#']).map_or(path.part.as_str(), |at| &written[at..]);
    out + if path.part.is_empty() { "" } else { part }
}

#[cfg(test)]
mod tests;
