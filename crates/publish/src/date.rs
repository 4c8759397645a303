//! The writer's date, read as the blog's clock would read it.

use blog::SiteClock;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// The instant that this front-matter date means: with an offset, `Z` or a `[Zone]` that one, otherwise the blog's own
/// clock; a day alone is its midnight. `None` when it is no date.
pub fn read(text: &str, clock: &SiteClock) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Some(zoned.timestamp());
    }
    let spaced = [
        "%Y-%m-%d %H:%M:%S %z",
        "%Y-%m-%d %H:%M %z",
        "%Y-%m-%dT%H:%M%:z",
        "%Y-%m-%d %H:%M%:z",
        "%Y-%m-%d %H:%M %:z",
    ];
    if let Some(instant) = spaced.iter().find_map(|format| Timestamp::strptime(format, text).ok()) {
        return Some(instant);
    }
    let civil = text
        .parse::<DateTime>()
        .ok()
        .or_else(|| DateTime::strptime("%Y-%m-%d %H:%M", text).ok())
        .or_else(|| DateTime::strptime("%Y-%m-%dT%H:%M", text).ok())
        .or_else(|| text.parse::<Date>().ok().map(|day| day.at(0, 0, 0, 0)))?;
    zone(clock).to_ambiguous_timestamp(civil).compatible().ok()
}

/// The blog's time zone; UTC when what it said makes no sense.
pub fn zone(clock: &SiteClock) -> TimeZone {
    let named = (!clock.zone.is_empty()).then(|| TimeZone::get(&clock.zone).ok()).flatten();
    named.unwrap_or_else(|| {
        let seconds = clock.offset_minutes.saturating_mul(60);
        Offset::from_seconds(seconds).map_or(TimeZone::UTC, TimeZone::fixed)
    })
}

/// `2026-11-23 10:00` on the blog's clock, with its zone's name.
pub fn shown(instant: Timestamp, clock: &SiteClock) -> String {
    format!("{} ({})", instant.to_zoned(zone(clock)).strftime("%Y-%m-%d %H:%M"), zone_words(clock))
}

/// A blog's time zone in words: its name, or its offset.
pub fn zone_words(clock: &SiteClock) -> String {
    if !clock.zone.is_empty() {
        return clock.zone.clone();
    }
    match clock.offset_minutes {
        0 => "UTC".to_owned(),
        minutes => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("UTC{sign}{}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    }
}

/// The same in both clocks where they differ: `2026-12-01 09:00 (Asia/Kolkata), 04:30 here`, with the day where that differs
/// too. `here` is the zone of the writer's computer.
pub fn shown_here_too(instant: Timestamp, clock: &SiteClock, here: &TimeZone) -> String {
    let there = instant.to_zoned(zone(clock)).datetime();
    let own = instant.to_zoned(here.clone()).datetime();
    let format = if there.date() == own.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    let mut shown = shown(instant, clock);
    if there != own {
        shown += &format!(", {} here", own.strftime(format));
    }
    shown
}

/// Reads [`blog::RemotePost::date_gmt`] back.
pub fn instant(date_gmt: &str) -> Option<Timestamp> {
    format!("{}Z", date_gmt.trim_end_matches('Z')).parse().ok()
}

/// A date of the blog (`2026-11-23T10:00:00`, UTC) for a front matter: on the blog's clock with its offset, so that it names
/// the same instant wherever it is read. `None` when it is no date.
pub fn written(date_gmt: &str, clock: &SiteClock) -> Option<String> {
    let instant: Timestamp = format!("{date_gmt}Z").parse().ok()?;
    let local = instant.to_zoned(zone(clock)).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    // Before there were time zones, offsets had seconds; such a date is written in UTC.
    let exact = local.len() == 25 && !local.ends_with("+00:00") && read(&local, clock) == Some(instant);
    Some(if exact { local } else { format!("{}Z", gmt(instant)) })
}

/// A date of the blog as its clock shows it, to the minute; empty when it is no date.
pub fn shown_short(date_gmt: &str, clock: &SiteClock) -> String {
    let instant: Option<Timestamp> = format!("{date_gmt}Z").parse().ok();
    let shown = |instant: Timestamp| instant.to_zoned(zone(clock)).strftime("%Y-%m-%d %H:%M").to_string();
    instant.map(shown).unwrap_or_default()
}

/// `2026-11-23T10:00:00`, UTC: how [`blog::RemotePost::date_gmt`] is written.
pub(crate) fn gmt(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_means_what_the_blogs_clock_says() {
        let kolkata = SiteClock { zone: "Asia/Kolkata".into(), offset_minutes: 330 };
        let london = SiteClock { zone: "Europe/London".into(), offset_minutes: 0 };
        let minus_two = SiteClock { zone: String::new(), offset_minutes: -120 };
        for (text, clock, expected) in [
            ("2026-11-23T10:00:00Z", &kolkata, Some("2026-11-23T10:00:00")),
            ("2026-11-23T10:00:00+01:00", &kolkata, Some("2026-11-23T09:00:00")),
            ("2026-11-23T10:00+01:00", &kolkata, Some("2026-11-23T09:00:00")),
            ("2026-11-23 10:00:00 +0100", &kolkata, Some("2026-11-23T09:00:00")),
            ("2026-11-23 10:00:00", &kolkata, Some("2026-11-23T04:30:00")),
            ("2026-07-23 10:00", &london, Some("2026-07-23T09:00:00")),
            ("2026-11-23T10:00", &minus_two, Some("2026-11-23T12:00:00")),
            ("2026-11-23 10:00", &minus_two, Some("2026-11-23T12:00:00")),
            (" 2026-11-23 ", &kolkata, Some("2026-11-22T18:30:00")),
            ("2026-11-23T10:00:00.75Z", &kolkata, Some("2026-11-23T10:00:00")),
            ("2026-13-23", &kolkata, None),
            ("tomorrow", &kolkata, None),
            ("", &kolkata, None),
        ] {
            assert_eq!(read(text, clock).map(gmt).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_time_is_told_in_both_clocks_where_they_differ() {
        let clock = |zone: &str, offset_minutes| SiteClock { zone: zone.into(), offset_minutes };
        let here = |name: &str| TimeZone::get(name).unwrap();
        for (instant, blog, here, expected) in [
            (
                "2026-12-01T03:30:00Z",
                clock("Asia/Kolkata", 0),
                here("Atlantic/Reykjavik"),
                "2026-12-01 09:00 (Asia/Kolkata), 03:30 here",
            ),
            (
                "2026-12-01T03:30:00Z",
                clock("Asia/Kolkata", 0),
                here("Asia/Colombo"),
                "2026-12-01 09:00 (Asia/Kolkata)",
            ),
            (
                "2026-12-01T03:15:00Z",
                clock("Asia/Kathmandu", 0),
                here("Europe/Berlin"),
                "2026-12-01 09:00 (Asia/Kathmandu), 04:15 here",
            ),
            (
                "2026-12-01T03:15:00Z",
                clock("", 345),
                here("America/New_York"),
                "2026-12-01 09:00 (UTC+5:45), 2026-11-30 22:15 here",
            ),
            (
                "2026-07-01T10:00:00Z",
                clock("Europe/London", 0),
                here("UTC"),
                "2026-07-01 11:00 (Europe/London), 10:00 here",
            ),
            (
                "2026-12-01T10:00:00Z",
                clock("Europe/London", 0),
                here("UTC"),
                "2026-12-01 10:00 (Europe/London)",
            ),
        ] {
            assert_eq!(shown_here_too(instant.parse().unwrap(), &blog, &here), expected);
        }
    }

    #[test]
    fn zones_read_well() {
        for (zone, offset_minutes, words) in [
            ("Europe/London", 0, "Europe/London"),
            ("", 0, "UTC"),
            ("", 330, "UTC+5:30"),
            ("", -210, "UTC-3:30"),
        ] {
            assert_eq!(zone_words(&SiteClock { zone: zone.into(), offset_minutes }), words);
        }
    }

    #[test]
    fn a_zone_that_does_not_exist_falls_back_to_the_offset() {
        let odd = SiteClock { zone: "Mars/Olympus".into(), offset_minutes: 60 };
        assert_eq!(read("2026-11-23T10:00:00", &odd).map(gmt).as_deref(), Some("2026-11-23T09:00:00"));
    }

    #[test]
    fn a_date_of_the_blog_is_written_with_the_blogs_offset_and_means_the_same_instant() {
        let clock = |zone: &str, offset_minutes| SiteClock { zone: zone.into(), offset_minutes };
        let (kolkata, london) = (clock("Asia/Kolkata", 330), clock("Europe/London", 0));
        for (gmt_date, clock, expected) in [
            ("2026-11-23T04:30:00", &kolkata, Some("2026-11-23T10:00:00+05:30")),
            ("2026-11-23T04:30:00", &london, Some("2026-11-23T04:30:00Z")),
            ("2026-07-23T04:30:00", &london, Some("2026-07-23T05:30:00+01:00")),
            ("2026-11-23T04:30:00", &clock("", -210), Some("2026-11-23T01:00:00-03:30")),
            ("2026-11-23T04:30:00", &clock("", 0), Some("2026-11-23T04:30:00Z")),
            ("1850-01-01T00:00:00", &kolkata, Some("1850-01-01T00:00:00Z")),
            ("0000-00-00T00:00:00", &kolkata, None),
            ("", &kolkata, None),
        ] {
            let found = written(gmt_date, clock);
            assert_eq!(found.as_deref(), expected, "{gmt_date}");
            assert_eq!(
                found.and_then(|text| read(&text, &london)).map(gmt),
                expected.map(|_| gmt_date.into())
            );
        }
        assert_eq!(shown_short("2026-11-23T04:30:00", &kolkata), "2026-11-23 10:00");
        assert_eq!(shown_short("soon", &kolkata), "");
    }
}
