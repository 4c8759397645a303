//! A post's Markdown as a blog stores it: WordPress blocks, or classic HTML.
//!
//! Both are written from the same events as the preview. The block markup is what WordPress 7.1 itself saves wherever
//! 6.1 takes that too; no block is ever "invalid" and no text is left outside a block (it would become a Classic block).
//! What Markdown can say and blocks cannot is decided here, once:
//!
//! * A picture on a line of its own is an image block; its title (`![alt](src "title")`) is the caption.
//! * Heading ids are written when the writer chose them or a link in the post leads to them.
//! * Footnotes are superscript links and a numbered list after a separator, as 6.1 knows no footnotes block. The way back
//!   carries the id, because no version keeps one on a list item, and ids have no colon, because authors' links lose it.
//! * Task list boxes are ☐ and ☑: sites remove inputs.
//! * HTML comments stay in the file; `<!--more-->` and `<!--nextpage-->` alone in a block become their blocks.
//! * Blocks of the blog that Markdown cannot say stand in the text between their comments, and go out as they stand. Classic
//!   HTML gets what is between the comments.
//! * Raw HTML becomes an HTML block, every element closed; with Markdown in it (`<details>` … `</details>`) it is one block.
//! * `[` and `://` in code are written as entities, because sites run shortcodes and embeds there.
//!
//! Nothing here can fail: every text has a markup.

mod autop;
mod block;
mod classic;
mod import;
mod inline;
mod seen;
mod split;
pub(crate) mod text;

#[cfg(test)]
mod tests;

pub use import::{import, pictures_of};

use blog::{ContentBlock, ImportedBlock, Markup, PictureMap, Rendered, Typesetter};
use markdown::{BlockKind, Spanned};
use std::collections::HashSet;

/// The body as WordPress block markup, valid in the block editors of 6.1 to 7.1. Pictures found in `pictures` get the
/// blog's address and id, others stay as written.
pub fn blocks(markdown: &str, pictures: &PictureMap) -> String {
    render(markdown, pictures, Markup::Blocks).whole()
}

/// The body as classic HTML for sites without the block editor: survives their automatic paragraphs, shortcodes and
/// embeds unchanged. Pictures as in [`blocks`].
pub fn classic(markdown: &str, pictures: &PictureMap) -> String {
    render(markdown, pictures, Markup::Classic).whole()
}

/// The body block by block.
fn render(markdown: &str, pictures: &PictureMap, markup: Markup) -> Rendered {
    let body = text::printable(markdown);
    let document = markdown::parse(&body);
    let context = Context::new(&document, pictures);
    let one = |kind: BlockKind, events: &[Spanned<'_>]| match (markup, kind) {
        (Markup::Blocks, BlockKind::Foreign) => block::foreign(events, &context),
        (Markup::Blocks, _) => block::top_level(events, &context),
        (Markup::Classic, BlockKind::Foreign) => classic::foreign(events, &context),
        (Markup::Classic, _) => classic::html(events, &context),
    };
    let blocks = document.blocks.iter().map(|block| text::finished(one(block.kind, &block.events)));
    let notes = match markup {
        _ if document.footnotes.is_empty() => String::new(),
        Markup::Blocks => block::footnotes(&document.footnotes, &context),
        Markup::Classic => classic::footnotes(&document.footnotes, &context),
    };
    Rendered { blocks: blocks.collect(), notes: text::finished(notes) }
}

/// Sets posts for a blog of this kind. A post that the blog holds already keeps the kind of markup it has there: WordPress
/// makes paragraphs only in posts without any block, so the two must never be mixed.
#[derive(Clone, Copy, Debug)]
pub struct Setter(pub Markup);

impl Typesetter for Setter {
    fn render(&self, markdown: &str, pictures: &PictureMap, present: &str) -> Rendered {
        let mut all = pictures_of(present);
        all.extend(pictures.iter().map(|(name, media)| (name.clone(), media.clone())));
        let markup = match present.trim() {
            "" => self.0,
            present if split::has_blocks(present) => Markup::Blocks,
            _ => Markup::Classic,
        };
        render(markdown, &all, markup)
    }

    fn split(&self, content: &str) -> Vec<ContentBlock> {
        if split::has_blocks(content) {
            let parts = split::parts(content).into_iter().map(|part| part.range);
            parts
                .map(|range| ContentBlock { seen: seen::of_blocks(&content[range.clone()]), range })
                .collect()
        } else {
            let pieces = autop::pieces(content).into_iter();
            pieces
                .map(|range| ContentBlock { seen: seen::of_classic(&content[range.clone()]), range })
                .collect()
        }
    }

    fn import(&self, content: &str, pictures: &PictureMap) -> Vec<ImportedBlock> {
        import(content, pictures)
    }
}

/// What the writers know of the whole post.
struct Context<'c> {
    pictures: &'c PictureMap,
    /// Heading ids that are published.
    anchors: HashSet<String>,
}

impl<'c> Context<'c> {
    fn new(document: &markdown::Document<'_>, pictures: &'c PictureMap) -> Self {
        let linked: HashSet<&str> =
            document.links.iter().filter_map(|link| link.target.strip_prefix('#')).collect();
        let anchors =
            document.headings.iter().filter(|heading| heading.chosen || linked.contains(heading.id.as_str()));
        Self { pictures, anchors: anchors.map(|heading| heading.id.clone()).collect() }
    }
}
