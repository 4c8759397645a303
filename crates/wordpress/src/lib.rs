//! Speaks to WordPress: finds its interface, signs in, and carries one exchange at a time.
//!
//! Only `http.rs` opens connections. Nothing here retries or decides; the publisher does.

pub mod markup;
