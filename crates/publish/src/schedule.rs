//! What became of posts that were to go public by themselves, judged when Copydesk is started the next time. Pure: the
//! blog is asked by the caller, once for each post.

use crate::date;
use blog::{Publication, RemotePost, Status};
use jiff::Timestamp;

/// What is to be done about a post whose time has come.
#[expect(clippy::large_enum_variant, reason = "one at a time")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// It went public: this is to be kept as the last exchange. Only what the clock changed is taken over; somebody's
    /// changes there still show at the next press.
    WentPublic(Publication),
    /// It is still waiting there although its time is over: the blog missed it.
    Missed,
    /// Nothing to be said now: it was given another time, or something else became of it, which the next press shows.
    Quiet,
}

/// When a post should have gone public, if it was left scheduled and that time is over.
pub fn overdue(publication: &Publication, now: Timestamp) -> Option<Timestamp> {
    let base = &publication.base;
    let at = base.date_gmt.as_deref().filter(|_| base.status == Status::Scheduled).and_then(date::instant)?;
    // WordPress looks for due posts about once a minute, when somebody visits.
    (now.as_second() > at.as_second() + GRACE_SECONDS).then_some(at)
}

const GRACE_SECONDS: i64 = 120;

/// Judges what the blog holds now.
pub fn judge(publication: &Publication, present: &RemotePost, now: Timestamp) -> Due {
    let base = &publication.base;
    match present.status {
        Status::Published => {
            let base = RemotePost {
                status: present.status,
                url: present.url.clone(),
                date_gmt: present.date_gmt.clone(),
                modified_gmt: present.modified_gmt.clone(),
                ..base.clone()
            };
            Due::WentPublic(Publication { base, ..publication.clone() })
        }
        Status::Scheduled => {
            let at = present.date_gmt.as_deref().and_then(date::instant);
            if at.is_some_and(|at| at < now) { Due::Missed } else { Due::Quiet }
        }
        _ => Due::Quiet,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::record::tests::remote;
    use blog::{ContentHash, PostKey};

    fn left(status: Status, date_gmt: Option<&str>) -> Publication {
        Publication {
            key: PostKey::new("00112233445566ff").unwrap(),
            blog: "example.org".into(),
            base: RemotePost { status, date_gmt: date_gmt.map(Into::into), ..remote() },
            body: String::new(),
            sent: ContentHash::of(b"sent"),
            source: ContentHash::of(b"source"),
        }
    }

    #[test]
    fn only_scheduled_posts_whose_time_is_over_are_asked_for() {
        let now = "2026-12-01T10:00:00Z".parse().unwrap();
        for (status, date, expected) in [
            (Status::Scheduled, Some("2026-12-01T09:00:00"), true),
            (Status::Scheduled, Some("2026-12-01T09:58:30"), false),
            (Status::Scheduled, Some("2026-12-01T11:00:00"), false),
            (Status::Scheduled, None, false),
            (Status::Scheduled, Some("soon"), false),
            (Status::Published, Some("2026-12-01T09:00:00"), false),
            (Status::Draft, Some("2026-12-01T09:00:00"), false),
        ] {
            assert_eq!(overdue(&left(status, date), now).is_some(), expected, "{status} {date:?}");
        }
    }

    #[test]
    fn what_became_of_it_is_told_apart() {
        let now = "2026-12-01T10:00:00Z".parse().unwrap();
        let publication = left(Status::Scheduled, Some("2026-12-01T09:00:00"));
        let there = |status, date: &str| RemotePost { status, date_gmt: Some(date.into()), ..remote() };
        for (present, expected) in [
            (there(Status::Scheduled, "2026-12-01T09:00:00"), Due::Missed),
            (there(Status::Scheduled, "2026-12-02T09:00:00"), Due::Quiet),
            (there(Status::Draft, "2026-12-01T09:00:00"), Due::Quiet),
            (there(Status::Trashed, "2026-12-01T09:00:00"), Due::Quiet),
        ] {
            assert_eq!(judge(&publication, &present, now), expected, "{present:?}");
        }
        let edited = RemotePost {
            content: "Somebody changed this.".into(),
            url: "https://example.org/now-public/".into(),
            ..there(Status::Published, "2026-12-01T09:00:00")
        };
        let Due::WentPublic(after) = judge(&publication, &edited, now) else { panic!("it is public") };
        assert_eq!(
            (after.base.status, after.base.url.as_str()),
            (Status::Published, "https://example.org/now-public/")
        );
        assert_eq!(after.base.content, publication.base.content, "their change is still to be shown");
        assert_eq!((after.sent, after.source), (publication.sent, publication.source));
    }
}
