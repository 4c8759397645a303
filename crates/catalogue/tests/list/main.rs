//! The list of posts: against fresh scans, page by page, and what it says of each post.

mod desk;
mod exchanges;
mod following;
mod viewing;
