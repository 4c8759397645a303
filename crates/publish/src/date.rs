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
    let place = if clock.zone.is_empty() { "blog time" } else { clock.zone.as_str() };
    format!("{} ({place})", instant.to_zoned(zone(clock)).strftime("%Y-%m-%d %H:%M"))
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
        let minus_two = SiteClock { zone: String::new(), offset_minutes: -120 };
        for (text, clock, expected) in [
            ("2026-11-23T10:00:00Z", &kolkata, Some("2026-11-23T10:00:00")),
            ("2026-11-23T10:00:00+01:00", &kolkata, Some("2026-11-23T09:00:00")),
            ("2026-11-23T10:00+01:00", &kolkata, Some("2026-11-23T09:00:00")),
            ("2026-11-23 10:00:00 +0100", &kolkata, Some("2026-11-23T09:00:00")),
            ("2026-11-23 10:00:00", &kolkata, Some("2026-11-23T04:30:00")),
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
    fn a_zone_that_does_not_exist_falls_back_to_the_offset() {
        let odd = SiteClock { zone: "Mars/Olympus".into(), offset_minutes: 60 };
        assert_eq!(read("2026-11-23T10:00:00", &odd).map(gmt).as_deref(), Some("2026-11-23T09:00:00"));
    }
}
