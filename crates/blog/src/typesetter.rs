//! What a blog's markup is to those who do not know it: something Markdown is put into, block by block, and read back from.

use crate::PictureMap;
use std::ops::Range;

/// Puts Markdown into one blog's markup, and reads that markup back. Pure.
pub trait Typesetter {
    /// The body in the blog's markup. `present` is the content the blog holds already, empty for a new post: a post keeps the
    /// kind of markup it has, and pictures that lie on the blog keep their numbers.
    fn render(&self, markdown: &str, pictures: &PictureMap, present: &str) -> Rendered;

    /// The content by its blocks, in order. Between them stand only blanks and line ends.
    fn split(&self, content: &str) -> Vec<ContentBlock>;

    /// The content as Markdown: for each of the blocks that [`Self::split`] finds, what stands for it. A block that Markdown
    /// cannot say without loss stands for itself. A picture whose address is in `pictures` is named as it is named there.
    fn import(&self, content: &str, pictures: &PictureMap) -> Vec<ImportedBlock>;
}

/// A body in a blog's markup, by the blocks of the Markdown it was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// What each top-level block of the Markdown became, in order; empty for one that is not published.
    pub blocks: Vec<String>,
    /// What stands at the end for the footnotes; empty for none.
    pub notes: String,
}

impl Rendered {
    /// The whole body.
    pub fn whole(&self) -> String {
        let parts = self.blocks.iter().chain([&self.notes]).filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join("\n\n")
    }
}

/// A block of a blog's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentBlock {
    /// Where it stands, in bytes of the content.
    pub range: Range<usize>,
    /// What readers see of it, in a form that is equal for blocks that differ in spelling only.
    pub seen: String,
}

/// A block of a blog's content as Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedBlock {
    /// Where it stands, in bytes of the content.
    pub range: Range<usize>,
    /// The same in Markdown, without blank lines around it. Empty for the line above the footnotes: they bring it along.
    pub markdown: String,
    /// Whether it is footnotes: the definitions of what other blocks refer to.
    pub notes: bool,
}

/// The whole body of imported blocks.
pub fn imported_body(blocks: &[ImportedBlock]) -> String {
    let parts = blocks.iter().map(|block| block.markdown.as_str()).filter(|markdown| !markdown.is_empty());
    let mut body = parts.collect::<Vec<_>>().join("\n\n");
    if !body.is_empty() {
        body.push('\n');
    }
    body
}
