//! What lies on a blog against what lies here: which file is which post's twin, and which side has changed. Pure.
//!
//! Bringing a post here never takes the place of anything: a file that seems to be a post of the blog is offered for linking,
//! a file that changed is left alone. What a changed text and its fields become is decided here too; reading, writing and
//! asking are the caller's.

mod agree;
mod said;
mod standing;
mod twin;

pub use agree::differing;
pub use said::{Names, Said, TermPaths, fields, said};
pub use standing::{Recorded, Standing, standing};
pub use twin::{Local, Locals, Tie};
