//! What is beside the conversation itself: the clocks, and how much may be sent. Pure.

use super::PROBE;
use super::finding::{Finding, Subject, fine, note, skipped};
use crate::exchange::Response;
use blog::{ClientError, Failure};
use jiff::Timestamp;

/// How far the clocks may differ, in seconds: more, and "publish in five minutes" means something else over there.
const MAX_SKEW: i64 = 120;

/// Whether the server's clock and this computer's agree.
pub fn clock(front: &Response, now: Timestamp) -> Finding {
    let there = front.header("date").and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    let Some(there) = there else {
        return skipped(Subject::Clock, "The server does not say what time it has.");
    };
    // A page out of a cache carries the time at which it was made.
    let age = front.header("age").and_then(|age| age.trim().parse::<i64>().ok()).unwrap_or(0);
    let skew = now.as_second() - (there.timestamp().as_second() + age);
    if skew.abs() <= MAX_SKEW {
        return fine(Subject::Clock, "This computer and the server have the same time.");
    }
    let (minutes, which) = ((skew.abs() + 30) / 60, if skew > 0 { "ahead of" } else { "behind" });
    let happened = format!("This computer's clock is {minutes} minutes {which} the server's.");
    let next = "Let this computer set its clock by itself. Until then a post may go public earlier or later than you \
                meant.";
    note(Subject::Clock, happened, "one of the two clocks", next).with_detail(format!("{skew} seconds"))
}

/// Whether a picture of an ordinary size gets through the server.
pub fn uploads(host: &str, probe: Option<Result<Response, ClientError>>) -> Finding {
    let megabytes = PROBE >> 20;
    let Some(probe) = probe else {
        return skipped(Subject::Uploads, "Without REST this shows with the first picture.");
    };
    let too_big = |detail: String| {
        let happened = format!("The server of {host} does not take {megabytes} MB in one piece.");
        let next = "Copydesk makes pictures smaller before it sends them; those that stay larger will be refused. Have the \
                    limit raised (client_max_body_size in nginx, LimitRequestBody in Apache).";
        note(Subject::Uploads, happened, "a limit of the web server", next)
            .with_detail(detail)
            .with_letter(host, "Please allow requests of 32 MB (client_max_body_size in nginx, LimitRequestBody in Apache; post_max_size in PHP).")
    };
    match probe {
        Ok(answer) if answer.status == 413 => too_big(answer.summary()),
        // WordPress read it and wants a sign-in: it got through.
        Ok(answer) if matches!(answer.status, 400 | 401 | 403) => {
            fine(Subject::Uploads, format!("{megabytes} MB in one piece get through."))
        }
        Ok(answer) => skipped(Subject::Uploads, "What the server takes shows with the first picture.")
            .with_detail(answer.summary()),
        Err(error) if error.failure == Failure::Lost => too_big(error.detail),
        Err(error) => skipped(Subject::Uploads, "What the server takes shows with the first picture.")
            .with_detail(error.detail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;
    use url::Url;

    fn answer(status: u16, headers: &[(&str, &str)]) -> Response {
        Response {
            status,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: Vec::new(),
            final_url: Url::parse("https://example.org/").unwrap(),
        }
    }

    #[test]
    fn clocks_are_compared_by_what_the_server_says() {
        let now: Timestamp = "2026-11-25T21:00:00Z".parse().unwrap();
        for (headers, state, words) in [
            (vec![("date", "Wed, 25 Nov 2026 21:00:30 GMT")], State::Fine, "same time"),
            (vec![("date", "Wed, 25 Nov 2026 20:30:00 GMT")], State::Note, "30 minutes ahead"),
            (vec![("date", "Wed, 25 Nov 2026 22:00:00 GMT")], State::Note, "60 minutes behind"),
            (vec![("date", "Wed, 25 Nov 2026 20:00:00 GMT"), ("age", "3600")], State::Fine, "same time"),
            (vec![("date", "yesterday")], State::Skipped, "does not say"),
            (vec![], State::Skipped, "does not say"),
        ] {
            let finding = clock(&answer(200, &headers), now);
            assert_eq!(finding.state, state, "{headers:?}");
            assert!(finding.happened.contains(words), "{headers:?}: {}", finding.happened);
        }
    }

    #[test]
    fn a_limit_is_told_from_a_refusal() {
        let lost = ClientError::new(Failure::Lost, "x", "broken pipe");
        for (probe, state) in [
            (None, State::Skipped),
            (Some(Ok(answer(413, &[]))), State::Note),
            (Some(Ok(answer(401, &[]))), State::Fine),
            (Some(Ok(answer(503, &[]))), State::Skipped),
            (Some(Err(lost)), State::Note),
        ] {
            let finding = uploads("example.org", probe.clone());
            assert_eq!(finding.state, state, "{probe:?}");
            assert_eq!(finding.for_host.is_empty(), state != State::Note);
        }
    }
}
