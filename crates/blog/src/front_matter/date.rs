//! Dates as front matter has them, in the one form a blog client takes. Knows no zones and no clock.

use jiff::civil;

/// `2026-11-23T10:00:00` with the offset that was written (`Z`, `+01:00`), or `None` for what is no date: accepted are
/// a day, a day and minutes, a day and seconds (fractions are dropped), joined by `T` or blanks.
pub(super) fn normal(text: &str) -> Option<String> {
    let text = text.trim();
    let (day, rest) = text.split_at_checked(10)?;
    let day = civil::Date::new(number(day, 0..4)?, number(day, 5..7)?, number(day, 8..10)?)
        .ok()
        .filter(|_| day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-')?;
    if rest.is_empty() {
        return Some(format!("{day}T00:00:00"));
    }
    let rest = rest.strip_prefix(['T', 't', ' ', '\t'])?.trim_start();
    let end = rest.find(|c: char| !matches!(c, '0'..='9' | ':' | '.')).unwrap_or(rest.len());
    let (time, offset) = rest.split_at(end);
    let time = time_of(time)?;
    Some(format!("{day}T{time}{}", offset_of(offset.trim())?))
}

/// Seconds since 1970 of a date in the normal form; one without an offset counts as UTC.
pub(super) fn moment(normal: &str) -> Option<i64> {
    let (local, offset) = normal.split_at_checked(19)?;
    let local: civil::DateTime = local.parse().ok()?;
    let minutes = match offset {
        "" | "Z" => 0,
        offset => {
            let (hours, minutes) = offset[1..].split_once(':')?;
            let ahead: i64 = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if offset.starts_with('-') { -ahead } else { ahead }
        }
    };
    let since = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
    Some(since - minutes * 60)
}

fn number<N: std::str::FromStr>(text: &str, range: std::ops::Range<usize>) -> Option<N> {
    let digits = text.get(range)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// `H:MM`, `HH:MM`, `HH:MM:SS` or with a fraction, as `HH:MM:SS`.
fn time_of(text: &str) -> Option<String> {
    let mut parts = text.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("00"));
    let second = second.split_once('.').map_or(second, |(whole, _)| whole);
    let lengths = (1..=2).contains(&hour.len()) && minute.len() == 2 && second.len() == 2;
    let time = civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?, 0).ok()?;
    (lengths && parts.next().is_none()).then(|| time.strftime("%H:%M:%S").to_string())
}

/// Nothing, `Z`, or `+HH:MM` from `+HH`, `+HHMM`, `+H:MM` and the like.
fn offset_of(text: &str) -> Option<String> {
    if text.is_empty() || text.eq_ignore_ascii_case("z") {
        return Some(text.to_ascii_uppercase());
    }
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '-'))?;
    let digits = &text[1..];
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "00"),
    };
    let plain = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(hours) || !plain(minutes) {
        return None;
    }
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then(|| format!("{sign}{hours:02}:{minutes:02}"))
}

#[cfg(test)]
mod tests {
    use super::{moment, normal};

    #[test]
    fn moments_are_in_order_whatever_their_offsets() {
        for (text, seconds) in [
            ("1970-01-01", Some(0)),
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1970-01-01 02:00 +02:00", Some(0)),
            ("1969-12-31 19:30 -0430", Some(0)),
            ("2026-11-23 10:00", Some(1_795_428_000)),
            ("yesterday", None),
        ] {
            assert_eq!(normal(text).as_deref().and_then(moment), seconds, "{text}");
        }
    }

    #[test]
    fn dates_of_all_tools_become_one_form() {
        for (text, expected) in [
            ("2026-11-23", Some("2026-11-23T00:00:00")),
            ("2026-11-23T10:05", Some("2026-11-23T10:05:00")),
            ("2026-11-23 10:05:09", Some("2026-11-23T10:05:09")),
            ("2026-11-23T10:05:09Z", Some("2026-11-23T10:05:09Z")),
            ("2026-11-23t10:05:09.123z", Some("2026-11-23T10:05:09Z")),
            ("2026-11-23T10:05:09+01:00", Some("2026-11-23T10:05:09+01:00")),
            ("2026-11-23 10:05:09 +0530", Some("2026-11-23T10:05:09+05:30")),
            ("2026-11-23 10:05 -3", Some("2026-11-23T10:05:00-03:00")),
            ("2026-11-23 9:05", Some("2026-11-23T09:05:00")),
            (" 2024-02-29 ", Some("2024-02-29T00:00:00")),
            ("2023-02-29", None),
            ("2026-13-01", None),
            ("2026-11-23T25:00", None),
            ("2026-11-23T10", None),
            ("2026-11-23T10:5", None),
            ("2026-11-23T10:05 CET", None),
            ("2026-11-23T10:05+99:00", None),
            ("2026/11/23", None),
            ("23.11.2026", None),
            ("+026-11-23", None),
            ("tomorrow", None),
            ("日本日本日本日本", None),
            ("", None),
        ] {
            assert_eq!(normal(text).as_deref(), expected, "{text:?}");
        }
    }
}
