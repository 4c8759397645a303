//! An in-process blog with a line that breaks, and a writer's desk in front of it.

mod desk;
mod line;
mod world;

pub use desk::{BROKEN, Desk, PressOf};
pub use line::{Fault, READY, Rng};
pub use world::Request;

use blog::Rights;
use jiff::{SignedDuration, Timestamp};
use publish::Outcome;

pub const ADMIN: Rights = Rights {
    write: true,
    publish: true,
    upload: true,
    create_categories: true,
    create_tags: true,
    unfiltered_html: true,
    edit_others: true,
    pages: true,
};
pub const AUTHOR: Rights =
    Rights { create_categories: false, unfiltered_html: false, edit_others: false, pages: false, ..ADMIN };
pub const CONTRIBUTOR: Rights = Rights { publish: false, upload: false, ..AUTHOR };

pub fn in_one_hour(desk: &Desk) -> Timestamp {
    desk.line.now().checked_add(SignedDuration::from_hours(1)).unwrap()
}

pub fn last(desk: &Desk) -> &Outcome {
    desk.outcomes.last().unwrap()
}
