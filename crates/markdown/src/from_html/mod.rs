//! HTML that came from a blog, as Markdown.
//!
//! Nothing here is trusted to be right: whoever asks renders the Markdown again and compares. So this refuses early (`None`)
//! wherever Markdown has no words, and tries to write as a person would: few backslashes, signs instead of tags.

mod block;
mod dom;
mod escape;
mod inline;
mod skeleton;
mod table;

pub use skeleton::skeleton;

use dom::Dom;

/// How much is left to Markdown's signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// As a person would write it.
    Little,
    /// Tags instead of stars.
    Tags,
    /// Tags, and a backslash before whatever could be a sign.
    Much,
}

/// How HTML is read.
pub struct Reading<'r> {
    /// How much is left to Markdown's signs.
    pub care: Care,
    /// How the text names the picture at this address; `None` for one that it names by the address.
    pub picture: &'r dyn Fn(&str) -> Option<String>,
    /// Whether links to footnotes are footnotes, and a list of them their definitions.
    pub notes: bool,
    /// Whether a list item's first paragraph stands without its tags, as blocks have it. Otherwise it does so only in lists
    /// that Markdown calls tight.
    pub bare_items: bool,
    /// Whether the list before this one would run together with it: then it gets other bullets.
    pub other_bullets: bool,
}

/// A piece of HTML as one Markdown block (or, with [`Reading::notes`], as the definitions of notes), without a line end. Block
/// comments of WordPress are passed over. `None` when it says something that Markdown cannot say.
pub fn from_html(html: &str, reading: &Reading<'_>) -> Option<String> {
    let dom = Dom::read(html)?;
    let blocks = block::blocks(&dom.nodes(), reading, 0)?;
    (blocks.len() == 1).then(|| blocks.concat())
}
