//! A post's text, read once: blocks, their HTML, and what is found in them.
//!
//! One parse groups CommonMark events into top-level blocks. The preview writes HTML from those events, the blog's
//! markup is written from the same events, so what is previewed is what is published. Everything here is pure: text in,
//! values out. It refuses files, the network and front matter, and it never changes a letter the writer typed
//! (no smart quotes, no smart dashes).

mod balanced;
mod delimiter;
mod dialect;
mod document;
mod excerpt;
mod foreign;
mod from_html;
mod html;
mod passages;
mod preview;
mod prose;
mod raw;
mod reader;
mod references;
mod sanitize;
mod words;

pub use balanced::balanced;
pub use delimiter::{Delimiter, Side, delimiters, pairs};
pub use dialect::{MAX_NESTING, options};
pub use document::{
    Block, BlockKind, Document, Figure, Finds, Footnote, Heading, Link, Media, Spanned, figures,
    footnote_number, inside, nodes, parse, plain,
};
pub use excerpt::excerpt;
pub use from_html::{Care, Reading, from_html, skeleton};
pub use html::{html, page, reference_html, way_back};
pub use passages::{Passage, passages};
pub use preview::{Preview, Rendered, Splice};
pub use prose::prose;
pub use raw::{RawTag, map_pictures, names, picture_classes, picture_sources, tags};
pub use references::{Form, Reference, references};
pub use sanitize::{PICTURE_SCHEME, sanitize};
pub use words::words;

/// The event types that blocks are made of, for those who write other markup from them.
pub use pulldown_cmark as events;
