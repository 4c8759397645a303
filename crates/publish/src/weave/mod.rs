//! What came back unchanged is byte for byte what was written, on both sides.
//!
//! A post was exchanged: here is Markdown, there is the content that stands for it, perhaps filtered by the blog, perhaps
//! saved again by its editor. [`content`] makes the content for a changed text and keeps the blog's own bytes for every block
//! that did not change here; [`body`] makes the text for changed content and keeps the writer's own words for every block that
//! did not change there. Which belongs to which is worked out each time ([`tie`]), nothing is remembered but the two texts.
//! Pure.

mod body;
mod content;
mod tie;

pub use body::body;
pub use content::content;

/// A text and the content that stands for it, as they were last exchanged.
#[derive(Clone, Copy, Debug)]
pub struct Exchanged<'e> {
    /// The Markdown here.
    pub body: &'e str,
    /// The raw content there.
    pub content: &'e str,
}
