//! A day, a month or a year, as it is typed behind `before:` and `after:`.

use jiff::civil::Date;
use std::fmt;

/// The first day of what was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(Date);

impl Day {
    /// Reads `2026`, `2026-11` or `2026-11-05` (also with one digit, and with a dash not followed yet); `None` for
    /// anything else and for days that do not exist.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.strip_suffix('-').unwrap_or(text);
        let mut parts = text.split(['-', '/', '.']);
        let year = parts.next().filter(|year| year.len() == 4).and_then(number)?;
        let month = parts.next().map_or(Some(1), |month| number(month).filter(|_| month.len() <= 2))?;
        let day = parts.next().map_or(Some(1), |day| number(day).filter(|_| day.len() <= 2))?;
        if parts.next().is_some() {
            return None;
        }
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(Self)
    }

    /// Whether this can be the beginning of a day that is still being typed.
    pub fn is_begun(text: &str) -> bool {
        !text.is_empty() && text.len() <= 10 && text.chars().all(|c| c.is_ascii_digit() || "-/.".contains(c))
    }

    /// Its first second, counted from 1970 in the writer's own clock.
    pub fn seconds(self) -> i64 {
        let since = self.0.duration_since(Date::constant(1970, 1, 1));
        since.as_secs()
    }
}

fn number(digits: &str) -> Option<i16> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_years_are_read() {
        for (text, expected) in [
            ("2026", Some("2026-01-01")),
            ("2026-", Some("2026-01-01")),
            ("2026-1", Some("2026-01-01")),
            ("2026-11", Some("2026-11-01")),
            ("2026-11-5", Some("2026-11-05")),
            ("2026/11/05", Some("2026-11-05")),
            ("2024-02-29", Some("2024-02-29")),
            ("2026-02-29", None),
            ("2026-13", None),
            ("2026-00", None),
            ("202", None),
            ("20261105", None),
            ("2026-11-05-01", None),
            ("2026--1", None),
            ("", None),
            ("then", None),
        ] {
            assert_eq!(Day::read(text).map(|day| day.to_string()).as_deref(), expected, "{text:?}");
        }
        assert_eq!(Day::read("1970-01-02").map(Day::seconds), Some(86_400));
        assert_eq!(Day::read("1969").map(Day::seconds), Some(-365 * 86_400));
    }
}
