//! What can go wrong with one exchange, as values.

use super::Heard;
use std::time::Duration;

/// One thing that goes wrong with one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody listens.
    Refused,
    /// The connection is taken and closed; the blog never hears of it.
    Closed,
    /// The blog, or what stands before it, says no before anything is done.
    Says(u16),
    /// Too often: come back after two minutes.
    TooOften,
    /// A hotel's sign-in page, instead of the blog.
    Portal,
    /// The answer comes with a PHP notice in front.
    Notice,
    /// It is done, and the connection breaks.
    Reset,
    /// It is done, and half of the answer comes.
    Cut,
    /// It is done, and a web page comes instead of the answer.
    Page,
    /// It is done, and the answer is empty.
    Empty,
    /// It is done, and WordPress dies of it.
    Died,
    /// It is done twice, as by a proxy that tries again.
    Twice,
    /// No answer comes, and it is done this long after the client gave up.
    Late(Duration),
    /// The connection breaks at once, and it is done this long afterwards.
    Delayed(Duration),
}

const SECOND: Duration = Duration::from_secs(1);

impl Fault {
    /// The faults that this exchange can suffer.
    pub fn of(heard: &Heard) -> Vec<Self> {
        let mut faults = vec![
            Self::Refused,
            Self::Closed,
            Self::Says(503),
            Self::Says(401),
            Self::TooOften,
            Self::Portal,
            Self::Notice,
            Self::Cut,
            Self::Empty,
            Self::Late(SECOND),
        ];
        if heard.has_effect() {
            faults.extend([
                Self::Says(413),
                Self::Reset,
                Self::Page,
                Self::Died,
                Self::Delayed(SECOND),
                Self::Delayed(5 * SECOND),
            ]);
        }
        // A picture that a proxy sends twice is there twice, and nothing tells it from the writer's own: see `laptops.rs`.
        if heard.has_effect() && !heard.sends_a_picture() {
            faults.push(Self::Twice);
        }
        // A stalled creation is found even when it lands minutes later; a picture only within ten seconds.
        if heard.creates_a_post() {
            faults.push(Self::Delayed(300 * SECOND));
        }
        faults
    }

    /// One fault of each consequence: for all pairs.
    pub fn kinds(heard: &Heard) -> Vec<Self> {
        match heard.has_effect() {
            false => vec![Self::Refused, Self::Says(503), Self::Portal],
            true => {
                let late = if heard.creates_a_post() { 300 * SECOND } else { 5 * SECOND };
                vec![
                    Self::Refused,
                    Self::Says(503),
                    Self::Reset,
                    Self::Page,
                    Self::Twice,
                    Self::Delayed(SECOND),
                    Self::Delayed(late),
                ]
            }
        }
    }

    /// Any of the faults of this exchange that cost a test no waiting.
    pub fn quick(heard: &Heard) -> Vec<Self> {
        let mut faults = Self::of(heard);
        faults.retain(|fault| !matches!(fault, Self::Late(_)));
        faults
    }
}
